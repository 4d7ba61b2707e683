// What can go wrong, as a value: a kind for programs, a sentence for persons, the field it is about.
#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace cohook {

/// The kinds of error. Programs decide by the kind; new kinds may be added.
enum class errc {
    invalid_argument,  ///< a value breaks a rule; the message says which and what would be right
    not_found,         ///< no such thing, or not one of the caller's (never told apart)
    conflict,          ///< another state is in the way: a running sync, a newer revision, a used key
    too_large,         ///< over a size limit; nothing was accepted
    unauthorized,      ///< no credential, or one that does not hold
    forbidden,         ///< the credential is good but not for this
    unavailable,       ///< the store or the engine cannot serve now; nothing was accepted, try again
    storage_full,      ///< no room to accept durably; nothing was accepted, try again later
    storage_failed,    ///< the store failed and has stopped acknowledging until it is reopened
    unknown_outcome,   ///< the store's answer was lost; look up by id or key before trying again
    blocked,           ///< the egress policy forbids the address or URL
    unsupported,       ///< not built in, or from a newer version
    cancelled,         ///< stopped on request before it was done
    internal,          ///< a broken invariant: a bug of cohook
};

/// The stable, lower-case name of a kind, as used in logs and in the JSON of the API.
std::string_view to_string(errc kind) noexcept;

/// An error value. `message` says what is wrong, why, and what would be right; it never holds a secret.
/// `field` is the path of the offending input (`webhook.requestIntervalMs`), empty where none is to blame.
class error {
public:
    error() = default;  // result<T>::error() asks for it: what it gives where there is no error
    error(errc kind, std::string message, std::string field = {})
        : kind_(kind), message_(std::move(message)), field_(std::move(field)) {}

    errc kind() const noexcept { return kind_; }
    std::string const& message() const noexcept { return message_; }
    std::string const& field() const noexcept { return field_; }

private:
    errc kind_ = errc::internal;
    std::string message_;
    std::string field_;
};

/// Either a value or an error. `value()` throws `failure` where there is none; `has_value()` asks.
template <class T>
using result = boost::system::result<T, error>;

/// Thrown by `result<T>::value()` alone: using a value that is not there is a mistake of the caller.
class failure : public std::runtime_error {
public:
    explicit failure(error const& what) : std::runtime_error(what.message()), error_(what) {}
    error const& what_failed() const noexcept { return error_; }

private:
    error error_;
};

[[noreturn]] inline void throw_exception_from_error(error const& what, boost::source_location const& /*at*/) {
    throw failure(what);
}

}  // namespace cohook
