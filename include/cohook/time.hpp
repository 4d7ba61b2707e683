// The two kinds of time, as types.
#pragma once

#include <chrono>

namespace cohook {

/// Monotonic time: for deadlines, pacing and every wait. Means nothing outside this process.
using steady_time = std::chrono::steady_clock::time_point;
using steady_span = std::chrono::steady_clock::duration;

/// Wall time in UTC with milliseconds: for due times in the store, for signatures and for people. May jump.
using wall_time = std::chrono::sys_time<std::chrono::milliseconds>;

}  // namespace cohook
