// A TLS connection, on OpenSSL itself rather than on Asio's wrapper: a third of the memory while idle, one record and
// one system call for a small request, and no heavy templates.
#pragma once

#include "transport/readiness.hpp"
#include "transport/stream.hpp"
#include "transport/tls_context.hpp"

#include <memory>
#include <optional>

namespace cohook::transport {

/// What the handshake agreed on.
struct tls_facts {
    std::string version;  ///< "TLSv1.3"
    bool resumed = false;
    std::optional<wall_time> certificate_expires_at;
};

class tls_stream : public byte_stream {
public:
    /// As far as it gets now, before anything else: nothing of a request is sent before it has succeeded. `not_yet`: wait
    /// until the socket is writable where not all is written out, readable else. `fault` says what was wrong with
    /// certificate or protocol. Ends by itself only when the peer does: the caller keeps the deadline.
    virtual io_outcome handshake_now() = 0;
    virtual tls_facts const& facts() const noexcept = 0;
};

/// Takes over a connected, non-blocking socket, in any case. `watch` and `context` must outlive the stream. Null where
/// memory is short.
std::unique_ptr<tls_stream> make_tls_stream(readiness& watch, int handle, tls_context& context, egress::url const& url);

}  // namespace cohook::transport
