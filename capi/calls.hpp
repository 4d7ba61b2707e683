// How a call from C becomes a coroutine and back: it runs on the engine's thread for calls, and the caller waits.
#pragma once

#include <cohook/sender.hpp>

#include "boundary.hpp"
#include "engine.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace cohook::capi {

/// The outcome of one call: shared by the coroutine and the caller, who may have gone by then.
template <class T>
class call_slot {
public:
    void set(result<T> outcome) {
        std::lock_guard const hold(lock_);
        outcome_.emplace(std::move(outcome));
        done_.notify_one();
    }
    checked<T> wait(std::int64_t timeout_ms) {
        std::unique_lock hold(lock_);
        auto const ready = [this] { return outcome_.has_value(); };
        if (timeout_ms < 0)
            done_.wait(hold, ready);
        else if (!done_.wait_for(hold, std::chrono::milliseconds(std::min(timeout_ms, longest_wait)), ready))
            return complaint(COHOOK_TIMED_OUT, "it was not done in the time given; it goes on, its outcome is unknown");
        if (!*outcome_) return complaint(outcome_->error());
        if constexpr (std::is_void_v<T>)
            return {};
        else
            return std::move(**outcome_);
    }

private:
    static constexpr std::int64_t longest_wait = std::int64_t(1) << 40;  // ms; keeps the clock's arithmetic in range
    std::mutex lock_;
    std::condition_variable done_;
    std::optional<result<T>> outcome_;
};

/// Turns what a coroutine may throw into an error.
template <class T>
boost::asio::awaitable<result<T>> without_exceptions(boost::asio::awaitable<result<T>> task) {
    std::string what;
    try {
        co_return co_await std::move(task);
    } catch (boost::system::system_error const&) {
        what = "The engine is stopping.";
    } catch (std::exception const& broken) {
        co_return error(errc::internal, broken.what());
    }
    co_return error(errc::cancelled, what);
}

/// Runs `task` on the engine's thread for calls and hands its outcome to `finish`, which does not throw.
template <class T, class Finish>
boost::asio::awaitable<void> carry_out(boost::asio::awaitable<result<T>> task, Finish finish, call_gate::pass held) {
    auto guarded_task = without_exceptions(std::move(task));
    auto outcome = co_await std::move(guarded_task);
    finish(std::move(outcome));
    held.leave();
}

template <class T, class Finish>
void launch(cohook_engine& engine, boost::asio::awaitable<result<T>> task, Finish finish) {
    auto work = carry_out<T, Finish>(std::move(task), std::move(finish), engine.gate.enter());
    boost::asio::co_spawn(engine.calls.executors().front(), std::move(work), [](std::exception_ptr const& broken) {
        if (broken) std::terminate();  // `finish` and `without_exceptions` let none out
    });
}

/// Makes the work (an `awaitable<result<T>>`, from the sender) and waits for it.
template <class Work>
auto perform(cohook_engine* engine, std::int64_t timeout_ms, Work work) {
    using task = decltype(work(*engine->sending));
    using outcome = typename task::value_type;
    using T = typename outcome::value_type;
    if (auto const usable = check_usable(engine); !usable) return checked<T>(usable.error());
    auto const slot = std::make_shared<call_slot<T>>();
    launch<T>(*engine, work(*engine->sending), [slot](result<T> done) { slot->set(std::move(done)); });
    return slot->wait(timeout_ms);
}

}  // namespace cohook::capi
