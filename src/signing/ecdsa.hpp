// ECDSA over P-256 with SHA-256, its signatures as 64 bytes, r and s one after the other (RFC 9421, 3.3.4).
#pragma once

#include <cohook/error.hpp>

#include "signing/ed25519.hpp"

#include <array>
#include <string_view>

namespace cohook::signing {

using ecdsa_signature = std::array<unsigned char, 64>;

/// Immutable; for any thread.
class ecdsa_public_key {
public:
    /// Refused as `invalid_argument`: a key of another kind or curve, a point that is not on it.
    static result<ecdsa_public_key> make(evp_pkey key);
    /// The point as SEC 1 has it: 65 bytes, or 33 compressed.
    static result<ecdsa_public_key> from_point(std::string_view bytes);

    /// Did the key sign this message? False also where OpenSSL fails.
    [[nodiscard]] bool matches(std::string_view message, std::string_view signature) const noexcept;

private:
    explicit ecdsa_public_key(evp_pkey key) : key_(std::move(key)) {}
    evp_pkey key_;
};

/// Immutable; for any thread.
class ecdsa_private_key {
public:
    static result<ecdsa_private_key> make(evp_pkey key);

    /// No two signatures of one message are the same. False only where OpenSSL fails.
    [[nodiscard]] bool sign(std::string_view message, ecdsa_signature& out) const noexcept;

private:
    explicit ecdsa_private_key(evp_pkey key) : key_(std::move(key)) {}
    evp_pkey key_;
};

}  // namespace cohook::signing
