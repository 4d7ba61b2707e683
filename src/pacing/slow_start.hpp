// How many attempts an endpoint may have in flight while it recovers.
#pragma once

#include <cstdint>

namespace cohook::pacing {

/// Unlimited by this machine (that is, `max_in_flight`) until `begin`: then 1, 2, 4, … up to it, each step after as many
/// successes as the limit allows at once. Failures do not shrink it: a run of them is the breaker's matter, and an
/// endpoint that answers every other attempt still climbs.
class slow_start {
public:
    /// `max_in_flight` of 0 counts as 1.
    explicit slow_start(std::uint32_t max_in_flight) noexcept;

    /// The breaker closed: start from one.
    void begin() noexcept;

    /// The receiver asked for less (429, or 503 with Retry-After): half of what it may have now, at least one, and climb
    /// from there.
    void slow_down() noexcept;

    /// A delivery was acknowledged.
    void succeeded() noexcept;

    /// Attempts that may be in flight now; 1 to `max_in_flight`.
    std::uint32_t limit() const noexcept { return limit_; }
    bool ramping() const noexcept { return limit_ < max_; }

    /// A new maximum: a ramp goes on towards it, an endpoint that is not in one has it at once.
    void set_max(std::uint32_t max_in_flight) noexcept;

private:
    std::uint32_t max_;
    std::uint32_t limit_;
    std::uint32_t successes_ = 0;  // at this step
};

}  // namespace cohook::pacing
