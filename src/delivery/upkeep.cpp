#include "delivery/upkeep.hpp"

#include "delivery/engine_core.hpp"

#include <chrono>

namespace cohook::dispatch {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t rows_a_unit = 500;
constexpr auto idempotency_kept = 24h;

/// One small unit of each kind; whether any of them had as much to do as it may.
asio::awaitable<bool> keep_up_once(core& engine) {
    auto const now = engine.store_time();
    bool more = false;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        auto const expired = unit.deliveries().expire(now, rows_a_unit);
        auto const purged = unit.deliveries().purge(now - engine.options().retention, rows_a_unit);
        auto const forgotten = unit.requests().purge_idempotency(now - idempotency_kept, rows_a_unit);
        more = expired == rows_a_unit || purged == rows_a_unit || forgotten == rows_a_unit;
        return {};
    };
    auto const done = co_await engine.storage().commit(work);
    co_return done&& more;
}

}  // namespace

asio::awaitable<void> keep_up(core& engine, asio::any_io_executor executor) {
    auto const alarm = engine.time().make_timer(executor);
    for (;;) {
        bool const more = co_await keep_up_once(engine);
        if (more) continue;
        alarm->expire_at(engine.time().now() + 60s);
        co_await alarm->wait();
    }
}

}  // namespace cohook::dispatch
