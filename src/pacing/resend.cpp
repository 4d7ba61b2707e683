#include "pacing/resend.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace cohook::pacing {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest_wait(1);
constexpr milliseconds longest_wait = std::chrono::days(7);
constexpr std::size_t longest_list = 100;
constexpr double most_jitter = 0.5;

// `first` doubled for each failure after the first, up to `cap`. Ends after 63 rounds at most, before it overflows.
milliseconds doubled(resend_schedule const& schedule, std::uint32_t failures) {
    auto wait = std::max(schedule.first, shortest_wait);
    for (auto n = failures; n > 1 && wait < schedule.cap; --n) {
        if (wait > schedule.cap / 2) return schedule.cap;
        wait *= 2;
    }
    return std::min(wait, schedule.cap);
}

// Not a number counts as the middle.
double held(double value, double least, double most, double otherwise) {
    return std::isnan(value) ? otherwise : std::clamp(value, least, most);
}

milliseconds spread(milliseconds wait, double jitter, double uniform) {
    auto share = held(jitter, 0.0, most_jitter, 0.0);
    auto factor = 1.0 + share * (2.0 * held(uniform, 0.0, 1.0, 0.5) - 1.0);
    return milliseconds(std::llround(static_cast<double>(wait.count()) * factor));
}

bool can_be_meant(milliseconds wait) {
    return wait >= shortest_wait && wait <= longest_wait;
}

error bad(std::string field, std::string what) {
    return error(errc::invalid_argument, std::move(what), std::move(field));
}

}  // namespace

std::optional<milliseconds> resend_delay(resend_schedule const& schedule, std::uint32_t failures, double uniform) {
    failures = std::max<std::uint32_t>(failures, 1);
    milliseconds wait;
    if (schedule.list.empty()) {
        wait = doubled(schedule, failures);
    } else if (failures <= schedule.list.size()) {
        wait = schedule.list[failures - 1];
    } else {
        return std::nullopt;
    }
    return spread(std::clamp(wait, milliseconds::zero(), longest_wait), schedule.jitter, uniform);
}

milliseconds lengthened(milliseconds delay, std::optional<milliseconds> retry_after) {
    if (!retry_after) return delay;
    return std::max(delay, std::min(*retry_after, longest_retry_after));
}

result<void> check(resend_schedule const& schedule) {
    if (schedule.list.size() > longest_list)
        return bad("resend.list", "the list of waits has more than 100 entries; write 100 or fewer");
    for (std::size_t i = 0; i < schedule.list.size(); ++i)
        if (!can_be_meant(schedule.list[i]))
            return bad("resend.list[" + std::to_string(i) + "]", "a wait must be from 1 ms to 7 days");
    if (!can_be_meant(schedule.first)) return bad("resend.first", "the first wait must be from 1 ms to 7 days");
    if (!can_be_meant(schedule.cap)) return bad("resend.cap", "the longest wait must be from 1 ms to 7 days");
    if (schedule.first > schedule.cap)
        return bad("resend.first", "the first wait is longer than the longest one (cap); make it shorter");
    if (!(schedule.jitter >= 0.0 && schedule.jitter <= most_jitter))
        return bad("resend.jitter", "the jitter must be a share from 0 to 0.5, such as 0.2 for 20 % both ways");
    return {};
}

}  // namespace cohook::pacing
