#include "signing/header_lines.hpp"

#include <cstdint>
#include <cstring>

namespace cohook::signing {
namespace {

constexpr std::size_t word = sizeof(std::uint64_t);

std::uint64_t word_at(std::string_view text, std::size_t at) noexcept {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, word);
    return bytes;
}

bool is_blank(char c) noexcept {
    return c == ' ' || c == '\t';
}

void note(lines_found& found, std::string_view value) noexcept {
    ++found.count;
    if (std::string_view const inner = stripped(value); !inner.empty()) found.value = inner;
}

}  // namespace

// Eight bytes at a time as long as they are the same, which they nearly always are where the sizes are.
bool same_letters(std::string_view a, std::string_view b) noexcept {
    std::size_t at = 0;
    while (at + word <= a.size() && word_at(a, at) == word_at(b, at)) at += word;
    for (; at < a.size(); ++at)
        if (lower(a[at]) != lower(b[at])) return false;
    return true;
}

std::string_view stripped(std::string_view value) noexcept {
    if (!value.empty() && !is_blank(value.front()) && !is_blank(value.back())) return value;
    std::size_t const first = value.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return value.substr(first, value.find_last_not_of(" \t") - first + 1);
}

lines_found look_up(std::string_view name, std::span<header_view const> headers) noexcept {
    lines_found found;
    if (name.empty()) return found;
    for (header_view const& line : headers) {
        if (same_name(line.name, name)) note(found, line.value);
    }
    return found;
}

signature_lines look_up(header_names const& names, std::span<header_view const> headers) noexcept {
    signature_lines found;
    for (header_view const& line : headers) {
        if (line.name.empty()) continue;
        if (same_name(line.name, names.signature))
            note(found.signature, line.value);
        else if (same_name(line.name, names.timestamp))
            note(found.timestamp, line.value);
        else if (same_name(line.name, names.id))
            note(found.id, line.value);
    }
    return found;
}

}  // namespace cohook::signing
