// Fairness: connections are shared so that no endpoint, and no class of slow endpoints, can take them all. Pure.
#pragma once

#include <cstddef>
#include <cstdint>

namespace cohook::dispatch {

/// What an endpoint has shown lately. `slow`: it lets attempts hang, or has not answered yet since this process began.
enum class pace_class : std::uint8_t { proven, slow };

/// Counts attempts in flight on one shard. An endpoint that already holds slots gets another one only while there is
/// room for others, and the slow ones together never hold more than half: with 1000 of 1010 endpoints hanging, the ten
/// others go on as if they were alone.
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

    std::size_t taken() const noexcept { return proven_ + slow_; }
    std::size_t capacity() const noexcept { return capacity_; }

private:
    std::size_t capacity_;
    std::size_t proven_ = 0;
    std::size_t slow_ = 0;
};

}  // namespace cohook::dispatch
