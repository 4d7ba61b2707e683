#include <cohook/signer.hpp>

#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"
#include "model/iso_time.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace cohook::documents {

namespace json = boost::json;
using std::chrono::milliseconds;

namespace {

json::value optional_span(std::optional<milliseconds> const& span) {
    if (!span) return nullptr;
    return span->count();
}

json::object show_deadlines(attempt_deadlines const& deadlines) {
    return {{"wholeMs", deadlines.whole.count()},     {"dnsMs", deadlines.dns.count()},
            {"connectMs", deadlines.connect.count()}, {"connectEachMs", deadlines.connect_each.count()},
            {"tlsMs", deadlines.tls.count()},         {"firstByteMs", deadlines.first_byte.count()}};
}

json::object show_resend(resend_schedule const& resend) {
    json::array list;
    for (auto const wait : resend.list) list.emplace_back(wait.count());
    return {{"firstMs", resend.first.count()},
            {"capMs", resend.cap.count()},
            {"listMs", std::move(list)},
            {"jitter", resend.jitter}};
}

/// What receivers verify `v1a` with, of a signing key that is a private key besides; empty for any other.
std::string public_key_of(std::string const& key) {
    if (!key.starts_with("whsk_")) return {};
    auto const loaded = signing_key::load(secret(key));
    return loaded ? loaded->public_key() : std::string();
}

void show_key(endpoint const& settings, json::object& into) {
    bool const there = !settings.signing_keys.empty() && !is_incomplete(settings);
    into.emplace("signingKeySet", there);
    into.emplace("signingKeyHint", there ? json::value(key_hint(settings.signing_keys.front().secret)) : json::value());
    if (!there) return;
    auto const verifies = public_key_of(settings.signing_keys.front().secret);
    if (!verifies.empty()) into.emplace("publicKey", verifies);
}

/// What both faces show of how an endpoint is served.
void show_service(endpoint const& settings, json::object& into) {
    into.emplace("requestIntervalMs", settings.request_interval.count());
    into.emplace("enabled", settings.enabled);
    into.emplace("disabledReason", settings.disabled_reason);
    into.emplace("headers", show_headers(settings));
    into.emplace("format", show(to_string(settings.format)));
    into.emplace("policy", show_policy(settings.policy));
    into.emplace("ordering", show(to_string(settings.order)));
    into.emplace("coalesce", settings.coalesce);
    into.emplace("maxInFlight", settings.max_in_flight);
}

}  // namespace

json::object show_policy(delivery_policy const& policy) {
    return {{"name", show(to_string(policy.name))},
            {"acknowledge", policy.acknowledge == acknowledge_rule::any_2xx ? "any_2xx" : "members_statuses"},
            {"deadlines", show_deadlines(policy.deadlines)},
            {"resend", show_resend(policy.resend)},
            {"lifeMs", optional_span(policy.life)},
            {"breakerThreshold", policy.breaker_threshold},
            {"disableAfterMs", optional_span(policy.disable_after)},
            {"disableOnGone", policy.disable_on_gone}};
}

/// Values are write-only: any of them may be a credential of the receiver's.
json::array show_headers(endpoint const& settings) {
    json::array list;
    for (auto const& header : settings.headers)
        list.push_back(json::object{{"name", header.name}, {"valueSet", !header.value.empty()}});
    return list;
}

json::object show_endpoint(endpoint const& settings) {
    json::object made{{"id", settings.id}, {"applicationId", settings.tenant}, {"url", settings.url}};
    show_key(settings, made);
    json::array older;
    for (std::size_t at = 1; at < settings.signing_keys.size(); ++at)
        older.push_back(json::object{{"hint", key_hint(settings.signing_keys[at].secret)},
                                     {"signsUntil", show_time(settings.signing_keys[at].expires_at)}});
    made.emplace("olderSigningKeys", std::move(older));
    show_service(settings, made);
    made.emplace("revision", settings.revision);
    made.emplace("createdAt", show_time(settings.created));
    made.emplace("changedAt", show_time(settings.changed));
    return made;
}

json::object show_endpoint(endpoint const& settings, endpoint_status const& status) {
    auto made = show_endpoint(settings);
    made.emplace("breakerOpen", status.breaker_open);
    made.emplace("nextProbeAt", show_time(status.next_probe));
    made.emplace("failingSince", show_time(status.failing_since));
    made.emplace("lastError", status.last_error);
    made.emplace("inFlight", status.in_flight);
    return made;
}

json::object show_webhook(std::optional<endpoint> const& settings) {
    if (!settings)
        return {{"url", ""}, {"requestIntervalMs", 0}, {"signingKeySet", false}, {"signingKeyHint", nullptr}};
    json::object made{{"url", settings->url}};
    show_key(*settings, made);
    show_service(*settings, made);
    return made;
}

std::string key_hint(std::string const& secret) {
    constexpr std::size_t shown = 4;
    constexpr std::size_t least = 16;
    if (secret.size() < least) return "…";
    auto const tail = secret.substr(secret.size() - shown);
    bool const plain = std::all_of(tail.begin(), tail.end(), [](char c) { return c > ' ' && c < 0x7f; });
    return plain ? "…" + tail : "…";
}

}  // namespace cohook::documents
