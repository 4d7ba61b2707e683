// What a lane does next: pure bookkeeping, fed with events and time. The lane performs what it decides.
#pragma once

#include <cohook/time.hpp>

#include "pacing/breaker.hpp"
#include "pacing/slow_start.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>

namespace cohook::dispatch {

/// Bounds of one lane.
struct lane_limits {
    std::uint32_t max_in_flight = 16;
    std::size_t window_rows = 64;
    std::size_t max_unsettled = 256;      ///< outcomes whose commit is under way; more start nothing
    std::uint32_t breaker_threshold = 5;  ///< 0: no breaker
};

class lane_fsm {
public:
    enum class action : std::uint8_t {
        start,    ///< take the next ready delivery and send it
        release,  ///< give the ready deliveries back to the store
        load,     ///< claim due deliveries from the store, `load_rows()` at most
        wait,     ///< nothing until `until`, unless an event comes first
        rest,     ///< nothing until an event comes
        retire,   ///< nothing is left: the lane may go
    };
    struct step {
        action what = action::rest;
        steady_time until{};
    };

    explicit lane_fsm(lane_limits const& limits);

    /// `now` and `wall` are the same moment on both clocks.
    step next(steady_time now, wall_time wall);
    std::size_t load_rows() const noexcept;
    /// Whether an attempt beside the ready deliveries (a sync's) may start, and when to ask again if not.
    bool may_start(steady_time now) const;
    std::optional<steady_time> reopens_at() const noexcept;

    // --- events
    void limits_changed(lane_limits const& limits);
    void handed_over(std::size_t count) noexcept { ready_ += count; }
    /// The store may hold due deliveries, or will at `due`.
    void backlog(std::optional<wall_time> due) noexcept;
    void load_began() noexcept {
        loading_ = true;
        more_meanwhile_ = false;
    }
    void load_ended(std::size_t rows, bool more, std::optional<wall_time> next_due) noexcept;
    /// The claim failed (the store is busy or down): not again before `retry_at`.
    void load_failed(steady_time retry_at) noexcept;
    /// A ready delivery was ended without an attempt.
    void dropped_ready() noexcept { --ready_; }
    /// An attempt starts, of the next ready delivery or beside them (a sync's). Its pass is handed back when it ends.
    pacing::breaker_pass started_ready() noexcept;
    pacing::breaker_pass started_other() noexcept;
    pacing::breaker_change succeeded(pacing::breaker_pass pass) noexcept;
    /// Of the receiver's doing. `again_at`: when its delivery is due again, the next moment to probe at if the breaker is
    /// open by then.
    pacing::breaker_change failed(pacing::breaker_pass pass, steady_time again_at) noexcept;
    /// Neither: our own fault, a cancelled attempt.
    void abandoned(pacing::breaker_pass pass) noexcept;
    /// The receiver asked for less.
    void overloaded() noexcept { slow_start_.slow_down(); }
    void settling(std::size_t count) noexcept { unsettled_ += count; }
    void settled(std::size_t count) noexcept { unsettled_ -= count; }
    /// The ready deliveries were given back to the store.
    void released_ready() noexcept;
    /// No more starts; ends when what is under way has.
    void stop() noexcept { stopping_ = true; }
    void hold(bool held) noexcept { held_ = held; }  ///< the endpoint is disabled or gone
    void attach_sync(bool attached) noexcept { sync_attached_ = attached; }

    std::size_t ready() const noexcept { return ready_; }
    std::uint32_t in_flight() const noexcept { return in_flight_; }
    bool breaker_open() const noexcept { return breaker_.state() != pacing::breaker_state::closed; }
    std::uint32_t failures_in_a_row() const noexcept { return breaker_.failures_in_a_row(); }
    bool has_backlog() const noexcept { return backlog_; }
    bool stopping() const noexcept { return stopping_; }

private:
    bool must_release(steady_time now) const;
    bool wants_load() const noexcept;

    lane_limits limits_;
    pacing::breaker breaker_;
    pacing::slow_start slow_start_;
    std::size_t ready_ = 0;
    std::uint32_t in_flight_ = 0;
    std::size_t unsettled_ = 0;
    bool loading_ = false;
    bool backlog_ = false;
    bool more_meanwhile_ = false;  ///< the store was said to hold more after the load began
    bool stopping_ = false;
    bool held_ = false;
    bool sync_attached_ = false;
    std::optional<wall_time> next_due_;
    std::optional<steady_time> not_before_;  ///< of the next load
};

}  // namespace cohook::dispatch
