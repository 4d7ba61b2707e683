#include "pacing/interval_gate.hpp"

#include <algorithm>

namespace cohook::pacing {

interval_gate interval_gate::cold(steady_span interval, steady_time now) noexcept {
    interval_gate made(interval);
    made.last_ = now;
    return made;
}

steady_time interval_gate::earliest(steady_time now) const noexcept {
    if (!last_ || interval_ <= steady_span::zero()) return now;
    return std::max(now, *last_ + interval_);
}

void interval_gate::started(steady_time at) noexcept {
    last_ = last_ ? std::max(*last_, at) : at;
}

}  // namespace cohook::pacing
