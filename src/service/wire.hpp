// One connection's bytes, plain or TLS behind one face, each operation with a deadline.
#pragma once

#include <cohook/error.hpp>
#include <cohook/time.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cohook::service {

/// Used on its executor alone, one operation at a time; `close` may come between.
class wire {
public:
    virtual ~wire() = default;
    /// False: no TLS connection came about.
    virtual boost::asio::awaitable<bool> handshake(steady_time deadline) = 0;
    /// Bytes read, at least one; 0: closed, failed, or the deadline passed and the connection is closed.
    virtual boost::asio::awaitable<std::size_t> read_some(std::span<char> into, steady_time deadline) = 0;
    /// False: the client took nothing for `pause`, or the connection is gone.
    virtual boost::asio::awaitable<bool> write(std::string_view bytes, std::chrono::milliseconds pause) = 0;
    /// Says goodbye and reads a little of what may still come, so that the client sees the answer and not a reset.
    virtual boost::asio::awaitable<void> finish(steady_time deadline) = 0;
    virtual void close() noexcept = 0;
};

/// The certificate and key of the server.
class tls_identity {
public:
    virtual ~tls_identity() = default;
    virtual std::unique_ptr<wire> wrap(boost::asio::ip::tcp::socket socket) = 0;
};

/// TLS 1.2 or newer, server's cipher order left to OpenSSL's defaults. Errors name `tlsCert` or `tlsKey`.
result<std::shared_ptr<tls_identity>> load_identity(std::string const& certificate_file, std::string const& key_file);

std::unique_ptr<wire> plain_wire(boost::asio::ip::tcp::socket socket);

}  // namespace cohook::service
