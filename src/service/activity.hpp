// The last 24 hours of attempts, by hour and application: counted as they end, and read from the store once for the time
// before this process.
#pragma once

#include <cohook/time.hpp>

#include "store/delivery_tables.hpp"

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::service {

inline constexpr std::size_t hours_shown = 24;

/// Durations in steps of a quarter of an octave, from 1 ms to some 17 minutes: a percentile is off by a tenth at most.
class latency_histogram {
public:
    void add(std::chrono::microseconds took) noexcept;
    void add(latency_histogram const& other) noexcept;
    /// In milliseconds; none: nothing was added.
    std::optional<double> percentile(double share) const noexcept;

private:
    static constexpr std::size_t steps = 82;
    std::array<std::uint32_t, steps> counts_{};
};

struct hour_of_activity {
    wall_time begins{};
    std::uint64_t acknowledged = 0, failed = 0;
};

struct activity_summary {
    std::vector<hour_of_activity> hourly;  ///< 24 of them, the oldest first; the last is the one we are in
    std::uint64_t acknowledged = 0, failed = 0;
    latency_histogram latency;  ///< of the acknowledged ones
};

/// Thread-safe.
class activity {
public:
    void add(store::attempt_brief const& made);
    /// Of these applications; none given: of all.
    activity_summary summary(std::optional<std::vector<std::string>> const& tenants, wall_time now) const;
    /// True once: whoever is told so reads what was before this process.
    bool wants_history();

private:
    struct hour {
        std::uint64_t acknowledged = 0, failed = 0;
        latency_histogram latency;
    };
    using hours = std::map<wall_time, hour>;

    mutable std::mutex mutex_;
    std::map<std::string, hours, std::less<>> tenants_;
    bool asked_for_history_ = false;
};

}  // namespace cohook::service
