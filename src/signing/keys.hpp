// From a secret as an operator typed it to a key that computes. Whatever is wrong with it is said here, in words,
// before a single request is looked at: a secret that decodes to nothing would make everybody's signature valid.
#pragma once

#include <cohook/scheme.hpp>
#include <cohook/signer.hpp>

#include "signing/ecdsa.hpp"
#include "signing/ed25519.hpp"
#include "signing/hmac.hpp"
#include "signing/recipe.hpp"

#include <variant>

namespace cohook::signing {

using verifying_key = std::variant<hmac_key, ed25519_public_key, ecdsa_public_key>;
using any_signing_key = std::variant<hmac_key, ed25519_private_key, ecdsa_private_key>;

/// Errors: `invalid_argument` in the field `secret`, with what is wrong and what would be right, never with the secret.
/// The public half of a key pair never becomes an HMAC key, nor the other way round.
result<verifying_key> load_verifying_key(key_form form, digest hash, secret const& from);
result<any_signing_key> load_signing_key(key_form form, digest hash, secret const& from);

/// The two keys that a sender has for one `signingKey` of an endpoint.
struct endpoint_keys {
    std::shared_ptr<hmac_key const> envelope;  ///< for `hash`: the UTF-8 bytes of the key as typed, whatever they are
    signing_key header;  ///< for `webhook-signature`: what follows `whsec_` decoded; of any other key its UTF-8 bytes
};

/// Makes both. Errors: `invalid_argument` in the field `signingKey` for an empty key, and for one that starts with
/// `whsec_` but does not go on as base64.
result<endpoint_keys> make_endpoint_keys(std::string_view signing_key_text);

}  // namespace cohook::signing

struct cohook::signing_key::state {
    signing::any_signing_key key;
};
