// The wire of the client: a byte stream to the server, plain or TLS, and the reading of its answers.
#pragma once

#include <cohook/error.hpp>

#include "runtime/clock.hpp"
#include "service/client.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace cohook::service {

/// Where the server is, taken from its URL.
struct server_address {
    bool tls = false;
    std::string host;         ///< without brackets
    std::string host_header;  ///< as for the Host field
    std::uint16_t port = 0;
};
result<server_address> parse_server_url(std::string_view url);

/// Plain or TLS. Closed when destroyed. Cancellation of the awaiting coroutine ends an operation.
class client_stream {
public:
    virtual ~client_stream() = default;
    /// At least one byte; 0: the end.
    virtual boost::asio::awaitable<result<std::size_t>> read_some(char* into, std::size_t room) = 0;
    virtual boost::asio::awaitable<result<void>> write(std::string_view bytes) = 0;
};

boost::asio::awaitable<result<std::unique_ptr<client_stream>>> connect_client(boost::asio::any_io_executor executor,
                                                                              server_address to, std::string ca_file);

/// Reads one answer off a stream, body piece by piece. One a request.
class answer_reader {
public:
    explicit answer_reader(client_stream& from);
    ~answer_reader();

    /// The status and the fields; interim answers are passed over.
    boost::asio::awaitable<result<client_response>> head();
    /// The next piece of the body; empty: the end.
    boost::asio::awaitable<result<std::string>> body();
    /// Whether the stream may carry another request; asked after the end.
    bool keeps_alive() const;
    /// Whether a single byte of an answer has come.
    bool heard() const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// Takes the text of an event stream apart. Pure.
class event_decoder {
public:
    void feed(std::string_view bytes);
    /// The next whole event with data.
    std::optional<server_event> next();

private:
    void take_line(std::string_view line);

    std::string rest_;
    server_event open_;
    bool has_data_ = false;
    std::string last_id_;
    std::vector<server_event> ready_;
    std::size_t taken_ = 0;
};

}  // namespace cohook::service
