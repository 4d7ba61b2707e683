// Header lines as they came: found by name, blanks around their values stripped. All of it is inline, for looking through
// the headers is most of what a verification costs beside its hash.
#pragma once

#include <cohook/scheme.hpp>

#include "model/text_rules.hpp"
#include "signing/recipe.hpp"

#include <cstddef>
#include <span>
#include <string_view>

namespace cohook::signing {

struct lines_found {
    std::string_view value;  ///< stripped; of the last line that has one
    std::size_t count = 0;

    void note(std::string_view line) noexcept {
        ++count;
        if (std::string_view const inner = without_blanks(line); !inner.empty()) value = inner;
    }
};

/// No line has an empty name.
inline lines_found look_up(std::string_view name, std::span<header_view const> headers) noexcept {
    lines_found found;
    for (header_view const& line : headers)
        if (!name.empty() && equal_ignoring_case(line.name, name)) found.note(line.value);
    return found;
}

struct signature_lines {
    lines_found id;
    lines_found timestamp;
    lines_found signature;
};

/// All three in one pass.
inline signature_lines look_up(header_names const& names, std::span<header_view const> headers) noexcept {
    signature_lines found;
    for (header_view const& line : headers) {
        if (line.name.empty()) continue;
        if (equal_ignoring_case(line.name, names.signature))
            found.signature.note(line.value);
        else if (equal_ignoring_case(line.name, names.timestamp))
            found.timestamp.note(line.value);
        else if (equal_ignoring_case(line.name, names.id))
            found.id.note(line.value);
    }
    return found;
}

}  // namespace cohook::signing
