#include "store/sqlite_tables.hpp"

#include <algorithm>
#include <limits>

namespace cohook::store::sqlite {
namespace {

sync_row read_row(query& from) {
    sync_row row;
    auto& status = row.status;
    from.read(status.id, status.endpoint_id, status.tenant, status.state, status.total, status.acknowledged,
              status.failed, status.waiting, status.skipped, status.interval, status.batch, status.started_at,
              status.ended_at, status.reason, row.position, row.open, row.owner, status.retry_of);
    return row;
}

std::vector<sync_row> read_rows(query& from) {
    std::vector<sync_row> rows;
    while (from.next()) rows.push_back(read_row(from));
    return rows;
}

std::vector<sync_failure> read_failures(query& from) {
    std::vector<sync_failure> failures;
    while (from.next()) {
        auto& failure = failures.emplace_back();
        from.skip();  // the sync
        from.read(failure.key, failure.attempts, failure.due_at, failure.first_at, failure.error, failure.message_id,
                  failure.published_at, failure.sequence, failure.digest);
    }
    return failures;
}

}  // namespace

std::optional<sync_row> syncs::find(record_id id) const {
    query asked(db_, "SELECT * FROM syncs WHERE id = ?", id);
    if (!asked.next()) return std::nullopt;
    return read_row(asked);
}

std::optional<sync_row> syncs::active(std::string_view endpoint_id) const {
    query asked(
        db_, "SELECT * FROM syncs INDEXED BY syncs_active WHERE endpoint = ? AND state <= 1 ORDER BY id DESC LIMIT 1",
        endpoint_id);
    if (!asked.next()) return std::nullopt;
    return read_row(asked);
}

std::vector<sync_row> syncs::all_active() const {
    query asked(db_, "SELECT * FROM syncs INDEXED BY syncs_active WHERE state <= 1 ORDER BY id");
    return read_rows(asked);
}

std::vector<sync_row> syncs::list(std::string_view endpoint_id, record_id before, std::size_t limit) const {
    auto const below = before > 0 ? before : std::numeric_limits<record_id>::max();
    query asked(db_, "SELECT * FROM syncs WHERE endpoint = ? AND id < ? ORDER BY id DESC LIMIT ?", endpoint_id, below,
                limit);
    return read_rows(asked);
}

std::vector<sync_failure> syncs::failures(record_id sync, std::string_view after_key, std::size_t limit) const {
    query asked(db_, "SELECT * FROM sync_failures WHERE sync = ? AND key > ? ORDER BY key LIMIT ?", sync, after_key,
                limit);
    return read_failures(asked);
}

std::vector<sync_failure> syncs::due_failures(record_id sync, wall_time now, std::size_t limit) const {
    query asked(db_,
                "SELECT * FROM sync_failures WHERE sync = ? AND due_at IS NOT NULL AND due_at <= ? "
                "ORDER BY due_at, key LIMIT ?",
                sync, now, limit);
    return read_failures(asked);
}

std::optional<wall_time> syncs::next_failure_due(record_id sync) const {
    query asked(db_, "SELECT min(due_at) FROM sync_failures WHERE sync = ? AND due_at IS NOT NULL", sync);
    std::optional<wall_time> due;
    if (asked.next()) asked.read(due);
    return due;
}

void syncs::insert(sync_row const& row) {
    auto const& status = row.status;
    query(db_, "INSERT INTO syncs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", status.id,
          status.endpoint_id, status.tenant, status.state, status.total, status.acknowledged, status.failed,
          status.waiting, status.skipped, status.interval, status.batch, status.started_at, status.ended_at,
          status.reason, row.position, blob{row.open}, row.owner, status.retry_of)
        .run();
    tallies_.note_id(status.id);
}

bool syncs::update(sync_row const& row, std::int64_t expected_owner) {
    auto const& status = row.status;
    query(db_,
          "UPDATE syncs SET endpoint = ?, tenant = ?, state = ?, total = ?, acknowledged = ?, failed = ?, waiting = ?, "
          "skipped = ?, interval = ?, batch = ?, started_at = ?, ended_at = ?, reason = ?, position = ?, open = ?, "
          "owner = ? WHERE id = ? AND owner = ?",
          status.endpoint_id, status.tenant, status.state, status.total, status.acknowledged, status.failed,
          status.waiting, status.skipped, status.interval, status.batch, status.started_at, status.ended_at,
          status.reason, row.position, blob{row.open}, row.owner, status.id, expected_owner)
        .run();
    return !db_.trouble() && db_.changes() > 0;
}

void syncs::put_failure(record_id sync, sync_failure const& failure) {
    query(db_, "INSERT OR REPLACE INTO sync_failures VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", sync, failure.key,
          failure.attempts, failure.due_at, failure.first_at, failure.error, failure.message_id, failure.published_at,
          failure.sequence, blob{failure.digest})
        .run();
    tallies_.note_id(failure.message_id);
}

void syncs::erase_failure(record_id sync, std::string_view key) {
    query(db_, "DELETE FROM sync_failures WHERE sync = ? AND key = ?", sync, key).run();
}

}  // namespace cohook::store::sqlite
