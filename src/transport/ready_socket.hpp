// A connected TCP socket that never tries what cannot succeed: bytes in, bytes out, and waiting for either.
#pragma once

#include "transport/readiness.hpp"
#include "transport/stream.hpp"

#include <boost/asio/awaitable.hpp>

#include <span>
#include <string_view>

namespace cohook::transport {

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
    boost::asio::awaitable<void> readable() { return wait(reading_, readable_); }
    boost::asio::awaitable<void> writable() { return wait(writing_, writable_); }
    /// Nothing waits to be read and the peer has not closed. At most one system call.
    bool is_quiet() noexcept;
    /// Who waits is woken later.
    void close() noexcept;

private:
    void notice(std::uint32_t events) override;
    boost::asio::awaitable<void> wait(parked& in, bool const& ready);

    readiness& home_;
    int handle_;
    bool readable_ = false, writable_ = true;
    bool ended_ = false;   ///< the peer closed its side: reading says so again and again
    bool broken_ = false;  ///< nothing goes out any more: writing says why
    parked reading_, writing_;
};

}  // namespace cohook::transport
