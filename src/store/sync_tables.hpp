// The sync jobs: one row a job, and one row a record that failed; never a row a record.
#pragma once

#include <cohook/sync.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::store {

/// A job as it is stored: what people see (`sync_status`) and where to go on.
struct sync_row {
    sync_status status;
    std::string position;  ///< cursor: the last record that was taken from the source
    std::string open;      ///< the records up to it that are not settled yet, in the form the job gave them; bounded
    std::int64_t owner = 0;
};

/// A record whose POST was not acknowledged.
struct sync_failure {
    std::string key;  ///< the record (the person's id)
    std::uint32_t attempts = 0;
    std::optional<wall_time> due_at;  ///< of the next attempt; none: given up
    wall_time first_at{};
    std::string error;         ///< last fault or status, by name
    record_id message_id = 0;  ///< the id that the next attempt repeats, if its bytes are the same
    wall_time published_at{};
    std::uint64_t sequence = 0;  ///< its place in its POST, whose own is that of the last
    std::string digest;          ///< of what was sent, to tell whether the bytes are the same
};

class sync_tables {
public:
    virtual ~sync_tables() = default;

    virtual std::optional<sync_row> find(record_id id) const = 0;
    /// The job of this endpoint that is running or paused.
    virtual std::optional<sync_row> active(std::string_view endpoint_id) const = 0;
    /// All jobs that are running or paused.
    virtual std::vector<sync_row> all_active() const = 0;
    /// Newest first; ids below `before` (0: from the newest).
    virtual std::vector<sync_row> list(std::string_view endpoint_id, record_id before, std::size_t limit) const = 0;
    virtual std::vector<sync_failure> failures(record_id sync, std::string_view after_key, std::size_t limit) const = 0;
    /// Waiting failures by due time: due up to `now`, at most `limit`.
    virtual std::vector<sync_failure> due_failures(record_id sync, wall_time now, std::size_t limit) const = 0;
    virtual std::optional<wall_time> next_failure_due(record_id sync) const = 0;

    virtual void insert(sync_row const& row) = 0;
    /// Replaces the row; false (nothing changed) where the stored owner is not `expected_owner`.
    virtual bool update(sync_row const& row, std::int64_t expected_owner) = 0;
    virtual void put_failure(record_id sync, sync_failure const& failure) = 0;
    virtual void erase_failure(record_id sync, std::string_view key) = 0;
};

}  // namespace cohook::store
