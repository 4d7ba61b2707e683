// Scopes, numbers, the audit trail, the state of the server, the event stream.
#include "documents/delivery_json.hpp"
#include "documents/page.hpp"
#include "documents/register_json.hpp"
#include "documents/stats_json.hpp"
#include "members/scopes.hpp"
#include "service/operations.hpp"
#include "service/server.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/json/array.hpp>
#include <boost/json/parse.hpp>

namespace cohook::service::operations {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

/// A listener who is signed in comes again this often, and is judged anew.
constexpr std::chrono::minutes judged_again_after(5);

}  // namespace

reply scopes_list(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    co_return page_answer(asked, show_scopes(), std::nullopt);
}

reply stats_show(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    backlog_report kept;
    auto read = [&](store::snapshot const& now) -> result<void> {
        kept.deliveries = now.deliveries().count(std::nullopt);
        kept.oldest_due = now.deliveries().oldest_due();
        kept.endpoints = now.endpoints().count();
        return {};
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    co_return json_answer(200, show_stats(kept, asked.room.engine.stats()));
}

reply audit_list(call& asked) {
    query_reader query(asked.query);
    auto const wish = read_page(query);
    auto const application = query.text("application");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    std::vector<store::audit_row> rows;
    auto read = [&](store::snapshot const& now) -> result<void> {
        std::optional<std::string_view> tenant;
        if (application) tenant = *application;
        rows = now.requests().list_audit(tenant, parse_integer(wish.after).value_or(0), wish.limit + 1);
        return {};
    };
    auto const done = co_await read_store(asked.room, read);
    if (!done) co_return done.error();
    auto const next = cut_to_page(rows, wish.limit, [](auto const& last) { return std::to_string(last.id); });
    json::array data;
    for (auto const& row : rows) {
        boost::system::error_code failed;
        auto detail = json::parse(row.detail, failed);
        if (failed) detail = nullptr;
        data.push_back(json::object{{"id", std::to_string(row.id)},
                                    {"at", show_time(row.at)},
                                    {"actor", row.actor},
                                    {"application", row.tenant},
                                    {"action", row.action},
                                    {"subject", row.subject},
                                    {"detail", std::move(detail)}});
    }
    co_return page_answer(asked, std::move(data), next);
}

reply system_show(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto& room = asked.room;
    auto const health = room.store.health();
    auto const kept = room.store.stats();
    json::object store{{"healthy", health.has_value()},
                       {"problem", nullptr},
                       {"bytes", kept.bytes},
                       {"units", kept.units},
                       {"groups", kept.groups},
                       {"failedGroups", kept.failed_groups},
                       {"staleWrites", kept.stale_writes},
                       {"queued", kept.queued}};
    if (!health) store["problem"] = health.error().message();
    json::object body{{"version", COHOOK_VERSION},
                      {"startedAt", show_time(room.started)},
                      {"draining", room.draining.load()},
                      {"logLevel", show(to_string(room.log.least()))},
                      {"openAccess", room.open_access},
                      {"configuration", room.configuration},
                      {"store", std::move(store)},
                      {"engine", show_engine(room.engine.stats())},
                      {"streamClients", room.events.listeners()}};
    if (auto const* const listening = room.serving.load()) {
        auto const now = listening->stats();
        body.emplace("server", json::object{{"url", listening->url()},
                                            {"connectionsOpen", now.open},
                                            {"connectionsBusy", now.busy},
                                            {"connectionsAccepted", now.accepted},
                                            {"connectionsTurnedAway", now.turned_away},
                                            {"requests", now.requests},
                                            {"requestsRefused", now.refused}});
    }
    co_return json_answer(200, body);
}

/// Every setting with where it came from, as `cohook config print` shows it.
reply configuration_show(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    co_return json_answer(200, asked.room.configuration);
}

reply log_level_set(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    auto const body = json_body(asked);
    if (!body) co_return body.error();
    object_reader from(*body);
    from.require("level", "give debug, info, warning, error or off");
    auto const name = from.text("level");
    auto const level = name ? parse_log_level(*name) : std::nullopt;
    if (name && !level) from.complain("level", "one of debug, info, warning, error, off is wanted here");
    if (auto const sound = from.finish(); !sound) co_return sound.error();
    asked.room.log.set_least(*level);
    json::object const shown{{"level", show(to_string(*level))}};
    co_return json_answer(200, shown);
}

/// Takes the server out of the balancer: `/readyz` says no from now on, while everything else goes on.
reply drain(call& asked) {
    if (auto const sound = no_query(asked); !sound) co_return sound.error();
    asked.room.draining = true;
    json::object const shown{{"draining", true}};
    co_return json_answer(202, shown);
}

reply stream_open(call& asked) {
    query_reader query(asked.query);
    stream_wish wish;
    if (auto const topics = query.text("topics")) {
        wish.topics = 0;
        for (std::string_view rest = *topics; !rest.empty();) {
            auto const end = std::min(rest.find(','), rest.size());
            if (auto const one = parse_topic(rest.substr(0, end)))
                wish.topics = static_cast<std::uint8_t>(wish.topics | static_cast<std::uint8_t>(*one));
            else
                query.complain("topics", "attempts, syncs, tests and endpoints, with commas between, are wanted here");
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    auto const application = query.text("application");
    if (auto const sound = query.finish(); !sound) co_return sound.error();
    if (application && !asked.who.acts_for(*application))
        co_return error(errc::not_found, "there is no application of this id");
    if (application)
        wish.tenants = {*application};
    else if (!asked.who.administrator())
        wish.tenants = asked.who.applications();
    // A session that ended, or whose applications are others now, must not go on listening.
    if (asked.session != nullptr) wish.until = asked.room.clock.now() + judged_again_after;
    wish.last_event_id = std::string(asked.message.header("last-event-id").value_or(""));
    response answer(200, "text/event-stream; charset=utf-8", std::string());
    answer.set("Cache-Control", "no-store");
    answer.set("X-Accel-Buffering", "no");
    if (asked.message.method == "HEAD") co_return answer;
    auto const executor = co_await asio::this_coro::executor;
    answer.source = asked.room.events.listen(executor, std::move(wish));
    co_return answer;
}

}  // namespace cohook::service::operations
