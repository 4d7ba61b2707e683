// Stopped at every step: it ends soon, says what is known, and leaves nothing open.
#include "transport/wire_fixture.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::chrono_literals;
using cohook::attempt_fault;
using cohook::wire_state;
using cohook::testing::answer;
using cohook::testing::deaf_port;
using cohook::testing::event;
using cohook::testing::receiver_connection;
using cohook::testing::scripted_receiver;
using cohook::testing::wire_fixture;

namespace {

/// Waits on the clock until the deadline, as a lookup does that gets no answer.
class waiting_resolver final : public cohook::transport::resolver {
public:
    explicit waiting_resolver(cohook::clock& clock) : clock_(clock) {}
    boost::asio::awaitable<cohook::transport::resolve_outcome> resolve(std::string,
                                                                       cohook::steady_time until) override {
        auto const executor = co_await boost::asio::this_coro::executor;
        auto const wake = clock_.make_timer(executor);
        wake->expire_at(until);
        asked = true;
        cohook::transport::resolve_outcome outcome;
        outcome.fault = attempt_fault::dns_timeout;
        try {
            co_await wake->wait();
        } catch (boost::system::system_error const&) {
            outcome.fault = attempt_fault::cancelled;
        }
        co_return outcome;
    }
    bool asked = false;

private:
    cohook::clock& clock_;
};

class waiting_gate final : public cohook::transport::send_gate {
public:
    explicit waiting_gate(cohook::clock& clock) : clock_(clock) {}
    boost::asio::awaitable<void> pass() override {
        auto const executor = co_await boost::asio::this_coro::executor;
        auto const wake = clock_.make_timer(executor);
        wake->expire_at(cohook::steady_time::max());
        entered = true;
        co_await wake->wait();
    }
    void left(cohook::steady_time, cohook::steady_time) override { BOOST_ERROR("nothing left"); }
    bool entered = false;

private:
    cohook::clock& clock_;
};

struct cancelling : wire_fixture {
    cohook::transport::post_outcome stop_when(std::function<bool()> const& holds) {
        run_until(holds);
        settle();
        BOOST_TEST_REQUIRE(!is_done());
        cancel();
        auto outcome = finish();
        BOOST_TEST(outcome.fault == attempt_fault::cancelled);
        BOOST_TEST(wire().stats().active == 0u);
        BOOST_TEST(wire().stats().idle == 0u);
        return outcome;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(cancellation, cancelling)

BOOST_AUTO_TEST_CASE(while_resolving) {
    waiting_resolver dns(clock);
    options.names = &dns;
    begin(http(8080));
    BOOST_TEST(stop_when([&] { return dns.asked; }).wire == wire_state::not_sent);
    BOOST_TEST(connects.empty());
}

BOOST_AUTO_TEST_CASE(while_connecting) {
    deaf_port deaf("127.0.0.1");
    begin(http(deaf.port()));
    BOOST_TEST(stop_when([this] { return !connects.empty(); }).wire == wire_state::not_sent);
}

BOOST_AUTO_TEST_CASE(while_shaking_hands) {
    event connected;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        connected.set();
        peer.wait_until_closed();
    });
    begin(https(receiver.port()));
    auto const outcome = stop_when([&] { return connected.is_set() && wire().stats().opened == 1; });
    BOOST_TEST(outcome.wire == wire_state::not_sent);
}

BOOST_AUTO_TEST_CASE(while_keeping_the_pace) {
    scripted_receiver receiver({}, [](receiver_connection& peer) { peer.wait_until_closed(); });
    waiting_gate gate(clock);
    begin(http(receiver.port()), "{}", &gate);
    BOOST_TEST(stop_when([&] { return gate.entered; }).wire == wire_state::not_sent);
    BOOST_TEST(receiver.requests() == 0u);
}

BOOST_AUTO_TEST_CASE(while_writing_a_long_request) {
    event begun, over;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.read_head();
        begun.set();
        over.wait();
    });
    begin(http(receiver.port()), std::string(20 * 1024 * 1024, 'b'));
    auto const outcome = stop_when([&] { return begun.is_set(); });
    over.set();
    BOOST_TEST(outcome.wire == wire_state::possibly_received);
}

BOOST_AUTO_TEST_CASE(while_waiting_for_the_answer) {
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.read_request();
        peer.wait_until_closed();
    });
    begin(http(receiver.port()));
    BOOST_TEST(stop_when([&] { return receiver.requests() == 1; }).wire == wire_state::possibly_received);
}

BOOST_AUTO_TEST_CASE(a_status_that_was_read_stands) {
    event sent;
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.read_request();
        peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour");
        sent.set();
        peer.wait_until_closed();
    });
    begin(http(receiver.port()));
    run_until([&] { return sent.is_set(); });
    settle();
    cancel();
    auto const outcome = finish();
    BOOST_TEST(outcome.fault == attempt_fault::none);
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST(outcome.response_truncated);
}

/// The whole walk, stopped after its n-th turn of the event loop, for every n there is, plain and TLS.
BOOST_AUTO_TEST_CASE(after_any_turn_of_the_loop) {
    auto const ca = cohook::transport::development_ca::create(clock.wall()).value();
    options.tls.extra_authorities = ca.certificate();
    cohook::testing::receiver_options secure;
    secure.identity = ca.issue({cohook::testing::receiver_name}, clock.wall()).value();
    auto const script = [](receiver_connection& peer) {
        while (!peer.read_request().empty()) peer.send(answer(200, std::string(6000, 'r')));
    };
    scripted_receiver plain({}, script), secured(secure, script);
    for (auto const& url : {http(plain.port()), https(secured.port())}) {
        bool completed = false;
        for (int turns = 0; !completed; ++turns) {
            BOOST_TEST_REQUIRE(turns < 500);
            wire().drop_idle(nullptr);
            begin(url);
            int done = 0;
            run_until([&] { return is_done() || done++ >= turns; });
            completed = is_done();
            if (!completed) cancel();
            auto const outcome = finish();
            if (outcome.fault == attempt_fault::none) {
                BOOST_TEST(outcome.status == 200);
                BOOST_TEST((outcome.wire == wire_state::answered));
            } else {
                BOOST_TEST(outcome.fault == attempt_fault::cancelled, outcome.fault << " " << outcome.detail);
                BOOST_TEST(outcome.status == 0);
            }
            BOOST_TEST(wire().stats().active == 0u);
        }
    }
    wire().drop_idle(nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
