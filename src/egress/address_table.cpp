#include "egress/address_table.hpp"

namespace cohook::egress {
namespace {

constexpr network global_unicast = network::v6({0x2000}, 3);

constexpr table_row closed_v4_rows[] = {
    {network::v4(0, 0, 0, 0, 8), "this network (RFC 791)"},
    {network::v4(10, 0, 0, 0, 8), "private use (RFC 1918)"},
    {network::v4(100, 64, 0, 0, 10), "shared address space of carriers (RFC 6598)"},
    {network::v4(127, 0, 0, 0, 8), "loopback (RFC 1122)"},
    {network::v4(168, 63, 129, 16, 32), "Azure WireServer"},
    {network::v4(169, 254, 0, 0, 16), "link-local (RFC 3927)"},
    {network::v4(172, 16, 0, 0, 12), "private use (RFC 1918)"},
    {network::v4(192, 0, 0, 0, 24), "IETF protocol assignments (RFC 6890)"},
    {network::v4(192, 0, 2, 0, 24), "documentation (RFC 5737)"},
    {network::v4(192, 31, 196, 0, 24), "AS112 service (RFC 7535)"},
    {network::v4(192, 52, 193, 0, 24), "AMT relay anycast (RFC 7450)"},
    {network::v4(192, 88, 99, 0, 24), "6to4 relay anycast (RFC 7526)"},
    {network::v4(192, 168, 0, 0, 16), "private use (RFC 1918)"},
    {network::v4(192, 175, 48, 0, 24), "AS112 direct delegation (RFC 7534)"},
    {network::v4(198, 18, 0, 0, 15), "benchmarking (RFC 2544)"},
    {network::v4(198, 51, 100, 0, 24), "documentation (RFC 5737)"},
    {network::v4(203, 0, 113, 0, 24), "documentation (RFC 5737)"},
    {network::v4(224, 0, 0, 0, 4), "multicast (RFC 5771)"},
    {network::v4(240, 0, 0, 0, 4), "reserved (RFC 1112)"},
};

constexpr table_row closed_v6_rows[] = {
    // Inside 2000::/3.
    {network::v6({0x2001, 0x0000}, 32), "Teredo (RFC 4380)"},
    {network::v6({0x2001, 0x0001}, 32), "PCP, TURN and other anycast (RFC 7723, RFC 8155)"},
    {network::v6({0x2001, 0x0002, 0x0000}, 48), "benchmarking (RFC 5180)"},
    {network::v6({0x2001, 0x0003}, 32), "AMT (RFC 7450)"},
    {network::v6({0x2001, 0x0004, 0x0112}, 48), "AS112 service (RFC 7535)"},
    {network::v6({0x2001, 0x0010}, 28), "ORCHID, returned (RFC 4843)"},
    {network::v6({0x2001, 0x0020}, 28), "ORCHIDv2 (RFC 7343)"},
    {network::v6({0x2001, 0x0030}, 28), "drone remote identification (RFC 9374)"},
    {network::v6({0x2001, 0x0000}, 23), "IETF protocol assignments (RFC 2928)"},
    {network::v6({0x2001, 0x0db8}, 32), "documentation (RFC 3849)"},
    {network::v6({0x2002}, 16), "6to4 (RFC 3056)"},
    {network::v6({0x2620, 0x004f, 0x8000}, 48), "AS112 direct delegation (RFC 7534)"},
    {network::v6({0x3ffe}, 16), "6bone, returned (RFC 3701)"},
    {network::v6({0x3fff}, 20), "documentation (RFC 9637)"},
    // Outside of it.
    {network::v6({}, 128), "unspecified (RFC 4291)"},
    {network::v6({0, 0, 0, 0, 0, 0, 0, 1}, 128), "loopback (RFC 4291)"},
    {network::v6({0, 0, 0, 0, 0, 0xffff}, 96), "IPv4-mapped (RFC 4291)"},
    {network::v6({0, 0, 0, 0, 0xffff, 0}, 96), "IPv4-translated (RFC 2765)"},
    {network::v6({}, 96), "IPv4-compatible (RFC 4291)"},
    {network::v6({0x0064, 0xff9b}, 96), "IPv4/IPv6 translation (RFC 6052)"},
    {network::v6({0x0064, 0xff9b, 0x0001}, 48), "local IPv4/IPv6 translation (RFC 8215)"},
    {network::v6({0x0100, 0, 0, 0}, 64), "discard only (RFC 6666)"},
    {network::v6({0x0100, 0, 0, 1}, 64), "dummy prefix (RFC 9780)"},
    {network::v6({0x5f00}, 16), "segment routing identifiers (RFC 9602)"},
    {network::v6({0xfc00}, 7), "unique local (RFC 4193)"},
    {network::v6({0xfe80}, 10), "link-local (RFC 4291)"},
    {network::v6({0xfec0}, 10), "site-local, deprecated (RFC 3879)"},
    {network::v6({0xff00}, 8), "multicast (RFC 4291)"},
};

constexpr table_row never_v4_rows[] = {
    {network::v4(0, 0, 0, 0, 32), "unspecified address"},
    {network::v4(100, 100, 100, 200, 32), "metadata service (Alibaba)"},
    {network::v4(168, 63, 129, 16, 32), "platform service (Azure WireServer)"},
    {network::v4(169, 254, 0, 0, 16), "link-local, metadata services of clouds"},
    {network::v4(192, 0, 0, 192, 32), "metadata service (Oracle classic)"},
    {network::v4(224, 0, 0, 0, 4), "multicast"},
    {network::v4(255, 255, 255, 255, 32), "broadcast"},
};

constexpr table_row never_v6_rows[] = {
    {network::v6({}, 128), "unspecified address"},
    {network::v6({0xfe80}, 10), "link-local"},
    {network::v6({0xfd00, 0x0ec2}, 32), "metadata service (AWS)"},
    {network::v6({0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254}, 128), "metadata service (Google)"},
    {network::v6({0xfd00, 0x00c1, 0, 0, 0, 0, 0xa9fe, 0xa9fe}, 128), "metadata service (Oracle)"},
    {network::v6({0xfd00, 0x0042, 0, 0, 0, 0, 0, 0x0042}, 128), "metadata service (Scaleway)"},
    {network::v6({0xfd00, 0xa9fe, 0xa9fe, 0, 0, 0, 0, 0x0001}, 128), "metadata service (Akamai)"},
    {network::v6({0xff00}, 8), "multicast"},
};

}  // namespace

std::span<table_row const> closed_v4() {
    return closed_v4_rows;
}
network const& global_unicast_v6() {
    return global_unicast;
}
std::span<table_row const> closed_v6() {
    return closed_v6_rows;
}
std::span<table_row const> never_v4() {
    return never_v4_rows;
}
std::span<table_row const> never_v6() {
    return never_v6_rows;
}

}  // namespace cohook::egress
