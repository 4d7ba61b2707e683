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

struct test_options {
    /// Follow with a second POST whose signatures are wrong, to see whether the receiver checks them.
    bool probe_signature_check = false;
};

/// What Run Test found.
struct test_report {
    test_report() = default;
    attempt made;
    std::string request_body;  ///< as sent
    bool acknowledged = false;
    std::string verdict;                    ///< in words
    std::optional<attempt> probe;           ///< the wrongly signed POST, where it was asked for
    std::optional<bool> checks_signatures;  ///< what the probe showed; none: not asked or not answered
};

struct sync_options {
    std::optional<std::chrono::milliseconds> interval;  ///< none: the endpoint's request interval
    std::uint32_t batch = 1;                            ///< records in one POST; 1 to 500
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
    /// Removes an endpoint; its pending deliveries end as `endpoint_gone`, its sync is cancelled.
    boost::asio::awaitable<result<void>> remove(std::string endpoint_id);
    boost::asio::awaitable<result<endpoint>> find(std::string endpoint_id);
    boost::asio::awaitable<result<endpoint_status>> status(std::string endpoint_id);

    /// Durable when it returns. Errors: `not_found`, `invalid_argument`, `too_large`, and the store's.
    boost::asio::awaitable<result<send_receipt>> send(std::string endpoint_id, message what);
    /// Run Test: one attempt, now; no retry, no pacing, no effect on the breaker.
    boost::asio::awaitable<result<test_report>> test(std::string endpoint_id, message what, test_options options = {});

    /// Sync Data. `conflict` where one runs or is paused already: the message names its id.
    boost::asio::awaitable<result<sync_status>> start_sync(std::string endpoint_id, sync_options options = {});
    boost::asio::awaitable<result<sync_status>> sync(record_id id);
    boost::asio::awaitable<result<sync_status>> pause_sync(record_id id);
    boost::asio::awaitable<result<sync_status>> resume_sync(record_id id);
    boost::asio::awaitable<result<sync_status>> cancel_sync(record_id id);

    /// A new delivery of the same message (same `messageId`, same bytes), whatever became of the old one.
    boost::asio::awaitable<result<record_id>> redeliver(record_id delivery_id);
    /// Ends a pending delivery.
    boost::asio::awaitable<result<void>> cancel(record_id delivery_id);

    engine_stats stats() const;
    dispatch::core& internals() noexcept { return *core_; }

private:
    std::shared_ptr<dispatch::core> core_;
};

}  // namespace cohook
