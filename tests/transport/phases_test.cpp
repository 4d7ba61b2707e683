// Who looks on at an exchange is told of each phase when it begins, not when everything is over.
#include "transport/wire_fixture.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace std::chrono_literals;
using cohook::attempt_phase;
using cohook::phase_timings;
using cohook::testing::answer;
using cohook::testing::answers_all;
using cohook::testing::event;
using cohook::testing::receiver_connection;
using cohook::testing::receiver_options;
using cohook::testing::scripted_receiver;
using cohook::testing::wire_fixture;

namespace {

class noting_watch final : public cohook::transport::phase_watch {
public:
    void entered(attempt_phase now, phase_timings const& so_far) override {
        phases.push_back(now);
        timings.push_back(so_far);
        if (now == attempt_phase::answer) answer_began.set();
    }
    bool is_at(attempt_phase now) const { return !phases.empty() && phases.back() == now; }
    void clear() {
        phases.clear();
        timings.clear();
    }

    std::vector<attempt_phase> phases;
    std::vector<phase_timings> timings;
    event answer_began;
};

struct watched : wire_fixture {
    watched() { watch = &seen; }
    noting_watch seen;
};

using walk = std::vector<attempt_phase>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(phases, watched)

BOOST_AUTO_TEST_CASE(each_is_told_at_its_beginning_with_the_times_of_those_before_it) {
    auto const ca = cohook::transport::development_ca::create(clock.wall()).value();
    options.tls.extra_authorities = ca.certificate();
    event may_answer;
    receiver_options how;
    how.identity = ca.issue({cohook::testing::receiver_name}, clock.wall()).value();
    scripted_receiver receiver(std::move(how), [&](receiver_connection& peer) {
        peer.read_request();
        may_answer.wait();
        peer.send(answer(200));
        peer.wait_until_closed();
    });
    begin(https(receiver.port()));
    run_until([&] { return seen.is_at(attempt_phase::first_byte); });
    BOOST_TEST(!is_done());
    clock.advance(7s);
    may_answer.set();
    auto const outcome = finish();
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST((seen.phases == walk{attempt_phase::dns, attempt_phase::connect, attempt_phase::tls, attempt_phase::send,
                                    attempt_phase::first_byte, attempt_phase::answer}));
    for (std::size_t at = 0; at < seen.timings.size(); ++at) {
        auto const& so_far = seen.timings[at];
        BOOST_TEST(so_far.dns.has_value() == (at > 0));
        BOOST_TEST(so_far.connect.has_value() == (at > 1));
        BOOST_TEST(so_far.tls.has_value() == (at > 2));
        BOOST_TEST(so_far.send.has_value() == (at > 3));
        BOOST_TEST(so_far.first_byte.has_value() == (at > 4));
        BOOST_TEST((so_far.total == (at > 4 ? 7s : 0s)));
    }
    BOOST_TEST((seen.timings.back().first_byte == outcome.timings.first_byte));
    BOOST_TEST((outcome.timings.first_byte == std::optional<std::chrono::microseconds>(7s)));
}

BOOST_AUTO_TEST_CASE(a_kept_connection_has_no_way_to_be_told_of) {
    scripted_receiver receiver({}, answers_all);
    post(http(receiver.port()));
    seen.clear();
    BOOST_TEST(post(http(receiver.port())).connection_reused);
    BOOST_TEST((seen.phases == walk{attempt_phase::send, attempt_phase::first_byte, attempt_phase::answer}));
}

BOOST_AUTO_TEST_CASE(the_last_one_is_that_in_which_it_failed) {
    post(http(cohook::testing::closed_port("127.0.0.1")));
    BOOST_TEST((seen.phases == walk{attempt_phase::dns, attempt_phase::connect}));
    seen.clear();
    receiver_options how;
    how.raw = true;
    scripted_receiver mute(std::move(how), [](receiver_connection& peer) { peer.close(); });
    post(https(mute.port()));
    BOOST_TEST((seen.phases == walk{attempt_phase::dns, attempt_phase::connect, attempt_phase::tls}));
}

BOOST_AUTO_TEST_CASE(an_answer_that_begins_before_the_request_is_out_is_not_waited_for_again) {
    scripted_receiver receiver({}, [&](receiver_connection& peer) {
        peer.send("HTTP/1.1 200 OK\r\n");
        seen.answer_began.wait();
        peer.read_request();
        peer.send("Content-Length: 0\r\n\r\n");
        peer.wait_until_closed();
    });
    constexpr std::size_t more_than_fits_into_the_sockets = 32u << 20;
    auto const outcome = post(http(receiver.port()), std::string(more_than_fits_into_the_sockets, ' '));
    BOOST_TEST(outcome.status == 200);
    BOOST_TEST(outcome.timings.send.has_value());
    BOOST_TEST(
        (seen.phases == walk{attempt_phase::dns, attempt_phase::connect, attempt_phase::send, attempt_phase::answer}));
}

BOOST_AUTO_TEST_SUITE_END()
