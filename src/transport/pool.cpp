#include "transport/pool.hpp"

#include <algorithm>

namespace cohook::transport {

connection_pool::connection_pool(deadline_queue& deadlines, cohook::clock& clock, pool_limits limits)
    : deadlines_(deadlines), clock_(clock), limits_(limits) {}

connection_pool::~connection_pool() {
    drop_all();
}

std::unique_ptr<connection> connection_pool::take(places& from, std::size_t place) {
    auto taken = std::move(from[place]);
    from.erase(from.begin() + static_cast<std::ptrdiff_t>(place));
    resting_.erase(resting_.iterator_to(*taken));
    size_.store(resting_.size(), std::memory_order_relaxed);
    return taken;
}

void connection_pool::close(places& in, std::size_t place) {
    take(in, place)->stream->close();
}

bool connection_pool::still_good(connection& one, std::uint64_t policy, steady_time now) const {
    if (one.policy != policy || now - one.idle_since >= limits_.idle) return false;
    return now - one.idle_since < limits_.recheck || one.stream->is_quiet();
}

std::unique_ptr<connection> connection_pool::take_judged(egress::url const& origin, std::uint64_t policy) {
    auto const found = origins_.find(origin);
    if (found == origins_.end()) return nullptr;
    auto const now = clock_.now();
    auto& places = found->second;
    for (auto place = places.size(); place-- > 0;) {
        if (now - places[place]->judged_at >= limits_.judged) continue;
        if (still_good(*places[place], policy, now)) return take(places, place);
        close(places, place);
    }
    return nullptr;
}

std::unique_ptr<connection> connection_pool::take_answered(egress::url const& origin, std::uint64_t policy,
                                                           std::span<boost::asio::ip::address const> addresses,
                                                           steady_time answered_at) {
    auto const found = origins_.find(origin);
    if (found == origins_.end()) return nullptr;
    auto const now = clock_.now();
    auto& places = found->second;
    for (auto place = places.size(); place-- > 0;) {
        auto& one = *places[place];
        if (std::ranges::find(addresses, one.peer.address()) != addresses.end() && still_good(one, policy, now)) {
            one.judged_at = answered_at;
            return take(places, place);
        }
        close(places, place);
    }
    return nullptr;
}

void connection_pool::put(egress::url const& origin, std::unique_ptr<connection> rested) {
    if (limits_.per_origin == 0 || limits_.total == 0) return rested->stream->close();
    auto found = origins_.find(origin);
    if (found == origins_.end())
        found = origins_.emplace(key{origin.scheme(), origin.port(), origin.host()}, places()).first;
    auto& places = found->second;
    auto const now = clock_.now();
    close_overdue(places, now);
    if (resting_.size() >= limits_.total) close_oldest();
    rested->idle_since = now;
    rested->home = &places;
    rested->stream->rest();
    resting_.push_back(*rested);
    size_.store(resting_.size(), std::memory_order_relaxed);
    places.push_back(std::move(rested));
    set_deadline(places.front()->idle_since + kept_for(places));
}

steady_span connection_pool::kept_for(places const& of) const noexcept {
    return of.size() > limits_.per_origin ? limits_.spare : limits_.idle;
}

void connection_pool::close_overdue(places& of, steady_time now) {
    while (!of.empty() && now - of.front()->idle_since >= kept_for(of)) close(of, 0);
}

/// No later than that.
void connection_pool::set_deadline(steady_time when) {
    if (is_set() && due_ <= when) return;
    due_ = when;
    deadlines_.set(*this, when);
}

void connection_pool::close_oldest() {
    auto const& oldest = resting_.front();
    auto& places = *oldest.home;
    auto const found = std::ranges::find(places, &oldest, &std::unique_ptr<connection>::get);
    close(places, static_cast<std::size_t>(found - places.begin()));
}

void connection_pool::drop(egress::url const& origin) {
    auto const found = origins_.find(origin);
    if (found == origins_.end()) return;
    while (!found->second.empty()) close(found->second, found->second.size() - 1);
    origins_.erase(found);
}

void connection_pool::drop_all() {
    for (auto& [origin, places] : origins_)
        while (!places.empty()) close(places, places.size() - 1);
    origins_.clear();
}

/// One deadline for the whole pool: closes what has rested too long and forgets origins without a connection. It is set
/// again only while something rests, so an unused transport has no timer.
void connection_pool::expired() {
    auto const now = clock_.now();
    for (auto origin = origins_.begin(); origin != origins_.end();) {
        auto& places = origin->second;
        close_overdue(places, now);
        if (!places.empty()) set_deadline(places.front()->idle_since + kept_for(places));
        origin = places.empty() ? origins_.erase(origin) : std::next(origin);
    }
}

}  // namespace cohook::transport
