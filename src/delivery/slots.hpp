// Fairness: connections are shared so that no endpoint, and no class of slow endpoints, can take them all. Pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace cohook::dispatch {

/// What an endpoint has shown lately.
enum class pace_class : std::uint8_t {
    proven,    ///< it answers within a second
    unproven,  ///< nothing is known of it yet
    slow,      ///< it lets attempts hang
};

/// Counts attempts in flight on one shard. An endpoint that already holds slots gets another one only while there is
/// room for others; the slow ones together never start beyond half, and the unproven with them not beyond three quarters.
/// With 1000 of 1010 endpoints hanging, the ten others go on as if they were alone.
class slots {
public:
    explicit slots(std::size_t capacity) noexcept : capacity_(capacity) {}

    /// Whether an endpoint of this class that holds `held` slots now may take one more, among `contenders` endpoints
    /// that have work.
    bool may_take(pace_class of, std::size_t held, std::size_t contenders) const noexcept;
    void take(pace_class of) noexcept;
    void give_back(pace_class of) noexcept;
    /// An attempt in flight has changed its class (an endpoint began to hang, or answered at last).
    void reclass(pace_class from, pace_class to, std::size_t held) noexcept;

    std::size_t taken() const noexcept { return held_[0] + held_[1] + held_[2]; }
    std::size_t capacity() const noexcept { return capacity_; }

private:
    std::size_t held(pace_class of) const noexcept { return held_[static_cast<std::size_t>(of)]; }

    std::size_t capacity_;
    std::array<std::size_t, 3> held_{};  ///< by class
};

}  // namespace cohook::dispatch
