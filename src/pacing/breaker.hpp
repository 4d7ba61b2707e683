// The circuit breaker of one endpoint: an endpoint that only fails is probed, not hammered.
#pragma once

#include <cohook/time.hpp>

#include <cstdint>

namespace cohook::pacing {

/// `closed`: attempts start as they fall due. `open`: none starts before the moment of the next probe. `half_open`: the
/// probe is under way, and nothing beside it.
enum class breaker_state : std::uint8_t { closed, open, half_open };

/// What an outcome did to the breaker, for the events and the metrics of the caller.
enum class breaker_change : std::uint8_t { none, opened, closed };

/// Given for an attempt when it starts, handed back with its outcome: tells the probe from attempts that were already
/// under way when the breaker opened, and from the probes of earlier openings.
class breaker_pass {
public:
    breaker_pass() = default;
    bool is_probe() const noexcept { return probe_ != 0; }

private:
    friend class breaker;
    explicit breaker_pass(std::uint64_t probe) noexcept : probe_(probe) {}
    std::uint64_t probe_ = 0;
};

/// Opens after a run of failures without a success between them, so an endpoint that answers well now and then never
/// opens it (for a threshold of 2 or more). Any success closes it, also that of an attempt from before it opened.
/// Only attempts of deliveries count: Run Test and faults of our own (no file descriptors, proxy) are kept away by the
/// caller, with `abandoned`.
class breaker {
public:
    /// Closed. `threshold`: failures in a row that open it; 0 switches it off.
    explicit breaker(std::uint32_t threshold = 5) noexcept : threshold_(threshold) {}

    /// As it was before a restart: open, to be probed at `probe_at`. Closed where `threshold` is 0.
    static breaker reopened(std::uint32_t threshold, steady_time probe_at) noexcept;

    /// Whether an attempt may start now, with `in_flight` attempts of the endpoint under way. A probe starts alone:
    /// those that were under way when the breaker opened are waited for.
    bool may_start(steady_time now, std::uint32_t in_flight) const noexcept;

    /// An attempt starts; `may_start` has just allowed it. Keep the pass for the outcome.
    breaker_pass start() noexcept;

    /// Acknowledged. `closed` where the breaker was not: begin the slow start.
    breaker_change succeeded(breaker_pass pass) noexcept;

    /// Refused or failed. `retry_at` is when the delivery itself is due again, jitter and Retry-After included; it
    /// becomes the moment of the next probe where this failure opens the breaker or was the probe. Failures of attempts
    /// from before it opened do not put the probe off.
    breaker_change failed(breaker_pass pass, steady_time retry_at) noexcept;

    /// Ended without an outcome that says anything of the endpoint. If it was the probe, another may start at once.
    void abandoned(breaker_pass pass) noexcept;

    breaker_state state() const noexcept { return state_; }
    /// When the next probe may start; meaningful while open.
    steady_time probe_at() const noexcept { return probe_at_; }
    /// Failures since the last success.
    std::uint32_t failures_in_a_row() const noexcept { return failures_; }

    /// A new threshold. Off closes the breaker; otherwise it counts from the next outcome.
    void set_threshold(std::uint32_t threshold) noexcept;

private:
    bool is_current_probe(breaker_pass pass) const noexcept;

    std::uint32_t threshold_;
    std::uint32_t failures_ = 0;
    std::uint64_t probes_ = 0;  // numbers the probes, from 1
    steady_time probe_at_{};
    breaker_state state_ = breaker_state::closed;
};

}  // namespace cohook::pacing
