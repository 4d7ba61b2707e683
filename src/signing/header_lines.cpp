#include "signing/header_lines.hpp"

#include "model/text_rules.hpp"

namespace cohook::signing {

lines_found look_up(std::string_view name, std::span<header_view const> headers) noexcept {
    lines_found found;
    if (name.empty()) return found;
    for (header_view const& line : headers) {
        if (!equal_ignoring_case(line.name, name)) continue;
        ++found.count;
        if (std::string_view const value = without_blanks(line.value); !value.empty()) found.value = value;
    }
    return found;
}

}  // namespace cohook::signing
