// What must hold of any text whatever that the parser lets through.
#include "egress/host.hpp"
#include "egress/policy.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <cstring>
#include <netdb.h>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::egress;

using dice = std::mt19937;

std::size_t upto(dice& random, std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(0, most)(random);
}

template <class List>
auto const& any_of_list(dice& random, List const& list) {
    return list[upto(random, list.size() - 1)];
}

// Texts close to URLs: pieces that parsers stumble over, put together at random, then damaged a little.
std::string near_url(dice& random) {
    static std::vector<std::string> const schemes{"http://", "https://", "HTTP://", "http:", "http:/", "https:///", ""};
    static std::vector<std::string> const pieces{"a.example.com",
                                                 "localhost",
                                                 "127.0.0.1",
                                                 "127.1",
                                                 "0x7f.1",
                                                 "2130706433",
                                                 "[::1]",
                                                 "[2606:4700::1111]",
                                                 "8.8.8.8",
                                                 "::1",
                                                 "@",
                                                 ":",
                                                 ":80",
                                                 ":443",
                                                 ":0",
                                                 "user:pass@",
                                                 ".",
                                                 "..",
                                                 "%2e",
                                                 "%",
                                                 "\\",
                                                 "#",
                                                 "?",
                                                 "/",
                                                 "_",
                                                 "-",
                                                 "017",
                                                 "0",
                                                 "1",
                                                 "[",
                                                 "]",
                                                 "xn--a",
                                                 "\xe3\x80\x82",
                                                 "\t",
                                                 "\r\n",
                                                 " ",
                                                 "a",
                                                 ":8443",
                                                 "/in?x=1",
                                                 "com"};
    auto text = any_of_list(random, schemes);
    // Every other one begins with a host that is right, so that enough get through.
    if (upto(random, 1) == 0) text += upto(random, 1) == 0 ? "a.example.com" : "[2606:4700::1111]";
    for (auto n = upto(random, 4); n > 0; --n) text += any_of_list(random, pieces);
    if (upto(random, 3) == 0 && !text.empty())
        text[upto(random, text.size() - 1)] = static_cast<char>(upto(random, 255));
    return text;
}

bool is_label_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

// What the C library makes of a host without asking DNS; true where it takes it for an address.
bool libc_takes_for_address(std::string const& host) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST;
    addrinfo* found = nullptr;
    bool taken = ::getaddrinfo(host.c_str(), nullptr, &hints, &found) == 0;
    if (taken) ::freeaddrinfo(found);
    return taken;
}

void check_invariants(std::string const& text, url const& parsed) {
    BOOST_TEST(parsed.text() == text);
    BOOST_TEST(std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; }));
    BOOST_TEST(parsed.target().front() == '/');
    auto authority_end = text.find_first_of("/?", text.find("://") + 3);
    auto rest = authority_end == std::string::npos ? std::string() : text.substr(authority_end);
    BOOST_TEST(parsed.target() == (rest.starts_with('/') ? rest : "/" + rest));
    BOOST_TEST(parsed.port() != 0);
    if (!parsed.is_address()) {
        BOOST_TEST(std::all_of(parsed.host().begin(), parsed.host().end(), is_label_character), parsed.host());
        BOOST_TEST(!libc_takes_for_address(parsed.host()), parsed.host());
        BOOST_TEST(refused_name(parsed.host()).empty());
    }
    // The Host field, read as the authority of another URL, is the same place.
    url_rules rules;
    rules.allow_http = true;
    auto again = parse_url((parsed.is_tls() ? "https://" : "http://") + parsed.host_header() + parsed.target(), rules);
    BOOST_TEST_REQUIRE(again.has_value(), text);
    BOOST_TEST(again->host() == parsed.host());
    BOOST_TEST(again->port() == parsed.port());
    BOOST_TEST(again->target() == parsed.target());
    BOOST_TEST(again->host_header() == parsed.host_header());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(strict_url_properties)

BOOST_AUTO_TEST_CASE(whatever_passes_has_one_reading) {
    dice random(1738);
    url_rules rules;
    rules.allow_http = true;
    int passed = 0;
    int refused = 0;
    for (int i = 0; i < 60000; ++i) {
        auto text = near_url(random);
        auto parsed = parse_url(text, rules);
        parsed ? ++passed : ++refused;
        if (parsed) check_invariants(text, *parsed);
    }
    // Else the texts were not near enough to test anything.
    BOOST_TEST(passed > 2000);
    BOOST_TEST(refused > 20000);
}

BOOST_AUTO_TEST_CASE(no_number_that_the_c_library_reads_as_an_address_passes_as_a_name) {
    dice random(127001);
    url_rules rules;
    rules.allow_http = true;
    int taken = 0;
    for (int i = 0; i < 60000; ++i) {
        std::string host;
        for (auto n = upto(random, 11); n > 0; --n) host += any_of_list(random, std::string_view("01279x.f."));
        if (!libc_takes_for_address(host)) continue;
        ++taken;
        auto parsed = parse_url("http://" + host + "/", rules);
        if (!parsed) continue;
        BOOST_TEST(parsed->is_address(), host);
        in_addr read{};
        BOOST_TEST_REQUIRE(::inet_pton(AF_INET, parsed->host().c_str(), &read) == 1);
        BOOST_TEST(parsed->address()->to_v4().to_uint() == ntohl(read.s_addr), host);
    }
    BOOST_TEST(taken > 2000);
}

BOOST_AUTO_TEST_CASE(any_bytes_are_answered) {
    dice random(4);
    for (int i = 0; i < 20000; ++i) {
        std::string text = upto(random, 1) == 0 ? "https://" : "";
        for (auto n = upto(random, 60); n > 0; --n) text += static_cast<char>(upto(random, 255));
        auto parsed = parse_url(text, {});
        if (!parsed) {
            auto message = parsed.error().message();
            BOOST_TEST(message.find_first_of(std::string_view("\0\r\n\x1b", 4)) == std::string::npos);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
