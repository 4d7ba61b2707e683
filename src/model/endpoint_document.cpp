#include "model/endpoint_document.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <utility>

namespace cohook {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

json::value optional_span(std::optional<milliseconds> const& span) {
    if (!span) return nullptr;
    return span->count();
}

json::value optional_date(std::optional<wall_time> const& date) {
    if (!date) return nullptr;
    return date->time_since_epoch().count();
}

json::array keys_of(endpoint const& value) {
    json::array keys;
    keys.reserve(value.signing_keys.size());
    for (auto const& key : value.signing_keys)
        keys.push_back(json::object{{"secret", key.secret}, {"expiresAt", optional_date(key.expires_at)}});
    return keys;
}

json::array headers_of(endpoint const& value) {
    json::array headers;
    headers.reserve(value.headers.size());
    for (auto const& header : value.headers)
        headers.push_back(json::object{{"name", header.name}, {"value", header.value}});
    return headers;
}

json::object deadlines_of(attempt_deadlines const& deadlines) {
    return {{"wholeMs", deadlines.whole.count()},     {"dnsMs", deadlines.dns.count()},
            {"connectMs", deadlines.connect.count()}, {"connectEachMs", deadlines.connect_each.count()},
            {"tlsMs", deadlines.tls.count()},         {"firstByteMs", deadlines.first_byte.count()}};
}

json::object resend_of(resend_schedule const& resend) {
    json::array list;
    list.reserve(resend.list.size());
    for (auto const& wait : resend.list) list.emplace_back(wait.count());
    return {{"firstMs", resend.first.count()},
            {"capMs", resend.cap.count()},
            {"listMs", std::move(list)},
            {"jitter", resend.jitter}};
}

// A policy that is as its name has it is kept as its name: most are, and the numbers would be half of the document.
json::object document_of(delivery_policy const& policy) {
    if (policy == policy_of(policy.name)) return {{"name", to_string(policy.name)}};
    return {{"name", to_string(policy.name)},
            {"acknowledge", policy.acknowledge == acknowledge_rule::any_2xx ? "any_2xx" : "members_statuses"},
            {"deadlines", deadlines_of(policy.deadlines)},
            {"resend", resend_of(policy.resend)},
            {"lifeMs", optional_span(policy.life)},
            {"breakerThreshold", policy.breaker_threshold},
            {"disableAfterMs", optional_span(policy.disable_after)},
            {"disableOnGone", policy.disable_on_gone}};
}

/// Reads members of one object. The first that is of the wrong kind is remembered; the rest is then passed over.
class reader {
public:
    reader(json::object const& object, std::string path, std::optional<error>& trouble)
        : object_(object), path_(std::move(path)), trouble_(trouble) {}

    void text(std::string_view name, std::string& out) {
        if (auto const* found = find(name)) {
            if (auto const* string = found->if_string())
                out.assign(string->data(), string->size());
            else
                blame(name, "text");
        }
    }

    void flag(std::string_view name, bool& out) {
        if (auto const* found = find(name)) {
            if (auto const* boolean = found->if_bool())
                out = *boolean;
            else
                blame(name, "true or false");
        }
    }

    template <class Integer>
    void integer(std::string_view name, Integer& out) {
        if (auto const* found = find(name)) {
            json::error_code code;
            auto const number = found->to_number<Integer>(code);
            if (code)
                blame(name, "a whole number");
            else
                out = number;
        }
    }

    void real(std::string_view name, double& out) {
        if (auto const* found = find(name)) {
            json::error_code code;
            auto const number = found->to_number<double>(code);
            if (code)
                blame(name, "a number");
            else
                out = number;
        }
    }

    void span(std::string_view name, milliseconds& out) {
        auto count = out.count();
        integer(name, count);
        out = milliseconds(count);
    }

    void span(std::string_view name, std::optional<milliseconds>& out) {
        if (is_null(name)) return out.reset();
        auto held = out.value_or(milliseconds(0));
        if (find(name)) span(name, held), out = held;
    }

    void date(std::string_view name, wall_time& out) {
        auto count = out.time_since_epoch().count();
        integer(name, count);
        out = wall_time(milliseconds(count));
    }

    void date(std::string_view name, std::optional<wall_time>& out) {
        if (is_null(name)) return out.reset();
        auto held = out.value_or(wall_time());
        if (find(name)) date(name, held), out = held;
    }

    template <class Enum>
    void choice(std::string_view name, Enum& out, std::optional<Enum> (*parse)(std::string_view) noexcept) {
        std::string written;
        text(name, written);
        if (written.empty()) return;
        if (auto const parsed = parse(written))
            out = *parsed;
        else
            blame(name, "a known name");
    }

    bool has(std::string_view name) const { return find(name) != nullptr; }

    template <class Visit>
    void each(std::string_view name, Visit visit) {
        auto const* found = find(name);
        if (!found) return;
        auto const* array = found->if_array();
        if (!array) return blame(name, "a list");
        for (std::size_t index = 0; index < array->size(); ++index)
            visit((*array)[index], path_ + std::string(name) + '[' + std::to_string(index) + ']');
    }

