// Strict base64 and strict hex (RFC 4648 sections 4 and 8). For every byte string there is exactly one text that
// decodes to it: a lenient decoder would let two texts of one signature pass, and two decoders disagree about a body.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cohook::signing {

constexpr std::size_t base64_size(std::size_t bytes) noexcept {
    return (bytes + 2) / 3 * 4;
}

/// Standard alphabet, padded. Allocates only as far as `out` lacks capacity.
void append_base64(std::string& out, std::string_view bytes);

/// How many bytes the text stands for, judged by its length and padding; none where these are wrong.
std::optional<std::size_t> base64_decoded_size(std::string_view text) noexcept;

/// Decodes into `out`, whose size must be `base64_decoded_size(text)`. False for a foreign character (blanks and line
/// ends included), padding anywhere but at the end, or unused bits that are not zero; `out` then holds rubbish.
bool decode_base64(std::string_view text, std::span<unsigned char> out) noexcept;

/// Lower case.
void append_hex(std::string& out, std::string_view bytes);

/// Decodes two lower-case digits a byte into `out`; false where the length or a digit is wrong.
bool decode_hex(std::string_view text, std::span<unsigned char> out) noexcept;

}  // namespace cohook::signing
