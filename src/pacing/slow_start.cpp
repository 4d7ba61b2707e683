#include "pacing/slow_start.hpp"

#include <algorithm>

namespace cohook::pacing {

slow_start::slow_start(std::uint32_t max_in_flight) noexcept
    : max_(std::max<std::uint32_t>(max_in_flight, 1)), limit_(max_) {}

void slow_start::begin() noexcept {
    limit_ = 1;
    successes_ = 0;
}

void slow_start::slow_down() noexcept {
    limit_ = std::max<std::uint32_t>(limit_ / 2, 1);
    successes_ = 0;
}

void slow_start::succeeded() noexcept {
    if (!ramping() || ++successes_ < limit_) return;
    successes_ = 0;
    // Written so that doubling cannot overflow.
    limit_ = limit_ > max_ / 2 ? max_ : limit_ * 2;
}

void slow_start::set_max(std::uint32_t max_in_flight) noexcept {
    bool free = !ramping();
    max_ = std::max<std::uint32_t>(max_in_flight, 1);
    if (free || limit_ > max_) {
        limit_ = max_;
        successes_ = 0;
    }
}

}  // namespace cohook::pacing
