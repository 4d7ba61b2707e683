// A value on its way into a statement.
#pragma once

#include <cohook/time.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

namespace cohook::store::sqlite {

/// Bytes to be kept as a BLOB.
struct blob {
    std::string_view bytes;
};

/// Made of whatever a column can hold; bytes are not copied.
struct parameter {
    enum class kind : std::uint8_t { null, integer, text, blob };

    template <class Value>
    requires(std::integral<Value> || std::is_enum_v<Value>) parameter(Value value)
    noexcept  // NOLINT: a parameter type
        : what(kind::integer), integer(static_cast<std::int64_t>(value)) {}
    template <class Text>
    requires(std::is_convertible_v<Text const&, std::string_view>) parameter(Text const& value)
    noexcept  // NOLINT
        : what(kind::text), bytes(value) {}
    parameter(sqlite::blob value) noexcept : what(kind::blob), bytes(value.bytes) {}      // NOLINT
    parameter(wall_time value) noexcept : parameter(value.time_since_epoch().count()) {}  // NOLINT
    parameter(std::chrono::milliseconds value) noexcept : parameter(value.count()) {}     // NOLINT
    parameter(std::chrono::microseconds value) noexcept : parameter(value.count()) {}     // NOLINT
    template <class Value>
    parameter(std::optional<Value> const& value) noexcept {  // NOLINT
        if (value) *this = parameter(*value);
    }

    bool is_bytes() const noexcept { return what == kind::text || what == kind::blob; }

    kind what = kind::null;
    std::int64_t integer = 0;
    std::string_view bytes;
};

}  // namespace cohook::store::sqlite
