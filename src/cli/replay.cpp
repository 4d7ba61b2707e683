// `replay`: deliveries sent again, as new deliveries of the same messages.
#include "cli/api.hpp"
#include "cli/commands.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace cohook::cli {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

constexpr std::string_view given_up[] = {"exhausted", "expired"};

/// Adds the ids of every delivery that was given up.
asio::awaitable<result<void>> collect_failed(service::client& to, invocation& call, std::vector<std::string>& ids) {
    for (std::string_view const state : given_up) {
        std::string cursor;
        do {
            std::string target = "/v1/deliveries?limit=250&state=" + std::string(state);
            if (call.has("--app")) target += "&application=" + encoded(call.value("--app"));
            if (!cursor.empty()) target += "&cursor=" + encoded(cursor);
            auto const page = co_await call_api(to, "GET", std::move(target));
            if (!page) co_return page.error();
            for (json::value const& each : page->at("data").as_array()) ids.push_back(text_at(each, "id"));
            cursor = text_at(*page, "nextCursor");
        } while (!cursor.empty());
    }
    co_return result<void>();
}

asio::awaitable<exit_code> replay_all(service::client& to, invocation& call) {
    std::vector<std::string> ids = call.operands;
    if (call.has("--failed")) {
        auto const collected = co_await collect_failed(to, call, ids);
        if (!collected) co_return complain_about_api(call, collected.error());
    }
    std::size_t sent = 0;
    for (std::string const& id : ids) {
        if (call.has("--dry-run")) {
            call.out.print(id);
            continue;
        }
        std::string target = "/v1/deliveries/" + encoded(id) + "/redeliver";
        auto const made = co_await call_api(to, "POST", std::move(target));
        if (!made) {
            call.out.say(std::to_string(sent) + " of " + std::to_string(ids.size()) + " were queued before " + id);
            co_return complain_about_api(call, made.error());
        }
        ++sent;
        call.out.print(call.json() ? json::serialize(*made) : id + " -> " + text_at(*made, "id"));
    }
    std::string const done = call.has("--dry-run") ? " would be sent again" : " queued to be sent again";
    call.out.say(std::to_string(ids.size()) + (ids.size() == 1 ? " delivery" : " deliveries") + done);
    co_return exit_code::ok;
}

}  // namespace

exit_code run_replay(invocation& call) {
    if (call.operands.empty() != call.has("--failed")) {
        return call.out.complain(exit_code::usage, "give either ids of deliveries or --failed", "cohook replay --help");
    }
    return with_server(call, replay_all);
}

}  // namespace cohook::cli
