// Keys of OpenSSL's own kind as people hand them over: PEM, or base64 of DER.
#pragma once

#include <cohook/error.hpp>

#include "signing/ed25519.hpp"

#include <string_view>

namespace cohook::signing {

/// Does it start as PEM does? Such a text is never the secret of an HMAC, least of all a public key.
bool is_pem(std::string_view text) noexcept;

/// Errors: `invalid_argument` in the field `secret` for anything but one such key. An encrypted one is refused without
/// asking anybody for its password.
result<evp_pkey> read_public_key_pem(std::string_view text);
result<evp_pkey> read_private_key_pem(std::string_view text);
/// SubjectPublicKeyInfo, and PKCS #8 or the older form of an EC key; with nothing behind.
result<evp_pkey> read_public_key_der(std::string_view bytes);
result<evp_pkey> read_private_key_der(std::string_view bytes);

}  // namespace cohook::signing
