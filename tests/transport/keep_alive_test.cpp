// Connections that are used again: when they may be, and when never.
#include "transport/wire_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using cohook::attempt_fault;
using cohook::wire_state;
using cohook::testing::answer;
using cohook::testing::answers_all;
using cohook::testing::event;
using cohook::testing::receiver_connection;
using cohook::testing::scripted_receiver;
using cohook::testing::wire_fixture;

namespace {

/// Answers as the test pleases, and counts.
class changing_resolver final : public cohook::transport::resolver {
public:
    explicit changing_resolver(cohook::clock& clock) : clock_(clock) {}
    boost::asio::awaitable<cohook::transport::resolve_outcome> resolve(std::string, cohook::steady_time) override {
        ++asked;
        cohook::transport::resolve_outcome outcome;
        outcome.addresses = addresses;
        outcome.answered_at = clock_.now();
        co_return outcome;
    }
    std::vector<boost::asio::ip::address> addresses{boost::asio::ip::make_address("127.0.0.1")};
    int asked = 0;

private:
    cohook::clock& clock_;
};

/// Counts its passes; keeps each waiting as long as the test says, on the fake clock.
class counting_gate final : public cohook::transport::send_gate {
public:
    boost::asio::awaitable<void> pass() override {
        ++passes;
        if (during) during();
        co_return;
    }
    void left(cohook::steady_time, cohook::steady_time ended) override { lefts.push_back(ended); }
    int passes = 0;
    std::vector<cohook::steady_time> lefts;
    std::function<void()> during;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(keep_alive, wire_fixture)

BOOST_AUTO_TEST_CASE(one_connection_serves_many_exchanges) {
    scripted_receiver receiver({}, answers_all);
    for (int one = 0; one < 50; ++one) {
        auto const outcome = post(http(receiver.port()));
        BOOST_TEST_REQUIRE(outcome.status == 200);
        BOOST_TEST(outcome.connection_reused == (one > 0));
        BOOST_TEST(outcome.timings.connect.has_value() == (one == 0));
    }
    BOOST_TEST(receiver.connections() == 1u);
    BOOST_TEST(wire().stats().opened == 1u);
    BOOST_TEST(wire().stats().reused == 49u);
    BOOST_TEST(wire().stats().idle == 1u);
    BOOST_TEST(wire().stats().active == 0u);
    wire().drop_idle(nullptr);
    BOOST_TEST(wire().stats().idle == 0u);
}

BOOST_AUTO_TEST_CASE(row_44_a_connection_that_was_closed_while_idle_is_not_used) {
    event closed;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.read_request();
        peer.send(answer(200));
        if (peer.number() > 0) return;
        peer.close();
        closed.set();
    });
    BOOST_TEST(post(http(receiver.port())).status == 200);
    closed.wait();
    auto const second = post(http(receiver.port()));
    BOOST_TEST(second.status == 200);
    BOOST_TEST(!second.connection_reused);
}

BOOST_AUTO_TEST_CASE(row_44_a_write_on_a_reset_connection_is_repeated_once_through_the_gate) {
    options.pool.recheck = 1h;  // so that the pool does not look, as in the instant before a reset arrives
    event reset;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.read_request();
        peer.send(answer(200));
        if (peer.number() > 0) return;
        peer.reset();
        reset.set();
    });
    BOOST_TEST(post(http(receiver.port())).status == 200);
    reset.wait();
    counting_gate gate;
    begin(http(receiver.port()), "{}", &gate);
    auto const second = finish();
    BOOST_TEST(second.status == 200);
    BOOST_TEST(gate.passes == 2);
    BOOST_TEST(second.detail.find("closed by the peer") != std::string::npos);
    BOOST_TEST(receiver.requests() == 2u);
}

BOOST_AUTO_TEST_CASE(row_44_a_request_that_went_out_whole_is_never_repeated) {
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.read_request();
        peer.send(answer(200));
        peer.read_request();
        peer.reset();
    });
    BOOST_TEST(post(http(receiver.port())).status == 200);
    auto const second = post(http(receiver.port()));
    BOOST_TEST(second.connection_reused);
    BOOST_TEST(second.fault == attempt_fault::reset);
    BOOST_TEST(second.wire == wire_state::possibly_received);
    BOOST_TEST(receiver.connections() == 1u);
}

BOOST_AUTO_TEST_CASE(row_45_an_unasked_answer_is_never_matched_to_the_next_request) {
    event rested, said;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.read_request();
        peer.send(answer(201, "asked"));
        if (peer.number() == 0) {
            rested.wait();
            peer.send(answer(200, "unasked"));
            said.set();
        }
        peer.wait_until_closed();
    });
    BOOST_TEST(post(http(receiver.port())).response_body == "asked");
    rested.set();
    said.wait();
    auto const second = post(http(receiver.port()));
    BOOST_TEST(second.response_body == "asked");
    BOOST_TEST(!second.connection_reused);
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(idle_connections_are_closed_after_their_time) {
    event closed;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        answers_all(peer);
        closed.set();
    });
    BOOST_TEST(post(http(receiver.port())).status == 200);
    clock.advance(59s);
    settle();
    BOOST_TEST(wire().stats().idle == 1u);
    clock.advance(2s);
    run_until([&] { return wire().stats().idle == 0; });
    closed.wait();
}

