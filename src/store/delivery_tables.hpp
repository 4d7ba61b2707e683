// The backlog: deliveries, their bodies and their attempts.
#pragma once

#include <cohook/delivery.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook::store {

/// The bytes of a request body, for who looks at them.
using body_ptr = std::shared_ptr<std::string const>;

struct claimed_delivery {
    delivery row;
    std::string body;
};

struct claim_request {
    std::string_view endpoint_id;
    std::int64_t owner = 0;  ///< the epoch that takes them
    wall_time now{};
    std::size_t max_rows = 64;
    std::size_t max_bytes = 1 << 20;  ///< of bodies together; the first row is given whatever its size
    bool by_key = false;              ///< leave out what waits for an earlier (smaller id) pending delivery of its key
};

struct claim_result {
    std::vector<claimed_delivery> rows;  ///< by due time, then id
    bool more = false;                   ///< claim again at once: more may be due now than were taken
    std::optional<wall_time> next_due;   ///< of the earliest unowned pending delivery that is not due yet
};

/// The outcome of one attempt (or the end of a delivery without one). Applied only where the row is still pending, of
/// this owner and at this attempt number; else nothing changes and `settle` says so.
struct settlement {
    record_id delivery_id = 0;
    std::int64_t owner = 0;
    std::uint32_t attempts_before = 0;
    delivery_state state = delivery_state::pending;  ///< after; `pending`: again at `due_at`
    std::optional<wall_time> due_at;
    wall_time at{};
    std::uint32_t failures = 0;   ///< after
    std::optional<attempt> made;  ///< the attempt's record; counted in `attempts`
    /// Keep the claim although the row stays pending (it is attempted again at once); else it is released.
    bool keep_claim = false;
};

using cohook::delivery_filter;
using state_counts = delivery_counts;

/// What one attempt came to. The view is valid during the call it is given to.
struct attempt_brief {
    std::string_view tenant;
    wall_time started_at{};
    attempt_verdict verdict = attempt_verdict::failed;
    std::chrono::microseconds total{0};
};

class delivery_tables {
public:
    virtual ~delivery_tables() = default;

    // --- reading
    virtual std::optional<delivery> find(record_id id) const = 0;
    virtual body_ptr body(record_id delivery_id) const = 0;                       ///< null where there is none any more
    virtual std::vector<delivery> list(delivery_filter const& filter) const = 0;  ///< newest first
    virtual std::vector<attempt> attempts(record_id delivery_id) const = 0;       ///< in order
    virtual std::optional<attempt> find_attempt(record_id attempt_id) const = 0;
    /// Earliest due time of the unowned pending deliveries of every endpoint that has one. An endpoint once. What a claim
    /// by key has found waiting for an earlier one of its key is told when its turn has come.
    virtual void each_due(std::function<void(std::string_view endpoint_id, wall_time due)> const& visit) const = 0;
    virtual state_counts count(std::optional<std::string_view> endpoint_id) const = 0;
    /// The earliest of what `each_due` tells: since when something waits, if it is past; none: nothing waits.
    virtual std::optional<wall_time> oldest_due() const = 0;
    /// When the oldest delivery that is still pending was accepted; of one endpoint, or (none) of all.
    virtual std::optional<wall_time> oldest_pending(std::optional<std::string_view> endpoint_id) const = 0;
    /// The attempts on record that began in [from, until), those of tests left out; in no order.
    virtual void each_attempt(wall_time from, wall_time until,
                              std::function<void(attempt_brief const&)> const& visit) const = 0;

    // --- writing
    /// A new pending delivery with its body. `row.owner` and `row.due_at` are taken as given.
    /// Where no `due_at` is given, it is due from its acceptance on.
    virtual void insert(delivery const& row, std::string_view body) = 0;
    /// Cancels the unowned pending deliveries of this key and says how many older states they stood for.
    virtual std::uint32_t replace_waiting(std::string_view endpoint_id, std::string_view key, wall_time at) = 0;
    /// Takes due, unowned, unexpired deliveries of one endpoint; ends those whose life is over as `expired`.
    virtual claim_result claim(claim_request const& request) = 0;
    /// False: the row was not this owner's, not pending or at another attempt; nothing changed (a stale write), but
    /// for the record of the attempt, which is kept.
    virtual bool settle(settlement const& outcome) = 0;
    /// Gives claims up unsent: owner 0, due as before. Rows of another owner are left alone.
    virtual void release(std::int64_t owner, std::vector<record_id> const& ids) = 0;
    /// At the end of a process: all that is still this owner's.
    virtual void release_all(std::int64_t owner) = 0;
    /// After a crash: every delivery of an owner below `owner` that was due by `now` gets its possible attempt closed as
    /// `unknown` and is due at once; those not yet due are only released. One of kind `test` is never repeated: it ends
    /// as `exhausted`. Gives the number closed.
    virtual std::size_t recover(std::int64_t owner, wall_time now,
                                std::function<record_id()> const& next_attempt_id) = 0;
    /// Ends a pending delivery on request; false where it is not pending.
    virtual bool cancel(record_id id, wall_time at) = 0;
    /// Ends all pending deliveries of an endpoint in this state. Gives their number.
    virtual std::size_t end_all(std::string_view endpoint_id, delivery_state state, wall_time at) = 0;
    /// Ends at most `limit` unowned deliveries whose life is over. Gives their number.
    virtual std::size_t expire(wall_time now, std::size_t limit) = 0;
    /// Forgets at most `limit` deliveries settled before `before`, with bodies and attempts. Gives their number.
    virtual std::size_t purge(wall_time before, std::size_t limit) = 0;
};

}  // namespace cohook::store
