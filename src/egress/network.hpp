// An address prefix (CIDR), and the strict texts of addresses and prefixes.
#pragma once

#include <cohook/error.hpp>

#include <boost/asio/ip/address.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::egress {

/// Reads exactly four decimal octets without leading zeros. No other form of IPv4 is an address here.
std::optional<boost::asio::ip::address_v4> parse_ipv4(std::string_view text);

/// Reads the forms of RFC 4291 section 2.2, the dotted tail by `parse_ipv4`; no zone, no brackets.
std::optional<boost::asio::ip::address_v6> parse_ipv6(std::string_view text);

/// Either of the two.
std::optional<boost::asio::ip::address> parse_address(std::string_view text);

/// A value; usable in constant tables. An IPv4 network holds IPv4 addresses only, never the IPv6 forms around them.
class network {
public:
    enum class family : std::uint8_t { v4, v6 };

    static constexpr network v4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d, unsigned bits) {
        network made(family::v4, bits);
        made.bytes_[0] = a;
        made.bytes_[1] = b;
        made.bytes_[2] = c;
        made.bytes_[3] = d;
        return made;
    }

    /// From the leading 16-bit groups; the rest is zero.
    static constexpr network v6(std::initializer_list<std::uint16_t> groups, unsigned bits) {
        network made(family::v6, bits);
        std::size_t at = 0;
        for (auto group : groups) {
            made.bytes_[at++] = static_cast<std::uint8_t>(group >> 8);
            made.bytes_[at++] = static_cast<std::uint8_t>(group & 0xff);
        }
        return made;
    }

    bool contains(boost::asio::ip::address const& address) const noexcept;
    bool contains(boost::asio::ip::address_v4 const& address) const noexcept;
    bool contains(boost::asio::ip::address_v6 const& address) const noexcept;

    constexpr bool is_v4() const noexcept { return family_ == family::v4; }
    constexpr unsigned bits() const noexcept { return bits_; }
    /// The prefix in network byte order; an IPv4 one in the first four bytes.
    constexpr std::array<std::uint8_t, 16> const& bytes() const noexcept { return bytes_; }
    boost::asio::ip::address first() const;
    std::string to_string() const;

    friend bool operator==(network const&, network const&) = default;

private:
    constexpr network(family of, unsigned bits) : bits_(static_cast<std::uint8_t>(bits)), family_(of) {}
    friend result<network> parse_network(std::string_view text);

    std::array<std::uint8_t, 16> bytes_{};
    std::uint8_t bits_ = 0;
    family family_ = family::v4;
};

/// Reads `10.1.0.0/16`, `fd12::/16`, or a single address. Errors: `invalid_argument`, naming the value and what would
/// be right; a prefix with bits set beyond its length is refused, because it is a slip more often than a wish.
result<network> parse_network(std::string_view text);

}  // namespace cohook::egress
