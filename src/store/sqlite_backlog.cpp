// The life of a delivery after its acceptance: claimed, settled, released, ended, forgotten.
#include "store/lost_attempt.hpp"
#include "store/sqlite_tables.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace cohook::store::sqlite {
namespace {

/// A claim ends at most so many deliveries whose life is over; the rest is left to the next one.
constexpr std::size_t most_ended_by_claim = 256;
/// A claim passes by at most so many that wait behind an earlier one of their key.
constexpr std::size_t most_passed_by_claim = 512;

// With `+` no row of the table is ever looked up among the outcomes.
constexpr row_shape settled_deliveries = {
    "UPDATE deliveries SET state = ?2, owner = ?3, due_at = ?4, settled_at = ?5, attempts = ?6, failures = ?7 "
    "WHERE id = ?1",
    "WITH outcome (id, state, owner, due_at, settled_at, attempts, failures) AS (VALUES ", "(?, ?, ?, ?, ?, ?, ?)",
    ") UPDATE OR FAIL deliveries SET state = outcome.state, owner = outcome.owner, due_at = outcome.due_at, "
    "settled_at = outcome.settled_at, attempts = outcome.attempts, failures = outcome.failures "
    "FROM outcome WHERE deliveries.id = +outcome.id"};

}  // namespace

std::optional<deliveries::facts> deliveries::facts_of(record_id id) const {
    if (db_.gathered().holds(id)) db_.gathered().write();
    query asked(query::ahead(), db_, "SELECT endpoint, tenant, state, owner, attempts FROM deliveries WHERE id = ?",
                id);
    if (!asked.next()) return std::nullopt;
    facts row;
    asked.read(row.endpoint, row.tenant, row.state, row.owner, row.attempts);
    return row;
}

void deliveries::end(record_id id, std::int64_t endpoint, bool owned, delivery_state state, wall_time at) {
    query(db_, "UPDATE deliveries SET state = ?, owner = 0, due_at = NULL, settled_at = ? WHERE id = ?", state, at, id)
        .run();
    auto& counts = tallies_.change(endpoint);
    --counts.pending, ++counts.of(state);
    if (owned) --counts.owned;
    let_next_go(endpoint, id);
}

// What the endpoints in the set hold back was marked by claims; the set only grows, so that a rollback leaves it right.
std::set<std::int64_t>& deliveries::endpoints_holding_back() {
    if (!holding_back_) {
        auto& found = holding_back_.emplace();
        query asked(
            db_,
            "SELECT DISTINCT endpoint FROM deliveries INDEXED BY deliveries_behind WHERE state = 0 AND behind = 1");
        while (asked.next()) found.insert(asked.integer());
    }
    return *holding_back_;
}

/// The row `id` is no longer pending: the first one behind it, if it is held back, is due as it was.
void deliveries::let_next_go(std::int64_t endpoint, record_id id) {
    if (!endpoints_holding_back().contains(endpoint)) return;
    record_id next = 0;
    auto held_back = false;
    {
        query asked(db_,
                    "SELECT next.id, next.behind FROM deliveries AS ended "
                    "CROSS JOIN deliveries AS next INDEXED BY deliveries_pending "
                    "WHERE ended.id = ?1 AND next.endpoint = ?2 AND next.key = ended.key AND next.state = 0 "
                    "ORDER BY next.id LIMIT 1",
                    id, endpoint);
        if (asked.next()) asked.read(next, held_back);
    }
    if (held_back) query(db_, "UPDATE deliveries SET behind = 0 WHERE id = ?", next).run();
}

void deliveries::hold_back(std::int64_t endpoint, std::vector<record_id> const& ids) {
    if (ids.empty()) return;
    endpoints_holding_back().insert(endpoint);
    for (auto const id : ids) query(db_, "UPDATE deliveries SET behind = 1 WHERE id = ?", id).run();
}

/// One pass over what is due: what to take and what to end, found before anything is changed.
struct deliveries::claim_scan {
    deliveries const& from;
    claim_request const& request;
    std::int64_t endpoint;
    claim_result taken{};
    std::size_t bytes = 0;
    std::vector<record_id> over{};
    std::vector<record_id> behind{};
    std::unordered_map<std::string, record_id> first_of_key{};

    /// Whether an earlier delivery of its key is still pending. Each key is looked up once a scan.
    bool waits(delivery const& row) {
        if (!request.by_key || row.key.empty()) return false;
        auto [found, is_new] = first_of_key.try_emplace(row.key, row.id);
        if (is_new) {
            query asked(from.db_,
                        "SELECT id FROM deliveries INDEXED BY deliveries_pending WHERE endpoint = ? AND key = ? "
                        "AND state = 0 ORDER BY id LIMIT 1",
                        endpoint, row.key);
            if (asked.next()) found->second = asked.integer();
        }
        return found->second != row.id;
    }

