#include "service/activity.hpp"

#include <algorithm>
#include <cmath>

namespace cohook::service {
namespace {

constexpr double steps_of_octave = 4;

wall_time hour_of(wall_time moment) {
    return std::chrono::floor<std::chrono::hours>(moment);
}

wall_time oldest_hour(wall_time now) {
    return hour_of(now) - std::chrono::hours(hours_shown - 1);
}

double milliseconds_of_step(std::size_t step) {
    return std::exp2(static_cast<double>(step) / steps_of_octave);
}

}  // namespace

void latency_histogram::add(std::chrono::microseconds took) noexcept {
    auto const milliseconds = std::max(static_cast<double>(took.count()) / 1000, 1.0);
    auto const step = static_cast<std::size_t>(std::log2(milliseconds) * steps_of_octave);
    ++counts_[std::min(step, steps - 1)];
}

void latency_histogram::add(latency_histogram const& other) noexcept {
    std::ranges::transform(counts_, other.counts_, counts_.begin(), std::plus());
}

std::optional<double> latency_histogram::percentile(double share) const noexcept {
    std::uint64_t total = 0;
    for (auto const count : counts_) total += count;
    if (total == 0) return std::nullopt;
    auto const wanted =
        std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(total))));
    std::uint64_t seen = 0;
    for (std::size_t step = 0; step < steps; ++step) {
        seen += counts_[step];
        // The middle of the step, so that the error is the same on both sides.
        if (seen >= wanted) return milliseconds_of_step(step) * std::exp2(0.5 / steps_of_octave);
    }
    return milliseconds_of_step(steps);
}

void activity::add(store::attempt_brief const& made) {
    std::lock_guard const lock(mutex_);
    auto found = tenants_.find(made.tenant);
    if (found == tenants_.end()) found = tenants_.emplace(made.tenant, hours()).first;
    auto& all = found->second;
    auto const [at, fresh] = all.try_emplace(hour_of(made.started_at));
    if (fresh) all.erase(all.begin(), all.lower_bound(oldest_hour(std::prev(all.end())->first)));
    if (all.empty()) return;
    auto const into = all.find(hour_of(made.started_at));
    if (into == all.end()) return;
    if (made.verdict == attempt_verdict::acknowledged) {
        ++into->second.acknowledged;
        into->second.latency.add(made.total);
    } else {
        ++into->second.failed;
    }
}

activity_summary activity::summary(std::optional<std::vector<std::string>> const& tenants, wall_time now) const {
    activity_summary made;
    auto const first = oldest_hour(now);
    for (std::size_t each = 0; each < hours_shown; ++each)
        made.hourly.emplace_back().begins = first + std::chrono::hours(each);
    auto const take = [&](hours const& of) {
        for (auto const& [begins, kept] : of) {
            if (begins < first || begins > made.hourly.back().begins) continue;
            auto& into = made.hourly[static_cast<std::size_t>((begins - first) / std::chrono::hours(1))];
            into.acknowledged += kept.acknowledged;
            into.failed += kept.failed;
            made.acknowledged += kept.acknowledged;
            made.failed += kept.failed;
            made.latency.add(kept.latency);
        }
    };
    std::lock_guard const lock(mutex_);
    if (!tenants)
        for (auto const& [tenant, of] : tenants_) take(of);
    else
        for (auto const& tenant : *tenants)
            if (auto const found = tenants_.find(tenant); found != tenants_.end()) take(found->second);
    return made;
}

bool activity::wants_history() {
    std::lock_guard const lock(mutex_);
    return !std::exchange(asked_for_history_, true);
}

}  // namespace cohook::service
