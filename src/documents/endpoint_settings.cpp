#include "documents/endpoint_settings.hpp"

#include "model/text_rules.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <limits>

namespace cohook::documents {

namespace json = boost::json;
using std::chrono::milliseconds;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t month_ms = 30LL * 24 * hour_ms;
constexpr std::int64_t year_ms = 365LL * 24 * hour_ms;

template <class Enum>
std::optional<Enum> read_name(object_reader& from, std::string_view name,
                              std::optional<Enum> (*parse)(std::string_view), std::string_view known) {
    auto const text = from.text(name);
    if (!text) return std::nullopt;
    auto const value = parse(*text);
    if (!value) from.complain(name, "one of " + std::string(known) + " is wanted here");
    return value;
}

std::optional<payload_format> format_named(std::string_view text) {
    return parse_payload_format(text);
}
std::optional<delivery_order> order_named(std::string_view text) {
    return parse_delivery_order(text);
}
std::optional<policy_name> policy_named(std::string_view text) {
    return parse_policy_name(text);
}

std::optional<acknowledge_rule> rule_named(std::string_view text) {
    if (text == "any_2xx") return acknowledge_rule::any_2xx;
    if (text == "members_statuses") return acknowledge_rule::members_statuses;
    return std::nullopt;
}

}  // namespace

settings_patch settings_patch::read(object_reader& from, removal how) {
    settings_patch made;
    if (from.has("url")) {
        auto const url = from.text("url");
        made.removes_ = from.is_null("url") || (url && url->empty());
        if (made.removes_ && how == removal::refused)
            from.complain("url", "the URL is empty; give an absolute https URL, or delete the endpoint");
        if (made.removes_) made.edits_.emplace_back([](endpoint& settings) { settings.url.clear(); });
        if (url && !url->empty()) {
            made.url_ = *url;
            made.edits_.emplace_back([text = *url](endpoint& settings) { settings.url = text; });
        }
    }
    if (from.has("signingKey")) {
        made.key_ = from.text("signingKey");
        if (from.is_null("signingKey") || (made.key_ && made.key_->empty()))
            from.complain("signingKey", "the signing key is empty; any text of at least one character will do");
        else if (made.key_)
            made.edits_.emplace_back([key = *made.key_](endpoint& settings) { set_key(settings, key); });
    }
    made.read_plain(from);
    made.read_policy(from);
    if (from.has("headers")) made.read_headers(from);
    return made;
}

settings_patch settings_patch::all_headers(object_reader& from) {
    settings_patch made;
    from.require("headers", "give the list of headers, [] for none");
    made.read_headers(from);
    return made;
}

settings_patch settings_patch::some_headers(object_reader& from) {
    settings_patch made;
    from.require("headers", "give an object with a text, or null to remove it, for each name");
    auto const* const wanted = from.object("headers");
    if (wanted == nullptr) return made;
    for (auto const& [name, value] : wanted->get_object()) {
        auto const* const text = value.if_string();
        if (text == nullptr && !value.is_null()) {
            from.complain("headers." + std::string(name), "a text is wanted here, or null to remove the header");
            continue;
        }
        custom_header header;
        header.name = name;
        if (text != nullptr) header.value = *text;
        made.edits_.emplace_back([header, kept = text != nullptr](endpoint& settings) {
            auto const same = [&](custom_header const& old) { return equal_ignoring_case(old.name, header.name); };
            auto const old = std::ranges::find_if(settings.headers, same);
            if (!kept)
                std::erase_if(settings.headers, same);
            else if (old != settings.headers.end())
                *old = header;
            else
                settings.headers.push_back(header);
        });
    }
    return made;
}

void settings_patch::apply(endpoint& settings) const {
    for (auto const& one : edits_) one(settings);
}

void settings_patch::replace(endpoint& settings) const {
    endpoint fresh;
    fresh.signing_keys = settings.signing_keys;
    fresh.headers = settings.headers;
    apply(fresh);
    fresh.id = settings.id;
    fresh.tenant = settings.tenant;
    fresh.created = settings.created;
    fresh.revision = settings.revision;
    settings = std::move(fresh);
}

void settings_patch::read_plain(object_reader& from) {
    if (from.is_null("requestIntervalMs"))
        from.complain("requestIntervalMs", "a whole number of milliseconds from 0 to 86400000 is wanted here");
    if (auto const interval = from.span("requestIntervalMs", 0, longest_interval))
        edits_.emplace_back([value = *interval](endpoint& settings) { settings.request_interval = value; });
    if (auto const enabled = from.boolean("enabled"))
        edits_.emplace_back([value = *enabled](endpoint& settings) {
            settings.enabled = value;
            settings.disabled_reason.clear();
        });
    if (auto const format = read_name(from, "format", format_named, "members, standard, cloudevents"))
        edits_.emplace_back([value = *format](endpoint& settings) { settings.format = value; });
    if (auto const order = read_name(from, "ordering", order_named, "none, by_key"))
        edits_.emplace_back([value = *order](endpoint& settings) { settings.order = value; });
    if (auto const coalesce = from.boolean("coalesce"))
        edits_.emplace_back([value = *coalesce](endpoint& settings) { settings.coalesce = value; });
    if (auto const most = from.integer("maxInFlight", 1, 1000, "attempts at once"))
        edits_.emplace_back(
            [value = *most](endpoint& settings) { settings.max_in_flight = static_cast<std::uint32_t>(value); });
}

