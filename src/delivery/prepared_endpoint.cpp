#include "delivery/prepared_endpoint.hpp"

#include "model/iso_time.hpp"
#include "model/text_rules.hpp"
#include "signing/envelope.hpp"
#include "signing/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cohook::dispatch {

namespace {

std::string_view content_type(payload_format format) noexcept {
    return format == payload_format::cloudevents ? "application/cloudevents+json; charset=UTF-8" : "application/json";
}

/// The private key that a signing key of the form `whsk_…` is besides: its public half verifies `v1a`.
std::optional<cohook::signing_key> private_key_of(endpoint_key const& key) {
    if (!key.secret.starts_with("whsk_")) return {};
    auto loaded = cohook::signing_key::load(secret(key.secret));
    if (!loaded) return {};  // kept from before such texts were judged: a key like any other
    return std::move(*loaded);
}

bool has_header(std::vector<custom_header> const& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(),
                       [name](custom_header const& each) { return equal_ignoring_case(each.name, name); });
}

void append_number(std::string& out, std::int64_t number) {
    std::array<char, 24> digits;
    auto const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

}  // namespace

result<std::shared_ptr<prepared_endpoint const>> prepared_endpoint::make(endpoint settings,
                                                                         egress::url_rules const& rules,
                                                                         std::string_view user_agent) {
    std::shared_ptr<prepared_endpoint> made(new prepared_endpoint(std::move(settings)));
    if (auto loaded = made->load_keys(); !loaded) return loaded.error();
    if (auto parsed = egress::parse_url(made->settings_.url, rules); parsed) {
        made->url_ = std::move(*parsed);
        made->serialise_prefix(user_agent);
    }
    return std::shared_ptr<prepared_endpoint const>(std::move(made));
}

result<void> prepared_endpoint::load_keys() {
    signers_.clear();
    entries_.clear();
    envelope_keys_.clear();
    auto const signs = [this](cohook::signing_key key) {
        signers_.push_back(std::move(key));
        entries_.push_back(envelope_keys_.size());
    };
    for (auto const& each : settings_.signing_keys) {
        auto signer = cohook::signing_key::load(secret(each.secret, secret::dialect::endpoint));
        if (!signer) return error(signer.error().kind(), signer.error().message(), "signingKey");
        auto envelope = signing::hmac_key::make(each.secret);
        if (!envelope) return error(envelope.error().kind(), envelope.error().message(), "signingKey");
        signs(std::move(*signer));
        if (auto private_key = private_key_of(each)) signs(std::move(*private_key));
        envelope_keys_.push_back(std::move(*envelope));
    }
    return {};
}

result<std::shared_ptr<prepared_endpoint const>> prepared_endpoint::impostor() const {
    std::shared_ptr<prepared_endpoint> made(new prepared_endpoint(settings_));
    made->url_ = url_;
    made->prefix_ = prefix_;
    made->shown_prefix_ = shown_prefix_;
    endpoint_key stranger;
    stranger.secret = "cohook probes whether signatures are checked";
    made->settings_.signing_keys.clear();
    made->settings_.signing_keys.push_back(std::move(stranger));
    if (auto loaded = made->load_keys(); !loaded) return loaded.error();
    return std::shared_ptr<prepared_endpoint const>(std::move(made));
}

void prepared_endpoint::serialise_prefix(std::string_view user_agent) {
    auto fixed = "POST " + url_->target() + " HTTP/1.1\r\nHost: " + url_->host_header() +
                 "\r\nUser-Agent: " + std::string(user_agent) +
                 "\r\nContent-Type: " + std::string(content_type(settings_.format)) + "\r\n";
    // What the endpoint says of these is said once, and in its words.
    for (std::string_view const usual : {"Accept: */*", "Accept-Encoding: identity"})
        if (!has_header(settings_.headers, usual.substr(0, usual.find(':')))) fixed += std::string(usual) + "\r\n";
    prefix_ = shown_prefix_ = fixed;
    for (auto const& each : settings_.headers) {
        prefix_ += each.name + ": " + each.value + "\r\n";
        shown_prefix_ += each.name + ": ***\r\n";
    }
}

