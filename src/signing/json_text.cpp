#include "signing/json_text.hpp"

#include "signing/bytes.hpp"

#include <cstdint>
#include <cstring>

namespace cohook::signing {
namespace {

// How many bytes the sequence takes that starts with this byte, and which range its second byte is in (RFC 3629, 4).
struct sequence {
    std::size_t length;
    unsigned char second_min;
    unsigned char second_max;
};

sequence sequence_of(unsigned char lead) noexcept {
    if (lead < 0x80) return {1, 0, 0};
    if (lead >= 0xc2 && lead <= 0xdf) return {2, 0x80, 0xbf};
    if (lead == 0xe0) return {3, 0xa0, 0xbf};
    if (lead == 0xed) return {3, 0x80, 0x9f};
    if (lead >= 0xe1 && lead <= 0xef) return {3, 0x80, 0xbf};
    if (lead == 0xf0) return {4, 0x90, 0xbf};
    if (lead >= 0xf1 && lead <= 0xf3) return {4, 0x80, 0xbf};
    if (lead == 0xf4) return {4, 0x80, 0x8f};
    return {0, 0, 0};
}

// Eight bytes at once: most of what is sent is ASCII.
bool is_ascii(unsigned char const* eight) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, eight, sizeof word);
    return (word & 0x8080808080808080) == 0;
}

void append_escape(std::string& out, char c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\b': out += "\\b"; return;
        case '\f': out += "\\f"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    constexpr std::string_view digits = "0123456789abcdef";
    out += "\\u00";
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
}

}  // namespace

bool is_utf8(std::string_view text) noexcept {
    unsigned char const* at = octets(text);
    unsigned char const* const end = at + text.size();
    for (;;) {
        while (end - at >= 8 && is_ascii(at)) at += 8;
        if (at == end) return true;
        sequence const next = sequence_of(*at);
        if (next.length == 0 || static_cast<std::size_t>(end - at) < next.length) return false;
        if (next.length > 1 && (at[1] < next.second_min || at[1] > next.second_max)) return false;
        for (std::size_t i = 2; i < next.length; ++i)
            if ((at[i] & 0xc0) != 0x80) return false;
        at += next.length;
    }
}

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (char const c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\')
            append_escape(out, c);
        else
            out += c;
    }
    out += '"';
}

}  // namespace cohook::signing
