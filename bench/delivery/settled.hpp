// Waits until so many attempts have ended.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>
#include <vector>

namespace bench {

/// For one thread.
class settled_count {
public:
    void add() {
        ++count_;
        for (waiter* const one : waiting_)
            if (count_ >= one->wanted) one->woken.cancel();
    }
    std::uint64_t now() const noexcept { return count_; }

    /// `until`: after which it is waited no longer.
    boost::asio::awaitable<void> wait(std::uint64_t count, boost::asio::steady_timer::time_point until =
                                                               boost::asio::steady_timer::time_point::max()) {
        if (count_ >= count) co_return;
        auto const where = co_await boost::asio::this_coro::executor;
        waiter one{count, boost::asio::steady_timer(where, until)};
        waiting_.push_back(&one);
        co_await one.woken.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        std::erase(waiting_, &one);
    }

private:
    struct waiter {
        std::uint64_t wanted;
        boost::asio::steady_timer woken;
    };

    std::uint64_t count_ = 0;
    std::vector<waiter*> waiting_;
};

}  // namespace bench
