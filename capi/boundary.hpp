// The edge between C++ and C: what comes in is checked and copied, what goes wrong goes out as a value, nothing is thrown.
#pragma once

#include <cohook/error.hpp>

#include "cohook.h"

#include <cstddef>
#include <cstring>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>

struct cohook_error {
    cohook_status kind = COHOOK_INTERNAL;
    std::string message;
    std::string field;
};

struct cohook_document {
    std::string text;
};

namespace cohook::capi {

cohook_status status_of(errc kind) noexcept;

/// Puts an error where the caller wants one. Without memory for it the status alone is told.
cohook_status tell(cohook_error** into, cohook_status kind, std::string_view message,
                   std::string_view field = {}) noexcept;
cohook_status tell(cohook_error** into, error const& what) noexcept;

/// What a caller is told; kinds that only this edge knows (COHOOK_TIMED_OUT) are among them.
class complaint {
public:
    complaint() = default;        // checked<T>::error() asks for it
    complaint(error const& what)  // NOLINT(google-explicit-constructor): rooms below know errors alone
        : kind(status_of(what.kind())), message(what.message()), field(what.field()) {}
    complaint(cohook_status kind_, std::string message_) : kind(kind_), message(std::move(message_)) {}

    cohook_status kind = COHOOK_INTERNAL;
    std::string message;
    std::string field;
};

[[noreturn]] void throw_exception_from_error(complaint const& what, boost::source_location const& at);

template <class T>
using checked = boost::system::result<T, complaint>;

inline error missing(std::string_view what) {
    return error(errc::invalid_argument, std::string(what) + " is NULL", std::string(what));
}

cohook_status tell(cohook_error** into, complaint const& what) noexcept;

/// Runs `body`, which gives a `result<void>` or a `checked<void>`; every way in which it can end becomes a status.
template <class Body>
cohook_status guarded(cohook_error** into, Body&& body) noexcept {
    if (into) *into = nullptr;
    try {
        auto const done = body();
        if (!done) return tell(into, done.error());
        return COHOOK_OK;
    } catch (std::bad_alloc const&) {
        return tell(into, COHOOK_OUT_OF_MEMORY, "there is not enough memory");
    } catch (std::exception const& what) {
        return tell(into, COHOOK_INTERNAL, what.what());
    } catch (...) {
        return tell(into, COHOOK_INTERNAL, "something that is no exception was thrown");
    }
}

/// A struct of the caller's whose first member is its size: what it lacks is zero, what it has beyond ours must be zero.
template <class Struct>
result<Struct> read_struct(Struct const* given, char const* name) {
    if (!given) return missing(name);
    if (given->size == sizeof *given) return *given;
    if (given->size < sizeof(std::size_t))
        return error(errc::invalid_argument, "set the member size to sizeof of the struct",
                     std::string(name) + ".size");
    Struct copy{};
    auto const* const bytes = reinterpret_cast<unsigned char const*>(given);
    std::memcpy(static_cast<void*>(&copy), bytes, given->size < sizeof copy ? given->size : sizeof copy);
    for (std::size_t at = sizeof copy; at < given->size; ++at)
        if (bytes[at] != 0)
            return error(errc::unsupported, "this library does not know the last members of the struct",
                         std::string(name) + ".size");
    copy.size = sizeof copy;
    return copy;
}

/// NULL is empty.
inline std::string_view text_of(char const* text) noexcept {
    return text ? std::string_view(text) : std::string_view();
}

/// Never a view of NULL: that is empty.
inline std::string_view text_of(void const* bytes, std::size_t size) noexcept {
    return {size == 0 ? "" : static_cast<char const*>(bytes), size};
}

/// Bytes with their number; NULL only where there are none.
inline result<std::string_view> bytes_of(void const* from, std::size_t size, char const* name) {
    if (!from && size != 0) return missing(name);
    return text_of(from, size);
}

}  // namespace cohook::capi
