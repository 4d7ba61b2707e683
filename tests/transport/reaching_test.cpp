// From a name to a connection: DNS, judged addresses, the race between them. And that nothing else is connected to.
#include "egress/network.hpp"
#include "transport/wire_fixture.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <sstream>

using namespace std::chrono_literals;
using boost::asio::ip::make_address;
using cohook::attempt_fault;
using cohook::wire_state;
using cohook::testing::answer;
using cohook::testing::answers_all;
using cohook::testing::closed_port;
using cohook::testing::deaf_port;
using cohook::testing::receiver_connection;
using cohook::testing::scripted_receiver;
using cohook::testing::wire_fixture;

namespace {

class failing_resolver final : public cohook::transport::resolver {
public:
    boost::asio::awaitable<cohook::transport::resolve_outcome> resolve(std::string, cohook::steady_time) override {
        cohook::transport::resolve_outcome outcome;
        outcome.fault = fault;
        co_return outcome;
    }
    attempt_fault fault = attempt_fault::dns_error;
};

struct reaching : wire_fixture {
    reaching() { options.tls.system_authorities = false; }
    void sends_nothing(cohook::transport::post_outcome const& outcome, attempt_fault fault) {
        BOOST_TEST(outcome.fault == fault, outcome.fault << " " << outcome.detail);
        BOOST_TEST(outcome.wire == wire_state::not_sent);
        BOOST_TEST(outcome.status == 0);
    }
};

std::string read_file(std::string const& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(reach, reaching)

BOOST_AUTO_TEST_CASE(row_1_to_3_dns_faults_are_the_attempts) {
    sends_nothing(post("http://nowhere.example.com/"), attempt_fault::dns_nxdomain);
    failing_resolver dns;
    wire_fixture other;
    other.options.names = &dns;
    for (auto const fault : {attempt_fault::dns_error, attempt_fault::dns_timeout, attempt_fault::dns_too_many}) {
        dns.fault = fault;
        sends_nothing(other.post("http://some.example.com/"), fault);
    }
    BOOST_TEST(other.connects.empty());
}

BOOST_AUTO_TEST_CASE(row_3_more_than_sixteen_addresses_are_refused) {
    for (unsigned last = 1; last <= 17; ++last)
        names["many.example.com"].push_back(boost::asio::ip::address_v4(0x7f000000u + last));
    sends_nothing(post("http://many.example.com:9999/"), attempt_fault::dns_too_many);
    BOOST_TEST(connects.empty());
}

BOOST_AUTO_TEST_CASE(row_5_a_dead_first_address_is_passed_over_within_one_attempt) {
    scripted_receiver receiver({}, answers_all);
    names[cohook::testing::receiver_name] = {make_address("127.0.0.9"), make_address("127.0.0.1")};
    auto const outcome = post(http(receiver.port()));
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST(outcome.peer.starts_with("127.0.0.1:"));
    BOOST_TEST(connects.size() == 2u);
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(row_6_a_refused_connection_fails_fast) {
    sends_nothing(post(http(closed_port("127.0.0.1"))), attempt_fault::connect_refused);
}

BOOST_AUTO_TEST_CASE(row_7_a_black_hole_fails_at_the_connect_deadline) {
    deaf_port deaf("127.0.0.1");
    limits.connect = 10s;
    limits.connect_each = 5s;
    begin(http(deaf.port()));
    run_until([this] { return !connects.empty() && clock.waiting() > 0; });
    clock.advance(4s);
    settle();
    BOOST_TEST(!is_done());
    clock.advance(2s);
    sends_nothing(finish(), attempt_fault::connect_timeout);
}

BOOST_AUTO_TEST_CASE(row_7_all_addresses_together_have_one_deadline) {
    deaf_port deaf("127.0.0.1");
    deaf_port second("127.0.0.2", deaf.port()), third("127.0.0.3", deaf.port());
    names[cohook::testing::receiver_name] = {make_address("127.0.0.1"), make_address("127.0.0.2"),
                                             make_address("127.0.0.3")};
    limits.connect = 3s;
    limits.connect_each = 5s;
    begin(http(deaf.port()));
    run_until([this] { return !connects.empty() && clock.waiting() > 0; });
    clock.advance(3s);
    sends_nothing(finish(), attempt_fault::connect_timeout);
}

BOOST_AUTO_TEST_CASE(row_62_the_next_address_starts_after_a_quarter_second_and_the_first_connected_wins) {
    scripted_receiver receiver({}, answers_all);
    deaf_port deaf("::1", receiver.port());
    names[cohook::testing::receiver_name] = {make_address("::1"), make_address("127.0.0.1")};
    begin(http(receiver.port()));
    run_until([this] { return connects.size() == 1 && clock.waiting() > 0; });
    clock.advance(249ms);
    settle();
    BOOST_TEST(connects.size() == 1u);
    clock.advance(2ms);
    auto const outcome = finish();
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST(outcome.peer.starts_with("127.0.0.1:"));
    BOOST_TEST(connects.size() == 2u);
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(families_alternate_in_the_race) {
    auto const port = closed_port("127.0.0.1");
    names[cohook::testing::receiver_name] = {make_address("127.0.0.1"), make_address("127.0.0.2"), make_address("::1")};
    sends_nothing(post(http(port)), attempt_fault::connect_refused);
    BOOST_REQUIRE(connects.size() == 3u);
    BOOST_TEST(connects[1].address().is_v6());
}

BOOST_AUTO_TEST_CASE(one_bad_address_blocks_the_whole_answer_before_any_packet) {
    scripted_receiver receiver({}, answers_all);
    names[cohook::testing::receiver_name] = {make_address("127.0.0.1"), make_address("169.254.169.254")};
    sends_nothing(post(http(receiver.port())), attempt_fault::egress_blocked);
    BOOST_TEST(connects.empty());
    BOOST_TEST(receiver.connections() == 0u);
}

BOOST_AUTO_TEST_CASE(an_address_literal_is_judged_as_well) {
    sends_nothing(post("http://10.0.0.1/"), attempt_fault::egress_blocked);
    sends_nothing(post("http://[fd00:ec2::254]/"), attempt_fault::egress_blocked);
    BOOST_TEST(connects.empty());
}

BOOST_AUTO_TEST_CASE(row_8_a_receiver_that_never_speaks_meets_the_first_byte_deadline) {
    limits.first_byte = 15s;
    limits.whole = 30s;
    scripted_receiver receiver({}, [this](receiver_connection& peer) {
        peer.read_request();
        clock.advance_soon(14s);
        clock.advance_soon(2s);
        peer.wait_until_closed();
    });
    auto const outcome = post(http(receiver.port()));
    BOOST_TEST(outcome.fault == attempt_fault::first_byte_timeout);
    BOOST_TEST(outcome.wire == wire_state::possibly_received);
}

BOOST_AUTO_TEST_CASE(row_23_a_dripping_head_does_not_reset_the_deadline) {
    limits.first_byte = 15s;
    limits.whole = 60s;
    scripted_receiver receiver({}, [this](receiver_connection& peer) {
        peer.read_request();
        for (auto const* byte : {"H", "T", "T", "P", "/"}) {
            peer.send(byte);
            clock.advance_soon(4s);
        }
        peer.wait_until_closed();
    });
    auto const outcome = post(http(receiver.port()));
    BOOST_TEST(outcome.fault == attempt_fault::first_byte_timeout);
}

BOOST_AUTO_TEST_CASE(the_whole_deadline_ends_what_the_smaller_ones_allow) {
    limits.whole = 5s;
    scripted_receiver receiver({}, [this](receiver_connection& peer) {
        peer.read_request();
        clock.advance_soon(6s);
        peer.wait_until_closed();
    });
    BOOST_TEST(post(http(receiver.port())).fault == attempt_fault::attempt_timeout);
}

/// The corpus of egress cases, each as an attempt: whatever is not allowed is not connected to.
BOOST_AUTO_TEST_CASE(no_case_of_the_corpus_that_is_not_allowed_is_connected_to) {
    auto const cases = boost::json::parse(read_file(EGRESS_CASES)).as_array();
    std::size_t attempted = 0, unparsed = 0;
    for (auto const& value : cases) {
        auto const& one = value.as_object();
        if (one.at("expect").as_string() == "allow" || one.contains("config")) continue;
        wire_fixture fixture;
        fixture.policy.allow_addresses.clear();
        auto const parsed = cohook::egress::parse_url(std::string(one.at("url").as_string()), fixture.policy.urls);
        if (!parsed) {
            ++unparsed;
            continue;
        }
        if (auto const* answers = one.if_contains("resolves_to"))
            for (auto const& text : answers->as_array())
                if (auto const address = cohook::egress::parse_address(text.as_string()))
                    fixture.names[parsed->host()].push_back(*address);
        auto const outcome = fixture.post(std::string(one.at("url").as_string()));
        BOOST_TEST(fixture.connects.empty(), one.at("id").as_string());
        BOOST_TEST((outcome.fault == attempt_fault::egress_blocked || outcome.fault == attempt_fault::dns_nxdomain ||
                    outcome.fault == attempt_fault::dns_too_many),
                   one.at("id").as_string());
        ++attempted;
    }
    BOOST_TEST(attempted > 50u);
    BOOST_TEST(attempted + unparsed > 150u);
}

BOOST_AUTO_TEST_SUITE_END()
