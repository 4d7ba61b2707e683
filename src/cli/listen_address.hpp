// `ADDR:PORT`, as --listen takes it.
#pragma once

#include <cohook/error.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace cohook::cli {

struct listen_address {
    std::string address;  ///< IPv4 or IPv6 literal, without brackets
    std::uint16_t port = 0;
    bool is_loopback = false;
};

/// `127.0.0.1:8080`, `[::1]:0`, or a port alone for 127.0.0.1. Errors: `invalid_argument`; a name is none.
result<listen_address> parse_listen_address(std::string_view text);

}  // namespace cohook::cli
