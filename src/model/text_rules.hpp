// What text may hold where it goes on the wire.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace cohook {

// Of ASCII alone, whatever the locale.

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

constexpr bool is_letter(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool is_alphanumeric(char c) noexcept {
    return is_letter(c) || is_digit(c);
}

constexpr char to_lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// 0 to 15; -1: not a hexadecimal digit.
constexpr int hex_value(char c) noexcept {
    if (is_digit(c)) return c - '0';
    auto const letter = to_lower(c);
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

constexpr bool is_control(char c) noexcept {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

/// Without the spaces and tabs around it: RFC 9110, 5.6.3, optional white space.
constexpr std::string_view without_blanks(std::string_view text) noexcept {
    auto const is_blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}
/// RFC 9110, 5.6.2: what header names are made of.
bool is_token(std::string_view text) noexcept;
/// Well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, nothing beyond U+10FFFF.
bool is_utf8(std::string_view text) noexcept;
/// Standard base64 (RFC 4648, 4) with its padding, of at least one byte.
bool is_base64(std::string_view text) noexcept;
/// Equal but for the case of ASCII letters. Eight bytes at a time as long as they are the same, which they nearly always
/// are where the sizes are; inline, for it is what looking for a header costs.
inline bool equal_ignoring_case(std::string_view left, std::string_view right) noexcept {
    if (left.size() != right.size()) return false;
    std::size_t at = 0;
    for (std::uint64_t a = 0, b = 0; at + sizeof a <= left.size(); at += sizeof a) {
        std::memcpy(&a, left.data() + at, sizeof a);
        std::memcpy(&b, right.data() + at, sizeof b);
        if (a != b) break;
    }
    for (; at < left.size(); ++at)
        if (to_lower(left[at]) != to_lower(right[at])) return false;
    return true;
}
bool starts_ignoring_case(std::string_view text, std::string_view prefix) noexcept;

}  // namespace cohook
