// For receivers: answers to the questions that a sender asks before it trusts an endpoint.
//
// Where the scheme signs the question, the answer is given against a `verification` and not before: an endpoint that
// signs what a stranger hands it (Zoom's answer is an HMAC under the webhook's own key) forges its own requests.
#pragma once

#include <cohook/scheme.hpp>
#include <cohook/verifier.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cohook {

/// What to answer, with `Content-Length` left to the server.
class challenge_answer {
public:
    explicit challenge_answer(int with_status) : status(with_status) {}
    int status;
    std::vector<header_line> headers;
    std::string body;
};

/// Zoom, `endpoint.url_validation`: `{"plainToken":…,"encryptedToken":…}`. None where the verification is not an `ok`
/// one of this verifier and of `scheme::zoom`, where the event is another (go on and handle it), or where the token is
/// anything but 1 to 128 letters, digits, `-` and `_`: a longer alphabet would let the answer be a signature of a
/// webhook. The key is the one that verified.
std::optional<challenge_answer> answer_zoom_validation(verifier const& checked_with, verification const& question);

/// Discord, PING: `{"type":1}` for an interaction, an empty 204 for a webhook event. None where the verification is not
/// an `ok` one of `scheme::discord` (answer 401: Discord probes for it) or is no PING.
std::optional<challenge_answer> answer_discord_ping(verification const& question);

/// Who may deliver to an endpoint by the abuse protection of the CloudEvents HTTP webhook.
class webhook_origins {
public:
    webhook_origins() = default;
    std::vector<std::string> allowed;              ///< DNS names, in any case; there is no wildcard
    std::optional<std::uint32_t> most_per_minute;  ///< told as `WebHook-Allowed-Rate`; not set: `*`. 0 counts as 1
};

/// CloudEvents, the handshake by `OPTIONS`: 200 with `WebHook-Allowed-Origin` and `WebHook-Allowed-Rate`. None, so no
/// consent, where the origin is missing, repeated, malformed or not allowed. Nothing is signed here, so it proves
/// nothing of later deliveries. `WebHook-Request-Callback` is not followed: it is a URL of a stranger.
std::optional<challenge_answer> answer_webhook_origin(std::string_view method, std::span<header_view const> headers,
                                                      webhook_origins const& origins);

/// A subscription that this subscriber has asked a WebSub hub for, and is waiting to be asked about.
class websub_intent {
public:
    enum class mode { subscribe, unsubscribe };
    websub_intent(mode wanted, std::string_view about) : what(wanted), topic(about) {}
    mode what;
    std::string_view topic;  ///< the topic URL, byte for byte
};

/// WebSub, verification of intent by `GET`: 200 with the challenge as plain text. `query` is the query string of the
/// request, without its `?`. None (answer 404) where mode or topic is another than was asked for, a parameter is there
/// twice, a subscription has no positive `hub.lease_seconds`, or the challenge is not 1 to 512 visible ASCII characters.
std::optional<challenge_answer> answer_websub_intent(std::string_view query, websub_intent const& expected);

}  // namespace cohook
