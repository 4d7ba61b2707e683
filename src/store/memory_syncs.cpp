#include "store/memory_tables.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace cohook::store::memory {
namespace {

bool is_active(sync_row const& row) {
    return row.status.state == sync_state::running || row.status.state == sync_state::paused;
}

/// Visits the failure rows of one job in the order of their keys until `visit` says false.
template <class Failures, class Visit>
void each_failure(Failures const& rows, record_id sync, std::string_view after_key, Visit visit) {
    auto at = rows.lower_bound(std::pair(sync, std::string(after_key)));
    for (; at != rows.end() && at->first.first == sync; ++at)
        if (at->first.second > after_key && !visit(at->second)) return;
}

}  // namespace

std::optional<sync_row> syncs::find(record_id id) const {
    return rows_.copy(id);
}

std::optional<sync_row> syncs::active(std::string_view endpoint_id) const {
    auto const& rows = rows_.all();
    auto const found = std::find_if(rows.rbegin(), rows.rend(), [&](auto const& held) {
        return held.second.status.endpoint_id == endpoint_id && is_active(held.second);
    });
    if (found == rows.rend()) return std::nullopt;
    return found->second;
}

std::vector<sync_row> syncs::all_active() const {
    std::vector<sync_row> found;
    for (auto const& [id, row] : rows_.all())
        if (is_active(row)) found.push_back(row);
    return found;
}

std::vector<sync_row> syncs::list(std::string_view endpoint_id, record_id before, std::size_t limit) const {
    std::vector<sync_row> found;
    auto const below = before > 0 ? before : std::numeric_limits<record_id>::max();
    auto at = std::make_reverse_iterator(rows_.all().lower_bound(below));
    for (; at != rows_.all().rend() && found.size() < limit; ++at)
        if (at->second.status.endpoint_id == endpoint_id) found.push_back(at->second);
    return found;
}

std::vector<sync_failure> syncs::failures(record_id sync, std::string_view after_key, std::size_t limit) const {
    std::vector<sync_failure> found;
    each_failure(failures_.all(), sync, after_key, [&](sync_failure const& failure) {
        if (found.size() < limit) found.push_back(failure);
        return found.size() < limit;
    });
    return found;
}

std::vector<sync_failure> syncs::due_failures(record_id sync, wall_time now, std::size_t limit) const {
    std::vector<sync_failure> found;
    each_failure(failures_.all(), sync, {}, [&](sync_failure const& failure) {
        if (failure.due_at && *failure.due_at <= now) found.push_back(failure);
        return true;
    });
    std::stable_sort(found.begin(), found.end(),
                     [](sync_failure const& a, sync_failure const& b) { return *a.due_at < *b.due_at; });
    if (found.size() > limit) found.resize(limit);
    return found;
}

std::optional<wall_time> syncs::next_failure_due(record_id sync) const {
    std::optional<wall_time> due;
    each_failure(failures_.all(), sync, {}, [&](sync_failure const& failure) {
        if (failure.due_at && (!due || *failure.due_at < *due)) due = failure.due_at;
        return true;
    });
    return due;
}

void syncs::insert(sync_row const& row) {
    rows_.put(row.status.id, row);
}

bool syncs::update(sync_row const& row, std::int64_t expected_owner) {
    auto const* stored = rows_.find(row.status.id);
    if (!stored || stored->owner != expected_owner) return false;
    rows_.put(row.status.id, row);
    return true;
}

void syncs::put_failure(record_id sync, sync_failure const& failure) {
    failures_.put({sync, failure.key}, failure);
}

void syncs::erase_failure(record_id sync, std::string_view key) {
    failures_.erase(std::pair(sync, std::string(key)));
}

}  // namespace cohook::store::memory
