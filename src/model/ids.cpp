#include "model/ids.hpp"

#include <algorithm>

namespace cohook {
namespace {

constexpr wall_time first_moment = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
constexpr int counter_bits = 22;
constexpr wall_time last_moment =
    first_moment + std::chrono::milliseconds((std::int64_t{1} << (63 - counter_bits)) - 1);

}  // namespace

record_id id_source::next() noexcept {
    auto const elapsed = std::clamp(clock_.wall(), first_moment, last_moment) - first_moment;
    auto const earliest = static_cast<record_id>(elapsed.count()) << counter_bits;
    auto last = last_.load(std::memory_order_relaxed);
    record_id given = 0;
    do given = std::max(last + 1, earliest);
    while (!last_.compare_exchange_weak(last, given, std::memory_order_relaxed));
    return given;
}

wall_time time_of(record_id id) noexcept {
    return first_moment + std::chrono::milliseconds(id >> counter_bits);
}

}  // namespace cohook