    /// False: the claim is full.
    bool take(delivery row) {
        if (row.expires_at && *row.expires_at <= request.now) {
            if (over.size() == most_ended_by_claim) return taken.more = true, false;
            over.push_back(row.id);
            if (request.by_key && !row.key.empty()) taken.more = true;  // those behind it may go now
            return true;
        }
        if (waits(row)) {
            behind.push_back(row.id);
            return behind.size() < most_passed_by_claim || (taken.more = true, false);
        }
        if (taken.rows.size() >= request.max_rows) return taken.more = true, false;
        auto body = from.body_text(row.id).value_or(std::string());
        if (!taken.rows.empty() && bytes + body.size() > request.max_bytes) return taken.more = true, false;
        bytes += body.size();
        row.owner = request.owner;
        taken.rows.push_back({std::move(row), std::move(body)});
        return true;
    }

    void run() {
        query due(from.db_,
                  "SELECT * FROM deliveries INDEXED BY deliveries_due WHERE endpoint = ? AND state = 0 AND owner = 0 "
                  "AND behind = 0 AND due_at <= ? ORDER BY due_at, id",
                  endpoint, request.now);
        while (due.next())
            if (!take(from.read_row(due))) break;
    }
};

claim_result deliveries::claim(claim_request const& request) {
    auto const endpoint = names_.number(request.endpoint_id);
    if (endpoint == 0) return {};
    // An endpoint that is not ordered (any more) holds nothing back.
    if (!request.by_key && endpoints_holding_back().contains(endpoint))
        query(db_, "UPDATE deliveries SET behind = 0 WHERE endpoint = ? AND state = 0 AND behind = 1", endpoint).run();
    claim_scan scan{*this, request, endpoint};
    scan.run();
    hold_back(endpoint, scan.behind);
    for (auto const id : scan.over) end(id, endpoint, false, delivery_state::expired, request.now);
    for (auto const& claimed : scan.taken.rows)
        query(db_, "UPDATE deliveries SET owner = ? WHERE id = ?", request.owner, claimed.row.id).run();
    tallies_.change(endpoint).owned += static_cast<std::int64_t>(scan.taken.rows.size());
    query later(db_,
                "SELECT due_at FROM deliveries INDEXED BY deliveries_due WHERE endpoint = ? AND state = 0 "
                "AND owner = 0 AND behind = 0 AND due_at > ? ORDER BY due_at LIMIT 1",
                endpoint, request.now);
    if (later.next()) later.read(scan.taken.next_due);
    return std::move(scan.taken);
}

bool deliveries::settle(settlement const& outcome) {
    auto const row = facts_of(outcome.delivery_id);
    if (row && outcome.made) write_attempt(*outcome.made, row->endpoint, row->tenant);
    if (!row || row->state != delivery_state::pending || row->owner != outcome.owner ||
        row->attempts != outcome.attempts_before) {
        ++conditions_.stale_writes;
        return false;
    }
    auto const pending = outcome.state == delivery_state::pending;
    auto const owner = pending && outcome.keep_claim ? outcome.owner : 0;
    std::optional<wall_time> due, settled;
    if (pending)
        due = outcome.due_at.value_or(outcome.at);
    else
        settled = outcome.at;
    db_.gathered().add(settled_deliveries, outcome.delivery_id, outcome.state, owner, due, settled,
                       row->attempts + (outcome.made ? 1 : 0), outcome.failures);
    auto& counts = tallies_.change(row->endpoint);
    if (row->owner != 0 && owner == 0) --counts.owned;
    if (pending) return true;
    --counts.pending, ++counts.of(outcome.state);
    let_next_go(row->endpoint, outcome.delivery_id);
    return true;
}

void deliveries::release(std::int64_t owner, std::vector<record_id> const& ids) {
    for (auto const id : ids) {
        auto const row = facts_of(id);
        if (!row || row->state != delivery_state::pending || row->owner != owner || owner == 0) continue;
        query(db_, "UPDATE deliveries SET owner = 0 WHERE id = ?", id).run();
        --tallies_.change(row->endpoint).owned;
    }
}

void deliveries::release_all(std::int64_t owner) {
    if (owner == 0) return;  // nobody's
    for (auto const endpoint : tallies_.endpoints_where([](tally const& counts) { return counts.owned > 0; })) {
        query(db_,
              "UPDATE deliveries INDEXED BY deliveries_pending SET owner = 0 WHERE endpoint = ? AND state = 0 "
              "AND owner = ?",
              endpoint, owner)
            .run();
        tallies_.change(endpoint).owned -= db_.changes();
    }
}

std::size_t deliveries::recover(std::int64_t owner, wall_time now, std::function<record_id()> const& next_attempt_id) {
    std::vector<delivery> left;
    for (auto const endpoint : tallies_.endpoints_where([](tally const& counts) { return counts.owned > 0; })) {
        query asked(db_,
                    "SELECT * FROM deliveries INDEXED BY deliveries_pending WHERE endpoint = ? AND state = 0 "
                    "AND owner <> 0 AND owner < ? ORDER BY id",
                    endpoint, owner);
        while (asked.next()) left.push_back(read_row(asked));
    }
    std::size_t closed = 0;
    for (auto const& row : left)
        if (recover_one(row, now, next_attempt_id)) ++closed;
    return closed;
}

