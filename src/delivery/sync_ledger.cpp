#include "delivery/sync_ledger.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace cohook::dispatch {

sync_ledger::sync_ledger(std::string frontier, std::string_view open) : frontier_(std::move(frontier)) {
    while (!open.empty()) {
        auto const end = std::min(open.find(','), open.size());
        auto key = std::string(open.substr(0, end));
        open_.emplace(key, taken_++);
        back_.push_back(std::move(key));
        open.remove_prefix(std::min(end + 1, open.size()));
    }
}

std::vector<std::string> sync_ledger::take_back() {
    return std::exchange(back_, {});
}

void sync_ledger::took(std::string const& key) {
    // One that the process before had taken is open already; taking it again is not getting on.
    if (open_.emplace(key, taken_++).second) frontier_ = key;
}

void sync_ledger::settled(std::string const& key) {
    open_.erase(key);
}

std::string sync_ledger::open_text() const {
    std::vector<std::pair<std::uint64_t, std::string_view>> ordered;
    ordered.reserve(open_.size());
    for (auto const& [key, order] : open_) ordered.emplace_back(order, key);
    std::sort(ordered.begin(), ordered.end());
    std::string text;
    for (auto const& [order, key] : ordered) {
        if (!text.empty()) text += ',';
        text += key;
    }
    return text;
}

namespace {

constexpr double smoothing_seconds = 5;
constexpr double sample_seconds = 0.5;

double seconds_between(steady_time from, steady_time to) noexcept {
    return std::chrono::duration<double>(to - from).count();
}

}  // namespace

void sync_rate::acknowledged(std::size_t records, steady_time now) noexcept {
    if (!since_) {
        since_ = now;  // counted from here: how long these took is not known
        return;
    }
    fresh_ += static_cast<double>(records);
    auto const passed = seconds_between(*since_, now);
    if (passed < sample_seconds) return;
    auto const sample = fresh_ / passed;
    rate_ = rate_ == 0 ? sample : rate_ + (sample - rate_) * (1 - std::exp(-passed / smoothing_seconds));
    since_ = now;
    fresh_ = 0;
}

double sync_rate::per_second(steady_time now) const noexcept {
    if (!since_) return 0;
    auto const passed = seconds_between(*since_, now);
    if (passed < sample_seconds * 4) return rate_;
    // It has slowed down or stopped since: what came in this long is all there was.
    auto const sample = fresh_ / passed;
    return rate_ + (sample - rate_) * (1 - std::exp(-passed / smoothing_seconds));
}

}  // namespace cohook::dispatch
