// Which TCP ports a webhook may be sent to.
#pragma once

#include <cstdint>
#include <vector>

namespace cohook::egress {

/// 80, 443 and everything from 1024 up, less the ports that the Fetch Standard blocks because the service behind them
/// can be made to obey a line of HTTP. An operator may open and close single ports; closing wins.
struct port_rules {
    std::vector<std::uint16_t> also_allowed;
    std::vector<std::uint16_t> also_refused;
};

/// Whether the rules let a POST go to this port. Port 0 never passes.
bool port_allowed(std::uint16_t port, port_rules const& rules);

}  // namespace cohook::egress
