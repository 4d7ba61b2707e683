#include "support/stepped_clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace cohook::testing {

namespace asio = boost::asio;

class stepped_timer final : public timer {
public:
    stepped_timer(stepped_clock& clock, asio::any_io_executor executor)
        : clock_(clock), wake_(std::move(executor), steady_time::max()) {
        clock_.timers_.push_back(this);
    }
    ~stepped_timer() override { clock_.timers_.remove(this); }

    void expire_at(steady_time when) override {
        when_ = when;
        wake_.cancel();
    }
    void cancel() override { wake_.cancel(); }
    asio::awaitable<void> wait() override {
        auto const state = co_await asio::this_coro::cancellation_state;
        if (when_ > clock_.now()) {
            waiting_ = true;
            co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
            waiting_ = false;
        }
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
    }

    steady_time when_{};
    bool waiting_ = false;

private:
    stepped_clock& clock_;
    asio::steady_timer wake_;
};

wall_time stepped_clock::wall() const {
    return wall_begun_ + std::chrono::floor<std::chrono::milliseconds>(steady_span(ticks_.load() - begun_));
}

std::unique_ptr<timer> stepped_clock::make_timer(asio::any_io_executor executor) {
    return std::make_unique<stepped_timer>(*this, std::move(executor));
}

void stepped_clock::advance(steady_span by) {
    ticks_ += by.count();
    for (auto* one : timers_)
        if (one->waiting_ && one->when_ <= now()) one->cancel();
}

void stepped_clock::advance_soon(steady_span by) {
    hop(by, 16);
}

/// What has been done on the context's side completes within a few turns: a step must not overtake it.
void stepped_clock::hop(steady_span by, int hops) {
    asio::post(context_, [this, by, hops] {
        if (hops == 0) return advance(by);
        hop(by, hops - 1);
    });
}

std::size_t stepped_clock::waiting() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        timers_, [](auto const* one) { return one->waiting_ && one->when_ != steady_time::max(); }));
}

}  // namespace cohook::testing
