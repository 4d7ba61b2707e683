// A connection as everything above sees it: bytes out, bytes in, closed. Plain and TLS behind one face, so that nothing
// above is compiled twice.
#pragma once

#include <cohook/delivery.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cohook::transport {

/// What one operation came to.
enum class io_end : std::uint8_t {
    ok,         ///< `bytes` moved, at least one
    closed,     ///< the peer ended the stream in order (FIN; under TLS close_notify)
    truncated,  ///< under TLS: FIN without close_notify
    reset,      ///< RST, EPIPE
    aborted,    ///< by `close`, or by cancellation
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

/// Used on one executor. One read and one write may be pending at once. Buffers must stay valid until completion.
/// Never throws for what a peer does.
class byte_stream {
public:
    virtual ~byte_stream() = default;
    /// Waits for some bytes.
    virtual boost::asio::awaitable<io_outcome> read_some(std::span<char> into) = 0;
    /// Writes the beginning of `head` followed by `body`, in one system call; returns how much is gone.
    virtual boost::asio::awaitable<io_outcome> write_some(std::string_view head, std::string_view body) = 0;
    /// Bytes of a request that have been handed to the operating system, ever; of TLS, ciphertext after the handshake.
    virtual std::size_t sent() const noexcept = 0;
    /// Between two exchanges: the peer has neither closed nor said anything that nobody asked for. One system call.
    virtual bool is_quiet() = 0;
    /// Between two exchanges: lets go of memory that is only needed within one.
    virtual void rest() {}
    /// Ends pending operations with `aborted` and closes; under TLS says so to the peer if that is possible at once.
    virtual void close() noexcept = 0;
};

}  // namespace cohook::transport
