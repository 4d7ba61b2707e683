// Deliveries and their attempts, as they are stored and shown.
#pragma once

#include <cohook/time.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cohook {

/// Time-ordered, positive, unique within a store: the number behind `messageId` and `dlv_…`.
using record_id = std::int64_t;

enum class delivery_kind : std::uint8_t { change, sync, test, replay };

/// `pending` until exactly one terminal state; a terminal state never changes (a replay is a new delivery).
enum class delivery_state : std::uint8_t { pending, delivered, exhausted, expired, cancelled, endpoint_gone };

enum class attempt_verdict : std::uint8_t {
    acknowledged,  ///< a status that acknowledges was read
    refused,       ///< any other final status
    failed,        ///< no status: see `attempt_fault`
    unknown,       ///< the sender ended before it could record the outcome; it may have been received
};

/// Why an attempt got no usable status. The names are stable (`tls_cert_expired`).
enum class attempt_fault : std::uint8_t {
    none,
    dns_nxdomain,
    dns_timeout,
    dns_error,
    dns_too_many,
    connect_refused,
    connect_unreachable,
    connect_timeout,
    connect_reset,
    tls_timeout,
    tls_protocol,
    tls_version,
    tls_cert_expired,
    tls_cert_not_yet_valid,
    tls_cert_untrusted,
    tls_cert_host,
    tls_cert_revoked,
    tls_cert_invalid,
    write_timeout,
    first_byte_timeout,
    attempt_timeout,
    reset,
    closed,
    bad_response,
    headers_too_large,
    too_many_interim,
    redirect,
    egress_blocked,
    endpoint_invalid,
    local_resources,
    cancelled,
    switching_protocols,
};

/// How far the request got: what a sender may honestly claim.
enum class wire_state : std::uint8_t { not_sent, possibly_received, answered };

/// Milliseconds (with fractions) of each phase of an attempt; nothing where a phase did not happen.
struct phase_timings {
    std::optional<std::chrono::microseconds> dns, connect, tls, send, first_byte;
    std::chrono::microseconds total{0};
};

/// What an attempt is at, in the order of its way. On a kept connection the first three are left out.
enum class attempt_phase : std::uint8_t {
    dns,
    connect,
    tls,
    send,
    first_byte,  ///< the request is out, nothing of an answer has come
    answer,      ///< it has begun to come
};

std::string_view to_string(delivery_kind) noexcept;
std::string_view to_string(delivery_state) noexcept;
std::string_view to_string(attempt_verdict) noexcept;
std::string_view to_string(attempt_fault) noexcept;
std::string_view to_string(wire_state) noexcept;
std::optional<delivery_kind> parse_delivery_kind(std::string_view) noexcept;
std::optional<delivery_state> parse_delivery_state(std::string_view) noexcept;
std::optional<attempt_verdict> parse_attempt_verdict(std::string_view) noexcept;
std::optional<attempt_fault> parse_attempt_fault(std::string_view) noexcept;

/// One sentence for a person: what happened and what to do about it.
std::string_view explain(attempt_fault) noexcept;

/// A message on its way to one endpoint.
struct delivery {
    delivery() = default;

    record_id id = 0;
    record_id message_id = 0;  ///< the same over all attempts and over replays
    std::string endpoint_id;
    std::string tenant;
    delivery_kind kind = delivery_kind::change;
    delivery_state state = delivery_state::pending;
    std::string type;  ///< of the message
    std::string key;   ///< of the message
    wall_time accepted_at{};
    std::optional<wall_time> expires_at;
    std::optional<wall_time> due_at;      ///< of the next attempt, while pending
    std::optional<wall_time> settled_at;  ///< none while pending
    std::uint32_t attempts = 0;           ///< made so far, unknown ones included
    std::uint32_t failures = 0;           ///< refused or failed: what the backoff counts
    std::uint32_t coalesced = 0;          ///< older states of the same key that this one replaced
    std::optional<record_id> replay_of;
    /// The commit that allows the next attempt names its owner: the epoch of the process that may make it; 0: nobody.
    std::int64_t owner = 0;
};

/// One POST of a delivery: what went out, what came back, how long each part took.
struct attempt {
    attempt() = default;

    record_id id = 0;
    record_id delivery_id = 0;
    std::string endpoint_id;
    std::string tenant;
    std::uint32_t number = 1;
    attempt_verdict verdict = attempt_verdict::failed;
    attempt_fault fault = attempt_fault::none;
    wire_state wire = wire_state::not_sent;
    int status = 0;  ///< 0: none was read
    wall_time started_at{};
    phase_timings timings;
    std::string peer;  ///< address and port; shown to operators, not to tenants
    bool connection_reused = false;
    std::string tls_version;
    std::optional<wall_time> certificate_expires_at;
    std::string request_head;   ///< as sent; sensitive custom header values masked
    std::string response_head;  ///< as read, capped
    std::string response_body;  ///< raw bytes, capped at 16 KiB
    bool response_truncated = false;
    std::string detail;  ///< more words on the fault, for operators
};

/// Which deliveries; what is not set does not filter.
struct delivery_filter {
    delivery_filter() = default;

    std::optional<std::string> tenant;
    std::optional<std::string> endpoint_id;
    std::optional<delivery_state> state;
    std::optional<delivery_kind> kind;
    std::optional<std::string> key;
    std::optional<wall_time> from, to;  ///< of acceptance; `to` is exclusive
    bool failed_only = false;           ///< at least one failure
    record_id before = 0;               ///< page on: ids below this; 0: from the newest
    std::size_t limit = 50;             ///< 1 to 1000
};

/// By state, of the rows that are there; `owned` ones are pending ones too. `created` = pending + delivered + exhausted +
/// expired + cancelled + endpoint_gone + purged, at every commit (I16).
struct delivery_counts {
    std::uint64_t pending = 0, owned = 0, delivered = 0, exhausted = 0, expired = 0, cancelled = 0, endpoint_gone = 0,
                  purged = 0, created = 0;
};

}  // namespace cohook
