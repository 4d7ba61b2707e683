// A receiver on the loopback that does what its script says, good or bad: plain or TLS, one thread and one script a
// connection. Scripts read top to bottom as the story of a connection; they wait for bytes and events, never for time.
#pragma once

#include "transport/dev_ca.hpp"

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

using SSL_CTX = struct ssl_ctx_st;
struct ssl_st;

namespace cohook::testing {

/// Something that happens once. Thread-safe.
class event {
public:
    void set();
    /// Returns at once where it has happened.
    void wait();
    bool is_set() const;

private:
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool set_ = false;
};

/// One connection, as its script sees it. A script ends early, by an exception that the receiver catches, when the
/// receiver is destroyed or the sender is gone where the script needs it.
class receiver_connection {
public:
    virtual ~receiver_connection() = default;
    /// The number of this connection, from 0.
    virtual std::size_t number() const = 0;
    /// Head and body (by Content-Length) of the next request; empty where the sender has closed.
    virtual std::string read_request() = 0;
    /// Only the head, with the empty line; empty where the sender has closed.
    virtual std::string read_head() = 0;
    virtual void send(std::string_view bytes) = 0;
    /// In two writes, the second not before the sender has had the first: split at `at`.
    virtual void send_split(std::string_view bytes, std::size_t at) = 0;
    /// Sends until the sender has had enough: for endless answers. How much it took.
    virtual std::size_t send_for_ever(std::string_view bytes) = 0;
    /// Ends in order: close_notify where there is TLS, then FIN.
    virtual void close() = 0;
    /// FIN without close_notify.
    virtual void close_rudely() = 0;
    /// RST.
    virtual void reset() = 0;
    virtual void shutdown_sending() = 0;
    virtual void shutdown_receiving() = 0;
    /// Reads and drops until the sender closes.
    virtual void wait_until_closed() = 0;
    /// The server's side of TLS, for what only OpenSSL can do; null on plain connections.
    virtual ::ssl_st* tls() = 0;
};

using receiver_script = std::function<void(receiver_connection&)>;

/// The script of a receiver that says 200 to every request.
void answers_all(receiver_connection& peer);

struct receiver_options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;                           ///< 0: an ephemeral one
    std::optional<transport::pem_identity> identity;  ///< with it, TLS
    std::function<void(SSL_CTX*)> tune;               ///< to make the server worse than it is
    /// Leave the handshake to the script (which then speaks raw bytes).
    bool raw = false;
};

/// Listens from its construction to its destruction. Runs `script` for every connection; the destructor ends them all.
class scripted_receiver {
public:
    scripted_receiver(receiver_options options, receiver_script script);
    ~scripted_receiver();
    scripted_receiver(scripted_receiver const&) = delete;
    scripted_receiver& operator=(scripted_receiver const&) = delete;

    std::uint16_t port() const noexcept;
    /// Connections accepted so far.
    std::size_t connections() const;
    /// Requests read to their end so far, by any connection.
    std::size_t requests() const;
    /// Ends when `count` connections have ended. For tests that look at what a script noted.
    void wait_for_ended(std::size_t count);

    struct state;

private:
    std::shared_ptr<state> state_;
};

/// A port of this address that takes part in no handshake: its queue is full, so a SYN is dropped.
class deaf_port {
public:
    explicit deaf_port(std::string const& address, std::uint16_t port = 0);
    ~deaf_port();
    deaf_port(deaf_port const&) = delete;
    deaf_port& operator=(deaf_port const&) = delete;
    std::uint16_t port() const noexcept { return port_; }

private:
    std::vector<int> sockets_;
    std::uint16_t port_ = 0;
};

/// A port that was free a moment ago and refuses connections.
std::uint16_t closed_port(std::string const& address);

/// A simple answer with a Content-Length.
std::string answer(int status, std::string_view body = {}, std::string_view more_fields = {});

}  // namespace cohook::testing