bool deliveries::recover_one(delivery const& row, wall_time now, std::function<record_id()> const& next_attempt_id) {
    auto const endpoint = names_.number(row.endpoint_id);
    auto const may_have_left = !row.due_at || *row.due_at <= now;
    auto attempts = row.attempts;
    if (may_have_left) {
        auto const made = lost_attempt(row, next_attempt_id());
        write_attempt(made, endpoint, names_.number(row.tenant));
        attempts = made.number;
    }
    --tallies_.change(endpoint).owned;
    if (row.kind == delivery_kind::test) {  // nobody waits for its answer any more
        end(row.id, endpoint, false, delivery_state::exhausted, now);
        query(db_, "UPDATE deliveries SET attempts = ? WHERE id = ?", attempts, row.id).run();
    } else {
        auto const due = may_have_left ? now : *row.due_at;
        query(db_, "UPDATE deliveries SET owner = 0, due_at = ?, attempts = ? WHERE id = ?", due, attempts, row.id)
            .run();
    }
    return may_have_left;
}

std::uint32_t deliveries::replace_waiting(std::string_view endpoint_id, std::string_view key, wall_time at) {
    if (key.empty()) return 0;
    auto const endpoint = names_.number(endpoint_id);
    std::vector<record_id> older;
    std::uint32_t stood_for = 0;
    {
        query asked(db_,
                    "SELECT id, coalesced FROM deliveries INDEXED BY deliveries_pending WHERE endpoint = ? AND key = ? "
                    "AND state = 0 AND owner = 0",
                    endpoint, key);
        while (asked.next()) {
            older.push_back(asked.integer());
            stood_for += 1 + static_cast<std::uint32_t>(asked.integer());
        }
    }
    for (auto const id : older) end(id, endpoint, false, delivery_state::cancelled, at);
    return stood_for;
}

bool deliveries::cancel(record_id id, wall_time at) {
    auto const row = facts_of(id);
    if (!row || row->state != delivery_state::pending) return false;
    end(id, row->endpoint, row->owner != 0, delivery_state::cancelled, at);
    return true;
}

std::size_t deliveries::end_all(std::string_view endpoint_id, delivery_state state, wall_time at) {
    if (state == delivery_state::pending) return 0;
    auto const endpoint = names_.number(endpoint_id);
    if (endpoint == 0) return 0;
    auto const owned = tallies_.read(endpoint).owned;
    query(db_,
          "UPDATE deliveries INDEXED BY deliveries_pending SET state = ?, owner = 0, due_at = NULL, settled_at = ? "
          "WHERE endpoint = ? AND state = 0",
          state, at, endpoint)
        .run();
    auto const ended = db_.trouble() ? 0 : db_.changes();
    auto& counts = tallies_.change(endpoint);
    counts.pending -= ended, counts.of(state) += ended, counts.owned -= owned;
    return static_cast<std::size_t>(ended);
}

std::size_t deliveries::expire(wall_time now, std::size_t limit) {
    std::vector<std::pair<record_id, std::int64_t>> over;
    {
        query asked(db_,
                    "SELECT id, endpoint FROM deliveries INDEXED BY deliveries_ending WHERE state = 0 AND owner = 0 "
                    "AND expires_at IS NOT NULL AND expires_at <= ? ORDER BY expires_at LIMIT ?",
                    now, limit);
        while (asked.next()) {
            auto& [id, endpoint] = over.emplace_back();
            asked.read(id, endpoint);
        }
    }
    for (auto const& [id, endpoint] : over) end(id, endpoint, false, delivery_state::expired, now);
    return over.size();
}

std::size_t deliveries::purge(wall_time before, std::size_t limit) {
    struct settled_row {
        record_id id = 0;
        std::int64_t endpoint = 0;
        delivery_state state{};
    };
    std::vector<settled_row> old;
    {
        query asked(db_,
                    "SELECT id, endpoint, state FROM deliveries INDEXED BY deliveries_settled WHERE state <> 0 "
                    "AND settled_at < ? ORDER BY settled_at LIMIT ?",
                    before, limit);
        while (asked.next()) {
            auto& row = old.emplace_back();
            asked.read(row.id, row.endpoint, row.state);
        }
    }
    for (auto const& row : old) {
        query(db_, "DELETE FROM attempts WHERE delivery = ?", row.id).run();
        query(db_, "DELETE FROM bodies WHERE delivery = ?", row.id).run();
        query(db_, "DELETE FROM deliveries WHERE id = ?", row.id).run();
        auto& counts = tallies_.change(row.endpoint);
        --counts.of(row.state), ++counts.purged;
    }
    return old.size();
}

}  // namespace cohook::store::sqlite
