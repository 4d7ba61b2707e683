// A machine's interfaces come and go: what an attempt is judged by is no older than a few seconds.
#include "embed/watchful_wire.hpp"

#include "support/stepped_clock.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <utility>
#include <vector>

namespace cohook {
namespace {

namespace asio = boost::asio;
using asio::ip::make_address;
namespace wires = transport;  // within its classes, their own name hides the room's
using policies = std::vector<std::shared_ptr<egress::address_policy const>>;

/// Keeps what it is told, and posts to nobody.
class noting_transport final : public wires::http_transport {
public:
    explicit noting_transport(policies& told) : told_(told) {}
    asio::awaitable<void> post(wires::post_request const&, wires::post_outcome&) override { co_return; }
    void drop_idle(egress::url const*) override {}
    wires::transport_stats stats() const override { return {}; }
    void set_policy(std::shared_ptr<egress::address_policy const> policy) override {
        told_.push_back(std::move(policy));
    }

private:
    policies& told_;
};

struct machine {
    machine() { rules.own_ports.push_back(8080); }

    void attempt() {
        asio::co_spawn(io, wire.post(request, outcome), asio::detached);
        io.restart();
        io.run();
    }
    bool reaches(char const* address) { return told.back()->judge(make_address(address), 443).allowed(); }

    asio::io_context io;
    testing::stepped_clock time{io};
    std::vector<asio::ip::address> interfaces{make_address("8.8.4.4")};
    egress::policy_options rules;
    policies told;
    transport::post_request request;
    transport::post_outcome outcome;
    embed::watchful_wire wire{std::make_unique<noting_transport>(told), rules, time, [this] { return interfaces; }};
};

BOOST_FIXTURE_TEST_SUITE(watchful_wire, machine)

BOOST_AUTO_TEST_CASE(nothing_is_looked_at_before_the_first_attempt) {
    BOOST_TEST(told.empty());
    attempt();
    BOOST_TEST(told.size() == 1U);
    BOOST_TEST(!reaches("8.8.4.4"));
    BOOST_TEST(reaches("8.8.8.8"));
}

BOOST_AUTO_TEST_CASE(an_address_that_came_is_closed_and_one_that_went_is_open) {
    attempt();
    interfaces.assign(1, make_address("8.8.8.8"));
    time.advance(embed::watchful_wire::patience);
    attempt();
    BOOST_TEST(!reaches("8.8.8.8"));
    BOOST_TEST(reaches("8.8.4.4"));
}

BOOST_AUTO_TEST_CASE(a_look_serves_the_attempts_of_a_while) {
    attempt();
    time.advance(embed::watchful_wire::patience - std::chrono::milliseconds(1));
    attempt();
    BOOST_TEST(told.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_same_addresses_leave_connections_at_rest) {
    attempt();
    time.advance(embed::watchful_wire::patience);
    attempt();
    BOOST_REQUIRE(told.size() == 2U);
    BOOST_TEST(told.front()->version() == told.back()->version());
}

BOOST_AUTO_TEST_CASE(a_port_learnt_before_the_first_attempt_is_ours) {
    rules.own_ports.push_back(9090);
    attempt();
    BOOST_TEST(!told.back()->judge(make_address("8.8.4.4"), 9090).allowed());
    BOOST_TEST(told.back()->judge(make_address("8.8.4.4"), 9090).reason() == "a port of our own");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace cohook
