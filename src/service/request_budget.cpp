#include "service/request_budget.hpp"

namespace cohook::service {
namespace {

constexpr std::size_t most_names = 10'000;

}  // namespace

steady_span request_budget::take(std::string_view name, steady_time now) {
    if (each_second_ == 0) return steady_span::zero();
    std::lock_guard const lock(mutex_);
    auto found = buckets_.find(name);
    if (found == buckets_.end()) {
        make_room(now);
        pacing::token_bucket const full(steady_span(std::chrono::seconds(1)) / each_second_, 2 * each_second_);
        found = buckets_.emplace(name, full).first;
    }
    if (found->second.take(now)) return steady_span::zero();
    return found->second.earliest(now) - now;
}

/// A bucket that nobody empties is as good as none. Where all are in use, one of them begins anew.
void request_budget::make_room(steady_time now) {
    if (buckets_.size() < most_names) return;
    std::erase_if(buckets_, [&](auto const& each) { return each.second.is_full(now); });
    if (buckets_.size() >= most_names) buckets_.erase(buckets_.begin());
}

}  // namespace cohook::service
