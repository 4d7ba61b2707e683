// Which addresses may be connected to. Asked for every address of every answer, at every attempt.
#pragma once

#include <cohook/error.hpp>

#include "egress/network.hpp"
#include "egress/url.hpp"

#include <boost/asio/ip/address.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cohook::egress {

/// The most addresses one DNS answer may hold; a longer one is refused whole.
inline constexpr std::size_t max_addresses = 16;

/// Allow, or block with the rule that did it. `reason()` is static text for logs and the operator, never for a tenant:
/// which addresses a name resolves to, and why one is closed, must not be probed from outside.
class verdict {
public:
    static verdict allow() noexcept { return verdict(true, {}); }
    static verdict block(std::string_view reason) noexcept { return verdict(false, reason); }

    bool allowed() const noexcept { return allowed_; }
    /// Valid for ever; empty where allowed.
    std::string_view reason() const noexcept { return reason_; }

private:
    verdict(bool allowed, std::string_view reason) noexcept : reason_(reason), allowed_(allowed) {}

    std::string_view reason_;
    bool allowed_;
};

/// The prefix under which the network translates to IPv4 (RFC 6052): /32, /40, /48, /56, /64 or /96.
class nat64_prefix {
public:
    /// Errors: `invalid_argument` for anything but an IPv6 prefix of such a length.
    static result<nat64_prefix> parse(std::string_view text);
    egress::network const& network() const noexcept { return network_; }

private:
    explicit nat64_prefix(egress::network const& prefix) : network_(prefix) {}
    egress::network network_;
};

/// `block` refuses every address of a translation prefix; `decode` judges the IPv4 address inside it, as hosts without
/// IPv4 of their own need.
enum class nat64_mode { block, decode };

/// What the operator and the machine say. The defaults are the rules of production.
struct policy_options {
    url_rules urls;
    std::vector<network> allow_addresses;                 ///< development and tests only: `--allow-address`
    nat64_mode nat64 = nat64_mode::block;                 ///< for 64:ff9b::/96 and `nat64_prefixes`
    std::vector<nat64_prefix> nat64_prefixes;             ///< the network's own; they cannot be guessed
    std::vector<boost::asio::ip::address> own_addresses;  ///< of the machine's interfaces, refreshed by the caller
    std::vector<std::uint16_t> own_ports;                 ///< that this process listens on
};

/// A value, immutable: build a new one when the options or the interfaces change, share it between threads freely.
class address_policy {
public:
    address_policy();
    explicit address_policy(policy_options options);

    /// Judges one address that is about to be connected to, in this order: the never tier, also of an IPv4 address
    /// embedded in it; our own listening ports; what the operator allowed; our own addresses; the tables.
    verdict judge(boost::asio::ip::address const& address, std::uint16_t port) const;

    /// Judges a whole DNS answer and fails closed: one bad address, none at all, or more than `max_addresses`, and the
    /// answer is refused. Never filter an answer and use the rest.
    verdict judge_answer(std::span<boost::asio::ip::address const> addresses, std::uint16_t port) const;

    /// For `parse_url`.
    url_rules const& urls() const noexcept { return options_.urls; }
    policy_options const& options() const noexcept { return options_; }

    /// Equal for equal options and tables, in every process: part of the key of pooled connections, so that a change
    /// of policy leaves no connection behind that it would not have let be made.
    std::uint64_t version() const noexcept { return version_; }

private:
    verdict judge_v4(boost::asio::ip::address_v4 const& address) const;
    verdict judge_v6(boost::asio::ip::address_v6 const& address) const;
    bool opened(boost::asio::ip::address const& address) const;
    bool is_own(boost::asio::ip::address const& address) const;

    policy_options options_;
    std::uint64_t version_;
};

}  // namespace cohook::egress
