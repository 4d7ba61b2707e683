#include "cli/outgoing.hpp"

#include <cohook/envelope.hpp>
#include <cohook/signer.hpp>

#include "runtime/clock.hpp"

namespace cohook::cli {

outgoing_content new_outgoing_content() {
    outgoing_content made;
    made.unix_milliseconds = system_clock().wall().time_since_epoch().count();
    made.id = std::to_string(made.unix_milliseconds * 1000);
    return made;
}

result<outgoing_request> make_outgoing(outgoing_content const& content, std::string const& key) {
    auto const header_key = signing_key::load(secret(key, secret::dialect::endpoint));
    if (!header_key) return header_key.error();
    std::vector<envelope_attribute> attributes;
    attributes.reserve(content.attributes.size());
    for (auto const& [name, value] : content.attributes) attributes.push_back({name, value});
    envelope_content envelope;
    envelope.data = content.data;
    envelope.message_id = content.id;
    envelope.subscription = content.subscription;
    envelope.publish_time =
        std::chrono::sys_time<std::chrono::milliseconds>(std::chrono::milliseconds(content.unix_milliseconds));
    envelope.attributes = attributes;
    auto body = compose_envelope(envelope, key);
    if (!body) return body.error();

    outgoing_request made;
    made.body = std::move(*body);
    std::string signatures;
    std::int64_t const seconds = content.unix_milliseconds / 1000;
    std::span<signing_key const> const keys(&*header_key, 1);
    verdict const kind = append_signatures(signatures, keys, content.id, seconds, made.body);
    if (kind != verdict::ok) {
        return error(errc::invalid_argument, "this cannot be signed: " + std::string(to_string(kind)));
    }
    made.headers = {{"Content-Type", "application/json"},
                    {"webhook-id", content.id},
                    {"webhook-timestamp", std::to_string(seconds)},
                    {"webhook-signature", std::move(signatures)}};
    return made;
}

}  // namespace cohook::cli
