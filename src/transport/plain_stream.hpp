// A TCP connection without TLS.
#pragma once

#include "transport/stream.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>

namespace cohook::transport {

/// Takes over a connected socket.
std::unique_ptr<byte_stream> make_plain_stream(boost::asio::ip::tcp::socket socket);

/// What a socket's error means for an operation.
io_outcome outcome_of(boost::system::error_code const& problem, std::size_t bytes);

/// Whether nothing waits to be read and the peer has not closed. Looks without taking.
bool nothing_to_read(boost::asio::ip::tcp::socket& socket) noexcept;

}  // namespace cohook::transport