bool prepared_endpoint::live(std::size_t key, wall_time now) const noexcept {
    auto const& until = settings_.signing_keys[key].expires_at;
    return !until || *until > now;
}

bool prepared_endpoint::compose_head(std::string& out, std::string_view message_id, std::string_view body,
                                     wall_time now) const {
    bool const all = std::none_of(settings_.signing_keys.begin(), settings_.signing_keys.end(),
                                  [](endpoint_key const& each) { return each.expires_at.has_value(); });
    if (all) return finish_head(out, signers_, message_id, body, now);
    std::vector<cohook::signing_key> alive;
    for (std::size_t key = 0; key < signers_.size(); ++key)
        if (live(entries_[key], now)) alive.push_back(signers_[key]);
    return finish_head(out, alive, message_id, body, now);
}

bool prepared_endpoint::finish_head(std::string& out, std::span<cohook::signing_key const> keys,
                                    std::string_view message_id, std::string_view body, wall_time now) const {
    auto const seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    out.reserve(prefix_.size() + 160 + keys.size() * 96);
    out += prefix_;
    out += "Content-Length: ";
    append_number(out, static_cast<std::int64_t>(body.size()));
    out += "\r\nwebhook-id: ";
    out += message_id;
    out += "\r\nwebhook-timestamp: ";
    append_number(out, seconds);
    out += "\r\nwebhook-signature: ";
    if (append_signatures(out, keys, message_id, seconds, body) != verdict::ok) return false;
    out += "\r\n\r\n";
    return true;
}

void prepared_endpoint::show(std::string& out, std::string_view head) const {
    bool const masked = head.starts_with(prefix_);
    auto const rest = masked ? head.substr(prefix_.size()) : head;
    out.reserve(out.size() + shown_prefix_.size() + rest.size());
    if (masked) out += shown_prefix_;
    out += rest;
}

namespace {

void append_standard(std::string& body, body_parts const& parts) {
    body += "{\"type\":";
    signing::append_json_string(body, parts.type);
    body += ",\"timestamp\":\"" + iso_text(parts.published_at) + "\",\"data\":";
    body += parts.content;
    body += '}';
}

void append_cloudevent(std::string& body, body_parts const& parts) {
    body += "{\"specversion\":\"1.0\",\"id\":\"" + std::string(parts.message_id) + "\",\"source\":";
    signing::append_json_string(body, "/endpoints/" + std::string(parts.source));
    body += ",\"type\":";
    signing::append_json_string(body, parts.type);
    body += ",\"time\":\"" + iso_text(parts.published_at) + "\",\"datacontenttype\":\"application/json\",\"data\":";
    body += parts.content;
    body += '}';
}

}  // namespace

result<void> prepared_endpoint::compose_body(std::string& out, body_parts const& parts, wall_time now) const {
    if (!signing::is_utf8(parts.content))
        return error(errc::invalid_argument, "The content of a message is JSON text in UTF-8; this is not UTF-8.",
                     "content");
    if (settings_.format == payload_format::standard) return append_standard(out, parts), result<void>();
    if (settings_.format == payload_format::cloudevents) return append_cloudevent(out, parts), result<void>();

    std::vector<envelope_attribute> attributes;
    attributes.reserve(parts.attributes.size());
    for (auto const& [name, value] : parts.attributes) attributes.push_back({name, value});
    envelope_content content;
    content.data = parts.content;
    content.message_id = parts.message_id;
    content.subscription = parts.source;
    content.publish_time = parts.published_at;
    content.attributes = attributes;
    // The newest key hashes; the one before it too while its overlap lasts.
    bool const rotating = envelope_keys_.size() > 1 && live(1, now);
    return signing::compose(out, content, envelope_keys_.front(), rotating ? &envelope_keys_[1] : nullptr);
}

result<void> prepared_endpoint::compose_body(std::string& out, message const& what, std::string_view message_id,
                                             wall_time published_at, wall_time now) const {
    body_parts parts;
    parts.type = what.type;
    parts.content = what.content;
    parts.attributes = what.attributes;
    parts.message_id = message_id;
    parts.published_at = published_at;
    parts.source = settings_.id;
    return compose_body(out, parts, now);
}

}  // namespace cohook::dispatch
