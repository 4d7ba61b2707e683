#include "egress/policy.hpp"

#include "egress/address_table.hpp"
#include "egress/embedded.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace cohook::egress {
namespace {

namespace ip = boost::asio::ip;

template <class Address>
std::string_view match(std::span<table_row const> rows, Address const& address) {
    for (auto const& row : rows)
        if (row.prefix.contains(address)) return row.reason;
    return {};
}

std::string_view never(ip::address const& address) {
    return address.is_v4() ? match(never_v4(), address.to_v4()) : match(never_v6(), address.to_v6());
}

bool within(std::vector<network> const& networks, ip::address const& address) {
    return std::any_of(networks.begin(), networks.end(), [&](network const& one) { return one.contains(address); });
}

// The address and whatever IPv4 addresses it carries, the network's own translation prefixes included.
std::vector<ip::address> faces(ip::address const& address, std::vector<nat64_prefix> const& prefixes) {
    std::vector<ip::address> all{address};
    if (address.is_v4()) return all;
    auto v6 = address.to_v6();
    for (auto const& inner : embedded(v6)) all.emplace_back(inner);
    for (auto const& prefix : prefixes)
        if (prefix.network().contains(v6)) all.emplace_back(translated(v6, prefix.network().bits()));
    return all;
}

// FNV-1a over a text of everything that decides.
class fingerprint {
public:
    void add(std::string_view text) {
        for (char c : text) step(static_cast<unsigned char>(c));
        step(0);
    }
    template <class Numbers>
    void add_ports(Numbers const& ports) {
        for (auto port : ports) add(std::to_string(port));
        step(1);
    }
    std::uint64_t value() const { return value_; }

private:
    void step(unsigned char byte) { value_ = (value_ ^ byte) * 1099511628211U; }
    std::uint64_t value_ = 14695981039346656037U;
};

std::uint64_t version_of(policy_options const& options) {
    fingerprint all;
    all.add(table_date);
    all.add(options.urls.allow_http ? "http" : "https");
    all.add_ports(options.urls.ports.also_allowed);
    all.add_ports(options.urls.ports.also_refused);
    for (auto const& range : options.allow_addresses) all.add(range.to_string());
    all.add(options.nat64 == nat64_mode::decode ? "decode" : "block");
    for (auto const& prefix : options.nat64_prefixes) all.add(prefix.network().to_string());
    all.add("own");
    for (auto const& address : options.own_addresses) all.add(address.to_string());
    all.add_ports(options.own_ports);
    return all.value();
}

// Sorted and without repeats, so that the order in which a list was gathered does not count as a change.
template <class T>
void normalise(std::vector<T>& list) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
}

policy_options normalised(policy_options options) {
    normalise(options.own_addresses);
    normalise(options.own_ports);
    return options;
}

}  // namespace

result<nat64_prefix> nat64_prefix::parse(std::string_view text) {
    auto prefix = parse_network(text);
    if (!prefix) return prefix.error();
    auto bits = prefix->bits();
    bool lawful = bits == 32 || bits == 40 || bits == 48 || bits == 56 || bits == 64 || bits == 96;
    if (prefix->is_v4() || !lawful || prefix->bytes()[8] != 0)
        return error(errc::invalid_argument, "'" + prefix->to_string() +
                                                 "' is not a NAT64 prefix: RFC 6052 has IPv6 prefixes of /32, /40, "
                                                 "/48, /56, /64 and /96, whose bits 64 to 71 are zero");
    return nat64_prefix(*prefix);
}

address_policy::address_policy() : address_policy(policy_options()) {}

address_policy::address_policy(policy_options options)
    : options_(normalised(std::move(options))), version_(version_of(options_)) {}

verdict address_policy::judge(ip::address const& address, std::uint16_t port) const {
    auto all = faces(address, options_.nat64_prefixes);
    bool listening = std::binary_search(options_.own_ports.begin(), options_.own_ports.end(), port);
    for (auto const& face : all) {
        if (auto reason = never(face); !reason.empty()) return verdict::block(reason);
        if (listening && (face.is_loopback() || is_own(face))) return verdict::block("a port of our own");
    }
    if (opened(address)) return verdict::allow();
    for (auto const& face : all)
        if (is_own(face) && !opened(face)) return verdict::block("an address of this machine");
    return address.is_v4() ? judge_v4(address.to_v4()) : judge_v6(address.to_v6());
}

verdict address_policy::judge_answer(std::span<ip::address const> addresses, std::uint16_t port) const {
    if (addresses.empty()) return verdict::block("no address");
    if (addresses.size() > max_addresses) return verdict::block("more than 16 addresses");
    for (auto const& address : addresses)
        if (auto one = judge(address, port); !one.allowed()) return one;
    return verdict::allow();
}

verdict address_policy::judge_v4(ip::address_v4 const& address) const {
    if (opened(address)) return verdict::allow();
    auto reason = match(closed_v4(), address);
    return reason.empty() ? verdict::allow() : verdict::block(reason);
}

verdict address_policy::judge_v6(ip::address_v6 const& address) const {
    if (address.scope_id() != 0) return verdict::block("an address with a zone");
    bool decode = options_.nat64 == nat64_mode::decode;
    for (auto const& prefix : options_.nat64_prefixes) {
        if (!prefix.network().contains(address)) continue;
        // RFC 6052 section 2.2: octet 8 is zero. What is not is no translated address, whatever it reaches.
        if (!decode || (prefix.network().bits() < 96 && address.to_bytes()[8] != 0))
            return verdict::block("IPv4/IPv6 translation of this network");
        return judge_v4(translated(address, prefix.network().bits()));
    }
    if (decode && nat64_well_known.contains(address)) return judge_v4(translated(address, 96));
    if (auto reason = match(closed_v6(), address); !reason.empty()) return verdict::block(reason);
    if (!global_unicast_v6().contains(address)) return verdict::block("outside of global unicast (RFC 4291)");
    if (is_isatap(address)) return verdict::block("ISATAP (RFC 5214)");
    return verdict::allow();
}

bool address_policy::opened(ip::address const& address) const {
    return within(options_.allow_addresses, address);
}

bool address_policy::is_own(ip::address const& address) const {
    return std::binary_search(options_.own_addresses.begin(), options_.own_addresses.end(), address);
}

}  // namespace cohook::egress
