// When an endpoint has failed for so long that it is switched off.
#pragma once

#include <cohook/time.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace cohook::pacing {

/// What is known of an endpoint's run of failures. `since` is kept in the store, so it is wall time. `failures` is
/// counted by this process alone: after a restart it begins at 0, so that time in which we were down is not charged to
/// the endpoint on the strength of one more failure.
struct failing_run {
    failing_run() = default;
    explicit failing_run(std::optional<wall_time> failing_since) : since(failing_since) {}

    std::optional<wall_time> since;  ///< first failure after the last success; none: not failing
    std::uint32_t failures = 0;      ///< attempts that failed since then, as seen by this process
};

/// The run after one more attempt. Failures keep the start of the run; a success ends it.
failing_run after_failure(failing_run run, wall_time now) noexcept;
failing_run after_success() noexcept;

/// The fewest failures that make a run: an endpoint that is rarely sent to is not switched off for having failed twice,
/// a week apart.
inline constexpr std::uint32_t fewest_failures = 5;

/// Whether to disable, asked at a failure: failing for at least `period` without one success. No period: never.
bool should_disable(failing_run const& run, wall_time now, std::optional<std::chrono::milliseconds> period) noexcept;

}  // namespace cohook::pacing
