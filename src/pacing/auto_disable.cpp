#include "pacing/auto_disable.hpp"

#include <limits>

namespace cohook::pacing {

failing_run after_failure(failing_run run, wall_time now) noexcept {
    // A clock that was set back must not leave a run that begins in the future and can never be long enough.
    if (!run.since || *run.since > now) run.since = now;
    if (run.failures < std::numeric_limits<std::uint32_t>::max()) ++run.failures;
    return run;
}

failing_run after_success() noexcept {
    return failing_run();
}

bool should_disable(failing_run const& run, wall_time now, std::optional<std::chrono::milliseconds> period) noexcept {
    if (!period || !run.since || run.failures < fewest_failures) return false;
    return now - *run.since >= *period;
}

}  // namespace cohook::pacing
