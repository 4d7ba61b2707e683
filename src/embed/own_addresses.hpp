// The addresses of this machine's interfaces: what no endpoint may name, whatever else is open.
#pragma once

#include <boost/asio/ip/address.hpp>

#include <vector>

namespace cohook::embed {

/// As of now, loopback included; empty where the system does not tell.
std::vector<boost::asio::ip::address> own_addresses();

}  // namespace cohook::embed
