// The server put together: a sender, the API over it, and the HTTP server before that.
#pragma once

#include <cohook/error.hpp>
#include <cohook/sender.hpp>

#include "egress/policy.hpp"
#include "service/event_log.hpp"
#include "service/issuer.hpp"
#include "service/server.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace cohook::cli {

struct house_options {
    sender_options sending;
    service::server_options server;
    std::uint32_t request_rate = 0;                       ///< `api_options::request_rate`
    std::string console_directory;                        ///< `api_options::console_directory`
    std::optional<service::issuer_settings> issuer;       ///< `api_options::issuer`
    std::optional<egress::address_policy> issuer_policy;  ///< where it may be; needed with `issuer`
    std::string public_url;                               ///< `api_options::public_url`
    std::string setup_token_file;                         ///< where the set-up token is put; empty: nowhere
    boost::json::object configuration;                    ///< `api_options::configuration`
    std::string admin_key_file;                           ///< where `make_first_key` puts it; empty: nowhere
    service::log_form log_form = service::log_form::json;
    service::log_level log_level = service::log_level::info;
};

/// What a server that nobody has set up yet hands to its operator, once.
struct first_secrets {
    first_secrets() = default;
    std::optional<std::string> admin_key;
    std::optional<std::string> setup_token;
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

    /// Takes the port, takes over the backlog, makes the first administrator's key and the set-up token where they are
    /// needed, serves.
    boost::asio::awaitable<result<first_secrets>> start();
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
