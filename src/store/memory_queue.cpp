// The life of a delivery after its acceptance, in memory: claimed, settled, released, ended, forgotten.
#include "store/lost_attempt.hpp"
#include "store/memory_deliveries.hpp"

#include <algorithm>
#include <utility>

namespace cohook::store::memory {

claim_result deliveries::claim(claim_request const& request) {
    claim_result taken;
    auto* const home = lane_of(request.endpoint_id);
    if (!home) return taken;
    // An endpoint that is not ordered (any more) holds nothing back.
    if (!request.by_key && home->behind > 0)
        for (auto& of : home->by_key)
            if (of.now.behind) hold_back(of, false);
    constexpr std::size_t usual_window = 64;
    taken.rows.reserve(std::min(request.max_rows, usual_window));
    std::size_t bytes = 0;
    auto const waits = [&](row const& of) {
        if (!request.by_key || of.key.empty()) return false;
        return &*home->by_key.lower_bound(std::string_view(of.key), key_order()) != &of;
    };
    for (auto at = home->due.begin(); at != home->due.end();) {
        auto& of = *at;
        if (*of.now.due_at > request.now) {
            taken.next_due = of.now.due_at;
            break;
        }
        ++at;
        if (of.expires_at && *of.expires_at <= request.now) {
            end(of, delivery_state::expired, request.now);
            if (request.by_key && !of.key.empty()) taken.more = true;  // those behind it may go now
            continue;
        }
        if (waits(of)) {
            hold_back(of, true);
            continue;
        }
        auto const full = taken.rows.size() >= request.max_rows ||
                          (!taken.rows.empty() && bytes + of.body.size() > request.max_bytes);
        if (full) {
            taken.more = true;
            break;
        }
        bytes += of.body.size();
        auto after = of.now;
        after.owner = request.owner;
        alter(of, after);
        taken.rows.push_back({to_delivery(of), std::string(of.body)});
    }
    if (!taken.next_due && taken.more) {
        row probe;
        probe.now.due_at = request.now + std::chrono::milliseconds(1);
        if (auto const later = home->due.lower_bound(probe); later != home->due.end())
            taken.next_due = later->now.due_at;
    }
    return taken;
}

bool deliveries::settle(settlement const& outcome) {
    auto* const of = at(outcome.delivery_id);
    if (of && outcome.made) write_attempt(*of, *outcome.made);
    if (!of || !of->pending() || of->now.owner != outcome.owner || of->now.attempts != outcome.attempts_before) {
        ++unit_stale_writes_;
        return false;
    }
    auto const again = outcome.state == delivery_state::pending;
    changing after;
    after.state = outcome.state;
    after.owner = again && outcome.keep_claim ? outcome.owner : 0;
    after.attempts = of->now.attempts + (outcome.made ? 1 : 0);
    after.failures = outcome.failures;
    if (again)
        after.due_at = outcome.due_at.value_or(outcome.at);
    else
        after.settled_at = outcome.at;
    alter(*of, after);
    if (!again) let_next_go(*of);
    return true;
}

void deliveries::release(std::int64_t owner, std::vector<record_id> const& ids) {
    for (auto const id : ids) {
        auto* const of = at(id);
        if (!of || !of->pending() || owner == 0 || of->now.owner != owner) continue;
        auto after = of->now;
        after.owner = 0;
        alter(*of, after);
    }
}

void deliveries::release_all(std::int64_t owner) {
    for (auto& of : rows_) {
        if (!of.pending() || owner == 0 || of.now.owner != owner) continue;
        auto after = of.now;
        after.owner = 0;
        alter(of, after);
    }
}

std::size_t deliveries::recover(std::int64_t owner, wall_time now, std::function<record_id()> const& next_attempt_id) {
    std::size_t closed = 0;
    for (auto& of : rows_) {
        if (!of.pending() || of.now.owner == 0 || of.now.owner >= owner) continue;
        auto after = of.now;
        after.owner = 0;
        if (!of.now.due_at || *of.now.due_at <= now) {
            auto const lost = lost_attempt(to_delivery(of), next_attempt_id());
            write_attempt(of, lost);
            after.attempts = lost.number;
            after.due_at = now;
            ++closed;
        }
        if (of.kind == delivery_kind::test) {  // nobody waits for its answer any more
            after.state = delivery_state::exhausted;
            after.due_at.reset();
            after.settled_at = now;
        }
        alter(of, after);
        if (!of.pending()) let_next_go(of);
    }
    return closed;
}

std::uint32_t deliveries::replace_waiting(std::string_view endpoint_id, std::string_view key, wall_time at) {
    auto* const home = lane_of(endpoint_id);
    if (!home || key.empty()) return 0;
    std::uint32_t stood_for = 0;
    auto [from, to] = home->by_key.equal_range(key, key_order());
    while (from != to) {
        auto& of = *from++;
        if (of.now.owner != 0) continue;
        stood_for += 1 + of.coalesced;
        end(of, delivery_state::cancelled, at);
    }
    return stood_for;
}

bool deliveries::cancel(record_id id, wall_time at_time) {
    auto* const of = at(id);
    if (!of || !of->pending()) return false;
    end(*of, delivery_state::cancelled, at_time);
    return true;
}

std::size_t deliveries::end_all(std::string_view endpoint_id, delivery_state state, wall_time at) {
    auto* const home = lane_of(endpoint_id);
    if (!home || state == delivery_state::pending) return 0;
    std::size_t ended = 0;
    for (auto& of : home->rows) {
        if (!of.pending()) continue;
        end(of, state, at);
        ++ended;
    }
    return ended;
}

std::size_t deliveries::expire(wall_time now, std::size_t limit) {
    std::size_t ended = 0;
    while (ended < limit && !ending_.empty() && *ending_.begin()->expires_at <= now) {
        end(*ending_.begin(), delivery_state::expired, now);
        ++ended;
    }
    return ended;
}

std::size_t deliveries::purge(wall_time before, std::size_t limit) {
    std::size_t gone = 0;
    while (gone < limit && !settled_.empty() && *settled_.begin()->now.settled_at < before) {
        auto& of = *settled_.begin();
        leave(of);
        ++counts_.purged, ++of.home->counts.purged;
        rows_.erase(rows_.iterator_to(of));
        of.home->rows.erase(of.home->rows.iterator_to(of));
        by_id_.erase(of.id);
        changes_.push_back({change::what::removed, &of, {}});
        ++gone;
    }
    return gone;
}

}  // namespace cohook::store::memory
