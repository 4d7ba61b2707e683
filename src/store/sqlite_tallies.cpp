#include "store/sqlite_tallies.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace cohook::store::sqlite {
namespace {

void read_tally(query& from, tally& into) {
    from.read(into.pending, into.owned, into.delivered, into.exhausted, into.expired, into.cancelled,
              into.endpoint_gone, into.purged, into.created);
}

void write_tally(connection& db, std::int64_t endpoint, tally const& by, record_id last_id) {
    query(db,
          "INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (endpoint) DO UPDATE SET "
          "pending = pending + excluded.pending, owned = owned + excluded.owned, "
          "delivered = delivered + excluded.delivered, exhausted = exhausted + excluded.exhausted, "
          "expired = expired + excluded.expired, cancelled = cancelled + excluded.cancelled, "
          "endpoint_gone = endpoint_gone + excluded.endpoint_gone, purged = purged + excluded.purged, "
          "created = created + excluded.created, last_id = max(last_id, excluded.last_id)",
          endpoint, by.pending, by.owned, by.delivered, by.exhausted, by.expired, by.cancelled, by.endpoint_gone,
          by.purged, by.created, last_id)
        .run();
}

}  // namespace

tally& tally::operator+=(tally const& other) noexcept {
    pending += other.pending, owned += other.owned, delivered += other.delivered, exhausted += other.exhausted;
    expired += other.expired, cancelled += other.cancelled, endpoint_gone += other.endpoint_gone;
    purged += other.purged, created += other.created;
    return *this;
}

std::int64_t& tally::of(delivery_state state) noexcept {
    switch (state) {
        case delivery_state::pending: return pending;
        case delivery_state::delivered: return delivered;
        case delivery_state::exhausted: return exhausted;
        case delivery_state::expired: return expired;
        case delivery_state::cancelled: return cancelled;
        case delivery_state::endpoint_gone: return endpoint_gone;
    }
    return pending;
}

record_id tallies::last_id() const {
    query asked(db_, "SELECT last_id FROM tallies WHERE endpoint = 0");
    auto const written = asked.next() ? asked.integer() : 0;
    return std::max({written, group_last_id_, unit_last_id_});
}

tally tallies::read(std::int64_t endpoint) const {
    tally counts;
    query asked(db_,
                "SELECT pending, owned, delivered, exhausted, expired, cancelled, endpoint_gone, purged, created "
                "FROM tallies WHERE endpoint = ?",
                endpoint);
    if (asked.next()) read_tally(asked, counts);
    for (auto const* pending : {&group_, &unit_})
        for (auto const& [changed, by] : *pending)
            if (endpoint == 0 || endpoint == changed) counts += by;
    return counts;
}

std::vector<std::pair<std::int64_t, tally>> tallies::read_all() const {
    std::map<std::int64_t, tally> all;
    query asked(db_,
                "SELECT endpoint, pending, owned, delivered, exhausted, expired, cancelled, endpoint_gone, purged, "
                "created FROM tallies WHERE endpoint <> 0");
    while (asked.next()) {
        auto const endpoint = asked.integer();
        read_tally(asked, all[endpoint]);
    }
    for (auto const* pending : {&group_, &unit_})
        for (auto const& [changed, by] : *pending) all[changed] += by;
    return {all.begin(), all.end()};
}

void tallies::keep_unit() {
    for (auto const& [endpoint, by] : unit_) group_[endpoint] += by;
    group_last_id_ = std::max(group_last_id_, unit_last_id_);
    drop_unit();
}

void tallies::drop_unit() noexcept {
    unit_.clear();
    unit_last_id_ = 0;
}

void tallies::write_group() {
    if (group_.empty() && group_last_id_ == 0) return;
    tally all;
    for (auto const& [endpoint, by] : group_) {
        write_tally(db_, endpoint, by, 0);
        all += by;
    }
    write_tally(db_, 0, all, group_last_id_);
}

void tallies::drop_group() noexcept {
    drop_unit();
    group_.clear();
    group_last_id_ = 0;
}

}  // namespace cohook::store::sqlite
