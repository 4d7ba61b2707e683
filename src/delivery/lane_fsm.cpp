#include "delivery/lane_fsm.hpp"

#include <algorithm>
#include <chrono>

namespace cohook::dispatch {

using namespace std::chrono_literals;

namespace {

/// The wall clock may jump: what waits for a wall time looks again at least this often.
constexpr auto longest_wait = 60s;

}  // namespace

lane_fsm::lane_fsm(lane_limits const& limits)
    : limits_(limits), breaker_(limits.breaker_threshold), slow_start_(limits.max_in_flight) {}

void lane_fsm::limits_changed(lane_limits const& limits) {
    limits_ = limits;
    slow_start_.set_max(limits.max_in_flight);
    breaker_.set_threshold(limits.breaker_threshold);
}

lane_fsm::step lane_fsm::next(steady_time now, wall_time wall) {
    if (must_release(now)) return {action::release, {}};
    bool const busy = in_flight_ != 0 || unsettled_ != 0 || loading_;
    if (stopping_ || held_) return {busy || (sync_attached_ && !stopping_) ? action::rest : action::retire, {}};
    if (next_due_ && *next_due_ <= wall) {
        backlog_ = true;
        next_due_.reset();
    }
    bool const open = may_start(now);
    if (open && ready_ != 0) return {action::start, {}};
    if (open && wants_load() && (!not_before_ || *not_before_ <= now)) return {action::load, {}};

    std::optional<steady_time> until;
    auto const earliest = [&until](steady_time when) { until = until ? std::min(*until, when) : when; };
    if (next_due_) earliest(now + std::min<steady_span>(*next_due_ - wall, longest_wait));
    if (backlog_ || ready_ != 0) {
        if (auto const reopens = reopens_at(); reopens && *reopens > now) earliest(*reopens);
        if (not_before_ && *not_before_ > now) earliest(*not_before_);
    }
    if (until) return {action::wait, *until};
    bool const idle = !busy && ready_ == 0 && !backlog_ && !next_due_ && !sync_attached_;
    return {idle ? action::retire : action::rest, {}};
}

std::size_t lane_fsm::load_rows() const noexcept {
    if (breaker_open()) return 1;
    return limits_.window_rows - std::min(limits_.window_rows, ready_);
}

bool lane_fsm::may_start(steady_time now) const {
    if (stopping_ || held_ || unsettled_ >= limits_.max_unsettled) return false;
    if (in_flight_ >= slow_start_.limit()) return false;
    return breaker_.may_start(now, in_flight_);
}

std::optional<steady_time> lane_fsm::reopens_at() const noexcept {
    if (breaker_.state() != pacing::breaker_state::open) return {};
    return breaker_.probe_at();
}

/// An endpoint that is not sent to holds nothing in memory, but for the one delivery that is about to probe it.
bool lane_fsm::must_release(steady_time now) const {
    if (ready_ == 0) return false;
    return stopping_ || held_ || (breaker_open() && (ready_ > 1 || !may_start(now)));
}

bool lane_fsm::wants_load() const noexcept {
    return backlog_ && !loading_ && ready_ <= limits_.window_rows / 4;
}

void lane_fsm::backlog(std::optional<wall_time> due) noexcept {
    if (due)
        next_due_ = next_due_ ? std::min(*next_due_, *due) : *due;
    else
        backlog_ = more_meanwhile_ = true;
}

void lane_fsm::load_ended(std::size_t rows, bool more, std::optional<wall_time> next_due) noexcept {
    loading_ = false;
    not_before_.reset();
    ready_ += rows;
    backlog_ = more || more_meanwhile_;
    if (next_due) backlog(next_due);
}

void lane_fsm::load_failed(steady_time retry_at) noexcept {
    loading_ = false;
    not_before_ = retry_at;
}

pacing::breaker_pass lane_fsm::started_ready() noexcept {
    --ready_;
    return started_other();
}

pacing::breaker_pass lane_fsm::started_other() noexcept {
    ++in_flight_;
    return breaker_.start();
}

pacing::breaker_change lane_fsm::succeeded(pacing::breaker_pass pass) noexcept {
    --in_flight_;
    auto const change = breaker_.succeeded(pass);
    if (change == pacing::breaker_change::closed)
        slow_start_.begin();
    else
        slow_start_.succeeded();
    return change;
}

pacing::breaker_change lane_fsm::failed(pacing::breaker_pass pass, steady_time again_at) noexcept {
    --in_flight_;
    return breaker_.failed(pass, again_at);
}

void lane_fsm::abandoned(pacing::breaker_pass pass) noexcept {
    --in_flight_;
    breaker_.abandoned(pass);
}

void lane_fsm::released_ready() noexcept {
    if (ready_ != 0) backlog_ = true;
    ready_ = 0;
}

}  // namespace cohook::dispatch
