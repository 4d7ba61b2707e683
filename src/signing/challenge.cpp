#include <cohook/challenge.hpp>

#include "signing/bytes.hpp"
#include "signing/encoding.hpp"
#include "signing/header_lines.hpp"
#include "signing/json_text.hpp"
#include "signing/strict_json.hpp"
#include "signing/target_url.hpp"
#include "signing/verifier_state.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace cohook {
namespace {

using namespace signing;

constexpr std::size_t longest_token = 128;
constexpr std::size_t longest_challenge = 512;

challenge_answer answer_of(char const* content_type, std::string body) {
    challenge_answer made(200);
    made.headers.push_back({"Content-Type", content_type});
    made.body = std::move(body);
    return made;
}

// No `:`, `.` or `{`: the HMAC of such a token is no signature of a webhook.
bool is_token(std::string_view text) {
    auto const fits = [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return !text.empty() && text.size() <= longest_token && std::all_of(text.begin(), text.end(), fits);
}

bool is_origin(std::string_view text) {
    auto const fits = [](char c) {
        return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    };
    return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), fits);
}

bool is_positive_number(std::string_view text) {
    std::uint64_t value = 0;
    auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    return fault == std::errc{} && end == text.data() + text.size() && value > 0;
}

// The value of a parameter that is there once; none otherwise.
std::optional<std::string> only(std::vector<form_parameter> const& in, std::string_view name) {
    std::optional<std::string> found;
    for (form_parameter const& one : in) {
        if (one.name != name) continue;
        if (found) return std::nullopt;
        found = one.value;
    }
    return found;
}

bool has(std::vector<form_parameter> const& in, std::string_view name) {
    return std::any_of(in.begin(), in.end(), [&](form_parameter const& one) { return one.name == name; });
}

}  // namespace

std::optional<challenge_answer> answer_zoom_validation(verifier const& checked_with, verification const& question) {
    if (!checked_with.vouches_for(question) || question.name() != scheme::zoom) return std::nullopt;
    constexpr std::array<std::string_view, 1> event_path = {"event"};
    constexpr std::array<std::string_view, 2> token_path = {"payload", "plainToken"};
    std::array<json_member, 2> members = {{{event_path}, {token_path}}};
    if (!read_members(question.payload(), members)) return std::nullopt;
    auto const& [event, token] = members;
    bool const asks = event.found == json_member::kind::text && event.text == "endpoint.url_validation";
    if (!asks || token.found != json_member::kind::text || !is_token(token.text)) return std::nullopt;
    auto const& key = std::get<hmac_key>(checked_with.inner().keys.at(question.key_index()));
    mac_value mac;
    if (!key.compute({token.text}, mac)) return std::nullopt;
    std::string body = R"({"plainToken":")" + token.text + R"(","encryptedToken":")";
    append_hex(body, text_of(mac.bytes()));
    return answer_of("application/json", body + R"("})");
}

std::optional<challenge_answer> answer_discord_ping(verification const& question) {
    if (!question || question.name() != scheme::discord) return std::nullopt;
    constexpr std::array<std::string_view, 1> type_path = {"type"};
    constexpr std::array<std::string_view, 1> event_path = {"event"};
    std::array<json_member, 2> members = {{{type_path}, {event_path}}};
    if (!read_members(question.payload(), members)) return std::nullopt;
    auto const& [type, event] = members;
    if (type.found != json_member::kind::integer) return std::nullopt;
    if (type.integer == 0) return challenge_answer(204);
    // Type 1 is a PING among interactions, but an event among webhook events, and then it holds one.
    if (type.integer != 1 || event.found != json_member::kind::absent) return std::nullopt;
    return answer_of("application/json", R"({"type":1})");
}

std::optional<challenge_answer> answer_webhook_origin(std::string_view method, std::span<header_view const> headers,
                                                      webhook_origins const& origins) {
    lines_found const asked = look_up("WebHook-Request-Origin", headers);
    if (method != "OPTIONS" || asked.count != 1 || !is_origin(asked.value)) return std::nullopt;
    bool const allowed = std::any_of(origins.allowed.begin(), origins.allowed.end(),
                                     [&](std::string const& one) { return same_name(one, asked.value); });
    if (!allowed) return std::nullopt;
    challenge_answer made(200);
    made.headers.push_back({"WebHook-Allowed-Origin", std::string(asked.value)});
    std::string rate = "*";
    if (origins.most_per_minute) rate = std::to_string(std::max<std::uint32_t>(*origins.most_per_minute, 1));
    made.headers.push_back({"WebHook-Allowed-Rate", std::move(rate)});
    return made;
}

std::optional<challenge_answer> answer_websub_intent(std::string_view query, websub_intent const& expected) {
    std::vector<form_parameter> const parameters = parse_form(query);
    std::optional<std::string> const mode = only(parameters, "hub.mode"), topic = only(parameters, "hub.topic"),
                                     challenge = only(parameters, "hub.challenge"),
                                     lease = only(parameters, "hub.lease_seconds");
    bool const subscribes = expected.what == websub_intent::mode::subscribe;
    if (mode != (subscribes ? "subscribe" : "unsubscribe") || topic != expected.topic || !challenge)
        return std::nullopt;
    bool const lease_is_right =
        lease ? is_positive_number(*lease) : !subscribes && !has(parameters, "hub.lease_seconds");
    bool const visible = std::all_of(challenge->begin(), challenge->end(), [](char c) { return c > ' ' && c <= '~'; });
    if (!lease_is_right || !visible || challenge->empty() || challenge->size() > longest_challenge) return std::nullopt;
    challenge_answer made = answer_of("text/plain", *challenge);
    made.headers.push_back({"X-Content-Type-Options", "nosniff"});
    return made;
}

}  // namespace cohook
