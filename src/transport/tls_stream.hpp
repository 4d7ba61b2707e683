// A TLS connection, on OpenSSL itself rather than on Asio's wrapper: a third of the memory while idle, one record and
// one system call for a small request, and no heavy templates.
#pragma once

#include "transport/stream.hpp"
#include "transport/tls_context.hpp"

#include <boost/asio/ip/tcp.hpp>

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
    /// Once, before anything else: nothing of a request is sent before it has succeeded. `fault` says what was wrong
    /// with certificate or protocol. Ends by itself only when the peer does: the caller keeps the deadline.
    virtual boost::asio::awaitable<io_outcome> handshake() = 0;
    virtual tls_facts const& facts() const noexcept = 0;
};

/// Takes over a connected socket. `context` must outlive the stream. Null where memory is short.
std::unique_ptr<tls_stream> make_tls_stream(boost::asio::ip::tcp::socket socket, tls_context& context,
                                            egress::url const& url);

}  // namespace cohook::transport
