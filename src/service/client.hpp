// A client for the API of a server of ours: the command line's and the demonstration's. JSON in, JSON out, uploads of any
// length, and the event stream. It follows no redirect and retries nothing that might have been done.
#pragma once

#include <cohook/error.hpp>

#include "runtime/clock.hpp"
#include "service/request.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::service {

struct client_options {
    client_options() = default;
    std::string url;      ///< `http://HOST[:PORT]` or `https://…`, without a path
    std::string api_key;  ///< empty: none is sent
    std::string ca_file;  ///< PEM; trusted besides the system's; with https
    std::chrono::milliseconds timeout{std::chrono::seconds(60)};  ///< of one request; an upload: between two pieces
    std::string user_agent = "cohook/" COHOOK_VERSION;
};

struct client_request {
    client_request() = default;
    client_request(std::string method_, std::string target_, std::string body_ = {})
        : method(std::move(method_)), target(std::move(target_)), body(std::move(body_)) {}

    std::string method, target, body;
    std::string content_type = "application/json";  ///< sent where there is a body
    std::vector<header_field> headers;              ///< further ones
};

struct client_response {
    client_response() = default;
    int status = 0;
    std::vector<header_field> headers;
    std::string body;

    bool ok() const noexcept { return status >= 200 && status < 300; }
    std::optional<std::string_view> header(std::string_view name) const noexcept;
};

/// The next piece of an upload; empty: the end.
using upload_source = std::function<result<std::string>()>;

/// One event of a stream as the HTML standard has it.
struct server_event {
    server_event() = default;
    std::string id, name, data;
};

/// An open event stream. Used on one coroutine; destroying it closes the connection.
class event_stream {
public:
    virtual ~event_stream() = default;
    /// The next event; heartbeats are passed over. Errors: `unavailable` where the stream has ended or has been silent for
    /// longer than two heartbeats; `cancelled`.
    virtual boost::asio::awaitable<result<server_event>> next() = 0;
};

/// One server, one connection kept alive, one request at a time. Belongs to its executor. `clock` outlives it.
class client {
public:
    /// Errors: `invalid_argument` for the URL or the CA file.
    static result<std::unique_ptr<client>> make(boost::asio::any_io_executor executor, cohook::clock& clock,
                                                client_options options);
    virtual ~client() = default;

    /// Sends and awaits the whole answer, at most 64 MiB. Errors: `unavailable` where the server cannot be reached, went
    /// away or took too long (with `unknown_outcome` where the request may have been carried out all the same).
    virtual boost::asio::awaitable<result<client_response>> send(client_request what) = 0;
    /// As `send`, the body taken piece by piece from `next` and sent in chunks.
    virtual boost::asio::awaitable<result<client_response>> upload(client_request what, upload_source next) = 0;
    /// Opens an event stream on a connection of its own; `last_event_id` empty: from now on.
    virtual boost::asio::awaitable<result<std::unique_ptr<event_stream>>> events(std::string target,
                                                                                 std::string last_event_id) = 0;
    virtual std::string const& url() const noexcept = 0;
};

}  // namespace cohook::service
