#include "transport/plain_stream.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <cerrno>
#include <sys/socket.h>

namespace cohook::transport {

namespace asio = boost::asio;

io_outcome outcome_of(boost::system::error_code const& problem, std::size_t bytes) {
    if (!problem) return io_outcome(io_end::ok, bytes);
    if (problem == asio::error::eof) return io_outcome(io_end::closed, 0);
    if (problem == asio::error::operation_aborted || problem == asio::error::bad_descriptor)
        return io_outcome(io_end::aborted, 0);
    io_outcome outcome(io_end::failed, 0);
    if (problem == asio::error::connection_reset || problem == asio::error::broken_pipe ||
        problem == asio::error::connection_aborted)
        outcome.end = io_end::reset;
    if (problem == asio::error::no_memory || problem == asio::error::no_buffer_space)
        outcome.fault = attempt_fault::local_resources;
    outcome.detail = problem.message();
    return outcome;
}

bool nothing_to_read(asio::ip::tcp::socket& socket) noexcept {
    char byte = 0;
    auto const got = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

namespace {

class plain_stream final : public byte_stream {
public:
    explicit plain_stream(asio::ip::tcp::socket socket) : socket_(std::move(socket)) {}

    asio::awaitable<io_outcome> read_some(std::span<char> into) override {
        auto const buffer = asio::buffer(into.data(), into.size());
        auto const [problem, bytes] = co_await socket_.async_read_some(buffer, asio::as_tuple(asio::use_awaitable));
        co_return outcome_of(problem, bytes);
    }

    asio::awaitable<io_outcome> write_some(std::string_view head, std::string_view body) override {
        std::array<asio::const_buffer, 2> const parts{asio::buffer(head), asio::buffer(body)};
        auto const [problem, bytes] = co_await socket_.async_write_some(parts, asio::as_tuple(asio::use_awaitable));
        sent_ += bytes;
        co_return outcome_of(problem, bytes);
    }

    std::size_t sent() const noexcept override { return sent_; }
    bool is_quiet() override { return socket_.is_open() && nothing_to_read(socket_); }
    void close() noexcept override {
        boost::system::error_code ignored;
        socket_.close(ignored);
    }

private:
    asio::ip::tcp::socket socket_;
    std::size_t sent_ = 0;
};

}  // namespace

std::unique_ptr<byte_stream> make_plain_stream(asio::ip::tcp::socket socket) {
    return std::make_unique<plain_stream>(std::move(socket));
}

}  // namespace cohook::transport
