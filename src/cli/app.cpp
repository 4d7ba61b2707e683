// `app`: applications and their webhook, over the API.
#include "cli/api.hpp"
#include "cli/attempt_status.hpp"
#include "cli/commands.hpp"
#include "cli/shown_text.hpp"
#include "cli/signing_key.hpp"
#include "cli/span_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::cli {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

constexpr std::size_t most_shown_of_a_body = 400;

json::array scopes_of(invocation const& call) {
    json::array scopes;
    for (std::string const& each : call.values("--scope")) scopes.emplace_back(each);
    return scopes;
}

std::string joined(json::value const& from, std::string_view member) {
    json::object const* const members = from.if_object();
    json::value const* const list = members == nullptr ? nullptr : members->if_contains(member);
    std::string text;
    if (list == nullptr || !list->is_array()) return text;
    for (json::value const& each : list->as_array()) {
        if (!text.empty()) text += ' ';
        text += each.is_string() ? std::string(each.as_string()) : json::serialize(each);
    }
    return text;
}

/// Text: one fact a line. JSON: what the server said, on one line.
void show_application(invocation& call, json::value const& app) {
    if (call.json()) return call.out.print(json::serialize(app));
    call.out.print("id        " + text_at(app, "id"));
    call.out.print("name      " + text_at(app, "name"));
    call.out.print("scopes    " + joined(app, "scopes"));
    json::object const* const members = app.if_object();
    json::value const* const webhook = members == nullptr ? nullptr : members->if_contains("webhook");
    bool const has_one = webhook != nullptr && !text_at(*webhook, "url").empty();
    if (!has_one) return call.out.print("webhook   none");
    call.out.print("webhook   " + text_at(*webhook, "url"));
    call.out.print("interval  " + describe_span(std::chrono::milliseconds(number_at(*webhook, "requestIntervalMs"))));
    call.out.print("key       " + text_at(*webhook, "signingKeyHint"));
    if (text_at(*webhook, "enabled") == "false") call.out.print("disabled  " + text_at(*webhook, "disabledReason"));
}

/// One request whose answer is an application.
asio::awaitable<exit_code> exchange_application(service::client& to, invocation& call, std::string method,
                                                std::string target, std::string body) {
    auto const app = co_await call_api(to, std::move(method), std::move(target), std::move(body));
    if (!app) co_return complain_about_api(call, app.error());
    show_application(call, *app);
    co_return exit_code::ok;
}

exit_code application_request(invocation& call, std::string method, std::string target, std::string body) {
    return with_server(call, [&](service::client& to, invocation& with) {
        return exchange_application(to, with, std::move(method), std::move(target), std::move(body));
    });
}

/// The native face changes the application, the members face shows it with its webhook.
asio::awaitable<exit_code> update_application(service::client& to, invocation& call, std::string changes) {
    std::string id = encoded(call.operand(0));
    std::string target = "/v1/applications/" + id;
    auto const changed = co_await call_api(to, "PATCH", std::move(target), std::move(changes));
    if (!changed) co_return complain_about_api(call, changed.error());
    std::string whole = "/application/" + id;
    co_return co_await exchange_application(to, call, "GET", std::move(whole), std::string());
}

json::object webhook_changes(invocation const& call, result<void>& judged) {
    json::object webhook;
    if (call.has("--url")) webhook["url"] = call.value("--url");
    if (call.has("--key-file")) {
        auto const key = signing_key_of(call);
        if (!key)
            judged = key.error();
        else
            webhook["signingKey"] = *key;
    }
    if (call.has("--interval")) {
        auto const span = parse_span(call.value("--interval"));
        if (!span)
            judged = error(errc::invalid_argument, span.error().message(), "--interval");
        else
            webhook["requestIntervalMs"] = span->count();
    }
    if (call.has("--enable") && call.has("--disable"))
        judged = error(errc::invalid_argument, "give one of --enable and --disable, not both", "--enable");
    if (call.has("--enable") != call.has("--disable")) webhook["enabled"] = call.has("--enable");
    return webhook;
}

void show_attempt_timings(invocation& call, json::value const& result) {
    json::object const* const members = result.if_object();
    json::value const* const timings = members == nullptr ? nullptr : members->if_contains("timingsMs");
    if (timings == nullptr || !timings->is_object()) return;
    std::string line = "timings   ";
    for (auto const& [phase, value] : timings->as_object()) {
        if (!value.is_number()) continue;
        if (line.size() > 10) line += ", ";
        line += std::string(phase) + " " + milliseconds_text(value.to_number<double>());
    }
    call.out.print(line);
}

