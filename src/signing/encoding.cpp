#include "signing/encoding.hpp"

#include "signing/bytes.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace cohook::signing {
namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view digits = "0123456789abcdef";
constexpr unsigned char foreign = 0x80;

constexpr std::array<unsigned char, 256> inverse_of(std::string_view characters) {
    std::array<unsigned char, 256> table{};
    table.fill(foreign);
    for (std::size_t i = 0; i < characters.size(); ++i)
        table[static_cast<unsigned char>(characters[i])] = static_cast<unsigned char>(i);
    return table;
}

constexpr auto sextet = inverse_of(alphabet);

// What each of four characters adds to the three bytes that they stand for, the first of these lowest.
constexpr std::uint32_t foreign_among_four = 1U << 31;
constexpr std::array<std::array<std::uint32_t, 256>, 4> bits_in_three_bytes() {
    std::array<std::array<std::uint32_t, 256>, 4> table{};
    for (std::size_t c = 0; c < 256; ++c) {
        std::uint32_t const six = sextet[c];
        bool const bad = six == foreign;
        table[0][c] = bad ? foreign_among_four : six << 2;
        table[1][c] = bad ? foreign_among_four : six >> 4 | (six & 15) << 12;
        table[2][c] = bad ? foreign_among_four : (six >> 2) << 8 | (six & 3) << 22;
        table[3][c] = bad ? foreign_among_four : six << 16;
    }
    return table;
}
constexpr auto in_three = bits_in_three_bytes();

std::uint32_t three_bytes(unsigned char const* four) noexcept {
    return in_three[0][four[0]] | in_three[1][four[1]] | in_three[2][four[2]] | in_three[3][four[3]];
}

constexpr auto nibble = inverse_of(digits);

std::size_t padding_of(std::string_view text) noexcept {
    if (!text.ends_with('=')) return 0;
    return text.ends_with("==") ? 2 : 1;
}

// Two characters for twelve bits at a time: half of the look-ups.
using two_characters = std::array<char, 2>;
constexpr auto characters_of = [] {
    std::array<two_characters, 1U << 12> table{};
    for (std::size_t bits = 0; bits < table.size(); ++bits) table[bits] = {alphabet[bits >> 6], alphabet[bits & 63]};
    return table;
}();

void put_two(char* to, std::uint64_t twelve_bits) noexcept {
    std::memcpy(to, characters_of[twelve_bits & 0xfff].data(), 2);
}

void encode_three(char* to, unsigned word) noexcept {
    put_two(to, word >> 12);
    put_two(to + 2, word);
}

// The six bytes at `from`, the first of them highest; eight are read.
std::uint64_t six_of_eight(unsigned char const* from) noexcept {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    if constexpr (std::endian::native == std::endian::little) word = __builtin_bswap64(word);
    return word >> 16;
}

}  // namespace

void append_base64(std::string& out, std::string_view bytes) {
    std::size_t const start = out.size();
    out.resize(start + base64_size(bytes.size()));
    char* to = out.data() + start;
    unsigned char const* from = octets(bytes);
    std::size_t left = bytes.size();
    for (; left >= 8; left -= 6, from += 6, to += 8) {
        auto const word = six_of_eight(from);
        put_two(to, word >> 36);
        put_two(to + 2, word >> 24);
        put_two(to + 4, word >> 12);
        put_two(to + 6, word);
    }
    for (; left >= 3; left -= 3, from += 3, to += 4)
        encode_three(to, static_cast<unsigned>(from[0] << 16 | from[1] << 8 | from[2]));
    if (left == 0) return;
    encode_three(to, static_cast<unsigned>(from[0] << 16 | (left == 2 ? from[1] << 8 : 0)));
    to[3] = '=';
    if (left == 1) to[2] = '=';
}

std::optional<std::size_t> base64_decoded_size(std::string_view text) noexcept {
    if (text.size() % 4 != 0) return std::nullopt;
    return text.size() / 4 * 3 - padding_of(text);
}

bool decode_base64(std::string_view text, std::span<unsigned char> out) noexcept {
    if (base64_decoded_size(text) != out.size()) return false;
    if (text.empty()) return true;
    std::size_t const padding = padding_of(text);
    unsigned char const* from = octets(text);
    unsigned char* to = out.data();
    std::uint32_t all = 0;
    std::size_t left = text.size() / 4 - (padding != 0 ? 1 : 0);
    // As long as there is room for four bytes, four are written, of which the next three take the last one's place.
    for (; left > 1; --left, from += 4, to += 3) {
        std::uint32_t const three = three_bytes(from);
        all |= three;
        to[0] = static_cast<unsigned char>(three);
        to[1] = static_cast<unsigned char>(three >> 8);
        to[2] = static_cast<unsigned char>(three >> 16);
        to[3] = static_cast<unsigned char>(three >> 24);
    }
    if (left == 1) {
        std::uint32_t const three = three_bytes(from);
        all |= three;
        to[0] = static_cast<unsigned char>(three);
        to[1] = static_cast<unsigned char>(three >> 8);
        to[2] = static_cast<unsigned char>(three >> 16);
        from += 4;
        to += 3;
    }
    unsigned bad = 0, unused_bits = 0;
    if (padding != 0) {
        unsigned const a = sextet[from[0]], b = sextet[from[1]];
        unsigned const c = padding == 1 ? sextet[from[2]] : 0U;
        bad |= a | b | c;
        to[0] = static_cast<unsigned char>(a << 2 | b >> 4);
        if (padding == 1) to[1] = static_cast<unsigned char>(b << 4 | c >> 2);
        unused_bits = padding == 1 ? c & 3 : b & 15;
    }
    return (all & foreign_among_four) == 0 && (bad & foreign) == 0 && unused_bits == 0;
}

void append_hex(std::string& out, std::string_view bytes) {
    out.reserve(out.size() + bytes.size() * 2);
    for (char const c : bytes) {
        auto const byte = static_cast<unsigned char>(c);
        out += digits[byte >> 4];
        out += digits[byte & 15];
    }
}

bool decode_hex(std::string_view text, std::span<unsigned char> out) noexcept {
    if (text.size() != out.size() * 2) return false;
    unsigned bad = 0;
    unsigned char const* from = octets(text);
    for (std::size_t i = 0; i < out.size(); ++i) {
        unsigned const high = nibble[from[2 * i]], low = nibble[from[2 * i + 1]];
        bad |= high | low;
        out[i] = static_cast<unsigned char>(high << 4 | low);
    }
    return (bad & foreign) == 0;
}

}  // namespace cohook::signing
