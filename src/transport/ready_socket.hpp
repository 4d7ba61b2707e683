// A connected TCP socket that never tries what cannot succeed: bytes in, bytes out, and waiting for either.
#pragma once

#include "transport/readiness.hpp"
#include "transport/stream.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>

#include <span>
#include <string_view>
#include <utility>

namespace cohook::transport {

class ready_socket;

/// To be awaited at once, in the statement that asks for it. Asio takes it for an operation of its own: unlike an
/// `awaitable` it costs no frame.
class socket_wait {
public:
    template <boost::asio::completion_token_for<void()> Token>
    auto operator()(Token&& token) const;

private:
    friend class ready_socket;
    socket_wait(ready_socket& on, parked& in, bool const& ready) noexcept : on_(on), in_(in), ready_(ready) {}

    ready_socket& on_;
    parked& in_;
    bool const& ready_;
};

class ready_socket final : private watched {
public:
    /// Takes the connected, non-blocking handle over, and closes it where it cannot be watched.
    ready_socket(readiness& home, int handle) noexcept;
    ready_socket(ready_socket const&) = delete;
    ready_socket& operator=(ready_socket const&) = delete;
    ~ready_socket() override { close(); }

    bool is_open() const noexcept { return handle_ >= 0; }
    int handle() const noexcept { return handle_; }
    /// One system call, or none where nothing can have come: `not_yet`.
    io_outcome receive(std::span<char> into) noexcept;
    /// One system call: the beginning of `head` followed by `body`; `not_yet` where there is no room.
    io_outcome send(std::string_view head, std::string_view body) noexcept;
    /// Completes once it is worth trying again after `not_yet`; at once where it is so already. Also after `close` and on
    /// cancellation. Never throws. One may wait for each.
    socket_wait readable() noexcept { return {*this, reading_, readable_}; }
    socket_wait writable() noexcept { return {*this, writing_, writable_}; }
    /// Nothing waits to be read and the peer has not closed. At most one system call.
    bool is_quiet() noexcept;
    /// Who waits is woken later.
    void close() noexcept;

private:
    friend class socket_wait;
    void notice(std::uint32_t events) override;
    template <class Handler>
    void wait(parked& in, bool const& ready, Handler handler);

    readiness& home_;
    int handle_;
    bool readable_ = false, writable_ = true;
    bool ended_ = false;   ///< the peer closed its side: reading says so again and again
    bool broken_ = false;  ///< nothing goes out any more: writing says why
    parked reading_, writing_;
};

template <class Handler>
void ready_socket::wait(parked& in, bool const& ready, Handler handler) {
    auto slot = boost::asio::get_associated_cancellation_slot(handler);
    if (slot.is_connected()) slot.assign([this, &in](boost::asio::cancellation_type) { home_.signal_later(in); });
    in.handler.emplace(std::move(handler));
    home_.park(in);
    if (ready || !is_open()) home_.signal_later(in);
}

template <boost::asio::completion_token_for<void()> Token>
auto socket_wait::operator()(Token&& token) const {
    auto start = [wait = *this](auto handler) { wait.on_.wait(wait.in_, wait.ready_, std::move(handler)); };
    return boost::asio::async_initiate<Token, void()>(std::move(start), token);
}

}  // namespace cohook::transport
