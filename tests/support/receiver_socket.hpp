// The blocking sockets under the scripted receiver.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

using SSL = struct ssl_st;
using SSL_CTX = struct ssl_ctx_st;

namespace cohook::testing {

struct listening {
    int handle = -1;
    std::uint16_t port = 0;
};

/// Binds and listens; throws where it cannot.
listening listen_on(std::string const& address, std::uint16_t port, int backlog);

/// A connected, blocking socket, plain or TLS. Owned by the thread of one script.
class receiver_socket {
public:
    enum class farewell { polite, rude, reset };

    /// `before_close` is called once, right before the handle is given back to the system.
    receiver_socket(int handle, std::function<void()> before_close);
    ~receiver_socket();
    receiver_socket(receiver_socket const&) = delete;
    receiver_socket& operator=(receiver_socket const&) = delete;

    bool accept_tls(SSL_CTX* context);
    /// Appends what comes; false at the end.
    bool read(std::string& into);
    /// All of it; false where the peer is gone.
    bool write(std::string_view bytes);
    /// Returns when the peer's kernel has acknowledged all that was written and its program has had a turn to read it.
    void wait_until_taken() const;
    void close(farewell how);
    int handle() const noexcept { return handle_; }
    SSL* tls() const noexcept { return tls_; }

private:
    int handle_;
    std::function<void()> before_close_;
    SSL* tls_ = nullptr;
};

}  // namespace cohook::testing
