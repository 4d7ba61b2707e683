// A small blocking HTTP client for tests: sends exactly the bytes it is given, reads one answer at a time.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook::testing {

struct http_answer {
    int status = 0;  ///< 0: the connection ended without an answer
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;

    /// The value of a field, by lower-case name; empty: absent.
    std::string header(std::string_view lower_name) const;
};

class http_client {
public:
    explicit http_client(std::uint16_t port, std::string const& host = "127.0.0.1");
    void send(std::string_view bytes);
    /// The next answer; `head_request`: it has no body whatever its fields say.
    http_answer receive(bool head_request = false);
    /// Reads until this text has come (or the connection ended) and gives all of it.
    std::string receive_until(std::string_view text);
    /// Whether the server closes the connection without sending anything more.
    bool closed();
    void shut_sending();

private:
    bool more();

    boost::asio::io_context context_;
    boost::asio::ip::tcp::socket socket_;
    std::string buffer_;
};

/// One request on a connection of its own.
http_answer fetch(std::uint16_t port, std::string_view method, std::string_view target, std::string_view body = {},
                  std::vector<std::pair<std::string, std::string>> const& headers = {});

}  // namespace cohook::testing
