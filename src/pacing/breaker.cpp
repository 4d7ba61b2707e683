#include "pacing/breaker.hpp"

#include <limits>

namespace cohook::pacing {

breaker breaker::reopened(std::uint32_t threshold, steady_time probe_at) noexcept {
    breaker made(threshold);
    if (threshold == 0) return made;
    made.state_ = breaker_state::open;
    made.probe_at_ = probe_at;
    made.failures_ = threshold;
    return made;
}

bool breaker::may_start(steady_time now, std::uint32_t in_flight) const noexcept {
    switch (state_) {
        case breaker_state::closed: return true;
        case breaker_state::open: return in_flight == 0 && now >= probe_at_;
        case breaker_state::half_open: return false;
    }
    return false;
}

breaker_pass breaker::start() noexcept {
    if (state_ != breaker_state::open) return breaker_pass();
    state_ = breaker_state::half_open;
    return breaker_pass(++probes_);
}

breaker_change breaker::succeeded(breaker_pass /*pass*/) noexcept {
    failures_ = 0;
    if (state_ == breaker_state::closed) return breaker_change::none;
    state_ = breaker_state::closed;
    return breaker_change::closed;
}

breaker_change breaker::failed(breaker_pass pass, steady_time retry_at) noexcept {
    if (failures_ < std::numeric_limits<std::uint32_t>::max()) ++failures_;
    if (is_current_probe(pass)) {
        state_ = breaker_state::open;
        probe_at_ = retry_at;
        return breaker_change::none;
    }
    if (state_ != breaker_state::closed || threshold_ == 0 || failures_ < threshold_) return breaker_change::none;
    state_ = breaker_state::open;
    probe_at_ = retry_at;
    return breaker_change::opened;
}

void breaker::abandoned(breaker_pass pass) noexcept {
    if (is_current_probe(pass)) state_ = breaker_state::open;
}

void breaker::set_threshold(std::uint32_t threshold) noexcept {
    threshold_ = threshold;
    if (threshold == 0) state_ = breaker_state::closed;
}

bool breaker::is_current_probe(breaker_pass pass) const noexcept {
    return state_ == breaker_state::half_open && pass.probe_ == probes_;
}

}  // namespace cohook::pacing
