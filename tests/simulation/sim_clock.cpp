#include "sim_clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <optional>

namespace cohook::simulation {

namespace asio = boost::asio;
using namespace std::chrono_literals;

/// An Asio timer that never expires by itself: the clock ends its wait.
class sim_clock::sim_timer final : public timer {
public:
    sim_timer(sim_clock& home, asio::any_io_executor const& executor)
        : home_(home), inner_(executor, asio::steady_timer::time_point::max()) {}
    ~sim_timer() override { leave(); }

    void expire_at(steady_time when) override {
        cancel();
        when_ = when;
    }

    void cancel() override {
        leave();
        inner_.cancel();
    }

    asio::awaitable<void> wait() override {
        if (when_ <= home_.now_) when_ = home_.now_;
        if (when_ != steady_time::max()) place_ = home_.waiting_.emplace(when_, this);
        auto const state = co_await asio::this_coro::cancellation_state;
        co_await inner_.async_wait(asio::as_tuple(asio::use_awaitable));
        leave();
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
    }

    void fire() {
        place_.reset();
        inner_.cancel();
    }

private:
    void leave() {
        if (place_) home_.waiting_.erase(*place_);
        place_.reset();
    }

    sim_clock& home_;
    asio::steady_timer inner_;
    steady_time when_ = steady_time::max();
    std::optional<waiting_list::iterator> place_;
};

sim_clock::sim_clock() : began_(steady_time(24h)), now_(began_) {}

wall_time sim_clock::wall() const {
    // 2026-01-01 00:00 UTC and what has passed since.
    constexpr wall_time beginning{std::chrono::milliseconds(1767225600000)};
    return beginning + wall_offset_ + std::chrono::floor<std::chrono::milliseconds>(now_ - began_);
}

void sim_clock::spin_until(steady_time when) {
    if (when > now_) now_ = when;
}

std::unique_ptr<timer> sim_clock::make_timer(asio::any_io_executor executor) {
    return std::make_unique<sim_timer>(*this, executor);
}

asio::awaitable<void> sim_clock::pass(steady_span span) {
    auto const alarm = make_timer(co_await asio::this_coro::executor);
    alarm->expire_at(now() + span);
    co_await alarm->wait();
}

bool sim_clock::advance() {
    if (waiting_.empty()) return false;
    auto const first = waiting_.begin();
    auto* const due = first->second;
    if (first->first > now_) now_ = first->first;
    waiting_.erase(first);
    ++wakes_;
    due->fire();
    return true;
}

}  // namespace cohook::simulation
