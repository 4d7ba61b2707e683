// A request and its answer as plain values: what the server hands over and takes back. No HTTP library shows here.
#pragma once

#include <cohook/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook::service {

struct header_field {
    header_field() = default;
    header_field(std::string name_, std::string value_) : name(std::move(name_)), value(std::move(value_)) {}
    std::string name, value;
};

/// The body of a request that is taken in pieces. Used by the handler of that request alone, on its executor.
class body_reader {
public:
    virtual ~body_reader() = default;
    /// The next piece, at most 64 KiB; empty: the end. Errors: `invalid_argument` (broken framing), `unavailable` (the
    /// client went away or was too slow), `too_large`. After an error the connection is closed once answered.
    virtual boost::asio::awaitable<result<std::string>> next() = 0;
};

/// The body of an answer that is made while it is sent. Used by one connection, on its executor.
class body_source {
public:
    virtual ~body_source() = default;
    /// The next piece, never empty; nothing: the end.
    virtual boost::asio::awaitable<std::optional<std::string>> next() = 0;
    /// The server stops: a pending `next` ends soon with nothing. Any thread.
    virtual void stop() noexcept = 0;
};

/// What came in. Valid until the handler is done.
struct request {
    request() = default;

    std::string method;                 ///< as sent, upper case by RFC 9110
    std::string target;                 ///< as sent: path and query
    std::string path;                   ///< of the target, as sent (still percent-encoded), never empty
    std::string query;                  ///< of the target, without `?`, as sent
    std::vector<header_field> headers;  ///< in order, values trimmed
    std::string body;                   ///< all of it; empty where `reader` is set
    body_reader* reader = nullptr;      ///< set where `body_plan::stream` was asked for
    std::string peer;                   ///< address of the client, without port
    std::string id;  ///< of this request: the client's `X-Request-Id` where it is a sound one, else made here

    /// The value of the first field of this name (case-insensitive); none: absent.
    std::optional<std::string_view> header(std::string_view name) const noexcept;
    /// How many fields of this name there are.
    std::size_t header_count(std::string_view name) const noexcept;
};

/// What goes out. `Content-Length` or chunked coding, `Date`, `Connection` and `X-Request-Id` are the server's to write.
struct response {
    response() = default;
    explicit response(int status_) : status(status_) {}
    response(int status_, std::string content_type, std::string body_);

    /// 200 to 599. An interim status (102) is sent as the last word: head alone, then the connection is closed.
    int status = 200;
    std::vector<header_field> headers;
    std::string body;
    std::shared_ptr<body_source> source;  ///< where set, the body is what it gives
    bool close = false;                   ///< close the connection after this answer

    response& set(std::string_view name, std::string value);  ///< replaces
    std::optional<std::string_view> header(std::string_view name) const noexcept;
};

/// How the body of a request is taken.
enum class body_plan : std::uint8_t {
    whole,   ///< read before the handler runs, up to the limit (413 beyond it)
    stream,  ///< handed over as `request::reader`; no limit of the server's
    refuse,  ///< the handler answers by the head alone; the connection closes if there is a body
};

}  // namespace cohook::service
