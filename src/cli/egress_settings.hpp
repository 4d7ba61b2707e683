// The operator's settings on where cohook may send, as a policy.
#pragma once

#include "cli/settings.hpp"
#include "egress/policy.hpp"

namespace cohook::cli {

/// Of allow-http, allow-address and nat64. Errors: `invalid_argument` naming the value that is no CIDR.
/// `judged_for`: `sending` closes the addresses of this machine as well, and `own_port` on them (0: none).
enum class judged_for { reading, sending };
result<egress::address_policy> egress_policy_of(settings const& config, judged_for purpose, std::uint16_t own_port = 0);

}  // namespace cohook::cli
