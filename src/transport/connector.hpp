// Guarded connect: from a judged answer of DNS to one connected socket. Nothing else in the project connects.
#pragma once

#include <cohook/delivery.hpp>
#include <cohook/policy.hpp>

#include "egress/policy.hpp"
#include "runtime/clock.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cohook::transport {

/// Told of each address right before a packet is sent to it. For tests that prove where nothing goes, and for traces.
using connect_observer = std::function<void(boost::asio::ip::tcp::endpoint const&)>;

struct connect_outcome {
    connect_outcome() = default;

    attempt_fault fault = attempt_fault::none;
    std::optional<boost::asio::ip::tcp::socket> socket;  ///< connected; non-blocking, close-on-exec, no Nagle
    boost::asio::ip::tcp::endpoint peer;
    std::string detail;  ///< for operators: what became of each address
};

struct connect_rules {
    egress::address_policy const* policy = nullptr;  ///< outlives the call
    cohook::clock* clock = nullptr;
    steady_time deadline{};                                   ///< for all addresses together
    steady_span each = std::chrono::seconds(5);               ///< for one address
    steady_span head_start = std::chrono::milliseconds(250);  ///< of an address before the next (RFC 8305, section 5)
    connect_observer const* observer = nullptr;
};

/// Judges the whole answer first and again each address right before its connect: one that is not allowed fails it all
/// with `egress_blocked`, no packet sent. Then races them, families alternating and in the given order, each with a
/// head start; the first connected socket whose peer is the judged address wins, the others are closed. Faults:
/// `connect_refused`, `connect_unreachable`, `connect_timeout`, `connect_reset`, `local_resources`, `cancelled`: of the
/// last address that failed, where all did. Runs on the awaiting coroutine's executor; never throws.
boost::asio::awaitable<connect_outcome> connect_guarded(std::vector<boost::asio::ip::address> addresses,
                                                        std::uint16_t port, connect_rules rules);

/// "203.0.113.7:443", "[2001:db8::1]:443".
std::string text_of(boost::asio::ip::tcp::endpoint const& peer);

}  // namespace cohook::transport