BOOST_AUTO_TEST_CASE(the_pool_keeps_to_its_limits) {
    options.pool.total = 2;
    std::vector<std::unique_ptr<scripted_receiver>> receivers;
    for (int one = 0; one < 4; ++one) {
        receivers.push_back(std::make_unique<scripted_receiver>(cohook::testing::receiver_options(), answers_all));
        BOOST_TEST(post(http(receivers.back()->port())).status == 200);
        BOOST_TEST(wire().stats().idle == std::min<std::size_t>(2, one + 1u));
    }
    BOOST_TEST(!post(http(receivers[0]->port())).connection_reused);
    BOOST_TEST(post(http(receivers[3]->port())).connection_reused);
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(as_many_connections_as_are_in_use_at_once_are_kept_and_the_spare_ones_closed_soon) {
    options.pool.per_origin = 2;
    scripted_receiver receiver({}, answers_all);
    post_together(http(receiver.port()), 5);
    BOOST_TEST(wire().stats().idle == 5u);
    for (auto const& each : post_together(http(receiver.port()), 5)) BOOST_TEST(each.connection_reused);
    BOOST_TEST(receiver.connections() == 5u);
    clock.advance(900ms);
    settle();
    BOOST_TEST(wire().stats().idle == 5u);
    clock.advance(100ms);
    run_until([&] { return wire().stats().idle == 2; });
    clock.advance(58s);
    settle();
    BOOST_TEST(wire().stats().idle == 2u);
    clock.advance(2s);
    run_until([&] { return wire().stats().idle == 0; });
}

BOOST_AUTO_TEST_CASE(a_changed_endpoint_drops_its_origins_connections_alone) {
    scripted_receiver one({}, answers_all), other({}, answers_all);
    post(http(one.port()));
    post(http(other.port()));
    auto const url = cohook::egress::parse_url(http(one.port(), "/elsewhere"), policy.urls).value();
    wire().drop_idle(&url);
    BOOST_TEST(wire().stats().idle == 1u);
    BOOST_TEST(!post(http(one.port())).connection_reused);
    BOOST_TEST(post(http(other.port())).connection_reused);
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(row_4_dns_is_asked_and_judged_again_before_reuse_after_a_minute) {
    changing_resolver dns(clock);
    options.names = &dns;
    options.pool.idle = 1h;
    scripted_receiver receiver({}, answers_all);
    BOOST_TEST(post(http(receiver.port())).status == 200);
    clock.advance(59s);
    BOOST_TEST(post(http(receiver.port())).connection_reused);
    BOOST_TEST(dns.asked == 1);
    clock.advance(2s);
    BOOST_TEST(post(http(receiver.port())).connection_reused);
    BOOST_TEST(dns.asked == 2);
    clock.advance(61s);
    dns.addresses = {boost::asio::ip::make_address("10.0.0.1")};
    auto const turned = post(http(receiver.port()));
    BOOST_TEST(turned.fault == attempt_fault::egress_blocked);
    BOOST_TEST(turned.wire == wire_state::not_sent);
    BOOST_TEST(connects.size() == 1u);
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(a_connection_to_where_the_name_no_longer_points_is_closed) {
    changing_resolver dns(clock);
    options.names = &dns;
    options.pool.idle = 1h;
    scripted_receiver first({}, answers_all);
    cohook::testing::receiver_options there;
    there.address = "127.0.0.2";
    there.port = first.port();
    scripted_receiver second(there, answers_all);
    BOOST_TEST(post(http(first.port())).status == 200);
    clock.advance(61s);
    dns.addresses = {boost::asio::ip::make_address("127.0.0.2")};
    auto const moved = post(http(first.port()));
    BOOST_TEST(moved.status == 200);
    BOOST_TEST(!moved.connection_reused);
    BOOST_TEST(moved.peer.starts_with("127.0.0.2:"));
    BOOST_TEST(wire().stats().idle == 1u);
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(a_new_policy_leaves_no_connection_of_the_old_one) {
    scripted_receiver receiver({}, answers_all);
    BOOST_TEST(post(http(receiver.port())).status == 200);
    wire().set_policy(std::make_shared<cohook::egress::address_policy const>());
    BOOST_TEST(wire().stats().idle == 0u);
    BOOST_TEST(post(http(receiver.port())).fault == attempt_fault::egress_blocked);
    BOOST_TEST(receiver.connections() == 1u);
}

BOOST_AUTO_TEST_CASE(time_in_the_gate_is_not_counted) {
    limits.whole = 30s;
    limits.first_byte = 15s;
    scripted_receiver receiver({}, answers_all);
    counting_gate gate;
    gate.during = [this] { clock.advance(1h); };
    begin(http(receiver.port()), "{}", &gate);
    auto const outcome = finish();
    BOOST_TEST(outcome.status == 200, outcome.fault << " " << outcome.detail);
    BOOST_TEST((outcome.timings.total < 30s));
    BOOST_TEST(gate.passes == 1);
    // It is told when the request left: the pace counts from there.
    BOOST_REQUIRE(gate.lefts.size() == 1u);
    BOOST_TEST((gate.lefts.front() == clock.now()));
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_CASE(a_peer_that_leaves_while_the_pace_is_kept_is_connected_to_again) {
    event gone;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        if (peer.number() == 0) {
            peer.close();
            gone.set();
            return;
        }
        answers_all(peer);
    });
    counting_gate gate;
    gate.during = [&] {
        gone.wait();
        clock.advance(1h);
    };
    begin(http(receiver.port()), "{}", &gate);
    auto const outcome = finish();
    BOOST_TEST(outcome.status == 200, outcome.fault << " " << outcome.detail);
    BOOST_TEST(gate.passes == 2);
    BOOST_TEST(receiver.requests() == 1u);
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
