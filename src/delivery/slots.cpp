#include "delivery/slots.hpp"

#include <algorithm>

namespace cohook::dispatch {

bool slots::may_take(pace_class of, std::size_t held, std::size_t contenders) const noexcept {
    auto const room = capacity_ - std::min(capacity_, taken());
    if (room == 0) return false;
    if (of == pace_class::slow && slow_ >= std::max<std::size_t>(1, capacity_ / 2)) return false;
    if (held == 0) return true;
    // A second and further slot: freely while a quarter of all is left, within an equal share after that.
    if (room > capacity_ / 4) return true;
    return held < capacity_ / std::max<std::size_t>(1, contenders);
}

void slots::take(pace_class of) noexcept {
    ++(of == pace_class::slow ? slow_ : proven_);
}

void slots::give_back(pace_class of) noexcept {
    --(of == pace_class::slow ? slow_ : proven_);
}

void slots::reclass(pace_class from, pace_class to, std::size_t held) noexcept {
    if (from == to) return;
    (from == pace_class::slow ? slow_ : proven_) -= held;
    (to == pace_class::slow ? slow_ : proven_) += held;
}

}  // namespace cohook::dispatch
