#include "support/receiver_socket.hpp"

#include "support/scripted_receiver.hpp"
#include "transport/openssl_handles.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <thread>
#include <tuple>
#include <unistd.h>

namespace cohook::testing {
namespace {

struct socket_address {
    sockaddr_storage storage{};
    socklen_t size = sizeof(sockaddr_storage);
    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

socket_address address_of(std::string const& text, std::uint16_t port) {
    socket_address made;
    auto* const v4 = reinterpret_cast<sockaddr_in*>(&made.storage);
    auto* const v6 = reinterpret_cast<sockaddr_in6*>(&made.storage);
    if (inet_pton(AF_INET, text.c_str(), &v4->sin_addr) == 1) {
        v4->sin_family = AF_INET;
        v4->sin_port = htons(port);
        made.size = sizeof(sockaddr_in);
    } else if (inet_pton(AF_INET6, text.c_str(), &v6->sin6_addr) == 1) {
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons(port);
        made.size = sizeof(sockaddr_in6);
    } else {
        throw std::runtime_error(text + " is not an address");
    }
    return made;
}

int open_for(socket_address& address) {
    int const handle = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (handle < 0) throw std::runtime_error("no socket");
    return handle;
}

std::uint16_t port_of(int handle) {
    socket_address bound;
    ::getsockname(handle, bound.get(), &bound.size);
    auto const* const v4 = reinterpret_cast<sockaddr_in const*>(&bound.storage);
    auto const* const v6 = reinterpret_cast<sockaddr_in6 const*>(&bound.storage);
    return ntohs(bound.storage.ss_family == AF_INET ? v4->sin_port : v6->sin6_port);
}

}  // namespace

listening listen_on(std::string const& address, std::uint16_t port, int backlog) {
    auto where = address_of(address, port);
    listening made;
    made.handle = open_for(where);
    int const yes = 1;
    ::setsockopt(made.handle, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(made.handle, where.get(), where.size) != 0 || ::listen(made.handle, backlog) != 0) {
        ::close(made.handle);
        throw std::runtime_error("cannot listen on " + address + ": " + std::strerror(errno));
    }
    made.port = port_of(made.handle);
    return made;
}

receiver_socket::receiver_socket(int handle, std::function<void()> before_close)
    : handle_(handle), before_close_(std::move(before_close)) {
    int const yes = 1;
    ::setsockopt(handle_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
}

receiver_socket::~receiver_socket() {
    close(farewell::polite);
}

bool receiver_socket::accept_tls(SSL_CTX* context) {
    tls_ = SSL_new(context);
    SSL_set_fd(tls_, handle_);
    bool const accepted = SSL_accept(tls_) == 1;
    ERR_clear_error();
    return accepted;
}

bool receiver_socket::read(std::string& into) {
    if (handle_ < 0) return false;
    std::array<char, 16384> buffer;
    auto const got = tls_ != nullptr ? SSL_read(tls_, buffer.data(), static_cast<int>(buffer.size()))
                                     : ::recv(handle_, buffer.data(), buffer.size(), 0);
    if (tls_ != nullptr) ERR_clear_error();
    if (got <= 0) return false;
    into.append(buffer.data(), static_cast<std::size_t>(got));
    return true;
}

bool receiver_socket::write(std::string_view bytes) {
    if (handle_ < 0) return false;
    while (!bytes.empty()) {
        auto const put = tls_ != nullptr ? SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()))
                                         : ::send(handle_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (tls_ != nullptr) ERR_clear_error();
        if (put <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return true;
}

void receiver_socket::wait_until_taken() const {
    for (int unsent = 1; unsent > 0;) {
        if (::ioctl(handle_, SIOCOUTQ, &unsent) != 0) return;
        std::this_thread::yield();
    }
}

void receiver_socket::close(farewell how) {
    if (handle_ < 0) return;
    if (tls_ != nullptr) {
        if (how == farewell::polite) SSL_shutdown(tls_);
        SSL_set_shutdown(tls_, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_free(tls_);
        tls_ = nullptr;
        ERR_clear_error();
    }
    if (how == farewell::reset) {
        linger const at_once{1, 0};
        ::setsockopt(handle_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    } else {
        // An unread request would turn our FIN into an RST.
        std::array<char, 4096> rest;
        while (::recv(handle_, rest.data(), rest.size(), MSG_DONTWAIT) > 0) {
        }
    }
    before_close_();
    ::close(handle_);
    handle_ = -1;
}

deaf_port::deaf_port(std::string const& address, std::uint16_t port) {
    auto const bound = listen_on(address, port, 0);
    sockets_.push_back(bound.handle);
    port_ = bound.port;
    // The queue of length 0 holds one connection; the next handshake is not even begun.
    for (int one = 0; one < 4; ++one) {
        auto where = address_of(address, port_);
        int const handle = ::socket(where.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        std::ignore = ::connect(handle, where.get(), where.size);  // those after the first never get an answer
        sockets_.push_back(handle);
    }
}

deaf_port::~deaf_port() {
    for (int const socket : sockets_) ::close(socket);
}

std::uint16_t closed_port(std::string const& address) {
    auto const bound = listen_on(address, 0, 1);
    ::close(bound.handle);
    return bound.port;
}

}  // namespace cohook::testing
