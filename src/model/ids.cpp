#include "model/ids.hpp"

#include <algorithm>

namespace cohook {
namespace {

constexpr wall_time first_moment = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
constexpr int counter_bits = 22;
constexpr wall_time last_moment =
    first_moment + std::chrono::milliseconds((std::int64_t{1} << (63 - counter_bits)) - 1);

}  // namespace

record_id id_source::next(std::uint32_t count) noexcept {
    auto const earliest = first_id_at(clock_.wall());
    auto last = last_.load(std::memory_order_relaxed);
    record_id given = 0;
    do given = std::max(last + 1, earliest);
    while (!last_.compare_exchange_weak(last, given + count - 1, std::memory_order_relaxed));
    return given;
}

record_id first_id_at(wall_time moment) noexcept {
    auto const elapsed = std::clamp(moment, first_moment, last_moment) - first_moment;
    return static_cast<record_id>(elapsed.count()) << counter_bits;
}

wall_time time_of(record_id id) noexcept {
    return first_moment + std::chrono::milliseconds(id >> counter_bits);
}

}  // namespace cohook
