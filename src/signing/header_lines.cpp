#include "signing/header_lines.hpp"

#include <algorithm>

namespace cohook::signing {

bool same_name(std::string_view a, std::string_view b) noexcept {
    return a.size() == b.size() &&
           std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view stripped(std::string_view value) noexcept {
    std::size_t const first = value.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return value.substr(first, value.find_last_not_of(" \t") - first + 1);
}

lines_found look_up(std::string_view name, std::span<header_view const> headers) noexcept {
    lines_found found;
    if (name.empty()) return found;
    for (header_view const& line : headers) {
        if (!same_name(line.name, name)) continue;
        ++found.count;
        if (std::string_view const value = stripped(line.value); !value.empty()) found.value = value;
    }
    return found;
}

}  // namespace cohook::signing
