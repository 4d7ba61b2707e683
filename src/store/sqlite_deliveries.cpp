// Deliveries and their bodies: found, listed, counted, and new ones written.
#include "store/sqlite_tables.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace cohook::store::sqlite {
namespace {

constexpr delivery_state all_states[] = {delivery_state::pending,   delivery_state::delivered,
                                         delivery_state::exhausted, delivery_state::expired,
                                         delivery_state::cancelled, delivery_state::endpoint_gone};

#define COHOOK_NEW_DELIVERY "(?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, 0)"
constexpr row_shape new_deliveries = {"INSERT OR FAIL INTO deliveries VALUES " COHOOK_NEW_DELIVERY,
                                      "INSERT OR FAIL INTO deliveries VALUES ", COHOOK_NEW_DELIVERY};
#undef COHOOK_NEW_DELIVERY
constexpr row_shape new_bodies = {"INSERT OR FAIL INTO bodies VALUES (?, ?)", "INSERT OR FAIL INTO bodies VALUES ",
                                  "(?, ?)"};

record_id below(delivery_filter const& filter) {
    return filter.before > 0 ? filter.before : std::numeric_limits<record_id>::max();
}

/// With more pending ones than this, they are most of the newest rows of all.
constexpr std::int64_t most_sorted = 20'000;

#define COHOOK_LIST_FILTER                                                                    \
    " AND id < ?3 AND id > ?4 AND (?5 IS NULL OR tenant = ?5) AND (?6 IS NULL OR kind = ?6) " \
    "AND (?7 IS NULL OR key = ?7) AND (?8 IS NULL OR accepted_at >= ?8) "                     \
    "AND (?9 IS NULL OR accepted_at < ?9) AND (?10 = 0 OR failures > 0) ORDER BY id DESC LIMIT ?11"

/// One endpoint's rows of one state. The settled ones have an index in the order asked for; the pending ones are sorted
/// where they are few, and come up soon among all rows where they are many.
char const* part_of_list(delivery_state state, std::int64_t pending) {
    if (state != delivery_state::pending)
        return "SELECT * FROM deliveries INDEXED BY deliveries_by_state WHERE endpoint = ?1 AND state = ?2 "
               "AND state <> 0" COHOOK_LIST_FILTER;
    if (pending <= most_sorted)
        return "SELECT * FROM deliveries INDEXED BY deliveries_pending WHERE endpoint = ?1 AND state = ?2 "
               "AND state = 0" COHOOK_LIST_FILTER;
    return "SELECT * FROM deliveries NOT INDEXED WHERE endpoint = ?1 AND state = ?2" COHOOK_LIST_FILTER;
}
#undef COHOOK_LIST_FILTER

void newest_first(std::vector<delivery>& rows, std::size_t limit) {
    std::sort(rows.begin(), rows.end(), [](delivery const& a, delivery const& b) { return a.id > b.id; });
    if (rows.size() > limit) rows.resize(limit);
}

}  // namespace

// In the order of the columns, as every `SELECT *` of this room asks for them.
delivery deliveries::read_row(query& from) const {
    delivery row;
    std::int64_t endpoint = 0;
    std::int64_t tenant = 0;
    from.read(row.id, row.message_id, endpoint, tenant, row.kind, row.state, row.owner, row.attempts, row.failures,
              row.coalesced, row.accepted_at, row.expires_at, row.due_at, row.settled_at, row.replay_of, row.type,
              row.key);
    row.endpoint_id = names_.text(endpoint);
    row.tenant = names_.text(tenant);
    return row;
}

std::optional<delivery> deliveries::find(record_id id) const {
    query asked(db_, "SELECT * FROM deliveries WHERE id = ?", id);
    if (!asked.next()) return std::nullopt;
    return read_row(asked);
}

body_ptr deliveries::body(record_id delivery_id) const {
    auto text = body_text(delivery_id);
    return text ? std::make_shared<std::string const>(std::move(*text)) : nullptr;
}

std::optional<std::string> deliveries::body_text(record_id delivery_id) const {
    query asked(db_, "SELECT bytes FROM bodies WHERE delivery = ?", delivery_id);
    if (!asked.next()) return std::nullopt;
    return std::string(asked.text());
}

// The endpoints that can have rows of the filter; the index leads through each of them newest first.
std::vector<std::int64_t> deliveries::listed_endpoints(delivery_filter const& filter) const {
    if (filter.endpoint_id) return {names_.number(*filter.endpoint_id)};
    if (!filter.tenant) return tallies_.endpoints_where([&](tally counts) { return counts.of(*filter.state) > 0; });
    std::vector<std::int64_t> found;
    query asked(db_, "SELECT endpoint FROM served WHERE tenant = ?", names_.number(*filter.tenant));
    while (asked.next()) found.push_back(asked.integer());
    return found;
}

void deliveries::list_part(delivery_filter const& filter, std::int64_t endpoint, delivery_state state,
                           std::vector<delivery>& found) const {
    std::optional<std::int64_t> tenant;
    if (filter.tenant) tenant = names_.number(*filter.tenant);
    // Nothing older than the oldest of a full page can come on it.
    auto const above = found.size() < filter.limit ? record_id{0} : found.back().id;
    query asked(db_, part_of_list(state, tallies_.read(endpoint).pending), endpoint, state, below(filter), above,
                tenant, filter.kind, filter.key, filter.from, filter.to, filter.failed_only, filter.limit);
    while (asked.next()) found.push_back(read_row(asked));
    newest_first(found, filter.limit);
}