/// Text: one fact a line; what did not happen has none.
void show_test(invocation& call, json::object const& report) {
    json::value const* const attempt = report.if_contains("attempt");
    auto const fact = [&](std::string_view name, std::string const& text) {
        if (!text.empty()) call.out.print(std::string(name) + text);
    };
    if (attempt != nullptr) fact("status    ", text_at(*attempt, "status"));
    fact("peer      ", text_at(report, "peer"));
    if (attempt != nullptr) {
        show_attempt_timings(call, *attempt);
        fact("body      ", visible_beginning(text_at(*attempt, "responseBody"), most_shown_of_a_body));
    }
    fact("verdict   ", text_at(report, "verdict"));
}

exit_code status_of_test(json::object const& report) {
    json::value const* const verdict = report.if_contains("acknowledged");
    if (verdict != nullptr && verdict->is_bool() && verdict->as_bool()) return exit_code::ok;
    json::value const* const attempt = report.if_contains("attempt");
    std::string const fault = attempt == nullptr ? std::string() : text_at(*attempt, "error");
    return exit_code_of_attempt(parse_attempt_fault(fault).value_or(attempt_fault::none));
}

asio::awaitable<exit_code> run_test(service::client& to, invocation& call) {
    json::object wanted;
    if (call.has("--person")) wanted["personID"] = std::stoll(call.value("--person"));
    std::string target = "/application/" + encoded(call.operand(0)) + "/webhook/test";
    auto const report = co_await call_api(to, "POST", std::move(target), json::serialize(wanted));
    if (!report) co_return complain_about_api(call, report.error());
    json::object const* const members = report->if_object();
    if (members == nullptr)
        co_return call.out.complain(exit_code::failed, "the server's answer is no report of a test");
    if (call.json())
        call.out.print(json::serialize(*report));
    else
        show_test(call, *members);
    co_return status_of_test(*members);
}

bool is_person_id(std::string const& text) {
    return !text.empty() && text.size() < 17 && text.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

exit_code run_app_list(invocation& call) {
    return with_server(call, [](service::client& to, invocation& with) {
        return print_list(to, with, "/v1/applications?limit=250",
                          [](json::value const& row) { return text_at(row, "id") + "\t" + text_at(row, "name"); });
    });
}

exit_code run_app_get(invocation& call) {
    return application_request(call, "GET", "/application/" + encoded(call.operand(0)), {});
}

exit_code run_app_create(invocation& call) {
    if (!call.has("--name")) return call.out.complain(exit_code::usage, "an application needs a --name");
    json::object wanted;
    if (call.has("--id")) wanted["id"] = call.value("--id");
    if (call.has("--organization")) wanted["organization"] = call.value("--organization");
    wanted["name"] = call.value("--name");
    wanted["scopes"] = scopes_of(call);
    return application_request(call, "POST", "/v1/applications", json::serialize(wanted));
}

exit_code run_app_update(invocation& call) {
    json::object changes;
    if (call.has("--name")) changes["name"] = call.value("--name");
    if (call.has("--scope") || call.has("--no-scopes")) changes["scopes"] = scopes_of(call);
    if (changes.empty())
        return call.out.complain(exit_code::usage, "nothing to change: give --name, --scope or --no-scopes");
    return with_server(call, [&](service::client& to, invocation& with) {
        return update_application(to, with, json::serialize(changes));
    });
}

exit_code run_app_webhook(invocation& call) {
    result<void> judged;
    json::object webhook = webhook_changes(call, judged);
    if (!judged) return call.out.complain(judged.error());
    if (webhook.empty()) {
        return call.out.complain(exit_code::usage,
                                 "nothing to change: give --url, --key-file, --interval, --enable or --disable");
    }
    json::object changes;
    changes["webhook"] = std::move(webhook);
    return application_request(call, "PATCH", "/application/" + encoded(call.operand(0)), json::serialize(changes));
}

exit_code run_app_test(invocation& call) {
    if (call.has("--person") && !is_person_id(call.value("--person"))) {
        return call.out.complain(exit_code::usage, "--person: `" + call.value("--person") + "` is no personID");
    }
    return with_server(call, run_test);
}

}  // namespace cohook::cli
