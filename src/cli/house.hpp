// The server put together: the one place that names the concrete store, transport, engine, register and HTTP server.
#pragma once

#include <cohook/error.hpp>

#include "egress/policy.hpp"
#include "service/event_log.hpp"
#include "service/server.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace cohook::cli {

struct house_options {
    std::string store;  ///< `sqlite:PATH`, `memory:`
    service::server_options server;
    egress::address_policy policy;
    std::string extra_authorities;  ///< PEM
    std::size_t shards = 0;         ///< 0: as many as suit the machine
    std::size_t connection_slots = 1024;
    std::chrono::milliseconds retention{};
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

    /// Takes over the backlog, makes the first administrator's key where there is none, listens. The key's text, where
    /// one was made.
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
