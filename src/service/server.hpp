// The HTTP/1.1 server: connections come in, well-formed requests go to a handler, its answers go out. It keeps the
// limits, the timeouts and the rules against request smuggling (RFC 9112), and knows nothing of what is asked for.
#pragma once

#include <cohook/error.hpp>
#include <cohook/time.hpp>

#include "runtime/chance.hpp"
#include "runtime/clock.hpp"
#include "service/request.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace cohook::service {

/// Who is over a size is told so; who is too slow is cut off without a word, since an answer is what stalling would buy.
struct server_limits {
    std::size_t request_line = 8 * 1024;  ///< bytes; 414 beyond
    std::size_t head = 32 * 1024;         ///< bytes of request line and fields together; 431 beyond
    std::size_t fields = 100;             ///< number of header fields; 431 beyond
    std::size_t body = 1 << 20;           ///< bytes of a body taken whole; 413 beyond
    std::chrono::milliseconds handshake{std::chrono::seconds(10)};
    std::chrono::milliseconds head_read{std::chrono::seconds(10)};   ///< from the first byte to the empty line
    std::chrono::milliseconds idle{std::chrono::seconds(60)};        ///< between requests
    std::chrono::milliseconds body_pause{std::chrono::seconds(20)};  ///< longest silence inside a body
    std::size_t body_rate = 1024;  ///< least bytes a second of a body taken whole, on average, after 10 s
    std::chrono::milliseconds write_pause{std::chrono::seconds(30)};  ///< longest wait for the client to take bytes
    std::size_t connections = 4096;                                   ///< more are closed at once
    std::size_t connections_each = 256;                               ///< from one address
};

struct server_options {
    std::string address = "127.0.0.1";  ///< IPv4 or IPv6 literal
    std::uint16_t port = 0;             ///< 0: any free one, see `server::port`
    std::string certificate_file;       ///< PEM chain, leaf first; with `key_file`: TLS 1.2 or newer, else plain
    std::string key_file;               ///< PEM
    server_limits limits;
    std::string name;  ///< value of the `Server` field; empty: none is sent
};

/// One finished request, for logs and metrics. No query, no header value.
struct exchange_record {
    exchange_record() = default;
    std::string id, method, path, peer;
    int status = 0;
    std::size_t bytes_out = 0;
    steady_span took{};
};

struct server_handlers {
    /// Answers. Runs on the connection's strand of the executor given; never throws (what it throws becomes a 500).
    std::function<boost::asio::awaitable<response>(request&)> handle;
    /// How to take the body, by the head. Unset: `whole`.
    std::function<body_plan(request const&)> plan;
    /// Turns a refusal of the server itself (400, 413, 414, 417, 431, 500, 501, 505) into an answer. Unset: plain text.
    std::function<response(int status, std::string const& why, std::string const& request_id)> refusal;
    /// Told of every exchange, refusals included. Unset: nobody is told. Must not block.
    std::function<void(exchange_record const&)> finished;
    /// Told of exceptions that should not be: bugs, or no memory. Unset: nobody is told. Must not throw.
    std::function<void(std::string const& what)> failed;
};

struct server_stats {
    std::uint64_t accepted = 0, turned_away = 0, requests = 0, refused = 0;
    std::size_t open = 0, busy = 0;  ///< connections; those with a request in hand
};

/// Thread-safe. Handlers run on strands of the executor, which may have many threads. Clock and chance outlive it.
/// `stop` is awaited before destruction.
class server {
public:
    server(boost::asio::any_io_executor executor, cohook::clock& clock, cohook::chance& chance, server_options options,
           server_handlers handlers);
    server(server const&) = delete;
    server& operator=(server const&) = delete;
    ~server();

    /// Binds and listens: whoever connects waits until `start`. Errors: `conflict` where the port is in use;
    /// `invalid_argument` for the address, the certificate or the key (with the field `listen`, `tlsCert`, `tlsKey`);
    /// `forbidden` for a privileged port.
    result<void> listen();
    /// Begins to accept; listens first where `listen` was not called, with its errors.
    result<void> start();

    std::uint16_t port() const noexcept;  ///< the one bound; 0 before `listen`
    std::string url() const;              ///< `http://127.0.0.1:8080`, as a client would name it

    /// Reads certificate and key anew: connections from now on use them, the others go on. On error the old ones stay.
    result<void> reload_certificate();

    /// Stops accepting, closes idle connections, answers what is in hand with `Connection: close`. Returns at once.
    void drain();
    /// Drains, and completes when every connection has ended. Those that have not by `grace` from now are cut off;
    /// a handler that is still running is waited for (end what it waits for first: `engine::stop`). Idempotent.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds grace);

    server_stats stats() const;

private:
    class state;
    std::shared_ptr<state> state_;
};

}  // namespace cohook::service
