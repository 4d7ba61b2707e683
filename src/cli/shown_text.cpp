#include "cli/shown_text.hpp"

#include "model/text_rules.hpp"

#include <cstdio>

namespace cohook::cli {
namespace {

std::string escaped(unsigned char byte) {
    if (byte == '\n') return "\\n";
    if (byte == '\r') return "\\r";
    if (byte == '\t') return "\\t";
    char text[8];
    std::snprintf(text, sizeof text, "\\x%02x", static_cast<unsigned>(byte));
    return text;
}

/// How many bytes from `at` on are one character that can be shown as it is; 0: none.
std::size_t showable(std::string_view text, std::size_t at) {
    auto const first = static_cast<unsigned char>(text[at]);
    if (first < 0x80) return is_control(text[at]) ? 0 : 1;
    std::size_t const size = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (!is_utf8(text.substr(at, size))) return 0;
    // U+0080 to U+009F steer a terminal as the ASCII ones do.
    bool const steers = first == 0xc2 && static_cast<unsigned char>(text[at + 1]) < 0xa0;
    return steers ? 0 : size;
}

}  // namespace

std::string visible_beginning(std::string_view text, std::size_t most) {
    std::string shown;
    std::size_t at = 0;
    while (at < text.size() && at < most) {
        std::size_t const size = showable(text, at);
        if (size == 0)
            shown += escaped(static_cast<unsigned char>(text[at]));
        else
            shown.append(text, at, size);
        at += size == 0 ? 1 : size;
    }
    if (at < text.size()) shown += "… (" + std::to_string(text.size()) + " bytes in all)";
    return shown;
}

std::string milliseconds_text(double milliseconds) {
    char text[32];
    int const decimals = milliseconds < 10 ? 2 : milliseconds < 100 ? 1 : 0;
    std::snprintf(text, sizeof text, "%.*f ms", decimals, milliseconds);
    return text;
}

}  // namespace cohook::cli
