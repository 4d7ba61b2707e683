// Time that stands still until the test moves it, for code that waits through the clock's seam while its sockets are
// real: a deadline of ten minutes passes when the test says so, and none by accident.
#pragma once

#include "runtime/clock.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <list>
#include <memory>

namespace cohook::testing {

class stepped_timer;

/// Timers and `advance` belong to the thread that runs the context; `now` and `wall` to any.
class stepped_clock final : public clock {
public:
    explicit stepped_clock(boost::asio::io_context& context) : context_(context) {}

    steady_time now() const override { return steady_time(steady_span(ticks_.load())); }
    /// Begins at the machine's time, so that certificates made now are valid, and moves with `now`.
    wall_time wall() const override;
    /// Moves time there instead of burning it.
    void spin_until(steady_time when) override {
        if (when > now()) advance(when - now());
    }
    std::unique_ptr<timer> make_timer(boost::asio::any_io_executor executor) override;

    /// Moves time and ends the waits that are due.
    void advance(steady_span by);
    /// The same from another thread, after whatever the context is doing right now has been done.
    void advance_soon(steady_span by);
    /// The number of waits that end at a moment, not by notification alone.
    std::size_t waiting() const;

private:
    friend class stepped_timer;
    void hop(steady_span by, int hops);

    boost::asio::io_context& context_;
    std::atomic<steady_span::rep> ticks_{std::chrono::steady_clock::now().time_since_epoch().count()};
    steady_span::rep const begun_ = ticks_.load();
    wall_time const wall_begun_ = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    std::list<stepped_timer*> timers_;
};

}  // namespace cohook::testing
