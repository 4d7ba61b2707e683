#include "egress/cases.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <utility>

namespace cohook::egress {
namespace {

namespace json = boost::json;

error bad_case(std::string const& id, std::string const& what) {
    return error(errc::invalid_argument, "case '" + id + "': " + what);
}

std::string text_of(json::object const& from, std::string_view key) {
    auto const* value = from.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

// The texts of a list; nullopt where there is something else than a list of texts.
std::optional<std::vector<std::string>> texts_of(json::object const& from, std::string_view key) {
    std::vector<std::string> texts;
    auto const* value = from.if_contains(key);
    if (!value) return texts;
    if (!value->is_array()) return std::nullopt;
    for (auto const& one : value->get_array()) {
        if (!one.is_string()) return std::nullopt;
        texts.emplace_back(one.get_string());
    }
    return texts;
}

bool is_true(json::object const& from, std::string_view key) {
    auto const* value = from.if_contains(key);
    return value && value->is_bool() && value->get_bool();
}

result<address_policy> policy_of(std::string const& id, json::object const& one) {
    policy_options options;
    options.urls.allow_http = true;
    auto const* given = one.if_contains("config");
    if (!given) return address_policy(std::move(options));
    if (!given->is_object()) return bad_case(id, "config must be an object");
    auto const& config = given->get_object();
    options.urls.allow_http = !is_true(config, "https_only");
    if (text_of(config, "nat64") == "decode") options.nat64 = nat64_mode::decode;
    auto ranges = texts_of(config, "allow_cidrs");
    if (!ranges) return bad_case(id, "config.allow_cidrs must be a list of texts");
    for (auto const& text : *ranges) {
        auto range = parse_network(text);
        if (!range) return bad_case(id, range.error().message());
        options.allow_addresses.push_back(*range);
    }
    return address_policy(std::move(options));
}

// One judging: the URL against the answer that `turn` (the case, or its `then`) holds.
result<decision> judge_turn(std::string const& id, std::string const& url, json::object const& turn,
                            address_policy const& policy) {
    auto texts = texts_of(turn, "resolves_to");
    if (!texts) return bad_case(id, "resolves_to must be a list of addresses");
    std::vector<boost::asio::ip::address> resolved;
    bool unreadable = false;
    for (auto const& text : *texts) {
        auto address = parse_address(text);
        if (address) resolved.push_back(*address);
        unreadable = unreadable || !address;
    }
    auto made = judge_endpoint(url, resolved, policy);
    if (unreadable && made.allowed() && !made.parsed()->is_address())
        return decision(judgement::block, "the answer of DNS holds what is not an address", made.parsed());
    return made;
}

bool is_expected(json::object const& turn, judgement got) {
    auto name = to_string(got);
    if (text_of(turn, "expect") == name) return true;
    auto accepted = texts_of(turn, "accept");
    return accepted && std::find(accepted->begin(), accepted->end(), name) != accepted->end();
}

result<case_outcome> run_case(json::object const& one) {
    case_outcome outcome;
    outcome.id = text_of(one, "id");
    outcome.expect = text_of(one, "expect");
    auto const* url = one.if_contains("url");
    if (!url || !url->is_string()) return bad_case(outcome.id, "url must be a text");
    auto policy = policy_of(outcome.id, one);
    if (!policy) return policy.error();
    std::string text(url->get_string());
    auto first = judge_turn(outcome.id, text, one, *policy);
    if (!first) return first.error();
    outcome.got = first->what();
    outcome.why = first->why();
    outcome.ok = is_expected(one, outcome.got);
    auto const* then = one.if_contains("then");
    if (!then) return outcome;
    if (!then->is_object()) return bad_case(outcome.id, "then must be an object");
    auto second = judge_turn(outcome.id, text, then->get_object(), *policy);
    if (!second) return second.error();
    outcome.then_got = second->what();
    outcome.ok = outcome.ok && is_expected(then->get_object(), second->what());
    return outcome;
}

}  // namespace

result<std::vector<case_outcome>> run_cases(std::string_view text) {
    boost::system::error_code failed;
    auto root = json::parse(text, failed);
    if (failed) return error(errc::invalid_argument, "the cases are not JSON: " + failed.message());
    if (!root.is_array()) return error(errc::invalid_argument, "the cases must be a JSON array of objects");
    std::vector<case_outcome> outcomes;
    for (auto const& one : root.get_array()) {
        if (!one.is_object())
            return error(errc::invalid_argument, "the cases must be a JSON array of objects, and one is not");
        auto outcome = run_case(one.get_object());
        if (!outcome) return outcome.error();
        outcomes.push_back(std::move(*outcome));
    }
    return outcomes;
}

std::string to_json(case_outcome const& outcome) {
    json::object line;
    line["id"] = outcome.id;
    line["expect"] = outcome.expect;
    line["got"] = to_string(outcome.got);
    line["ok"] = outcome.ok;
    if (outcome.then_got) line["then"] = to_string(*outcome.then_got);
    return json::serialize(line);
}

}  // namespace cohook::egress
