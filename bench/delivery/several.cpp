#include "delivery/several.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>

namespace bench {

namespace asio = boost::asio;

namespace {

constexpr std::size_t at_a_time = 256;

struct crowd {
    crowd(std::size_t count, task_maker const& how, asio::any_io_executor const& where)
        : left(count), make(how), ended(where, asio::steady_timer::time_point::max()) {}

    std::size_t next = 0, left, working = 0;
    task_maker const& make;
    cohook::result<void> outcome;
    asio::steady_timer ended;
};

asio::awaitable<void> work(crowd& all) {
    while (all.left != 0 && all.outcome) {
        --all.left;
        auto const done = co_await all.make(all.next++);
        if (!done && all.outcome) all.outcome = done.error();
    }
}

}  // namespace

asio::awaitable<cohook::result<void>> several(std::size_t count, task_maker const& make) {
    auto const where = co_await asio::this_coro::executor;
    crowd all(count, make, where);
    all.working = std::min(count, at_a_time);
    for (std::size_t i = all.working; i != 0; --i)
        asio::co_spawn(where, work(all), [&all](std::exception_ptr const& failed) {
            if (failed) std::rethrow_exception(failed);
            if (--all.working == 0) all.ended.cancel();
        });
    if (all.working != 0) co_await all.ended.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return all.outcome;
}

}  // namespace bench
