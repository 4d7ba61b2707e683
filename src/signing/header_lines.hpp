// Header lines as they came: found by name, blanks around their values stripped.
#pragma once

#include <cohook/scheme.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace cohook::signing {

/// ASCII alone: header names, URL schemes and hosts know no other case.
constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Equal but for the case of ASCII letters?
bool same_name(std::string_view a, std::string_view b) noexcept;

/// Without the blanks and tabs around it.
std::string_view stripped(std::string_view value) noexcept;

struct lines_found {
    std::string_view value;  ///< stripped; of the last line that has one
    std::size_t count = 0;
};

/// No line has an empty name.
lines_found look_up(std::string_view name, std::span<header_view const> headers) noexcept;

}  // namespace cohook::signing
