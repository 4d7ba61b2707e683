// The seam of time. Everything above runtime/ reads time and waits through these two interfaces, so that the
// engine runs on a simulated clock as it does on the real one.
#pragma once

#include <cohook/time.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>

namespace cohook {

/// One wait at a time. Also serves as a condition variable: expire at `steady_time::max()`, notify by `cancel()`.
/// Belongs to the executor it was made for: every call is made on it.
class timer {
public:
    virtual ~timer() = default;
    /// Sets the moment at which the next `wait` ends; ends a pending one.
    virtual void expire_at(steady_time when) = 0;
    /// Ends a pending wait now. A wait begun later is not affected.
    virtual void cancel() = 0;
    /// Completes at the moment set, or at once after `cancel`; never throws for either. Terminal cancellation of the
    /// coroutine ends it with `operation_aborted` as usual. The timer must outlive the awaitable.
    virtual boost::asio::awaitable<void> wait() = 0;
};

/// Thread-safe. Outlives every timer made by it.
class clock {
public:
    virtual ~clock() = default;
    virtual steady_time now() const = 0;
    virtual wall_time wall() const = 0;
    /// Busy until `when`, for the last microseconds that a timer cannot hit. At most a fraction of a millisecond away.
    virtual void spin_until(steady_time when) = 0;
    virtual std::unique_ptr<timer> make_timer(boost::asio::any_io_executor executor) = 0;
    /// How often the calling thread has been without its processor, waiting or against its will: where that is the same
    /// before and after, what lies between was its own work, as far as the system knows. 0 where it cannot be told.
    virtual std::uint64_t interruptions() const { return 0; }
};

/// One moment by both clocks.
struct moment {
    wall_time wall;
    steady_time now;
};
/// Reads both at once: a thread that loses its processor between the two reads them again, a few times, and gives those
/// that were closest to each other.
moment read_both(clock const& time);

/// The machine's clocks. Lives as long as the process.
clock& system_clock();

}  // namespace cohook
