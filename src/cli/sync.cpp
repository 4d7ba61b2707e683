// `sync`: Sync Data from the command line, with a bar to watch it by.
#include "cli/api.hpp"
#include "cli/commands.hpp"
#include "cli/event_loop.hpp"
#include "cli/span_text.hpp"
#include "cli/sync_view.hpp"
#include "runtime/clock.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <charconv>

namespace cohook::cli {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

constexpr std::chrono::milliseconds between_questions(250);

std::string sync_target(invocation const& call, std::string const& id) {
    return "/application/" + encoded(call.operand(0)) + "/webhook/sync/" + encoded(id);
}

std::string failures_target(std::string const& id, std::string_view limit) {
    return "/v1/syncs/" + encoded(id) + "/failures?limit=" + std::string(limit);
}

/// The first of the persons that were not acknowledged, and how to see them all.
asio::awaitable<void> show_first_failures(service::client& to, invocation& call, std::string id) {
    std::string target = failures_target(id, "10");
    auto const page = co_await call_api(to, "GET", std::move(target));
    if (!page) co_return;  // the figures have been shown; whoever wants the names asks for them
    for (json::value const& each : page->at("data").as_array()) call.out.print("  " + failure_line(each));
    if (text_at(*page, "nextCursor").empty()) co_return;
    call.out.say("more of them: cohook sync failures " + call.operand(0) + " " + id);
}

asio::awaitable<void> show_status(service::client& to, invocation& call, json::value const& status) {
    if (call.json()) {
        call.out.print(json::serialize(status));
        co_return;
    }
    for (std::string const& line : receipt_lines(status)) call.out.print(line);
    bool const all_well = number_at(status, "failed") == 0 && number_at(status, "waiting") == 0;
    if (all_well) co_return;
    std::string id = text_at(status, "id");
    co_await show_first_failures(to, call, std::move(id));
}

/// Looks again and again until the job has ended, and ends with its receipt.
asio::awaitable<exit_code> follow(service::client& to, invocation& call, std::string id) {
    progress bar(call.out);
    while (true) {
        std::string target = sync_target(call, id);
        auto const status = co_await call_api(to, "GET", std::move(target));
        if (!status) co_return complain_about_api(call, status.error());
        std::string const state = text_at(*status, "state");
        bar.show(figures_of(*status), system_clock().now());
        if (state != "running") {
            bar.end();
            co_await show_status(to, call, *status);
            bool const well = state == "completed" && number_at(*status, "failed") == 0;
            bool const held = state == "paused";
            co_return well || held ? exit_code::ok : exit_code::failed;
        }
        co_await pause(between_questions);
    }
}

/// What to do about the sync that is in the way of another; empty where none is.
std::string way_out_of(invocation const& call, error const& what) {
    std::size_t const at = what.message().find("syn_");
    if (what.kind() != errc::conflict || at == std::string::npos) return {};
    std::size_t const end = what.message().find_first_not_of("0123456789", at + 4);
    std::string const other = call.operand(0) + " " + what.message().substr(at, end - at);
    bool const paused = what.message().find("is paused") != std::string::npos;
    return std::string("`cohook sync ") + (paused ? "resume " : "status ") + other + "` or `cohook sync cancel " +
           other + "`";
}

/// Sends a request whose answer is the job's status, then shows or follows it.
asio::awaitable<exit_code> exchange_sync(service::client& to, invocation& call, std::string method, std::string target,
                                         std::string body, std::string& id) {
    auto const status = co_await call_api(to, std::move(method), std::move(target), std::move(body));
    if (!status) {
        std::string next = way_out_of(call, status.error());
        co_return complain_about_api(call, status.error(), std::move(next));
    }
    if (std::string const given = text_at(*status, "id"); !given.empty()) id = given;
    if (call.has("--follow")) co_return co_await follow(to, call, id);
    if (status->is_object()) co_await show_status(to, call, *status);
    co_return exit_code::ok;
}

/// Who watches may let go; `id` is the sync that goes on.
exit_code watched(invocation& call, exit_code code, std::string const& id) {
    if (code == exit_code::interrupted && !id.empty()) {
        call.out.say("let go of the sync; it goes on. To watch it again:");
        call.out.say("  cohook sync status " + call.operand(0) + " " + id + " --follow");
    }
    return code;
}

exit_code sync_request(invocation& call, std::string method, std::string target, std::string body) {
    std::string id = call.operand(1);
    exit_code const code = with_server(call, [&](service::client& to, invocation& with) {
        return exchange_sync(to, with, std::move(method), std::move(target), std::move(body), id);
    });
    return watched(call, code, id);
}

/// What `/v1/syncs` would do for any application is done for a sync of this one alone.
asio::awaitable<result<void>> belongs(service::client& to, invocation& call) {
    std::string target = sync_target(call, call.operand(1));
    auto const status = co_await call_api(to, "GET", std::move(target));
    if (!status) co_return status.error();
    co_return result<void>();
}

asio::awaitable<exit_code> list_failures(service::client& to, invocation& call) {
    auto const known = co_await belongs(to, call);
    if (!known) co_return complain_about_api(call, known.error());
    std::string target = failures_target(call.operand(1), "250");
    std::function<std::string(json::value const&)> line = failure_line;
    co_return co_await print_list(to, call, std::move(target), std::move(line));
}

asio::awaitable<exit_code> retry_failed(service::client& to, invocation& call, std::string& id) {
    auto const known = co_await belongs(to, call);
    if (!known) co_return complain_about_api(call, known.error());
    std::string target = "/v1/syncs/" + encoded(id) + "/retry";
    co_return co_await exchange_sync(to, call, "POST", std::move(target), std::string(), id);
}

exit_code change_state(invocation& call, std::string_view state) {
    json::object change;
    change["state"] = state;
    return sync_request(call, "PATCH", sync_target(call, call.operand(1)), json::serialize(change));
}

}  // namespace

exit_code run_sync_start(invocation& call) {
    json::object wanted;
    if (call.has("--interval")) {
        auto const span = parse_span(call.value("--interval"));
        if (!span) return call.out.complain(exit_code::usage, "--interval: " + span.error().message());
        wanted["requestIntervalMs"] = span->count();
    }
    if (call.has("--batch")) {
        std::string const text = call.value("--batch");
        unsigned batch = 0;
        auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), batch);
        if (fault != std::errc{} || end != text.data() + text.size() || batch < 1 || batch > 500) {
            return call.out.complain(exit_code::usage, "--batch: `" + text + "` is not a number from 1 to 500");
        }
        wanted["syncBatch"] = batch;
    }
    return sync_request(call, "POST", "/application/" + encoded(call.operand(0)) + "/webhook/sync",
                        json::serialize(wanted));
}

exit_code run_sync_status(invocation& call) {
    return sync_request(call, "GET", sync_target(call, call.operand(1)), {});
}
exit_code run_sync_failures(invocation& call) {
    return with_server(call, list_failures);
}
exit_code run_sync_retry(invocation& call) {
    std::string id = call.operand(1);
    exit_code const code =
        with_server(call, [&](service::client& to, invocation& with) { return retry_failed(to, with, id); });
    return watched(call, code, id);
}
exit_code run_sync_pause(invocation& call) {
    return change_state(call, "paused");
}
exit_code run_sync_resume(invocation& call) {
    return change_state(call, "running");
}
exit_code run_sync_cancel(invocation& call) {
    return sync_request(call, "DELETE", sync_target(call, call.operand(1)), {});
}

}  // namespace cohook::cli