std::vector<delivery> deliveries::list(delivery_filter const& filter) const {
    std::vector<delivery> found;
    if (!filter.endpoint_id && !filter.tenant && !filter.state) {
        query asked(db_,
                    "SELECT * FROM deliveries WHERE id < ?1 AND (?2 IS NULL OR kind = ?2) AND (?3 IS NULL OR key = ?3) "
                    "AND (?4 IS NULL OR accepted_at >= ?4) AND (?5 IS NULL OR accepted_at < ?5) "
                    "AND (?6 = 0 OR failures > 0) ORDER BY id DESC LIMIT ?7",
                    below(filter), filter.kind, filter.key, filter.from, filter.to, filter.failed_only, filter.limit);
        while (asked.next()) found.push_back(read_row(asked));
        return found;
    }
    for (auto const endpoint : listed_endpoints(filter))
        for (auto const state : all_states)
            if (!filter.state || *filter.state == state) list_part(filter, endpoint, state, found);
    return found;
}

std::optional<wall_time> deliveries::first_due(std::int64_t endpoint) const {
    query asked(db_,
                "SELECT due_at FROM deliveries INDEXED BY deliveries_due WHERE endpoint = ? AND state = 0 AND owner = "
                "0 AND behind = 0 "
                "ORDER BY due_at LIMIT 1",
                endpoint);
    if (!asked.next()) return std::nullopt;
    std::optional<wall_time> due;
    asked.read(due);
    return due;
}

void deliveries::each_due(std::function<void(std::string_view, wall_time)> const& visit) const {
    for (auto const endpoint :
         tallies_.endpoints_where([](tally const& counts) { return counts.pending > counts.owned; }))
        if (auto const due = first_due(endpoint)) {
            auto const id = names_.text(endpoint);
            visit(id, *due);
        }
}

std::optional<wall_time> deliveries::oldest_due() const {
    std::optional<wall_time> oldest;
    each_due([&](std::string_view, wall_time due) {
        if (!oldest || due < *oldest) oldest = due;
    });
    return oldest;
}

std::optional<wall_time> deliveries::oldest_pending(std::optional<std::string_view> endpoint_id) const {
    auto const endpoint = endpoint_id ? names_.number(*endpoint_id) : 0;
    // Ids rise in time; the index holds the pending ones alone.
    query asked(db_,
                endpoint_id
                    ? "SELECT min(id) FROM deliveries INDEXED BY deliveries_pending WHERE state = 0 AND endpoint = ?1"
                    : "SELECT min(id) FROM deliveries INDEXED BY deliveries_pending WHERE state = 0 AND ?1 = 0",
                endpoint);
    std::optional<record_id> id;
    if (asked.next()) asked.read(id);
    auto const row = id ? find(*id) : std::nullopt;
    if (!row) return std::nullopt;
    return row->accepted_at;
}

state_counts deliveries::count(std::optional<std::string_view> endpoint_id) const {
    auto const endpoint = endpoint_id ? names_.number(*endpoint_id) : 0;
    if (endpoint_id && endpoint == 0) return {};
    auto const counts = tallies_.read(endpoint);
    auto const at_least_none = [](std::int64_t count) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(count, 0));
    };
    state_counts given;
    given.pending = at_least_none(counts.pending);
    given.owned = at_least_none(counts.owned);
    given.delivered = at_least_none(counts.delivered);
    given.exhausted = at_least_none(counts.exhausted);
    given.expired = at_least_none(counts.expired);
    given.cancelled = at_least_none(counts.cancelled);
    given.endpoint_gone = at_least_none(counts.endpoint_gone);
    given.purged = at_least_none(counts.purged);
    given.created = at_least_none(counts.created);
    return given;
}

void deliveries::note_served(std::int64_t tenant, std::int64_t endpoint) {
    if (db_.trouble() || !names_.pair_is_new(tenant, endpoint)) return;
    query(query::ahead(), db_, "INSERT OR IGNORE INTO served VALUES (?, ?)", tenant, endpoint).run();
}

void deliveries::insert(delivery const& row, std::string_view body) {
    if (conditions_.low_space) {
        db_.refuse(
            error(errc::storage_full,
                  "the disk of the store is almost full; the rest is kept for the outcomes of what was accepted"));
        return;
    }
    auto const endpoint = names_.intern(row.endpoint_id);
    auto const tenant = names_.intern(row.tenant);
    auto const due = row.due_at.value_or(row.accepted_at);
    db_.gathered().add(new_deliveries, row.id, row.message_id, endpoint, tenant, row.kind, row.owner, row.attempts,
                       row.failures, row.coalesced, row.accepted_at, row.expires_at, due, row.replay_of, row.type,
                       row.key);
    db_.gathered().add(new_bodies, row.id, blob{body});
    note_served(tenant, endpoint);
    auto& counts = tallies_.change(endpoint);
    ++counts.created, ++counts.pending;
    if (row.owner != 0) ++counts.owned;
    tallies_.note_id(std::max(row.id, row.message_id));
}

}  // namespace cohook::store::sqlite