    template <class Visit>
    void child(std::string_view name, Visit visit) {
        auto const* found = find(name);
        if (!found) return;
        auto const* object = found->if_object();
        if (!object) return blame(name, "an object");
        reader members(*object, path_ + std::string(name) + '.', trouble_);
        visit(members);
    }

private:
    json::value const* find(std::string_view name) const { return trouble_ ? nullptr : object_.if_contains(name); }
    bool is_null(std::string_view name) const {
        auto const* found = find(name);
        return found && found->is_null();
    }
    void blame(std::string_view name, std::string_view expected) {
        auto field = path_ + std::string(name);
        auto message = "the stored endpoint's " + field + " is not " + std::string(expected);
        trouble_ = error(errc::invalid_argument, std::move(message), std::move(field));
    }

    json::object const& object_;
    std::string path_;
    std::optional<error>& trouble_;
};

std::optional<acknowledge_rule> parse_acknowledge(std::string_view text) noexcept {
    if (text == "any_2xx") return acknowledge_rule::any_2xx;
    if (text == "members_statuses") return acknowledge_rule::members_statuses;
    return std::nullopt;
}

void read_deadlines(reader& in, attempt_deadlines& out) {
    in.span("wholeMs", out.whole);
    in.span("dnsMs", out.dns);
    in.span("connectMs", out.connect);
    in.span("connectEachMs", out.connect_each);
    in.span("tlsMs", out.tls);
    in.span("firstByteMs", out.first_byte);
}

void read_resend(reader& in, resend_schedule& out, std::optional<error>& trouble) {
    in.span("firstMs", out.first);
    in.span("capMs", out.cap);
    in.real("jitter", out.jitter);
    if (in.has("listMs")) out.list.clear();
    in.each("listMs", [&](json::value const& wait, std::string path) {
        if (auto const* count = wait.if_int64())
            out.list.emplace_back(*count);
        else
            trouble = error(errc::invalid_argument, "the stored endpoint's " + path + " is not a whole number", path);
    });
}

void read_policy(reader& in, delivery_policy& out, std::optional<error>& trouble) {
    in.choice("name", out.name, parse_policy_name);
    out = policy_of(out.name);
    in.choice("acknowledge", out.acknowledge, parse_acknowledge);
    in.child("deadlines", [&](reader& members) { read_deadlines(members, out.deadlines); });
    in.child("resend", [&](reader& members) { read_resend(members, out.resend, trouble); });
    in.span("lifeMs", out.life);
    in.integer("breakerThreshold", out.breaker_threshold);
    in.span("disableAfterMs", out.disable_after);
    in.flag("disableOnGone", out.disable_on_gone);
}

void read_lists(reader& in, endpoint& out, std::optional<error>& trouble) {
    auto const object_of = [&](json::value const& value, std::string const& path) -> json::object const* {
        if (auto const* object = value.if_object()) return object;
        trouble = error(errc::invalid_argument, "the stored endpoint's " + path + " is not an object", path);
        return nullptr;
    };
    in.each("signingKeys", [&](json::value const& value, std::string const& path) {
        auto const* object = object_of(value, path);
        if (!object) return;
        reader members(*object, path + '.', trouble);
        auto& key = out.signing_keys.emplace_back();
        members.text("secret", key.secret);
        members.date("expiresAt", key.expires_at);
    });
    in.each("headers", [&](json::value const& value, std::string const& path) {
        auto const* object = object_of(value, path);
        if (!object) return;
        reader members(*object, path + '.', trouble);
        auto& header = out.headers.emplace_back();
        members.text("name", header.name);
        members.text("value", header.value);
    });
}

void read_settings(reader& in, endpoint& out) {
    in.text("id", out.id);
    in.text("tenant", out.tenant);
    in.text("url", out.url);
    in.span("requestIntervalMs", out.request_interval);
    in.flag("enabled", out.enabled);
    in.text("disabledReason", out.disabled_reason);
    in.choice("format", out.format, parse_payload_format);
    in.choice("ordering", out.order, parse_delivery_order);
    in.flag("coalesce", out.coalesce);
    in.integer("maxInFlight", out.max_in_flight);
    in.integer("revision", out.revision);
    in.date("created", out.created);
    in.date("changed", out.changed);
}

}  // namespace

std::string to_document(endpoint const& value) {
    return json::serialize(json::object{{"id", value.id},
                                        {"tenant", value.tenant},
                                        {"url", value.url},
                                        {"signingKeys", keys_of(value)},
                                        {"requestIntervalMs", value.request_interval.count()},
                                        {"enabled", value.enabled},
                                        {"disabledReason", value.disabled_reason},
                                        {"headers", headers_of(value)},
                                        {"format", to_string(value.format)},
                                        {"policy", document_of(value.policy)},
                                        {"ordering", to_string(value.order)},
                                        {"coalesce", value.coalesce},
                                        {"maxInFlight", value.max_in_flight},
                                        {"revision", value.revision},
                                        {"created", value.created.time_since_epoch().count()},
                                        {"changed", value.changed.time_since_epoch().count()}});
}

result<endpoint> endpoint_from_document(std::string_view text) {
    json::parse_options options;
    options.allow_invalid_utf8 = true;  // what was stored is given back, whatever it is
    json::error_code code;
    auto const document = json::parse(text, code, {}, options);
    if (code || !document.is_object())
        return error(errc::invalid_argument, "the stored endpoint is not a JSON object: " + code.message());
    std::optional<error> trouble;
    endpoint value;
    reader in(document.get_object(), {}, trouble);
    read_settings(in, value);
    read_lists(in, value, trouble);
    in.child("policy", [&](reader& members) { read_policy(members, value.policy, trouble); });
    if (trouble) return *std::move(trouble);
    return value;
}

}  // namespace cohook
