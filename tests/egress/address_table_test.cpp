// The tables against a second writing of the same rules, as texts and compared by bits.
#include "egress/address_table.hpp"

#include "egress/policy.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace cohook::egress;
namespace ip = boost::asio::ip;

constexpr auto v4_rules =
    "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 "
    "192.31.196.0/24 192.52.193.0/24 192.88.99.0/24 192.168.0.0/16 192.175.48.0/24 198.18.0.0/15 198.51.100.0/24 "
    "203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 168.63.129.16/32";
constexpr auto v6_rules =
    "2001::/32 2001:1::/32 2001:2::/48 2001:3::/32 2001:4:112::/48 2001:10::/28 2001:20::/28 2001:30::/28 2001::/23 "
    "2001:db8::/32 2002::/16 2620:4f:8000::/48 3ffe::/16 3fff::/20 ::/128 ::1/128 ::ffff:0:0/96 ::ffff:0:0:0/96 ::/96 "
    "64:ff9b::/96 64:ff9b:1::/48 100::/64 100:0:0:1::/64 5f00::/16 fc00::/7 fe80::/10 fec0::/10 ff00::/8";
constexpr auto never_rules =
    "0.0.0.0/32 100.100.100.200/32 168.63.129.16/32 169.254.0.0/16 192.0.0.192/32 224.0.0.0/4 255.255.255.255/32 "
    "::/128 "
    "fe80::/10 fd00:ec2::/32 fd20:ce::254/128 fd00:c1::a9fe:a9fe/128 fd00:42::42/128 fd00:a9fe:a9fe::1/128 ff00::/8";

using bits = std::vector<bool>;

bits bits_of(ip::address const& address) {
    bits all;
    auto add = [&all](auto const& bytes) {
        for (auto byte : bytes)
            for (int i = 7; i >= 0; --i) all.push_back((byte >> i & 1) != 0);
    };
    address.is_v4() ? add(address.to_v4().to_bytes()) : add(address.to_v6().to_bytes());
    return all;
}

ip::address address_of(bits const& all) {
    auto fill = [&all](auto bytes) {
        for (std::size_t i = 0; i < all.size(); ++i)
            bytes[i / 8] = static_cast<unsigned char>(bytes[i / 8] | (all[i] ? 0x80 >> i % 8 : 0));
        return bytes;
    };
    if (all.size() == 32) return ip::address_v4(fill(ip::address_v4::bytes_type{}));
    return ip::address_v6(fill(ip::address_v6::bytes_type{}));
}

struct rule {
    bits first;
    std::size_t length;
    std::string text;

    bool holds(bits const& address) const {
        return address.size() == first.size() &&
               std::equal(first.begin(), first.begin() + static_cast<std::ptrdiff_t>(length), address.begin());
    }
    // The addresses just before and just after the range, where there are any.
    std::vector<bits> neighbours() const {
        std::vector<bits> found;
        auto before = first;
        if (step(before, false)) found.push_back(before);
        auto after = last();
        if (step(after, true)) found.push_back(after);
        return found;
    }
    bits last() const {
        auto end = first;
        std::fill(end.begin() + static_cast<std::ptrdiff_t>(length), end.end(), true);
        return end;
    }
    static bool step(bits& number, bool up) {
        for (auto i = number.rbegin(); i != number.rend(); ++i) {
            *i = !*i;
            if (*i == up) return true;
        }
        return false;
    }
};

std::vector<rule> rules(std::string const& text) {
    std::vector<rule> all;
    std::istringstream words(text);
    for (std::string word; words >> word;) {
        auto slash = word.find('/');
        all.push_back({bits_of(ip::make_address(word.substr(0, slash))), std::stoul(word.substr(slash + 1)), word});
    }
    return all;
}

bool any(std::vector<rule> const& all, bits const& address) {
    return std::any_of(all.begin(), all.end(), [&](rule const& one) { return one.holds(address); });
}

// Outside of 2000::/3 everything is closed, listed or not; ISATAP is closed everywhere.
bool closed_by_text(bits const& address) {
    static auto const v4 = rules(v4_rules);
    static auto const v6 = rules(v6_rules);
    static auto const global = rules("2000::/3");
    if (address.size() == 32) return any(v4, address);
    auto text = address_of(address).to_v6().to_bytes();
    bool isatap = (text[8] == 0 || text[8] == 2) && text[9] == 0 && text[10] == 0x5e && text[11] == 0xfe;
    return !any(global, address) || any(v6, address) || isatap;
}

void check(bits const& address) {
    static address_policy const production;
    auto subject = address_of(address);
    BOOST_TEST(production.judge(subject, 443).allowed() == !closed_by_text(address), subject.to_string());
}

void same(std::span<table_row const> rows, std::string const& text) {
    std::vector<std::string> in_table;
    for (auto const& row : rows) {
        in_table.push_back(row.prefix.to_string());
        BOOST_TEST(!row.reason.empty());
    }
    std::vector<std::string> in_text;
    std::istringstream words(text);
    for (std::string word; words >> word;) in_text.push_back(parse_network(word).value().to_string());
    std::sort(in_table.begin(), in_table.end());
    std::sort(in_text.begin(), in_text.end());
    BOOST_TEST(in_table == in_text, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(address_table)

BOOST_AUTO_TEST_CASE(holds_the_registry_of_its_date) {
    BOOST_TEST(table_date == "2025-10-09");
    same(closed_v4(), v4_rules);
    same(closed_v6(), v6_rules);
    BOOST_TEST(global_unicast_v6().to_string() == "2000::/3");
    std::vector<table_row> never(never_v4().begin(), never_v4().end());
    never.insert(never.end(), never_v6().begin(), never_v6().end());
    same(never, never_rules);
}

BOOST_AUTO_TEST_CASE(closes_every_row_from_its_first_to_its_last_address_and_not_beyond) {
    for (auto const* text : {v4_rules, v6_rules, never_rules, "2000::/3"})
        for (auto const& one : rules(text)) {
            check(one.first);
            check(one.last());
            for (auto const& neighbour : one.neighbours()) check(neighbour);
        }
}

BOOST_AUTO_TEST_CASE(judges_any_address_as_the_second_writing_does) {
    std::mt19937 random(1918);
    auto everything = rules(std::string(v4_rules) + " " + v6_rules + " " + never_rules + " 2000::/3");
    for (int i = 0; i < 60000; ++i) {
        auto const& one = everything[random() % everything.size()];
        auto address = one.first;
        // Keeps a random part of the prefix, so that many land close to a border.
        auto kept = random() % (one.length + 2);
        for (auto at = kept; at < address.size(); ++at) address[at] = (random() & 1) != 0;
        check(address);
    }
}

BOOST_AUTO_TEST_CASE(never_tier_stays_closed_when_the_operator_opens_everything) {
    policy_options options;
    options.allow_addresses = {parse_network("0.0.0.0/0").value(), parse_network("::/0").value()};
    address_policy all_open(options);
    for (auto const& one : rules(never_rules)) {
        BOOST_TEST(!all_open.judge(address_of(one.first), 443).allowed(), one.text);
        BOOST_TEST(!all_open.judge(address_of(one.last()), 443).allowed(), one.text);
        for (auto const& neighbour : one.neighbours()) {
            auto subject = address_of(neighbour);
            bool never = any(rules(never_rules), neighbour);
            // Neighbours that carry an IPv4 address are judged by that too: see address_policy.
            if (subject.is_v4() || subject.to_v6().to_bytes()[0] != 0)
                BOOST_TEST(all_open.judge(subject, 443).allowed() == !never, subject.to_string());
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
