// The IPv4 address that an IPv6 address may carry inside: somewhere on the way a translator, a tunnel or the kernel
// unwraps it, and then it is the IPv4 address that was connected to.
#pragma once

#include "egress/network.hpp"

#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>

#include <optional>
#include <vector>

namespace cohook::egress {

/// The prefix that translators use unless told another (RFC 6052).
inline constexpr network nat64_well_known = network::v6({0x0064, 0xff9b}, 96);

/// The IPv4 address at the place that RFC 6052 section 2.2 gives it under a prefix of `bits` (32, 40, 48, 56, 64, 96).
boost::asio::ip::address_v4 translated(boost::asio::ip::address_v6 const& address, unsigned bits);

/// Whether the interface identifier is one of ISATAP (RFC 5214), under any prefix.
bool is_isatap(boost::asio::ip::address_v6 const& address);

/// Every IPv4 address that the address can be taken to carry: mapped, compatible, translated (SIIT), NAT64 under the
/// well-known and the local prefix, 6to4, Teredo and ISATAP. Where the place cannot be known (64:ff9b:1::/48), all
/// places are given: a judge must not be happier than the network.
std::vector<boost::asio::ip::address_v4> embedded(boost::asio::ip::address_v6 const& address);

}  // namespace cohook::egress
