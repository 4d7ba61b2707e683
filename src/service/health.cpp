// What a machine asks of the server: does it live, is it ready, what is it, how does it do.
#include "documents/delivery_json.hpp"
#include "service/operations.hpp"
#include "service/server.hpp"

namespace cohook::service::operations {

namespace json = boost::json;

namespace {

response plain(int status, std::string text) {
    response made(status, "text/plain; charset=utf-8", std::move(text));
    made.set("Cache-Control", "no-store");
    return made;
}

}  // namespace

reply livez(call&) {
    co_return plain(200, "ok\n");
}

/// No details: who may know them finds them in /v1/system.
reply readyz(call& asked) {
    auto const health = asked.room.store.health();
    if (asked.room.draining) co_return plain(503, "draining\n");
    if (!health) co_return plain(503, "the store does not acknowledge\n");
    if (asked.room.store.stats().full) co_return plain(503, "the store has no room\n");
    co_return plain(200, "ready\n");
}

reply version(call&) {
    json::object const body{{"name", "cohook"}, {"version", COHOOK_VERSION}};
    co_return json_answer(200, body);
}

reply scrape(call& asked) {
    auto& room = asked.room;
    gauge_readings now;
    now.engine = room.engine.stats();
    now.store = room.store.stats();
    now.stream_clients = room.events.listeners();
    if (auto const* const listening = room.serving.load()) now.clients = listening->stats().open;
    auto read = [&](store::snapshot const& truth) -> result<void> {
        now.deliveries = truth.deliveries().count(std::nullopt);
        now.oldest_due = truth.deliveries().oldest_due();
        now.endpoints = truth.endpoints().count();
        return {};
    };
    auto const done = co_await read_store(room, read);
    if (!done) co_return done.error();
    for (auto const level : {log_level::debug, log_level::info, log_level::warning, log_level::error})
        room.numbers.logged(to_string(level), room.log.lines(level));
    response answer(200, "text/plain; version=0.0.4; charset=utf-8", room.numbers.text(now));
    answer.set("Cache-Control", "no-store");
    co_return answer;
}

}  // namespace cohook::service::operations
