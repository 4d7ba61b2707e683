#include "egress/ports.hpp"

#include <algorithm>
#include <iterator>

namespace cohook::egress {
namespace {

// The part of the Fetch Standard's bad-port list that lies above 1023, as of 2025; what lies below is closed anyway.
constexpr std::uint16_t bad_ports[] = {
    1719,  // h323gatestat
    1720,  // h323hostcall
    1723,  // pptp
    2049,  // nfs
    3659,  // apple-sasl
    4045,  // npp
    4190,  // sieve
    5060,  // sip
    5061,  // sips
    6000,  // x11
    6566,  // sane-port
    6665,  // irc
    6666,  // irc
    6667,  // irc
    6668,  // irc
    6669,  // irc
    6679,  // osaut
    6697,  // ircs
    10080  // amanda
};

bool holds(std::vector<std::uint16_t> const& ports, std::uint16_t port) {
    return std::find(ports.begin(), ports.end(), port) != ports.end();
}

}  // namespace

bool port_allowed(std::uint16_t port, port_rules const& rules) {
    if (port == 0 || holds(rules.also_refused, port)) return false;
    if (port == 80 || port == 443 || holds(rules.also_allowed, port)) return true;
    if (port < 1024) return false;
    return !std::binary_search(std::begin(bad_ports), std::end(bad_ports), port);
}

}  // namespace cohook::egress
