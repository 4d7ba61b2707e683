// One connection: requests are read one after the other, handed over and answered, until it ends.
#pragma once

#include "service/request_head.hpp"
#include "service/server.hpp"
#include "service/wire.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <atomic>
#include <memory>
#include <string>

namespace cohook::service {

/// What all connections of a server share. Outlives them.
struct connection_context {
    cohook::clock& clock;
    cohook::chance& chance;
    server_limits const& limits;
    server_handlers const& handlers;
    std::string const& server_name;
    std::atomic<bool> draining = false;
    std::atomic<std::size_t> busy = 0;
    std::atomic<std::uint64_t> requests = 0;
    std::atomic<std::uint64_t> refused = 0;
};

/// Runs on its executor (a strand) alone, but for `release` and `cut`.
class connection : public std::enable_shared_from_this<connection> {
public:
    connection(connection_context& shared, std::unique_ptr<wire> stream, boost::asio::any_io_executor executor,
               std::string peer);

    boost::asio::awaitable<void> run();
    /// The server drains: closed at once where it waits for a request, after the answer else. Any thread.
    void release();
    /// Closed now, whatever it does. Any thread.
    void cut();

private:
    class streamed_body;

    boost::asio::awaitable<bool> read_head(std::size_t& length);
    boost::asio::awaitable<void> serve_one(bool& again);
    boost::asio::awaitable<int> read_whole_body(request_head const& head, std::string& body);
    boost::asio::awaitable<response> call_handler(request& message);
    boost::asio::awaitable<bool> answer(request const& message, response& reply, bool again);
    boost::asio::awaitable<bool> send_source(body_source& source, std::size_t& bytes);
    boost::asio::awaitable<void> refuse(request const& message, int status, std::string why);
    boost::asio::awaitable<std::size_t> fill(steady_time deadline);
    std::string head_of(request const& message, response const& reply, bool again) const;
    void report(request const& message, response const& reply, std::size_t bytes) const;

    connection_context& shared_;
    std::unique_ptr<wire> stream_;
    boost::asio::any_io_executor executor_;
    std::string peer_;
    std::string buffer_;  ///< arrived and not yet used
    std::string chunk_;   ///< where the wire reads into
    steady_time began_{};
    std::shared_ptr<body_source> source_;  ///< being sent
    bool idle_ = true;
};

/// The request's own id where it is 1 to 64 of [A-Za-z0-9._-], else a new one of 16 hexadecimal digits.
std::string request_id(request const& message, cohook::chance& chance);
std::string http_date(wall_time when);  ///< IMF-fixdate

}  // namespace cohook::service
