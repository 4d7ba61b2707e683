// The request interval of a sync: a promise to the receiver, not an average.
#pragma once

#include <cohook/time.hpp>

#include <optional>

namespace cohook::pacing {

/// Keeps any two starts at least one interval apart, start to start.
///
/// The interval counts from the moment at which the last POST really started, so a start that was late makes all later
/// ones late too: the gate cannot catch up, because two starts closer than the interval are the one thing it exists to
/// prevent, and a schedule fixed in advance would put a late start next to a punctual one. What lateness costs in rate
/// is therefore the caller's to keep small: wait for `earliest` with the connection ready, and start at once.
class interval_gate {
public:
    /// Open now. An interval of zero, or less, never closes the gate.
    explicit interval_gate(steady_span interval) noexcept : interval_(interval) {}

    /// After a restart or a takeover, when the last start is not known: as if one had happened at `now`.
    static interval_gate cold(steady_span interval, steady_time now) noexcept;

    /// The first moment, not before `now`, at which the next POST may start.
    steady_time earliest(steady_time now) const noexcept;

    /// A POST started: `at` is read as late as can be, when its first byte goes out. May be said again for the same
    /// start with a later moment; an earlier one than before changes nothing.
    void started(steady_time at) noexcept;

    /// Counts from the last start, at once: a longer interval holds the next start back, a shorter one brings it on.
    void set_interval(steady_span interval) noexcept { interval_ = interval; }
    steady_span interval() const noexcept { return interval_; }

private:
    steady_span interval_;
    std::optional<steady_time> last_;
};

}  // namespace cohook::pacing
