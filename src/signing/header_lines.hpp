// Header lines as they came: found by name, blanks around their values stripped.
#pragma once

#include <cohook/scheme.hpp>

#include <cstddef>
#include <span>
#include <string_view>

namespace cohook::signing {

struct lines_found {
    std::string_view value;  ///< stripped; of the last line that has one
    std::size_t count = 0;
};

/// No line has an empty name.
lines_found look_up(std::string_view name, std::span<header_view const> headers) noexcept;

}  // namespace cohook::signing
