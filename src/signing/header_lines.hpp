// Header lines as they came: found by name, blanks around their values stripped. All of it is inline, for looking through
// the headers is most of what a verification costs beside its hash.
#pragma once

#include <cohook/scheme.hpp>

#include "signing/recipe.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace cohook::signing {

/// ASCII alone: header names, URL schemes and hosts know no other case.
constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Equal but for the case of ASCII letters? Eight bytes at a time as long as they are the same, which they nearly always
/// are where the sizes are.
inline bool same_name(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    std::size_t at = 0;
    for (std::uint64_t left = 0, right = 0; at + sizeof left <= a.size(); at += sizeof left) {
        std::memcpy(&left, a.data() + at, sizeof left);
        std::memcpy(&right, b.data() + at, sizeof right);
        if (left != right) break;
    }
    for (; at < a.size(); ++at)
        if (lower(a[at]) != lower(b[at])) return false;
    return true;
}

/// Without the blanks and tabs around it.
inline std::string_view stripped(std::string_view value) noexcept {
    auto const is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!value.empty() && is_blank(value.front())) value.remove_prefix(1);
    while (!value.empty() && is_blank(value.back())) value.remove_suffix(1);
    return value;
}

struct lines_found {
    std::string_view value;  ///< stripped; of the last line that has one
    std::size_t count = 0;

    void note(std::string_view line) noexcept {
        ++count;
        if (std::string_view const inner = stripped(line); !inner.empty()) value = inner;
    }
};

/// No line has an empty name.
inline lines_found look_up(std::string_view name, std::span<header_view const> headers) noexcept {
    lines_found found;
    for (header_view const& line : headers)
        if (!name.empty() && same_name(line.name, name)) found.note(line.value);
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
        if (same_name(line.name, names.signature))
            found.signature.note(line.value);
        else if (same_name(line.name, names.timestamp))
            found.timestamp.note(line.value);
        else if (same_name(line.name, names.id))
            found.id.note(line.value);
    }
    return found;
}

}  // namespace cohook::signing
