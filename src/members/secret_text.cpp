#include "members/secret_text.hpp"

#include "members/base32.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <array>
#include <span>

namespace cohook::members {

std::string make_secret_text(chance& randomness) {
    std::array<std::byte, 35> drawn{};
    randomness.fill(drawn);
    auto text = base32_bytes(drawn);
    OPENSSL_cleanse(drawn.data(), drawn.size());
    return text;
}

std::string hash_secret(std::string_view secret) {
    std::string digest(32, '\0');
    EVP_Digest(secret.data(), secret.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr, EVP_sha256(),
               nullptr);
    return digest;
}

bool same_hash(std::string_view left, std::string_view right) noexcept {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace cohook::members
