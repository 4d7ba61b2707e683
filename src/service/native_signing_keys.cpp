// Signing keys: revealed on record, set, rotated with an overlap.
#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"
#include "service/endpoint_change.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>
#include <openssl/evp.h>

#include <array>

namespace cohook::service::operations {

namespace json = boost::json;

namespace {

constexpr std::int64_t longest_overlap = 7 * 24 * 3600;
constexpr std::int64_t usual_overlap = 24 * 3600;

json::object show_keys(endpoint const& settings) {
    json::object made{{"endpointId", settings.id}};
    made.emplace("signingKeySet", !is_incomplete(settings) && !settings.signing_keys.empty());
    json::array older;
    for (std::size_t at = 0; at < settings.signing_keys.size() && !is_incomplete(settings); ++at) {
        auto const& key = settings.signing_keys[at];
        if (at == 0) made.emplace("signingKeyHint", key_hint(key.secret));
        if (at != 0)
            older.push_back(json::object{{"hint", key_hint(key.secret)}, {"signsUntil", show_time(key.expires_at)}});
    }
    made.emplace("olderSigningKeys", std::move(older));
    return made;
}

/// 32 random bytes in the form of Standard Webhooks.
std::string make_key(cohook::chance& chance) {
    std::array<unsigned char, 32> bytes{};
    chance.fill(std::as_writable_bytes(std::span(bytes)));
    std::string text(48, '\0');
    auto const length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), bytes.size());
    text.resize(static_cast<std::size_t>(length));
    return "whsec_" + text;
}

}  // namespace

/// The one call that shows a key; the dispatcher has put it on record before it runs.
reply signing_key_get(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string name = asked.path["endpoint"];
    auto const found = co_await endpoint_of(asked, std::move(name));
    if (!found) co_return found.error();
    if (is_incomplete(*found) || found->signing_keys.empty())
        co_return error(errc::not_found, "the endpoint has no signing key yet");
    auto body = show_keys(*found);
    body["signingKey"] = found->signing_keys.front().secret;
    co_return json_answer(200, body);
}

reply signing_key_put(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    from.require("signingKey", "any text of at least one character will do");
    auto const key = from.text("signingKey");
    if (key && key->empty())
        from.complain("signingKey", "the signing key is empty; any text of at least one character will do");
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    settings_change how = [secret = *key](endpoint& settings) -> result<void> {
        set_key(settings, secret);
        return {};
    };
    auto const changed = co_await change_named_endpoint(asked, std::move(how));
    if (!changed) co_return changed.error();
    co_return json_answer(200, show_keys(*changed), std::to_string(changed->revision));
}

/// A key of the client's, or one made here (it is in the answer then, and nowhere else).
reply signing_key_rotate(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked, body_need::may_be_empty);
    if (!body) co_return body.error();
    object_reader from(*body);
    auto const overlap = from.integer("overlapSeconds", 0, longest_overlap, "seconds").value_or(usual_overlap);
    auto const given = from.text("signingKey");
    if (given && given->empty()) from.complain("signingKey", "the signing key is empty; leave it out to have one made");
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    auto const secret = given ? *given : make_key(asked.room.chance);
    auto const now = asked.room.clock.wall();
    settings_change how = [secret, now,
                           until = now + std::chrono::seconds(overlap)](endpoint& settings) -> result<void> {
        rotate_key(settings, secret, now, until);
        return {};
    };
    auto const changed = co_await change_named_endpoint(asked, std::move(how));
    if (!changed) co_return changed.error();
    auto shown = show_keys(*changed);
    if (!given) shown["signingKey"] = secret;
    co_return json_answer(200, shown, std::to_string(changed->revision));
}

}  // namespace cohook::service::operations
