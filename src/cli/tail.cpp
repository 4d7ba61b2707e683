// `tail`: the event stream, a line an event.
#include "cli/api.hpp"
#include "cli/commands.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/system/system_error.hpp>

#include <charconv>

namespace cohook::cli {
namespace asio = boost::asio;
namespace json = boost::json;
namespace {

bool is_failure(json::value const& data) {
    std::string const verdict = text_at(data, "verdict");
    std::string const state = text_at(data, "state");
    return (!verdict.empty() && verdict != "acknowledged") || state == "failed" || state == "exhausted";
}

bool wanted(invocation const& call, json::value const& data) {
    bool const of_app = !call.has("--app") || text_at(data, "applicationId") == call.value("--app");
    return of_app && (!call.has("--failed") || is_failure(data));
}

void show(invocation& call, service::server_event const& event, json::value const& data) {
    if (call.json()) {
        json::object line;
        line["id"] = event.id;
        line["event"] = event.name;
        line["data"] = data;
        return call.out.print(json::serialize(line));
    }
    std::string line = event.name;
    json::object const* const members = data.if_object();
    if (members == nullptr) return call.out.print(line + " " + json::serialize(data));
    for (auto const& [name, value] : *members) {
        if (value.is_null() || value.is_structured()) continue;
        line += "  " + std::string(name) + "=" + text_at(data, name);
    }
    call.out.print(line);
}

/// Whoever presses Ctrl-C knows why nothing comes any more.
void end_where_cancelled(asio::cancellation_type how) {
    if (how != asio::cancellation_type::none) throw boost::system::system_error(asio::error::operation_aborted);
}

asio::awaitable<exit_code> watch(service::client& to, invocation& call, std::uint64_t most) {
    auto const state = co_await asio::this_coro::cancellation_state;
    std::string last;
    std::uint64_t shown = 0;
    while (true) {
        std::string target = "/v1/stream";
        auto stream = co_await to.events(std::move(target), last);
        end_where_cancelled(state.cancelled());
        if (!stream) co_return complain_about_api(call, stream.error());
        while (true) {
            auto const event = co_await (*stream)->next();
            end_where_cancelled(state.cancelled());
            if (!event) {
                call.out.say(call.out.faint(event.error().message() + "; connecting again"));
                break;
            }
            if (!event->id.empty()) last = event->id;
            boost::system::error_code fault;
            json::value data = json::parse(event->data, fault);
            if (fault) data = json::string(event->data);
            if (!wanted(call, data)) continue;
            show(call, *event, data);
            if (++shown == most) co_return exit_code::ok;
        }
    }
}

}  // namespace

exit_code run_tail(invocation& call) {
    std::uint64_t most = 0;
    if (call.has("--count")) {
        std::string const text = call.value("--count");
        auto const [end, fault] = std::from_chars(text.data(), text.data() + text.size(), most);
        if (fault != std::errc{} || end != text.data() + text.size() || most == 0) {
            return call.out.complain(exit_code::usage, "--count: `" + text + "` is not a number above 0");
        }
    }
    return with_server(call, [&](service::client& to, invocation& with) { return watch(to, with, most); });
}

}  // namespace cohook::cli
