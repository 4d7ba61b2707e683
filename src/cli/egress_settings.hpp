// The operator's settings on where cohook may send, as a policy.
#pragma once

#include "cli/settings.hpp"
#include "egress/policy.hpp"

namespace cohook::cli {

/// Of allow-http, allow-address and nat64. Errors: `invalid_argument` naming the value that is no CIDR.
result<egress::address_policy> egress_policy_of(settings const& config);

}  // namespace cohook::cli
