// The wait before a delivery is attempted again.
#pragma once

#include <cohook/error.hpp>
#include <cohook/policy.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace cohook::pacing {

/// Whatever a receiver asks for, no wait is longer than this for its sake.
inline constexpr std::chrono::milliseconds longest_retry_after = std::chrono::hours(24);

/// The wait after the `failures`th failure of a delivery (1 is the first; 0 counts as 1): the schedule's list, or `first`
/// doubling up to `cap`; then spread evenly over the schedule's jitter by `uniform`, a number in [0, 1) from the seam of
/// chance, so that deliveries that failed together do not come back together. None when the list is exhausted: the
/// delivery is given up. Total: hostile numbers give a wait between zero and the schedule's longest plus jitter.
std::optional<std::chrono::milliseconds> resend_delay(resend_schedule const& schedule, std::uint32_t failures,
                                                      double uniform);

/// The longer of our own wait and what the receiver asked for, the latter held to 24 h. Never shortens.
std::chrono::milliseconds lengthened(std::chrono::milliseconds delay,
                                     std::optional<std::chrono::milliseconds> retry_after);

/// Whether the schedule can be meant: waits from 1 ms to 7 days, `first` not over `cap`, a list of at most 100, jitter
/// from 0 to 0.5. Errors: `invalid_argument` with the field's path below `resend`.
result<void> check(resend_schedule const& schedule);

}  // namespace cohook::pacing
