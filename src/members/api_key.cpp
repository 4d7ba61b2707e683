#include "members/api_key.hpp"

#include "members/base32.hpp"
#include "members/secret_text.hpp"

#include <openssl/crypto.h>

#include <array>
#include <span>

namespace cohook::members {
namespace {

constexpr std::string_view prefix = "chk_";
constexpr std::size_t id_size = 13;
constexpr std::size_t secret_size = 32;
constexpr std::size_t checksum_size = 6;

/// Tells a mistyped key from a wrong one; protects nothing.
std::string checksum(std::string_view text) {
    auto const digest = hash_secret(text);
    return base32_bytes(std::as_bytes(std::span(digest)).first(5)).substr(0, checksum_size);
}

}  // namespace

std::string make_key(chance& randomness, key_text& parts) {
    std::uint64_t number = 0;
    randomness.fill(std::as_writable_bytes(std::span(&number, 1)));
    std::array<std::byte, 20> secret{};
    randomness.fill(secret);
    parts.id = base32_number(number);
    parts.secret = base32_bytes(secret);
    OPENSSL_cleanse(secret.data(), secret.size());
    auto text = std::string(prefix) + parts.id + "_" + parts.secret;
    return text + checksum(text);
}

std::optional<key_text> parse_key(std::string_view text) {
    constexpr auto size = prefix.size() + id_size + 1 + secret_size + checksum_size;
    if (text.size() != size || !text.starts_with(prefix) || text[prefix.size() + id_size] != '_') return std::nullopt;
    if (checksum(text.substr(0, size - checksum_size)) != text.substr(size - checksum_size)) return std::nullopt;
    key_text parts;
    parts.id = text.substr(prefix.size(), id_size);
    parts.secret = text.substr(prefix.size() + id_size + 1, secret_size);
    if (!is_base32(parts.id) || !is_base32(parts.secret)) return std::nullopt;
    return parts;
}

}  // namespace cohook::members
