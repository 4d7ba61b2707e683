#include "members/api_key.hpp"

#include "members/base32.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <span>

namespace cohook::members {
namespace {

constexpr std::string_view prefix = "chk_";
constexpr std::size_t id_size = 13;
constexpr std::size_t secret_size = 32;
constexpr std::size_t checksum_size = 6;

std::string sha256(std::string_view text) {
    std::string digest(32, '\0');
    EVP_Digest(text.data(), text.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha256(),
               nullptr);
    return digest;
}

/// Tells a mistyped key from a wrong one; protects nothing.
std::string checksum(std::string_view text) {
    auto const digest = sha256(text);
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

std::string hash_secret(std::string_view secret) {
    return sha256(secret);
}

bool same_hash(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace cohook::members
