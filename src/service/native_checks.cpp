// Looking at a URL before it is registered, and at an endpoint after.
#include "delivery/core.hpp"
#include "delivery/findings.hpp"
#include "delivery/registration.hpp"
#include "documents/delivery_json.hpp"
#include "documents/endpoint_settings.hpp"
#include "egress/url.hpp"
#include "members/change_writer.hpp"
#include "service/operations.hpp"

#include <boost/json/array.hpp>

namespace cohook::service::operations {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

/// The form alone: whether http may be used, and which hosts, is for the registration to judge.
result<egress::url> parse_form(std::string_view url) {
    egress::url_rules form;
    form.allow_http = true;
    return egress::parse_url(url, form);
}

json::array show_findings(std::vector<finding> const& all) {
    json::array shown;
    for (auto const& one : all) shown.push_back(show_finding(one));
    return shown;
}

/// POSTs to it twice, as Run Test does: signed, and then wrongly signed.
asio::awaitable<result<std::vector<finding>>> look_at(call& asked, endpoint const& settings, egress::url const& url) {
    std::string const id = settings.id;
    test_options options;
    options.probe_signature_check = true;
    message nobody = members::message_about_nobody();
    auto report = co_await asked.room.engine.test(id, std::move(nobody), options);
    if (!report) co_return report.error();
    dispatch::endpoint_look look(url);
    look.signed_rightly = std::move(report->made);
    look.verdict = std::move(report->verdict);
    look.signed_wrongly = std::move(report->probe);
    look.now = asked.room.clock.wall();
    look.for_operators = asked.who.administrator();
    co_return dispatch::findings_of(look);
}

}  // namespace

/// What registration would say of a URL, for whoever is still typing it: a URL that is not allowed is an answer here.
reply url_check(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    from.require("url", "give the URL to be checked");
    auto const url = from.text("url");
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    std::string application = asked.path["application"];
    auto const own = co_await asked.room.members.find_application(asked.who, std::move(application));
    if (!own) co_return own.error();
    auto const judged = dispatch::check_url(asked.room.members.engine(), *url);
    json::object told{{"allowed", judged.has_value()}, {"problem", nullptr}, {"requestTarget", nullptr}};
    if (!judged) told["problem"] = judged.error().message();
    if (auto const parsed = parse_form(*url)) told["requestTarget"] = parsed->target();
    co_return json_answer(200, told);
}

/// How the endpoint has been doing, and what `cohook doctor` would find: nothing is sent where the URL is not allowed,
/// or where there is nothing to sign with.
reply endpoint_check(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    std::string name = asked.path["endpoint"];
    auto const found = co_await endpoint_of(asked, std::move(name));
    if (!found) co_return found.error();
    auto const status = co_await asked.room.engine.status(found->id);
    if (!status) co_return status.error();
    auto const judged = dispatch::check_url(asked.room.members.engine(), found->url);
    auto const parsed = parse_form(found->url);
    json::object body{{"endpointId", found->id},
                      {"urlValid", judged.has_value()},
                      {"urlProblem", nullptr},
                      {"enabled", found->enabled},
                      {"disabledReason", found->disabled_reason},
                      {"breakerOpen", status->breaker_open},
                      {"nextProbeAt", show_time(status->next_probe)},
                      {"failingSince", show_time(status->failing_since)},
                      {"lastError", status->last_error}};
    if (parsed) {
        body.emplace("host", parsed->host());
        body.emplace("port", parsed->port());
        body.emplace("requestTarget", parsed->target());
        body.emplace("tls", parsed->is_tls());
    }
    std::vector<finding> findings;
    if (!judged) {
        body["urlProblem"] = judged.error().message();
        findings.push_back(dispatch::refused_url(judged.error().message()));
    } else if (is_incomplete(*found)) {
        findings.emplace_back("signature", standing::wrong, "there is no signing key yet", "set one");
    } else {
        auto seen = co_await look_at(asked, *found, *parsed);
        if (!seen) co_return seen.error();
        findings = std::move(*seen);
    }
    body.emplace("findings", show_findings(findings));
    co_return json_answer(200, body);
}

}  // namespace cohook::service::operations
