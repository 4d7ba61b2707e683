// Acts one to three: the server, the webhook, the register.
#include "cli/api.hpp"
#include "cli/demo_sample.hpp"
#include "cli/demo_steps.hpp"
#include "cli/span_text.hpp"
#include "members/sample_register.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::cli {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

json::array sample_list(std::string_view text) {
    return json::parse(text).as_array();
}

asio::awaitable<bool> create_all(demo_stage& stage, std::string target, json::array wanted) {
    for (json::value const& each : wanted) {
        std::string body = json::serialize(each);
        auto const made = co_await stage.ask("POST", target, std::move(body));
        if (!made) co_return false;
    }
    co_return true;
}

/// Fewer words than the defaults: a demonstration does not want to wait ten seconds for a retry.
std::string webhook_change(demo_stage const& stage) {
    json::object resend, policy, webhook, change;
    resend["firstMs"] = 250;
    resend["capMs"] = 1000;
    policy["resend"] = std::move(resend);
    webhook["url"] = stage.hook->url() + "/hook";
    webhook["signingKey"] = stage.signing_key;
    webhook["requestIntervalMs"] = demo_interval.count();
    webhook["policy"] = std::move(policy);
    change["webhook"] = std::move(webhook);
    return json::serialize(change);
}

std::string names_in(json::value const& list) {
    std::string text;
    if (!list.is_array()) return text;
    for (json::value const& each : list.as_array()) {
        if (!text.empty()) text += ", ";
        text += each.is_string() ? std::string(each.as_string()) : json::serialize(each);
    }
    return text;
}

service::upload_source pieces_of(std::string_view text) {
    constexpr std::size_t most = 64 * 1024;
    return [rest = text]() mutable -> result<std::string> {
        std::string piece(rest.substr(0, most));
        rest.remove_prefix(piece.size());
        return piece;
    };
}

}  // namespace

asio::awaitable<bool> show_server(demo_stage& stage) {
    stage.step("A receiver and a server");
    if (auto opened = stage.open_receiver(); !opened) {
        co_return stage.check(false, "the receiver: " + opened.error().message());
    }
    stage.tell("receiver  " + stage.hook->url() + "  TLS, with a certificate of an authority made for this run");
    auto const started = co_await stage.server.start();
    if (!started) co_return stage.check(false, started.error().message());
    stage.tell("server    " + stage.server.url() + "  process " + std::to_string(stage.server.id()));
    stage.tell("store     " + stage.server.store_url());
    if (auto opened = stage.open_client(); !opened) {
        co_return stage.check(false, "the first administrator's key: " + opened.error().message());
    }
    auto const system = co_await stage.ask("GET", "/v1/system");
    co_return stage.check(system.has_value(), "the server answers to the key that it made for its first administrator");
}

asio::awaitable<bool> show_registration(demo_stage& stage) {
    stage.step("An organization, an application, a webhook");
    json::array organizations = sample_list(members::sample_organizations());
    std::size_t const count = organizations.size();
    bool const owned = co_await create_all(stage, "/v1/organizations", std::move(organizations));
    if (!owned) co_return false;
    bool const made = co_await create_all(stage, "/v1/applications", sample_list(members::sample_applications()));
    if (!made) co_return false;
    std::string target = "/application/" + std::string(demo_application);
    auto const app = co_await stage.ask("PATCH", std::move(target), webhook_change(stage));
    if (!app) co_return false;
    stage.tell(std::to_string(count) + " organizations; application `" + text_at(*app, "id") + "` (" +
               text_at(*app, "name") + ")");
    stage.tell("approved scopes: " + names_in(app->at("scopes")));
    stage.tell("webhook " + text_at(app->at("webhook"), "url") + ", interval " + describe_span(demo_interval));
    stage.tell("retries start at 250 ms instead of 10 s, so that nobody has to wait for them here");
    bool const hidden = json::serialize(*app).find(stage.signing_key) == std::string::npos;
    co_return stage.check(hidden, "the answer shows the webhook and not its signing key");
}

asio::awaitable<bool> show_import(demo_stage& stage) {
    stage.step("The register: fictional people, each with consents of their own");
    sample_figures const expected = figures_of_sample(demo_application);
    service::client_request what("POST", "/v1/persons:import");
    what.content_type = "application/x-ndjson";
    auto pieces = pieces_of(members::sample_register());
    steady_time const begun = system_clock().now();
    auto const answer = co_await stage.client->upload(std::move(what), std::move(pieces));
    auto const report = value_of(answer);
    if (!report) co_return stage.check(false, "the import: " + report.error().message());
    auto const took = std::chrono::duration_cast<std::chrono::milliseconds>(system_clock().now() - begun);
    stage.tell(std::to_string(number_at(*report, "created")) + " persons imported in " + describe_span(took) + "; " +
               std::to_string(expected.consenting) + " of them consented to `" + std::string(demo_application) + "`");
    stage.check(static_cast<std::uint64_t>(number_at(*report, "created")) == expected.persons,
                "all " + std::to_string(expected.persons) + " persons are in the register");
    auto const all_here = [&] { return stage.log.persons("created").size() >= expected.consenting; };
    bool const arrived = co_await stage.log.until(all_here, demo_patience);
    stage.check(arrived && stage.log.persons("created") == expected.who,
                std::to_string(stage.log.persons("created").size()) +
                    " signed messages arrived: one for each of those who consented, none for anyone else");
    co_return stage.check(stage.log.forged() == 0, "hash and webhook-signature of every one of them verify");
}

}  // namespace cohook::cli
