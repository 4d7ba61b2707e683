#include "signing/recipe.hpp"

#include <algorithm>

namespace cohook::signing {
namespace {

using enum header_layout;
using enum text_form;
using enum key_form;

constexpr header_names webhook = {"webhook-id", "webhook-timestamp", "webhook-signature"};
constexpr header_names nowhere = {};
constexpr digest sha256 = digest::sha256;

// In the order of the enumeration. Ids that are not in `signed_bytes` are unsigned and merely reported.
// clang-format off
constexpr std::array<recipe, 15> table = {{
    {scheme::members_envelope, "members-envelope", nowhere, nowhere,
     single, "", "", '\0', base64, sha256, any_text, time_source::none, ""},
    {scheme::standard_webhooks, "standard-webhooks", webhook, nowhere,
     versioned_list, "", "", ' ', base64, sha256, key_form::standard_webhooks, time_source::own_header, "{id}.{ts}.{body}"},
    {scheme::svix, "svix", {"svix-id", "svix-timestamp", "svix-signature"}, webhook,
     versioned_list, "", "", ' ', base64, sha256, key_form::standard_webhooks, time_source::own_header, "{id}.{ts}.{body}"},
    {scheme::stripe, "stripe", {"", "", "Stripe-Signature"}, nowhere,
     header_layout::tagged_list, "v1", "t", ',', hex, sha256, plain_text, time_source::tagged_list, "{ts}.{body}"},
    {scheme::github, "github", {"X-GitHub-Delivery", "", "X-Hub-Signature-256"}, nowhere,
     single, "sha256=", "", '\0', hex, sha256, plain_text, time_source::none, "{body}"},
    {scheme::slack, "slack", {"", "X-Slack-Request-Timestamp", "X-Slack-Signature"}, nowhere,
     single, "v0=", "", '\0', hex, sha256, plain_text, time_source::own_header, "v0:{ts}:{body}"},
    {scheme::zoom, "zoom", {"", "x-zm-request-timestamp", "x-zm-signature"}, nowhere,
     single, "v0=", "", '\0', hex, sha256, plain_text, time_source::own_header, "v0:{ts}:{body}"},
    {scheme::shopify, "shopify", {"X-Shopify-Webhook-Id", "", "X-Shopify-Hmac-Sha256"}, nowhere,
     single, "", "", '\0', base64, sha256, plain_text, time_source::none, "{body}"},
    {scheme::square, "square", {"", "", "x-square-hmacsha256-signature"}, nowhere,
     single, "", "", '\0', base64, sha256, plain_text, time_source::none, "{url}{body}"},
    {scheme::paddle, "paddle", {"", "", "Paddle-Signature"}, nowhere,
     header_layout::tagged_list, "h1", "ts", ';', hex, sha256, plain_text, time_source::tagged_list, "{ts}:{body}"},
    {scheme::linear, "linear", {"Linear-Delivery", "", "Linear-Signature"}, nowhere,
     single, "", "webhookTimestamp", '\0', hex, sha256, plain_text, time_source::body_member, "{body}",
     std::chrono::seconds{60}},
    {scheme::discord, "discord", {"", "X-Signature-Timestamp", "X-Signature-Ed25519"}, nowhere,
     single, "", "", '\0', hex, sha256, ed25519_hex, time_source::own_header, "{ts}{body}"},
    {scheme::generic_hmac, "generic-hmac", nowhere, nowhere,
     single, "", "", '\0', hex, sha256, plain_text, time_source::none, "{body}"},
    {scheme::twilio, "twilio", {"", "", "X-Twilio-Signature"}, nowhere,
     single, "", "", '\0', base64, digest::sha1, plain_text, time_source::none, ""},
    {scheme::rfc9421, "rfc9421", nowhere, nowhere,
     single, "", "", '\0', base64, sha256, hmac_base64, time_source::parameter, ""},
}};
// clang-format on

constexpr bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i)
        if (static_cast<std::size_t>(table[i].name) != i) return false;
    return true;
}
static_assert(in_order(), "the rows stand in the order of the enumeration");

}  // namespace

recipe const& recipe_of(scheme name) noexcept {
    return table[static_cast<std::size_t>(name)];
}

recipe const* find_recipe(std::string_view text) noexcept {
    auto const* const found = std::find_if(table.begin(), table.end(), [&](recipe const& r) { return r.text == text; });
    return found == table.end() ? nullptr : found;
}

result<byte_template::source> byte_template::placeholder(std::string_view name) {
    if (name == "id") return source::id;
    if (name == "ts") return source::timestamp;
    if (name == "url") return source::url;
    if (name == "body") return source::body;
    return error(errc::invalid_argument,
                 "the template of the signed bytes has a placeholder that is none of {id}, {ts}, {url} and {body}",
                 "signed_bytes");
}

bool byte_template::add(source from, std::string_view text) {
    if (count_ == signed_parts::most) return false;
    parts_[count_++] = part{from, text};
    named_ |= 1U << static_cast<unsigned>(from);
    return true;
}

result<byte_template> byte_template::parse(std::string_view text) {
    auto const refuse = [](char const* why) { return error(errc::invalid_argument, why, "signed_bytes"); };
    byte_template made;
    while (!text.empty()) {
        std::size_t const open = text.find_first_of("{}");
        if (open != 0) {
            if (!made.add(source::literal, text.substr(0, open))) return refuse("the template has more than 8 parts");
            text.remove_prefix(std::min(open, text.size()));
            continue;
        }
        std::size_t const close = text.find('}', 1);
        if (text[0] == '}' || close == std::string_view::npos)
            return refuse("the template of the signed bytes has a brace without its counterpart");
        result<source> const named = placeholder(text.substr(1, close - 1));
        if (!named) return named.error();
        if (made.names(*named)) return refuse("the template of the signed bytes names a placeholder twice");
        if (!made.add(*named, {})) return refuse("the template has more than 8 parts");
        text.remove_prefix(close + 1);
    }
    if (!made.names(source::body))
        return refuse("the template of the signed bytes lacks {body}: nothing would protect the content");
    return made;
}

signed_parts byte_template::fill(signed_fields const& fields) const noexcept {
    signed_parts made;
    for (part const& one : std::span(parts_).first(count_)) {
        switch (one.from) {
            case source::literal: made.add(one.text); break;
            case source::id: made.add(fields.id); break;
            case source::timestamp: made.add(fields.timestamp); break;
            case source::url: made.add(fields.url); break;
            case source::body: made.add(fields.body); break;
        }
    }
    return made;
}

std::string joined(std::span<std::string_view const> parts) {
    std::size_t size = 0;
    for (std::string_view const part : parts) size += part.size();
    std::string whole;
    whole.reserve(size);
    for (std::string_view const part : parts) whole += part;
    return whole;
}

}  // namespace cohook::signing
