// Waits until so many attempts have ended.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstdint>

namespace bench {

/// For one thread and one waiter.
class settled_count {
public:
    void add() {
        ++count_;
        if (waiting_ != nullptr && count_ >= wanted_) {
            waiting_->cancel();
            waiting_ = nullptr;
        }
    }
    std::uint64_t now() const noexcept { return count_; }

    /// `until`: after which it is waited no longer.
    boost::asio::awaitable<void> wait(std::uint64_t count, boost::asio::steady_timer::time_point until =
                                                               boost::asio::steady_timer::time_point::max()) {
        if (count_ >= count) co_return;
        auto const where = co_await boost::asio::this_coro::executor;
        boost::asio::steady_timer woken(where, until);
        wanted_ = count;
        waiting_ = &woken;
        co_await woken.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
        waiting_ = nullptr;
    }

private:
    std::uint64_t count_ = 0;
    std::uint64_t wanted_ = 0;  ///< for the waiter to go on
    boost::asio::steady_timer* waiting_ = nullptr;
};

}  // namespace bench
