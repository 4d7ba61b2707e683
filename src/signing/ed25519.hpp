// Ed25519 (RFC 8032) keys, checked when they are loaded. OpenSSL refuses non-canonical signatures, but takes any
// 32 bytes for a public key; the identity point among them verifies one fixed signature for every message.
#pragma once

#include <cohook/error.hpp>

#include <openssl/types.h>

#include <array>
#include <memory>
#include <string_view>

namespace cohook::signing {

using ed25519_signature = std::array<unsigned char, 64>;

struct evp_pkey_release {
    void operator()(EVP_PKEY* key) const noexcept;
};
using evp_pkey = std::unique_ptr<EVP_PKEY, evp_pkey_release>;

/// Immutable; for any thread.
class ed25519_public_key {
public:
    /// `bytes`: the 32 bytes of RFC 8032. Refused as `invalid_argument`: another length, a y that is not reduced,
    /// bytes that are no point of the curve, points of small order.
    static result<ed25519_public_key> make(std::string_view bytes);
    /// The same of a key that OpenSSL has read; one of another kind is refused.
    static result<ed25519_public_key> make(evp_pkey const& read);

    /// Did the key sign this message? False also where OpenSSL fails. About 100 µs.
    [[nodiscard]] bool matches(std::string_view message, std::string_view signature) const noexcept;

private:
    explicit ed25519_public_key(evp_pkey key) : key_(std::move(key)) {}
    evp_pkey key_;
};

/// Immutable; for any thread.
class ed25519_private_key {
public:
    /// `bytes`: a seed of 32 bytes, or the seed and its public half, 64. A public half that does not belong to the seed
    /// is refused: signing with a foreign one gives the key away.
    static result<ed25519_private_key> make(std::string_view bytes);
    /// The same of a key that OpenSSL has read; one of another kind is refused.
    static result<ed25519_private_key> make(evp_pkey const& read);

    /// False only where OpenSSL fails. About 40 µs.
    [[nodiscard]] bool sign(std::string_view message, ed25519_signature& out) const noexcept;
    std::array<unsigned char, 32> const& public_bytes() const noexcept { return public_; }

private:
    ed25519_private_key(evp_pkey key, std::array<unsigned char, 32> const& half)
        : key_(std::move(key)), public_(half) {}
    evp_pkey key_;
    std::array<unsigned char, 32> public_;
};

}  // namespace cohook::signing
