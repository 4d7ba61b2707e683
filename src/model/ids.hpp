// Where record ids come from.
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/time.hpp>

#include "runtime/clock.hpp"

#include <atomic>

namespace cohook {

/// Gives positive 63-bit ids, each greater than every one before it: the milliseconds since 2020-01-01 UTC shifted left
/// by 22 bits, plus a counter. So ids sort by the time they were given, to the millisecond, until the year 2089.
/// Where the wall clock stands still, jumps back, or more than 4 million ids are asked for in a millisecond, the counter
/// runs on from the last id: the order holds and only the time in it is off.
/// Thread-safe and lock-free; the clock must outlive it.
class id_source {
public:
    /// Ids will be above `floor`: the largest id given before (`store::id_floor`), 0 for none.
    id_source(clock const& time, record_id floor) noexcept : clock_(time), last_(floor > 0 ? floor : 0) {}

    record_id next() noexcept { return next(1); }
    /// The first of `count` ids, at least 1, that follow one another.
    record_id next(std::uint32_t count) noexcept;

private:
    clock const& clock_;
    std::atomic<record_id> last_;
};

/// The smallest id that may be given from this moment on.
record_id first_id_at(wall_time moment) noexcept;
/// The moment an id was given, as far as the clock was right then.
wall_time time_of(record_id id) noexcept;

}  // namespace cohook
