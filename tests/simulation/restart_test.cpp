// Processes that end: in good order, or without a word.
#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <map>

using namespace cohook;
using namespace cohook::simulation;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(restart)

BOOST_AUTO_TEST_CASE(a_graceful_stop_lets_attempts_end_and_gives_the_rest_back_unsent) {
    world in;
    in.network().at(receiver_url, always(200, 2s));
    in.start();
    auto settings = in.make_endpoint("ep", receiver_url);
    settings.max_in_flight = 2;
    in.put(settings);
    std::vector<record_id> ids;
    for (int each = 0; each < 10; ++each) ids.push_back(in.send("ep"));
    in.run_until([&] { return in.network().log().size() == 2; });
    in.stop(10s);
    BOOST_TEST(in.network().log().size() == 2u);
    in.start();
    in.run_until([&] { return in.all_settled(); });
    BOOST_TEST(in.network().log().size() == 10u);
    for (auto const id : ids) {
        BOOST_TEST((in.find(id).state == delivery_state::delivered));
        BOOST_TEST(in.find(id).attempts == 1u);
    }
}

BOOST_AUTO_TEST_CASE(a_stop_that_runs_out_of_time_records_what_may_have_been_received_as_unknown) {
    world in;
    in.network().at(receiver_url, always(200, 5min));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    auto const id = in.send("ep");
    in.run_until([&] { return in.network().log().size() == 1; });
    in.stop(1s);
    in.network().at(receiver_url, always(200, 5ms));
    in.start();
    in.run_until([&] { return in.is_settled(id); });
    auto const attempts = in.attempts(id);
    BOOST_TEST(attempts.size() == 2u);
    BOOST_TEST((attempts[0].verdict == attempt_verdict::unknown));
    BOOST_TEST((attempts[1].verdict == attempt_verdict::acknowledged));
}

BOOST_AUTO_TEST_CASE(the_deadline_of_a_stop_is_one_for_all_shards_and_none_begins_an_attempt_meanwhile) {
    world in;
    in.shards = 3;
    in.network().at(receiver_url, always(200, 5min));
    in.start();
    for (int i = 0; i < 12; ++i) {
        auto settings = in.make_endpoint("ep" + std::to_string(i), receiver_url);
        settings.max_in_flight = 1;
        in.put(settings);
        in.send(settings.id);
        in.send(settings.id);
    }
    in.run_until([&] { return in.network().log().size() == 12; });
    auto const began = in.time().elapsed();
    in.stop(10s);
    BOOST_TEST((in.time().elapsed() - began == 10s));
    BOOST_TEST(in.network().log().size() == 12u);
}

BOOST_AUTO_TEST_CASE(after_a_crash_what_may_have_left_is_closed_as_unknown_and_sent_again) {
    world in;
    in.network().at(receiver_url, always(200, 1min));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    auto const id = in.send("ep");
    in.run_until([&] { return in.network().log().size() == 1; });
    in.crash();
    in.network().at(receiver_url, always(200, 5ms));
    in.start();
    in.run_until([&] { return in.is_settled(id); });
    auto const attempts = in.attempts(id);
    BOOST_TEST(attempts.size() == 2u);
    BOOST_TEST((attempts[0].verdict == attempt_verdict::unknown));
    BOOST_TEST(in.network().log()[0].body == in.network().log()[1].body);
    BOOST_TEST(in.find(id).failures == 0u);
}

BOOST_AUTO_TEST_CASE(a_test_that_a_crash_interrupted_is_not_repeated) {
    world in;
    in.network().at(receiver_url, always(200, 1min));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    in.begin<result<test_report>>(in.engine().test("ep", message("person.test", "[{}]")), [](auto const&) {});
    in.run_until([&] { return in.network().log().size() == 1; });
    in.crash();
    in.start();
    in.run_for(1h);
    BOOST_TEST(in.network().log().size() == 1u);
    BOOST_TEST(in.all_settled());
}

BOOST_AUTO_TEST_CASE(what_waits_for_a_later_attempt_waits_over_a_restart) {
    world in;
    in.network().at(receiver_url, always(500, 5ms));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    auto const id = in.send("ep");
    in.run_for(5min);
    auto const before = in.network().log().size();
    auto const due = *in.find(id).due_at;
    in.crash();
    in.start();
    in.run_until([&] { return in.network().log().size() > before; });
    BOOST_TEST((in.network().log().back().at >= due));
}

BOOST_AUTO_TEST_CASE(a_process_that_lost_its_store_to_another_changes_nothing) {
    world in;
    in.network().at(receiver_url, always(200, 1min));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    auto const id = in.send("ep");
    in.run_until([&] { return in.network().log().size() == 1; });
    // Another process opens the store and takes over; the old one's outcome comes too late.
    in.take_over_elsewhere();
    in.run_for(2min);
    BOOST_TEST((in.find(id).state == delivery_state::pending));
    BOOST_TEST(in.engine().stats().stale == 1u);
}

BOOST_AUTO_TEST_CASE(an_outage_of_ours_burns_no_attempts_and_drains_at_once) {
    world in;
    in.network().at(receiver_url, always(200, 5ms));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    in.store().fate = [] { return commit_fate::refused; };
    auto const refused = in.await(in.engine().send("ep", message("a.b", "{}")));
    BOOST_TEST((refused.error().kind() == errc::unavailable));
    in.store().fate = [] { return commit_fate::done; };
    in.send("ep");
    in.run_until([&] { return in.all_settled(); });
    BOOST_TEST(in.network().log().size() == 1u);
}

BOOST_AUTO_TEST_CASE(outcomes_wait_while_the_store_stalls_and_are_never_dropped) {
    world in;
    in.network().at(receiver_url, always(200, 5ms));
    in.start();
    in.put(in.make_endpoint("ep", receiver_url));
    std::vector<record_id> ids;
    for (int each = 0; each < 40; ++each) ids.push_back(in.send("ep"));
    in.store().fate = [] { return commit_fate::refused; };
    in.run_for(1min);
    in.store().fate = [] { return commit_fate::done; };
    in.run_until([&] { return in.all_settled(); });
    std::map<std::string, int> count;
    for (auto const& each : in.network().log()) ++count[each.message_id];
    for (auto const& [id, times] : count) BOOST_TEST(times == 1);
    BOOST_TEST(count.size() == 40u);
}

BOOST_AUTO_TEST_SUITE_END()
