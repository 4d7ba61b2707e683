// The server put together: a sender, the API over it, and the HTTP server before that.
#pragma once

#include <cohook/error.hpp>
#include <cohook/sender.hpp>

#include "service/event_log.hpp"
#include "service/server.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace cohook::cli {

struct house_options {
    sender_options sending;
    service::server_options server;
    std::string admin_key_file;  ///< where `make_first_key` puts it; empty: nowhere
    service::log_form log_form = service::log_form::json;
    service::log_level log_level = service::log_level::info;
};

/// Built downwards in the order of the flow, taken down in the reverse of it. `run` functions are awaited on the
/// executor given to `open`, which also serves the HTTP connections.
class house {
public:
    /// Opens the store and wires everything; nothing runs yet but threads. Blocks. Errors: the store's, the
    /// transport's.
    static result<std::unique_ptr<house>> open(boost::asio::any_io_executor executor, house_options options);
    house(house const&) = delete;
    house& operator=(house const&) = delete;
    /// After `stop`.
    ~house();

    /// Takes the port, takes over the backlog, makes the first administrator's key where there is none, serves. The key's
    /// text, where one was made.
    boost::asio::awaitable<result<std::optional<std::string>>> start();
    /// No new connections; attempts in flight may end until `deadline`; then all is closed. Loses nothing.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds deadline);

    std::string url() const;
    result<void> reload_certificate();

private:
    struct rooms;
    explicit house(std::unique_ptr<rooms> built);
    std::unique_ptr<rooms> rooms_;
};

}  // namespace cohook::cli
