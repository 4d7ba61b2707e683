// Virtual time: stands still while anything can run, then jumps to the next moment somebody waits for.
#pragma once

#include "runtime/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <map>

namespace cohook::simulation {

/// Single-threaded, like the world it belongs to. Outlives its timers.
class sim_clock final : public clock {
public:
    sim_clock();

    steady_time now() const override { return now_ += look_; }
    wall_time wall() const override;
    void spin_until(steady_time when) override;
    std::unique_ptr<timer> make_timer(boost::asio::any_io_executor executor) override;
    std::uint64_t interruptions() const override { return interruptions_; }

    /// The machine gives the thread's processor to another for so long.
    void take_processor(steady_span span) {
        now_ += span;
        if (span > steady_span::zero()) ++interruptions_;
    }
    /// Ends when so much time has passed.
    boost::asio::awaitable<void> pass(steady_span span);
    /// Jumps to the earliest waiting timer and ends its wait. False: nobody waits for a moment.
    bool advance();
    /// A machine that is not infinitely fast: each look at the clock takes this long.
    void look_takes(steady_span span) { look_ = span; }
    /// An NTP step or an operator: the wall clock jumps, monotonic time does not.
    void jump_wall(std::chrono::milliseconds by) { wall_offset_ += by; }
    std::chrono::duration<double> elapsed() const { return now_ - began_; }
    /// How often it jumped: what somebody woke for.
    std::uint64_t wakes() const { return wakes_; }

private:
    class sim_timer;
    using waiting_list = std::multimap<steady_time, sim_timer*>;

    steady_time const began_;
    mutable steady_time now_;  ///< a look at it may take time
    steady_span look_{0};
    std::chrono::milliseconds wall_offset_{0};
    std::uint64_t wakes_ = 0;
    std::uint64_t interruptions_ = 0;
    waiting_list waiting_;  ///< in the order of their moments, then of their waits: the same in every run
};

}  // namespace cohook::simulation
