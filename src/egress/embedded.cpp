#include "egress/embedded.hpp"

#include <cstddef>
#include <cstdint>

namespace cohook::egress {
namespace {

namespace ip = boost::asio::ip;

constexpr network mapped = network::v6({0, 0, 0, 0, 0, 0xffff}, 96);
constexpr network compatible = network::v6({}, 96);
constexpr network siit = network::v6({0, 0, 0, 0, 0xffff, 0}, 96);
constexpr network nat64_local = network::v6({0x0064, 0xff9b, 0x0001}, 48);
constexpr network six_to_four = network::v6({0x2002}, 16);
constexpr network teredo = network::v6({0x2001, 0x0000}, 32);

ip::address_v4 octets(ip::address_v6::bytes_type const& from, std::size_t a, std::size_t b, std::size_t c,
                      std::size_t d) {
    return ip::address_v4(ip::address_v4::bytes_type{from[a], from[b], from[c], from[d]});
}

}  // namespace

ip::address_v4 translated(ip::address_v6 const& address, unsigned bits) {
    auto bytes = address.to_bytes();
    // Octet 8 is reserved and skipped.
    switch (bits) {
        case 32: return octets(bytes, 4, 5, 6, 7);
        case 40: return octets(bytes, 5, 6, 7, 9);
        case 48: return octets(bytes, 6, 7, 9, 10);
        case 56: return octets(bytes, 7, 9, 10, 11);
        case 64: return octets(bytes, 9, 10, 11, 12);
        default: return octets(bytes, 12, 13, 14, 15);
    }
}

bool is_isatap(ip::address_v6 const& address) {
    auto bytes = address.to_bytes();
    return (bytes[8] & ~0x02) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
}

std::vector<ip::address_v4> embedded(ip::address_v6 const& address) {
    std::vector<ip::address_v4> found;
    auto bytes = address.to_bytes();
    if (mapped.contains(address) || compatible.contains(address) || siit.contains(address) ||
        nat64_well_known.contains(address) || is_isatap(address))
        found.push_back(translated(address, 96));
    if (nat64_local.contains(address)) {
        // An unused place reads as zero and says nothing, unless all of them do.
        for (unsigned bits : {48U, 56U, 64U, 96U})
            if (auto inner = translated(address, bits); !inner.is_unspecified()) found.push_back(inner);
        if (found.empty()) found.emplace_back();
    }
    if (six_to_four.contains(address)) found.push_back(octets(bytes, 2, 3, 4, 5));
    if (teredo.contains(address)) found.emplace_back(translated(address, 96).to_uint() ^ 0xffffffffU);
    return found;
}

}  // namespace cohook::egress
