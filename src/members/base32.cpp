#include "members/base32.hpp"

namespace cohook::members {
namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

void append(std::uint64_t value, int characters, std::string& out) {
    for (auto shift = 5 * (characters - 1); shift >= 0; shift -= 5) out += alphabet[value >> shift & 31];
}

}  // namespace

std::string base32_number(std::uint64_t value) {
    std::string out;
    append(value, 13, out);
    return out;
}

std::string base32_bytes(std::span<std::byte const> bytes) {
    std::string out;
    for (; bytes.size() >= 5; bytes = bytes.subspan(5)) {
        std::uint64_t group = 0;
        for (auto const one : bytes.first(5)) group = group << 8 | std::to_integer<std::uint64_t>(one);
        append(group, 8, out);
    }
    return out;
}

bool is_base32(std::string_view text) noexcept {
    return text.find_first_not_of(alphabet) == std::string_view::npos;
}

}  // namespace cohook::members
