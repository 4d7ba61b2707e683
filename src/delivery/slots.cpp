#include "delivery/slots.hpp"

#include <algorithm>

namespace cohook::dispatch {

namespace {

/// Attempts that an endpoint may have in flight before it has answered one.
constexpr std::size_t most_unproven = 4;

}  // namespace

bool slots::may_take(pace_class of, std::size_t held, std::size_t contenders) const noexcept {
    auto const room = capacity_ - std::min(capacity_, taken());
    if (room == 0) return false;
    auto const at_least_one = [](std::size_t share) { return std::max<std::size_t>(1, share); };
    auto const unsure = this->held(pace_class::slow) + this->held(pace_class::unproven);
    if (of == pace_class::slow && unsure >= at_least_one(capacity_ / 2)) return false;
    if (of == pace_class::unproven) {
        if (unsure >= at_least_one(capacity_ * 3 / 4)) return false;
        // A first answer needs one attempt, not a thousand: the rest of the room is for others' first answers.
        if (held >= most_unproven || (held != 0 && unsure >= at_least_one(capacity_ / 2))) return false;
    }
    if (held == 0) return true;
    // A second and further slot: freely while a quarter of all is left, within an equal share after that.
    if (room > capacity_ / 4) return true;
    return held < capacity_ / std::max<std::size_t>(1, contenders);
}

void slots::take(pace_class of) noexcept {
    ++held_[static_cast<std::size_t>(of)];
}

void slots::give_back(pace_class of) noexcept {
    --held_[static_cast<std::size_t>(of)];
}

void slots::reclass(pace_class from, pace_class to, std::size_t held) noexcept {
    held_[static_cast<std::size_t>(from)] -= held;
    held_[static_cast<std::size_t>(to)] += held;
}

}  // namespace cohook::dispatch
