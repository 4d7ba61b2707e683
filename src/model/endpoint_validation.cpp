#include <cohook/endpoint.hpp>

#include "model/text_rules.hpp"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

namespace cohook {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t max_url_bytes = 2048;
constexpr std::size_t max_keys = 8;
constexpr std::size_t max_key_bytes = 4096;
constexpr std::size_t max_headers = 16;
constexpr std::size_t max_header_name_bytes = 128;
constexpr std::size_t max_header_value_bytes = 4096;
constexpr std::size_t max_tenant_bytes = 256;
constexpr std::size_t max_listed_waits = 100;

error broken(std::string field, std::string message) {
    return {errc::invalid_argument, std::move(message), std::move(field)};
}

result<void> check_id(endpoint const& candidate) {
    auto const& id = candidate.id;
    auto const good = [](char c) { return is_alphanumeric(c) || c == '_' || c == '-'; };
    if (id.empty() || id.size() > 64 || !std::all_of(id.begin(), id.end(), good))
        return broken("id", "the endpoint's id must be 1 to 64 letters, digits, '_' or '-'");
    auto const& tenant = candidate.tenant;
    if (tenant.size() > max_tenant_bytes || !is_utf8(tenant) || std::any_of(tenant.begin(), tenant.end(), is_control))
        return broken("tenant", "the tenant must be UTF-8 text of at most 256 bytes without control characters");
    return {};
}

result<void> check_url(std::string const& url) {
    if (url.empty())
        return broken("url", "the URL is missing: give an absolute URL with its protocol, https://host/path");
    if (url.size() > max_url_bytes)
        return broken("url", "the URL has " + std::to_string(url.size()) + " bytes; at most 2048 are allowed");
    auto const odd = [](char c) { return is_control(c) || c == ' ' || static_cast<unsigned char>(c) > 0x7e; };
    if (std::any_of(url.begin(), url.end(), odd))
        return broken("url",
                      "the URL holds a space, a control character or a non-ASCII character; write it percent-encoded "
                      "(a host name in its xn-- form)");
    if (!starts_ignoring_case(url, "https://") && !starts_ignoring_case(url, "http://"))
        return broken("url", "the URL must be absolute and start with its protocol: https://host/path");
    return {};
}

/// By its size; whether the public half is the right one shows when it is loaded.
bool is_private_key(std::string_view base64) {
    bool const seed = base64.size() == 44 && base64[42] != '=' && base64[43] == '=';
    bool const both = base64.size() == 88 && base64.ends_with("==");
    return (seed || both) && is_base64(base64);
}

result<void> check_key(endpoint_key const& key, std::size_t index) {
    auto const field = index == 0 ? std::string("signingKey") : "signingKeys[" + std::to_string(index) + "]";
    if (key.secret.empty())
        return broken(field, "the signing key is empty; any text of at least one character will do");
    if (key.secret.size() > max_key_bytes)
        return broken(field, "the signing key has more than 4096 bytes; at most 4096 are allowed");
    if (!is_utf8(key.secret))
        return broken(field, "the signing key is not UTF-8 text; encode it, in base64 for example");
    constexpr std::string_view encoded = "whsec_";
    if (key.secret.starts_with(encoded) && !is_base64(std::string_view(key.secret).substr(encoded.size())))
        return broken(field, "a signing key that starts with whsec_ must go on in base64 with its padding");
    constexpr std::string_view private_form = "whsk_";
    if (key.secret.starts_with(private_form) &&
        !is_private_key(std::string_view(key.secret).substr(private_form.size())))
        return broken(
            field,
            "a signing key that starts with whsk_ must go on in the base64 of an Ed25519 private key: its seed of "
            "32 bytes, or the seed and the public key, 64");
    if (index == 0 && key.expires_at)
        return broken(field, "the current signing key must not expire; only the ones before it do");
    return {};
}

result<void> check_keys(std::vector<endpoint_key> const& keys) {
    if (keys.empty()) return broken("signingKey", "the signing key is missing; any non-empty text will do");
    if (keys.size() > max_keys)
        return broken("signingKey", "there are more than 8 live signing keys; let the oldest expire first");
    for (std::size_t index = 0; index < keys.size(); ++index)
        if (auto checked = check_key(keys[index], index); !checked) return checked;
    return {};
}

/// Names that the sender itself writes, or that would change how the request is framed, routed or judged.
bool is_reserved(std::string_view name) {
    constexpr std::array<std::string_view, 12> names{
        "Host", "Content-Length", "Transfer-Encoding", "Connection",   "Keep-Alive", "Proxy-Connection",
        "TE",   "Trailer",        "Upgrade",           "Content-Type", "Expect",     "User-Agent"};
    auto const same = [name](std::string_view reserved) { return equal_ignoring_case(name, reserved); };
    return std::any_of(names.begin(), names.end(), same) || starts_ignoring_case(name, "webhook-") ||
           starts_ignoring_case(name, "svix-");
}

result<void> check_header(std::vector<custom_header> const& headers, std::size_t index) {
    auto const& [name, value] = headers[index];
    auto const path = "headers[" + std::to_string(index) + "]";
    if (name.size() > max_header_name_bytes || !is_token(name))
        return broken(path + ".name",
                      "a header name must be 1 to 128 letters, digits or any of !#$%&'*+-.^_`|~ (no space, no colon)");
    if (is_reserved(name))
        return broken(path + ".name",
                      "the header " + name +
                          " is written by the sender and cannot be replaced; take another name, such as X-" + name);
    for (std::size_t before = 0; before < index; ++before)
        if (equal_ignoring_case(headers[before].name, name))
            return broken(path + ".name", "the header " + name + " is given twice; give it once");
    if (value.size() > max_header_value_bytes)
        return broken(path + ".value",
                      "the value of the header " + name + " has more than 4096 bytes; at most 4096 are allowed");
    if (std::any_of(value.begin(), value.end(), is_control))
        return broken(path + ".value", "the value of the header " + name +
                                           " holds a control character (a line break?); write it on one line");
    if (value.starts_with(' ') || value.ends_with(' '))
        return broken(path + ".value", "the value of the header " + name + " begins or ends with a space; remove it");
    if (!is_utf8(value))
        return broken(path + ".value",
                      "the value of the header " + name + " is not UTF-8 text; encode it, in base64 for example");
    return {};
}

result<void> check_headers(std::vector<custom_header> const& headers) {
    if (headers.size() > max_headers)
        return broken("headers",
                      "there are " + std::to_string(headers.size()) + " custom headers; at most 16 are allowed");
    for (std::size_t index = 0; index < headers.size(); ++index)
        if (auto checked = check_header(headers, index); !checked) return checked;
    return {};
}

struct span_rule {
    std::string_view field;
    milliseconds value;
    milliseconds least;
    milliseconds most;
};

result<void> check_spans(std::initializer_list<span_rule> rules) {
    for (auto const& rule : rules)
        if (rule.value < rule.least || rule.value > rule.most)
            return broken(std::string(rule.field), std::to_string(rule.value.count()) + " ms is out of range; " +
                                                       std::to_string(rule.least.count()) + " to " +
                                                       std::to_string(rule.most.count()) + " ms are allowed");
    return {};
}

result<void> check_deadlines(attempt_deadlines const& deadlines) {
    constexpr milliseconds least(1);
    constexpr milliseconds most = std::chrono::hours(1);
    return check_spans({{"policy.deadlines.wholeMs", deadlines.whole, least, most},
                        {"policy.deadlines.dnsMs", deadlines.dns, least, most},
                        {"policy.deadlines.connectMs", deadlines.connect, least, most},
                        {"policy.deadlines.connectEachMs", deadlines.connect_each, least, most},
                        {"policy.deadlines.tlsMs", deadlines.tls, least, most},
                        {"policy.deadlines.firstByteMs", deadlines.first_byte, least, most}});
}

result<void> check_resend(resend_schedule const& resend) {
    constexpr milliseconds most = std::chrono::days(30);
    if (auto checked = check_spans({{"policy.resend.firstMs", resend.first, milliseconds(1), most},
                                    {"policy.resend.capMs", resend.cap, resend.first, most}});
        !checked)
        return checked;
    if (resend.list.size() > max_listed_waits)
        return broken("policy.resend.listMs", "the list of waits has more than 100 entries; at most 100 are allowed");
    for (std::size_t index = 0; index < resend.list.size(); ++index) {
        auto const field = "policy.resend.listMs[" + std::to_string(index) + "]";
        if (auto checked = check_spans({{field, resend.list[index], milliseconds(0), most}}); !checked) return checked;
    }
    if (!(resend.jitter >= 0 && resend.jitter <= 0.5))
        return broken("policy.resend.jitter", "the jitter is a share of the wait and must be within 0 and 0.5");
    return {};
}

result<void> check_policy(delivery_policy const& policy) {
    if (auto checked = check_deadlines(policy.deadlines); !checked) return checked;
    if (auto checked = check_resend(policy.resend); !checked) return checked;
    constexpr milliseconds most = std::chrono::days(365);
    if (!policy.life && policy.resend.list.empty())
        return broken("policy.lifeMs",
                      "without a list of waits a delivery would never end; set its life, or a list of waits");
    if (policy.life)
        if (auto checked = check_spans({{"policy.lifeMs", *policy.life, milliseconds(1), most}}); !checked)
            return checked;
    if (policy.disable_after)
        return check_spans({{"policy.disableAfterMs", *policy.disable_after, milliseconds(1), most}});
    return {};
}

}  // namespace

result<void> validate(endpoint const& candidate) {
    if (auto checked = check_id(candidate); !checked) return checked;
    if (auto checked = check_url(candidate.url); !checked) return checked;
    if (auto checked = check_keys(candidate.signing_keys); !checked) return checked;
    if (auto checked =
            check_spans({{"requestIntervalMs", candidate.request_interval, milliseconds(0), std::chrono::hours(24)}});
        !checked)
        return checked;
    if (auto checked = check_headers(candidate.headers); !checked) return checked;
    if (auto checked = check_policy(candidate.policy); !checked) return checked;
    if (candidate.max_in_flight < 1 || candidate.max_in_flight > 1000)
        return broken("maxInFlight", "maxInFlight is " + std::to_string(candidate.max_in_flight) +
                                         "; 1 to 1000 attempts at once are allowed");
    if (!is_utf8(candidate.disabled_reason))
        return broken("disabledReason", "the reason is not UTF-8 text; write it in UTF-8");
    return {};
}

}  // namespace cohook
