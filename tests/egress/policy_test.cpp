#include "egress/policy.hpp"

#include "egress/judge.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::egress;
namespace ip = boost::asio::ip;

policy_options opened(std::vector<std::string> const& ranges) {
    policy_options options;
    for (auto const& text : ranges) options.allow_addresses.push_back(parse_network(text).value());
    return options;
}

policy_options all_opened() {
    return opened({"0.0.0.0/0", "::/0"});
}

bool allows(policy_options const& options, std::string const& address, std::uint16_t port = 443) {
    return address_policy(options).judge(ip::make_address(address), port).allowed();
}

bool answer_allowed(std::vector<std::string> const& texts) {
    std::vector<ip::address> answer;
    for (auto const& text : texts) answer.push_back(ip::make_address(text));
    return address_policy().judge_answer(answer, 443).allowed();
}

std::string two_groups(ip::address_v4 const& inner) {
    char text[16];
    std::snprintf(text, sizeof text, "%x:%x", inner.to_uint() >> 16, inner.to_uint() & 0xffff);
    return text;
}

// Every way in which an IPv6 address can carry this IPv4 address.
std::vector<std::string> carriers(std::string const& inner) {
    auto address = ip::make_address_v4(inner);
    auto value = address.to_uint();
    auto hex = two_groups(address);
    char split[64];
    std::snprintf(split, sizeof split, "64:ff9b:1:%x:%x:%x::", value >> 16, value >> 8 & 0xff, (value & 0xff) << 8);
    return {"::ffff:" + hex,
            "::" + hex,
            "::ffff:0:" + hex,
            "64:ff9b::" + hex,
            "64:ff9b:1::" + hex,
            "64:ff9b:1:abcd::" + hex,
            split,
            "2002:" + hex + "::1",
            "2001:0:53aa:64c::" + two_groups(ip::address_v4(~value)),
            "2606:4700::5efe:" + hex,
            "2606:4700::200:5efe:" + hex};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(policy)

BOOST_AUTO_TEST_CASE(opens_what_the_operator_names_and_nothing_else) {
    auto some = opened({"10.1.0.0/16", "fd12::/16", "127.0.0.0/8"});
    for (auto const* address : {"10.1.0.0", "10.1.255.255", "fd12::5", "127.0.0.1", "8.8.8.8"})
        BOOST_TEST(allows(some, address), address);
    for (auto const* address : {"10.2.0.0", "10.0.255.255", "fd13::5", "::1", "192.168.0.1", "::ffff:10.1.0.1"})
        BOOST_TEST(!allows(some, address), address);
}

BOOST_AUTO_TEST_CASE(never_tier_is_closed_in_every_disguise) {
    for (auto const* inner : {"169.254.169.254", "169.254.170.2", "169.254.0.23", "100.100.100.200", "168.63.129.16",
                              "192.0.0.192", "224.0.0.251", "239.255.255.250", "255.255.255.255"})
        for (auto const& carrier : carriers(inner)) {
            BOOST_TEST(!allows(all_opened(), carrier), carrier << " carries " << inner);
            auto decoding = all_opened();
            decoding.nat64 = nat64_mode::decode;
            BOOST_TEST(!allows(decoding, carrier), carrier << " carries " << inner);
        }
    // The disguises themselves are not what is closed: with a harmless address inside, the operator's word holds.
    for (auto const& carrier : carriers("8.8.8.8")) BOOST_TEST(allows(all_opened(), carrier), carrier);
}

BOOST_AUTO_TEST_CASE(disguises_are_closed_by_default_whatever_they_carry) {
    for (auto const* inner : {"8.8.8.8", "127.0.0.1", "10.0.0.1", "169.254.169.254"})
        for (auto const& carrier : carriers(inner)) BOOST_TEST(!allows({}, carrier), carrier);
}

BOOST_AUTO_TEST_CASE(decoding_nat64_judges_the_address_inside) {
    policy_options options = opened({"10.1.0.0/16"});
    options.nat64 = nat64_mode::decode;
    BOOST_TEST(allows(options, "64:ff9b::808:808"));
    BOOST_TEST(allows(options, "64:ff9b::a01:1"));
    BOOST_TEST(!allows(options, "64:ff9b::a02:1"));
    BOOST_TEST(!allows(options, "64:ff9b::7f00:1"));
    BOOST_TEST(!allows(options, "64:ff9b::a9fe:a9fe"));
    BOOST_TEST(!allows(options, "64:ff9b:1::808:808"));
}

BOOST_AUTO_TEST_CASE(the_networks_own_nat64_prefix_is_seen_through_at_every_length) {
    struct place {
        char const* prefix;
        char const* of_public;
        char const* of_private;
        char const* of_metadata;
    };
    // 8.8.8.8, 10.0.0.1 and 169.254.169.254 at the places of RFC 6052, section 2.2.
    for (auto const& at : std::vector<place>{
             {"2a00:64::/32", "2a00:64:808:808::", "2a00:64:a00:1::", "2a00:64:a9fe:a9fe::"},
             {"2a00:64:100::/40", "2a00:64:108:808:8::", "2a00:64:10a:0:1::", "2a00:64:1a9:fea9:fe::"},
             {"2a00:64:1::/48", "2a00:64:1:808:8:800::", "2a00:64:1:a00:0:100::", "2a00:64:1:a9fe:a9:fe00::"},
             {"2a00:64:1:100::/56", "2a00:64:1:108:8:808::", "2a00:64:1:10a:0:1::", "2a00:64:1:1a9:fe:a9fe::"},
             {"2a00:64:1:1::/64", "2a00:64:1:1:8:808:800:0", "2a00:64:1:1:a:0:100:0", "2a00:64:1:1:a9:fea9:fe00:0"},
             {"2a00:64::/96", "2a00:64::808:808", "2a00:64::a00:1", "2a00:64::a9fe:a9fe"}}) {
        policy_options options;
        options.nat64_prefixes.push_back(nat64_prefix::parse(at.prefix).value());
        BOOST_TEST(!allows(options, at.of_public), at.prefix);
        options.nat64 = nat64_mode::decode;
        BOOST_TEST(allows(options, at.of_public), at.prefix);
        BOOST_TEST(!allows(options, at.of_private), at.prefix);
        BOOST_TEST(!allows(options, at.of_metadata), at.prefix);
        options.allow_addresses = all_opened().allow_addresses;
        BOOST_TEST(allows(options, at.of_private), at.prefix);
        BOOST_TEST(!allows(options, at.of_metadata), at.prefix);
    }
    for (auto const* text : {"2a00:64::/95", "2a00::/16", "10.0.0.0/32", "2a00:64:0:0:100::/96", "nonsense"})
        BOOST_TEST(!nat64_prefix::parse(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(our_own_machine_is_closed_though_its_address_is_public) {
    policy_options options;
    options.own_addresses = {ip::make_address("198.97.38.4"), ip::make_address("2a01:4f8::5")};
    BOOST_TEST(!allows(options, "198.97.38.4"));
    BOOST_TEST(!allows(options, "2a01:4f8::5"));
    BOOST_TEST(allows(options, "198.97.38.5"));
    options.allow_addresses = {parse_network("198.97.38.4").value()};
    BOOST_TEST(allows(options, "198.97.38.4"));
    // Seen through a translator as well.
    options.allow_addresses.clear();
    options.nat64 = nat64_mode::decode;
    BOOST_TEST(!allows(options, "64:ff9b::c661:2604"));
    BOOST_TEST(allows(options, "64:ff9b::c661:2605"));
    options.allow_addresses = {parse_network("198.97.38.4").value()};
    BOOST_TEST(allows(options, "64:ff9b::c661:2604"));
}

BOOST_AUTO_TEST_CASE(our_own_ports_are_closed_even_where_loopback_is_opened) {
    auto options = all_opened();
    options.own_addresses = {ip::make_address("198.97.38.4")};
    options.own_ports = {8080};
    for (auto const* address : {"127.0.0.1", "127.8.8.8", "::1", "198.97.38.4", "::ffff:127.0.0.1"}) {
        BOOST_TEST(!allows(options, address, 8080), address);
        BOOST_TEST(allows(options, address, 8081), address);
    }
    BOOST_TEST(allows(options, "198.97.38.5", 8080));
}

BOOST_AUTO_TEST_CASE(an_answer_is_refused_whole) {
    BOOST_TEST(answer_allowed({"93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"}));
    BOOST_TEST(!answer_allowed({"93.184.216.34", "10.0.0.5"}));
    BOOST_TEST(!answer_allowed({"fd00::1", "93.184.216.34"}));
    BOOST_TEST(!answer_allowed({}));
    BOOST_TEST(answer_allowed(std::vector<std::string>(16, "93.184.216.34")));
    BOOST_TEST(!answer_allowed(std::vector<std::string>(17, "93.184.216.34")));
}

BOOST_AUTO_TEST_CASE(a_zone_is_never_let_through) {
    auto address = ip::make_address_v6("2606:4700::1111");
    address.scope_id(3);
    BOOST_TEST(!address_policy().judge(address, 443).allowed());
}

BOOST_AUTO_TEST_CASE(its_version_changes_with_anything_that_decides) {
    std::vector<policy_options> variants(9);
    variants[1].urls.allow_http = true;
    variants[2].urls.ports.also_allowed = {22};
    variants[3].urls.ports.also_refused = {22};
    variants[4] = opened({"10.0.0.0/8"});
    variants[5].nat64 = nat64_mode::decode;
    variants[6].nat64_prefixes = {nat64_prefix::parse("2a00:64::/96").value()};
    variants[7].own_addresses = {ip::make_address("198.97.38.4")};
    variants[8].own_ports = {22};
    for (std::size_t i = 0; i < variants.size(); ++i)
        for (std::size_t j = 0; j < variants.size(); ++j)
            BOOST_TEST((address_policy(variants[i]).version() == address_policy(variants[j]).version()) == (i == j));

    policy_options one;
    one.own_addresses = {ip::make_address("198.97.38.4"), ip::make_address("2a01:4f8::5")};
    policy_options other;
    other.own_addresses = {one.own_addresses[1], one.own_addresses[0], one.own_addresses[1]};
    BOOST_TEST(address_policy(one).version() == address_policy(other).version());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(judging_an_endpoint)

BOOST_AUTO_TEST_CASE(tells_allow_block_and_invalid_apart) {
    address_policy production;
    std::vector<ip::address> fine{ip::make_address("93.184.216.34")};
    std::vector<ip::address> bad{ip::make_address("10.0.0.1")};
    auto what = [&](char const* text, std::vector<ip::address> const& answer) {
        return to_string(judge_endpoint(text, answer, production).what());
    };
    BOOST_TEST(what("https://hooks.example.com/in", fine) == "allow");
    BOOST_TEST(what("https://hooks.example.com/in", bad) == "block");
    BOOST_TEST(what("https://hooks.example.com/in", {}) == "block");
    BOOST_TEST(what("http://hooks.example.com/in", fine) == "invalid");
    BOOST_TEST(what("https://hooks.example.com:25/", fine) == "block");
    BOOST_TEST(what("https://localhost/", fine) == "block");
    // DNS has no say where the host is a literal.
    BOOST_TEST(what("https://10.0.0.1/", fine) == "block");
    BOOST_TEST(what("https://8.8.8.8/", bad) == "allow");
}

BOOST_AUTO_TEST_CASE(judges_what_it_can_before_dns_and_says_why) {
    address_policy production;
    auto name = judge_url("https://hooks.example.com/in", production);
    BOOST_TEST(name.allowed());
    BOOST_TEST(name.why().empty());
    BOOST_TEST(name.parsed()->host() == "hooks.example.com");
    auto literal = judge_url("https://192.168.0.1/in", production);
    BOOST_TEST((literal.what() == judgement::block));
    BOOST_TEST(literal.why().find("private use") != std::string::npos);
    BOOST_TEST(!judge_url("nonsense", production).why().empty());
    // The address itself is not told: the sentence may reach a tenant.
    std::vector<ip::address> inner{ip::make_address("10.77.66.55")};
    BOOST_TEST(judge_endpoint("https://a.example/", inner, production).why().find("10.77") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
