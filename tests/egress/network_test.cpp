#include "egress/network.hpp"

#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <random>
#include <string>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::egress;

// The C library's reader as the second opinion.
bool libc_reads(int family, std::string const& text, unsigned char* into) {
    return ::inet_pton(family, text.c_str(), into) == 1;
}

std::string draw(std::mt19937& random, std::string_view alphabet, std::size_t most) {
    std::string text(std::uniform_int_distribution<std::size_t>(0, most)(random), ' ');
    for (char& c : text) c = alphabet[std::uniform_int_distribution<std::size_t>(0, alphabet.size() - 1)(random)];
    return text;
}

std::string messed_up(std::mt19937& random, std::string text, std::string_view alphabet) {
    auto rounds = std::uniform_int_distribution<int>(0, 3)(random);
    for (int i = 0; i < rounds; ++i) {
        auto at = std::uniform_int_distribution<std::size_t>(0, text.size())(random);
        switch (std::uniform_int_distribution<int>(0, 2)(random)) {
            case 0: text.insert(at, draw(random, alphabet, 3)); break;
            case 1: text.erase(at, 1); break;
            default:
                if (at < text.size()) text[at] = draw(random, alphabet, 1).append("0")[0];
        }
    }
    return text;
}

void agree_on_v4(std::string const& text) {
    unsigned char bytes[4] = {};
    bool expected = libc_reads(AF_INET, text, bytes);
    auto got = parse_ipv4(text);
    BOOST_TEST(got.has_value() == expected, "'" << text << "'");
    if (got && expected) BOOST_TEST(std::equal(bytes, bytes + 4, got->to_bytes().begin()), text);
}

void agree_on_v6(std::string const& text) {
    unsigned char bytes[16] = {};
    bool expected = libc_reads(AF_INET6, text, bytes);
    auto got = parse_ipv6(text);
    BOOST_TEST(got.has_value() == expected, "'" << text << "'");
    if (got && expected) BOOST_TEST(std::equal(bytes, bytes + 16, got->to_bytes().begin()), text);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(address_text)

BOOST_AUTO_TEST_CASE(reads_ipv4_as_the_c_library_reads_the_strict_form) {
    for (auto const* text : {"0.0.0.0", "255.255.255.255", "1.2.3.4", "256.1.1.1", "1.2.3", "1.2.3.4.", ".1.2.3.4",
                             "1..2.3", "01.2.3.4", "1.2.3.00", "1.2.3.4.5", "", "1.2.3.4 ", "+1.2.3.4", "0x1.2.3.4"})
        agree_on_v4(text);
    std::mt19937 random(20251009);
    for (int i = 0; i < 20000; ++i) {
        agree_on_v4(draw(random, "0125.9", 12));
        agree_on_v4(messed_up(random, "127.0.10.255", "0129.x"));
    }
}

BOOST_AUTO_TEST_CASE(reads_ipv6_as_the_c_library_does) {
    for (auto const* text : {"::",
                             "::1",
                             "1::",
                             "1:2:3:4:5:6:7:8",
                             "1:2:3:4:5:6:7::",
                             "::2:3:4:5:6:7:8",
                             "1::2:3:4:5:6:7:8",
                             ":::",
                             ":1::",
                             "1::2::3",
                             "1:2:3:4:5:6:7",
                             "1:2:3:4:5:6:7:8:9",
                             "::ffff:1.2.3.4",
                             "1:2:3:4:5:6:1.2.3.4",
                             "1.2.3.4::",
                             "::1.2.3.4:5",
                             "::1.2.3",
                             "::12345",
                             "::g",
                             "1:",
                             ":1",
                             "",
                             ":",
                             "fe80::1%lo",
                             "::1 ",
                             "1:2:3:4:5:6:7:1.2.3.4"})
        agree_on_v6(text);
    std::mt19937 random(20251010);
    for (int i = 0; i < 20000; ++i) {
        agree_on_v6(draw(random, "01f::.", 14));
        agree_on_v6(messed_up(random, "2001:db8::ff:1", ":0fF."));
        agree_on_v6(messed_up(random, "1:2:3::5:192.0.2.1", ":0f.1"));
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(network_text)

BOOST_AUTO_TEST_CASE(reads_prefixes_and_single_addresses) {
    for (auto const* text : {"10.1.0.0/16", "0.0.0.0/0", "127.0.0.1/32", "fd12::/16", "::/0", "2001:db8::1/128"})
        BOOST_TEST(parse_network(text).value().to_string() == text);
    BOOST_TEST(parse_network("127.0.0.1").value().to_string() == "127.0.0.1/32");
    BOOST_TEST(parse_network("::1").value().to_string() == "::1/128");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_prefix_and_says_what_would_be_right) {
    for (auto const* text : {"", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/-1", "10.0.0.0/8/8",
                             "10.0/8", "::/129", "fd12::/x", "localhost", "10.0.0.0 /8", "[::1]/128", "10.0.0.0/8\n"}) {
        auto read = parse_network(text);
        BOOST_TEST_REQUIRE(!read.has_value(), text);
        BOOST_TEST((read.error().kind() == errc::invalid_argument));
    }
    auto slip = parse_network("10.1.2.3/16");
    BOOST_TEST_REQUIRE(!slip.has_value());
    BOOST_TEST(slip.error().message().find("10.1.0.0/16?") != std::string::npos);
    BOOST_TEST(parse_network("10.0.0.0/8\x1b[31m").error().message().find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(contains_exactly_the_addresses_that_share_its_bits) {
    std::mt19937 random(7);
    for (int i = 0; i < 20000; ++i) {
        auto base = static_cast<std::uint32_t>(random());
        auto bits = std::uniform_int_distribution<unsigned>(0, 32)(random);
        auto mask = bits == 0 ? 0U : 0xffffffffU << (32 - bits);
        boost::asio::ip::address_v4 first(base & mask);
        auto range = parse_network(first.to_string() + "/" + std::to_string(bits)).value();
        // One flipped bit: outside exactly where it lies in the prefix.
        auto flip = std::uniform_int_distribution<unsigned>(0, 31)(random);
        boost::asio::ip::address_v4 other(base ^ (0x80000000U >> flip));
        BOOST_TEST(range.contains(boost::asio::ip::address_v4(base)));
        BOOST_TEST(range.contains(other) == (flip >= bits));
        BOOST_TEST(!range.contains(boost::asio::ip::make_address_v6(boost::asio::ip::v4_mapped, first)));
    }
}

BOOST_AUTO_TEST_SUITE_END()
