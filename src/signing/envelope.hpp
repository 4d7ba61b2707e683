// The Members envelope behind its public face: written with loaded keys, read before anything of it is verified.
#pragma once

#include <cohook/envelope.hpp>

#include "signing/hmac.hpp"
#include "signing/request.hpp"

#include <string>
#include <string_view>

namespace cohook::signing {

/// `compose_envelope` with keys that are loaded already. Appends the body to `out`, which may hold the beginning of one
/// where it fails.
result<void> compose(std::string& out, envelope_content const& content, hmac_key const& key,
                     hmac_key const* previous = nullptr);
/// The same by itself.
result<std::string> compose(envelope_content const& content, hmac_key const& key, hmac_key const* previous = nullptr);

/// An envelope as received, its data decoded, nothing of it verified: for `verifier` alone, which lets nothing of it
/// out before a hash has matched.
struct unverified_envelope {
    std::string data;
    std::string message_id;  ///< empty where it has none
    candidates hashes;       ///< `hash` and, where there is one, `previousHash`
};

/// `malformed_envelope`, `missing_field`, `malformed_data` or `ok`.
verdict read_envelope(std::string_view body, unverified_envelope& out);

}  // namespace cohook::signing
