// The engine: takes messages, makes them durable, and sees to it that every endpoint gets them, signed, at its pace.
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/endpoint.hpp>
#include <cohook/error.hpp>
#include <cohook/message.hpp>
#include <cohook/sync.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cohook {

namespace store {
class store;
}
namespace dispatch {
class core;
}

/// What `send` gives: durable when it is there.
struct send_receipt {
    record_id message_id = 0;
    record_id delivery_id = 0;
};

/// How far a POST of Run Test has come.
struct test_progress {
    test_progress() = default;
    record_id delivery_id = 0;
    attempt_phase now = attempt_phase::dns;
    phase_timings so_far;  ///< of the phases that are over; `total`: until now
    bool probing = false;  ///< the second POST, wrongly signed
};

/// Told at the beginning of each phase, on the engine's threads: returns quickly, never throws, calls nothing of the
/// engine.
using test_watch = std::function<void(test_progress const&)>;

struct test_options {
    test_options() = default;  // no aggregate: it may be written inside a co_await
    /// Follow with a second POST whose signatures are wrong, to see whether the receiver checks them.
    bool probe_signature_check = false;
    test_watch watch;  ///< none: nobody looks on. Kept until the test has ended
};

/// What Run Test found.
struct test_report {
    test_report() = default;
    attempt made;
    std::string request_body;  ///< as sent
    bool acknowledged = false;
    std::string verdict;                    ///< in words
    std::optional<attempt> probe;           ///< the wrongly signed POST, where it was asked for
    std::optional<bool> checks_signatures;  ///< what the probe showed; none: not asked, not answered, or both refused
};

struct sync_options {
    std::optional<std::chrono::milliseconds> interval;  ///< none: the endpoint's request interval
    std::uint32_t batch = 1;                            ///< records in one POST; 1 to 500
    record_id retry_of = 0;  ///< of an ended sync of the endpoint: only what it left unacknowledged; 0: everything
};

/// Told what happens, on the engine's threads: returns quickly, never throws, calls nothing of the engine.
class engine_observer {
public:
    virtual ~engine_observer() = default;
    /// So many deliveries have become durable.
    virtual void accepted(std::uint64_t /*deliveries*/) {}
    /// An attempt has ended and its outcome is durable (tests and syncs: as soon as it is known).
    virtual void attempted(delivery const&, attempt const&) {}
    virtual void endpoint_disabled(std::string const& /*endpoint_id*/, std::string const& /*reason*/) {}
    virtual void breaker_changed(std::string const& /*endpoint_id*/, bool /*open*/) {}
    virtual void sync_changed(sync_status const&) {}
};

struct engine_stats {
    std::uint64_t accepted = 0, attempts = 0, acknowledged = 0, refused = 0, failed = 0, stale = 0;
    std::uint64_t lanes = 0, in_flight = 0, breakers_open = 0, syncs = 0;
    std::uint64_t connections_opened = 0, connections_reused = 0, handshakes = 0, handshakes_resumed = 0;
    std::uint64_t connections_idle = 0;
};

/// How an endpoint is doing, for people.
struct endpoint_status {
    std::string endpoint_id;
    bool breaker_open = false;
    std::optional<wall_time> next_probe;
    std::optional<wall_time> failing_since;
    std::string last_error;
    std::uint64_t in_flight = 0;
};

/// A message and where it goes.
struct addressed_message {
    addressed_message() = default;
    addressed_message(std::string endpoint_id_, message what_)
        : endpoint_id(std::move(endpoint_id_)), what(std::move(what_)) {}
    std::string endpoint_id;
    message what;
};

/// What a replay did, or would do.
struct replay_report {
    std::uint64_t matched = 0;      ///< ended deliveries that fit the filter
    std::uint64_t redelivered = 0;  ///< new deliveries made
    std::uint64_t skipped = 0;      ///< endpoint or body are gone meanwhile
};

enum class replay_mode : std::uint8_t { count_only, redeliver };

/// A record of a sync that was not acknowledged.
struct failed_record {
    std::string key;
    std::uint32_t attempts = 0;
    std::optional<wall_time> due_at;  ///< of the next attempt; none: given up
    wall_time first_at{};
    std::string error;  ///< last fault or status, by name
};

/// How much there is of what the store keeps.
struct backlog_report {
    delivery_counts deliveries;
    std::optional<wall_time> oldest_due;  ///< since when something waits, if it is past
    std::uint64_t endpoints = 0;
};

/// Changes the settings of a stored endpoint. Pure: it runs inside a unit of work and may run again. An error it returns
/// leaves the endpoint as it was.
using endpoint_edit = std::function<result<void>(endpoint& settings)>;

/// Makes the source of a sync's records, at its start and again when it goes on after a restart. Null: there is none any
/// more, the job fails.
using source_factory = std::function<std::shared_ptr<record_source>(sync_status const&)>;

/// Every function may be awaited on any executor and thread; results come back on the awaiter's executor. The engine
/// must outlive what is awaited of it; `stop` before destruction.
class engine {
public:
    explicit engine(std::shared_ptr<dispatch::core> core);
    engine(engine&&) noexcept;
    engine& operator=(engine&&) noexcept;
    ~engine();

