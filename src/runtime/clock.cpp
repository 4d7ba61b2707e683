#include "runtime/clock.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <sys/resource.h>

namespace cohook {
namespace {

namespace asio = boost::asio;

class steady_clock_timer final : public timer {
public:
    explicit steady_clock_timer(asio::any_io_executor const& executor) : timer_(executor) {}

    void expire_at(steady_time when) override { timer_.expires_at(when); }
    void cancel() override { timer_.cancel(); }
    asio::awaitable<void> wait() override {
        auto const state = co_await asio::this_coro::cancellation_state;
        co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (state.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error(asio::error::operation_aborted);
    }

private:
    asio::steady_timer timer_;
};

class machine_clock final : public clock {
public:
    steady_time now() const override { return std::chrono::steady_clock::now(); }
    wall_time wall() const override {
        return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }
    void spin_until(steady_time when) override {
        while (now() < when) {
        }
    }
    std::unique_ptr<timer> make_timer(asio::any_io_executor executor) override {
        return std::make_unique<steady_clock_timer>(executor);
    }
    std::uint64_t interruptions() const override {
        rusage used{};
        ::getrusage(RUSAGE_THREAD, &used);
        return static_cast<std::uint64_t>(used.ru_nivcsw + used.ru_nvcsw);
    }
};

}  // namespace

moment read_both(clock const& time) {
    constexpr auto close_enough = std::chrono::microseconds(50);
    constexpr int most_readings = 16;
    moment best{};
    auto least = steady_span::max();
    for (int reading = 0; reading < most_readings && least > close_enough; ++reading) {
        auto const before = time.now();
        auto const wall = time.wall();
        auto const after = time.now();
        if (after - before >= least) continue;
        least = after - before;
        best = {wall, after};
    }
    return best;
}

clock& system_clock() {
    static machine_clock instance;
    return instance;
}

}  // namespace cohook
