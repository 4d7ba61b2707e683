// For senders: the Members envelope, a JSON object around base64 data, with an HMAC over the data among its attributes.
//
//     cohook::envelope_content content;
//     content.data = R"([{"personID":54512}])";
//     content.message_id = "2070443601311540";
//     auto body = cohook::compose_envelope(content, signing_key).value();
//
// The hash vouches for the data alone: send the headers of Standard Webhooks over the whole body with it
// (`append_signatures`). Receivers open it with a verifier of `scheme::members_envelope`.
#pragma once

#include <cohook/error.hpp>
#include <cohook/scheme.hpp>

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cohook {

/// An attribute beside the hash. Name and value are UTF-8.
struct envelope_attribute {
    std::string_view name;
    std::string_view value;
};

/// What goes into an envelope. Views that must hold while it is composed.
class envelope_content {
public:
    envelope_content() = default;

    std::string_view data;          ///< the JSON text of an array of persons, as bytes; not empty
    std::string_view message_id;    ///< a decimal string
    std::string_view subscription;  ///< UTF-8
    std::chrono::sys_time<std::chrono::milliseconds> publish_time;  ///< years 0 to 9999
    std::span<envelope_attribute const> attributes;                 ///< written in this order, after the hashes
};

/// Writes the body, byte for byte what is sent: the same content and keys give the same bytes. The keys are taken as they
/// were typed, whatever their dialect; `previous`, during a rotation, makes `attributes.previousHash`.
///
/// Errors: `invalid_argument` with the field to blame (`data`, `messageId`, `publishTime`, `subscription`,
/// `attributes.NAME`, `key`, `previousKey`): empty data or an empty key, an id that is no decimal number, text that is not
/// UTF-8, an attribute named twice or as a hash; `internal` where OpenSSL fails.
result<std::string> compose_envelope(envelope_content const& content, secret key, std::optional<secret> previous = {});

}  // namespace cohook