    /// Takes over the backlog: closes attempts that a crash left open as `unknown`, arms what is due, resumes syncs.
    boost::asio::awaitable<result<void>> start();
    /// Refuses new work, lets attempts in flight end until `deadline` from now, gives the rest back unsent. Loses
    /// nothing. Idempotent.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds deadline);

    /// Registers or changes an endpoint, durable when it returns, in force at the next attempt. With
    /// `expected_revision`, only if that is the stored one (`conflict` otherwise; 0: only if there is none).
    boost::asio::awaitable<result<endpoint>> put(endpoint candidate,
                                                 std::optional<std::int64_t> expected_revision = {});
    /// Reads, changes and writes a stored endpoint as one.
    boost::asio::awaitable<result<endpoint>> change(std::string endpoint_id, endpoint_edit edit);
    /// Nothing is sent to a paused endpoint; it goes on accepting, and its backlog waits.
    boost::asio::awaitable<result<endpoint>> pause(std::string endpoint_id);
    boost::asio::awaitable<result<endpoint>> resume(std::string endpoint_id);
    /// A new key signs from now on; the old ones sign as well for `overlap` (0 to 7 days).
    boost::asio::awaitable<result<endpoint>> rotate_key(std::string endpoint_id, std::string secret,
                                                        std::chrono::seconds overlap);
    /// Removes an endpoint; its pending deliveries end as `endpoint_gone`, its sync is cancelled.
    boost::asio::awaitable<result<void>> remove(std::string endpoint_id);
    boost::asio::awaitable<result<endpoint>> find(std::string endpoint_id);
    /// By id, after `after`, at most `limit` (1 to 1000). No tenant: all.
    boost::asio::awaitable<result<std::vector<endpoint>>> endpoints(std::optional<std::string> tenant,
                                                                    std::string after, std::size_t limit);
    boost::asio::awaitable<result<endpoint_status>> status(std::string endpoint_id);

    /// Durable when it returns. Errors: `not_found`, `invalid_argument`, `too_large`, and the store's.
    boost::asio::awaitable<result<send_receipt>> send(std::string endpoint_id, message what);
    /// All in one commit, or none: the first error is that of all. At most 1000.
    boost::asio::awaitable<result<std::vector<send_receipt>>> send_many(std::vector<addressed_message> messages);
    /// Run Test: one attempt, now; no retry, no pacing, no effect on the breaker.
    boost::asio::awaitable<result<test_report>> test(std::string endpoint_id, message what,
                                                     test_options options = test_options());

    /// Sync Data. `conflict` where one runs or is paused already: the message names its id; and where `retry_of` has not
    /// ended or left nothing to be retried.
    boost::asio::awaitable<result<sync_status>> start_sync(std::string endpoint_id, sync_options options = {});
    boost::asio::awaitable<result<sync_status>> sync(record_id id);
    boost::asio::awaitable<result<sync_status>> pause_sync(record_id id);
    boost::asio::awaitable<result<sync_status>> resume_sync(record_id id);
    boost::asio::awaitable<result<sync_status>> cancel_sync(record_id id);

    /// Of one endpoint, newest first; ids below `before` (0: from the newest).
    boost::asio::awaitable<result<std::vector<sync_status>>> syncs(std::string endpoint_id, record_id before,
                                                                   std::size_t limit);
    /// By key, after `after`.
    boost::asio::awaitable<result<std::vector<failed_record>>> sync_failures(record_id id, std::string after,
                                                                             std::size_t limit);

    boost::asio::awaitable<result<delivery>> find_delivery(record_id id);
    /// Newest first; `filter.before` pages on.
    boost::asio::awaitable<result<std::vector<delivery>>> deliveries(delivery_filter filter);
    /// In order.
    boost::asio::awaitable<result<std::vector<attempt>>> attempts(record_id delivery_id);
    boost::asio::awaitable<result<attempt>> find_attempt(record_id id);
    /// The body that every attempt of the delivery sends; null where it is no longer kept.
    boost::asio::awaitable<result<std::shared_ptr<std::string const>>> body(record_id delivery_id);
    /// A new delivery of the same message (same `messageId`, same bytes), whatever became of the old one.
    boost::asio::awaitable<result<record_id>> redeliver(record_id delivery_id);
    /// New deliveries of the messages of ended ones that match, oldest first. Needs `from`, `state` or `key`, and takes
    /// no `pending`; `before` and `limit` are not looked at. `too_large` where more than 10000 match: nothing is sent
    /// then.
    boost::asio::awaitable<result<replay_report>> replay(delivery_filter filter, replay_mode mode);
    /// Ends a pending delivery.
    boost::asio::awaitable<result<void>> cancel(record_id delivery_id);

    boost::asio::awaitable<result<backlog_report>> backlog();
    engine_stats stats() const;
    dispatch::core& internals() noexcept { return *core_; }

private:
    std::shared_ptr<dispatch::core> core_;
};

}  // namespace cohook
