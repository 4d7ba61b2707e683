// The Members envelope: a JSON object around base64 data, with an HMAC over the data among its attributes.
//
// The hash vouches for the data alone. Ids, times, attributes and the subscription are not signed, and nothing in it
// tells a replay: that is why a sender adds the headers of Standard Webhooks over the whole body.
#pragma once

#include <cohook/error.hpp>

#include "signing/hmac.hpp"
#include "signing/request.hpp"

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace cohook::signing {

/// An attribute beside the hash. Name and value are UTF-8.
struct envelope_attribute {
    std::string_view name;
    std::string_view value;
};

/// What goes into an envelope. Views that must hold during `compose`.
class envelope_content {
public:
    envelope_content() = default;

    std::string_view data;          ///< the JSON text of an array of persons, as bytes; not empty
    std::string_view message_id;    ///< a decimal string
    std::string_view subscription;  ///< UTF-8
    std::chrono::sys_time<std::chrono::milliseconds> publish_time;  ///< years 0 to 9999
    std::span<envelope_attribute const> attributes;                 ///< written in this order, after the hashes
};

/// Appends the body to `out`, byte for byte what is sent: the same content and keys give the same bytes. `previous`, where
/// there is one, makes `attributes.previousHash` during a rotation.
///
/// Errors: `invalid_argument` with the field to blame (`data`, `messageId`, `publishTime`, `subscription`,
/// `attributes.NAME`): empty data, an id that is no decimal number, text that is not UTF-8, an attribute named twice or
/// as a hash; `internal` where OpenSSL fails.
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
