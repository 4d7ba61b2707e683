// The transport: one HTTP exchange with one URL, to an address that the egress policy has judged. What comes in is a
// finished request (head and body bytes), what goes out is what happened to it. The way of a request:
//
//     pool.hpp (a connection that rests)  or  resolver.hpp → egress/ judges → connector.hpp → tls_stream.hpp
//         → send_gate (the pace)  →  write  →  response_parser.hpp  →  back to the pool, or closed
//
// exchange.cpp walks to the connection, conversation.cpp talks on it, readiness.hpp tells when a socket is worth a system
// call, deadline_queue.hpp holds every deadline, and http_transport.hpp is where it is put together. dev_ca.hpp makes
// certificates for development.
// It knows nothing of deliveries, retries or verdicts, follows no redirect, decodes no content coding, takes no proxy
// from the environment, and connects to nothing that was not judged.
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/policy.hpp>
#include <cohook/time.hpp>

#include "egress/policy.hpp"
#include "egress/url.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::transport {

/// Awaited once before the first byte of every request that is put on the wire, with the connection ready: the place
/// where a pace is kept. The time it takes does not count against the attempt's deadlines. Called on the transport's
/// executor; must outlive the exchange. Asked once more within one exchange where the connection was lost before the
/// request went out on it: so give the turn only when it has nearly come, a peer does not hold an unused connection for
/// hours. Ends by returning, or with `system_error` when cancelled.
class send_gate {
public:
    virtual ~send_gate() = default;
    virtual boost::asio::awaitable<void> pass() = 0;
    /// Right after the first write of a request that passed, which began and ended then: its first byte left in between.
    virtual void left(steady_time began, steady_time ended) = 0;
};

/// Told how far an exchange has come, at the beginning of each of its phases: for who looks on. Called on the transport's
/// executor; returns quickly, never throws; must outlive the exchange.
class phase_watch {
public:
    virtual ~phase_watch() = default;
    /// `so_far` holds the phases that are over; its `total` is the time until now.
    virtual void entered(attempt_phase now, phase_timings const& so_far) = 0;
};

/// A request as it goes out. The views and pointers must stay valid until the exchange completes.
struct post_request {
    post_request() = default;

    egress::url const* url = nullptr;
    std::string_view head;  ///< request line and header fields up to and with the empty line
    std::string_view body;
    attempt_deadlines limits;
    send_gate* gate = nullptr;     ///< none: goes at once
    phase_watch* watch = nullptr;  ///< none: nobody looks on, and nothing is spent on it
    std::size_t keep_body =
        std::size_t(16) * 1024;  ///< bytes of the response's body that are kept; read at most 64 KiB
    std::size_t keep_head = std::size_t(16) * 1024;
};

/// What happened. `fault` is `none` exactly where a final status was read (or 102 stood as the last word).
struct post_outcome {
    post_outcome() = default;
    /// As new, but for the memory of its texts.
    void clear();

    attempt_fault fault = attempt_fault::none;
    wire_state wire = wire_state::not_sent;
    int status = 0;  ///< final status; 102 where it was the last thing the receiver said
    phase_timings timings;
    wall_time started_at{};  ///< of the request's first byte; of the exchange where nothing was sent
    std::string peer;        ///< "203.0.113.7:443"
    bool connection_reused = false;
    bool session_resumed = false;
    std::string tls_version;
    std::optional<wall_time> certificate_expires_at;
    std::string response_head;  ///< status line and fields as read, capped
    std::string response_body;  ///< raw bytes, capped
    bool response_truncated = false;
    std::vector<std::string> retry_after;  ///< values of every Retry-After field, as read
    std::string detail;                    ///< for operators: addresses, library texts
};

struct transport_stats {
    std::uint64_t opened = 0, reused = 0, handshakes = 0, resumed = 0;
    std::size_t idle = 0, active = 0;
};

/// One per shard: used on its executor alone. Outlives its exchanges.
class transport {
public:
    virtual ~transport() = default;
    /// One exchange. Completes within `limits.whole` plus the time in the gate, whatever the peer does. Never throws for
    /// what a peer or a network does. On terminal cancellation it ends soon with `fault == cancelled`; `wire` says
    /// whether the request may have been received. `into` is cleared first: a caller who posts again and again uses the
    /// memory of its texts again. Both must stay valid until completion.
    virtual boost::asio::awaitable<void> post(post_request const& request, post_outcome& into) = 0;
    /// Closes idle connections to this URL's origin (its settings changed), or all of them.
    virtual void drop_idle(egress::url const* origin) = 0;
    /// From any thread.
    virtual transport_stats stats() const = 0;
};

}  // namespace cohook::transport