/// `"policy": "standard"` or an object; its `name` first resets every number to that policy's.
void settings_patch::read_policy(object_reader& from) {
    auto const* const given = from.any("policy");
    if (given == nullptr || given->is_null()) return;
    if (given->is_string()) {
        if (auto const name = read_name(from, "policy", policy_named, "members, standard"))
            edits_.emplace_back([value = *name](endpoint& settings) { settings.policy = policy_of(value); });
        return;
    }
    object_reader policy(*given, from.path_of("policy"));
    read_policy_object(policy);
    from.join(policy);
}

void settings_patch::read_policy_object(object_reader& policy) {
    if (auto const name = read_name(policy, "name", policy_named, "members, standard"))
        edits_.emplace_back([value = *name](endpoint& settings) {
            if (settings.policy.name == value) return;
            settings.policy = policy_of(value);
        });
    if (auto const rule = read_name(policy, "acknowledge", rule_named, "members_statuses, any_2xx"))
        edits_.emplace_back([value = *rule](endpoint& settings) { settings.policy.acknowledge = value; });
    if (policy.is_null("lifeMs")) edits_.emplace_back([](endpoint& settings) { settings.policy.life.reset(); });
    if (auto const life = policy.span("lifeMs", 1, year_ms))
        edits_.emplace_back([value = *life](endpoint& settings) { settings.policy.life = value; });
    if (policy.is_null("disableAfterMs"))
        edits_.emplace_back([](endpoint& settings) { settings.policy.disable_after.reset(); });
    if (auto const after = policy.span("disableAfterMs", 1, year_ms))
        edits_.emplace_back([value = *after](endpoint& settings) { settings.policy.disable_after = value; });
    if (auto const run = policy.integer("breakerThreshold", 0, 1'000'000, "failures"))
        edits_.emplace_back([value = *run](endpoint& settings) {
            settings.policy.breaker_threshold = static_cast<std::uint32_t>(value);
        });
    if (auto const gone = policy.boolean("disableOnGone"))
        edits_.emplace_back([value = *gone](endpoint& settings) { settings.policy.disable_on_gone = value; });
    read_deadlines(policy);
    read_resend(policy);
}

void settings_patch::read_deadlines(object_reader& policy) {
    auto const* const given = policy.object("deadlines");
    if (given == nullptr) return;
    object_reader deadlines(*given, policy.path_of("deadlines"));
    auto const one = [&](std::string_view name, milliseconds attempt_deadlines::*which) {
        if (auto const value = deadlines.span(name, 1, hour_ms))
            edits_.emplace_back(
                [which, span = *value](endpoint& settings) { settings.policy.deadlines.*which = span; });
    };
    one("wholeMs", &attempt_deadlines::whole);
    one("dnsMs", &attempt_deadlines::dns);
    one("connectMs", &attempt_deadlines::connect);
    one("connectEachMs", &attempt_deadlines::connect_each);
    one("tlsMs", &attempt_deadlines::tls);
    one("firstByteMs", &attempt_deadlines::first_byte);
    policy.join(deadlines);
}

void settings_patch::read_resend(object_reader& policy) {
    auto const* const given = policy.object("resend");
    if (given == nullptr) return;
    object_reader resend(*given, policy.path_of("resend"));
    if (auto const first = resend.span("firstMs", 1, month_ms))
        edits_.emplace_back([value = *first](endpoint& settings) { settings.policy.resend.first = value; });
    if (auto const cap = resend.span("capMs", 1, month_ms))
        edits_.emplace_back([value = *cap](endpoint& settings) { settings.policy.resend.cap = value; });
    if (auto const jitter = resend.number("jitter", 0, 0.5))
        edits_.emplace_back([value = *jitter](endpoint& settings) { settings.policy.resend.jitter = value; });
    if (auto const* const list = resend.array("listMs")) {
        std::vector<milliseconds> waits;
        for (auto const& wait : list->get_array()) {
            auto const* const number = wait.if_int64();
            if (number != nullptr && *number >= 0 && *number <= month_ms)
                waits.emplace_back(*number);
            else
                resend.complain("listMs[" + std::to_string(waits.size()) + "]",
                                "a whole number of milliseconds from 0 to 2592000000 is wanted here");
        }
        edits_.emplace_back([waits](endpoint& settings) { settings.policy.resend.list = waits; });
    }
    policy.join(resend);
}

/// The whole list. A header without a value keeps the value that one of this name has: values are not shown, so a list that
/// was read can be written back.
void settings_patch::read_headers(object_reader& from) {
    auto const* const list = from.array("headers");
    if (list == nullptr) return;
    struct wanted_header {
        std::string name;
        std::optional<std::string> value;
    };
    std::vector<wanted_header> wanted;
    for (auto const& element : list->get_array()) {
        object_reader header(element, from.path_of("headers") + "[" + std::to_string(wanted.size()) + "]");
        header.require("name", "give the header's name");
        wanted_header one;
        one.name = header.text("name").value_or("");
        one.value = header.text("value");
        header.boolean("valueSet");
        wanted.push_back(std::move(one));
        from.join(header);
    }
    edits_.emplace_back([wanted](endpoint& settings) {
        std::vector<custom_header> made;
        for (auto const& one : wanted) {
            auto const old =
                std::find_if(settings.headers.begin(), settings.headers.end(),
                             [&](custom_header const& header) { return equal_ignoring_case(header.name, one.name); });
            custom_header header;
            header.name = one.name;
            header.value = one.value ? *one.value : old == settings.headers.end() ? std::string() : old->value;
            made.push_back(std::move(header));
        }
        settings.headers = std::move(made);
    });
}

}  // namespace cohook::documents
