// The tables of addresses that are not for webhooks, as dated data.
#pragma once

#include "egress/network.hpp"

#include <span>
#include <string_view>

namespace cohook::egress {

/// Date of the last change of IANA's special-purpose address registries that the tables reflect
/// (iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry).
inline constexpr std::string_view table_date = "2025-10-09";

/// One closed prefix. `reason` names it and its standard, for logs and the operator.
struct table_row {
    network prefix;
    std::string_view reason;
};

/// IPv4 prefixes that are closed unless the operator opens them; all others are open.
std::span<table_row const> closed_v4();

/// The only part of IPv6 that is assigned for global unicast; what lies outside is closed.
network const& global_unicast_v6();

/// IPv6 prefixes that are closed unless the operator opens them. Those outside 2000::/3 are here for their reason.
std::span<table_row const> closed_v6();

/// Prefixes that nothing opens: cloud metadata services, link-local, unspecified, multicast, broadcast.
std::span<table_row const> never_v4();
std::span<table_row const> never_v6();

}  // namespace cohook::egress
