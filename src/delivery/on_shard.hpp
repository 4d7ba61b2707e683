// Asking a shard from elsewhere: a task runs among the shard's own, so that a shutdown waits for it or cuts it short.
#pragma once

#include "delivery/shard.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <memory>
#include <utility>

namespace cohook::dispatch {

/// Runs the task and hands its result to the handler, on the handler's own executor. A task that a shutdown cut short by
/// an exception counts as `cancelled`.
template <class T, class Handler>
boost::asio::awaitable<void> answer(boost::asio::awaitable<result<T>> task, std::shared_ptr<Handler> handler) {
    result<T> outcome = error(errc::cancelled, "The engine is stopping.");
    try {
        outcome = co_await std::move(task);
    } catch (boost::system::system_error const&) {
        outcome = error(errc::cancelled, "The engine is stopping; whether it was done is not known.");
    }
    auto const executor = boost::asio::get_associated_executor(*handler);
    boost::asio::post(executor, [handler = std::move(*handler), outcome = std::move(outcome)]() mutable {
        std::move(handler)(std::move(outcome));
    });
}

/// Completes on the awaiter's executor. `unavailable` where the shard is stopping.
template <class T>
boost::asio::awaitable<result<T>> on_shard(shard& home, boost::asio::awaitable<result<T>> task) {
    auto start = [&home, task = std::move(task)](auto handler) mutable {
        auto const shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto begin = [&home, shared, task = std::move(task)]() mutable {
            if (!home.stopping()) return home.couriers().spawn(answer<T>(std::move(task), shared));
            auto refuse = [handler = std::move(*shared)]() mutable {
                std::move(handler)(result<T>(error(errc::unavailable, "The engine is stopping. Try again later.")));
            };
            boost::asio::post(boost::asio::get_associated_executor(refuse), std::move(refuse));
        };
        boost::asio::post(home.executor(), std::move(begin));
    };
    using signature = void(result<T>);
    co_return co_await boost::asio::async_initiate<boost::asio::use_awaitable_t<> const, signature>(
        std::move(start), boost::asio::use_awaitable);
}

}  // namespace cohook::dispatch
