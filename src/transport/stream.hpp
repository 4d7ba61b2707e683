// A connection as everything above sees it: bytes out, bytes in, closed. Plain and TLS behind one face, so that nothing
// above is compiled twice. Nothing here waits: who is told `not_yet` waits for the socket.
#pragma once

#include <cohook/delivery.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cohook::transport {

/// What one operation came to.
enum class io_end : std::uint8_t {
    ok,         ///< `bytes` moved, at least one
    not_yet,    ///< nothing moved: the socket must be waited for
    closed,     ///< the peer ended the stream in order (FIN; under TLS close_notify)
    truncated,  ///< under TLS: FIN without close_notify
    reset,      ///< RST, EPIPE
    aborted,    ///< closed by ourselves, or cancelled
    failed,     ///< anything else; see `fault` and `detail`
};

struct io_outcome {
    io_outcome() = default;
    io_outcome(io_end how, std::size_t moved) : end(how), bytes(moved) {}

    io_end end = io_end::ok;
    std::size_t bytes = 0;
    attempt_fault fault = attempt_fault::none;  ///< where the stream knows better than `end` says
    std::string detail;
};

class ready_socket;

/// Used on one executor. Never throws for what a peer does.
class byte_stream {
public:
    virtual ~byte_stream() = default;
    /// Some of the bytes that are there. `not_yet`: wait until the socket is readable.
    virtual io_outcome read_now(std::span<char> into) = 0;
    /// Takes the beginning of `head` followed by `body`; says how much. What was taken is gone where `written_out` says so.
    /// `not_yet`, or taken but not written out: wait until the socket is writable, and call again, with nothing where
    /// nothing is left.
    virtual io_outcome write_now(std::string_view head, std::string_view body) = 0;
    virtual bool written_out() const noexcept = 0;
    virtual ready_socket& socket() noexcept = 0;
    /// Bytes of a request that have been handed to the operating system, ever; of TLS, ciphertext after the handshake.
    virtual std::size_t sent() const noexcept = 0;
    /// Between two exchanges: the peer has neither closed nor said anything that nobody asked for. At most one system call.
    virtual bool is_quiet() = 0;
    /// Between two exchanges: lets go of memory that is only needed within one.
    virtual void rest() {}
    /// Closes; under TLS says so to the peer if that is possible at once. Who waits for the socket is woken.
    virtual void close() noexcept = 0;
};

}  // namespace cohook::transport
