// A week of retries in a moment.
#include "world.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <set>

using namespace cohook;
using namespace cohook::simulation;
using namespace std::chrono_literals;

namespace {

/// Down for `outage`, then well.
receiver down_for(world& in, std::chrono::milliseconds outage) {
    return [until = in.time().wall() + outage](seen_request const& request) {
        reaction what;
        if (request.at < until) {
            what.fault = attempt_fault::connect_refused;
            what.arrived = false;
        }
        return what;
    };
}

endpoint never_disabled(world& in) {
    auto made = in.make_endpoint("ep", receiver_url);
    made.policy.disable_after.reset();
    return made;
}

std::string run_six_days(std::uint64_t seed) {
    world in(seed);
    in.network().at(receiver_url, down_for(in, std::chrono::days(6)));
    in.start();
    in.put(never_disabled(in));
    auto const id = in.send("ep");
    in.run_until([&] { return in.is_settled(id); });
    return in.trace();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(long_outage)

BOOST_AUTO_TEST_CASE(a_delivery_is_attempted_some_870_times_in_six_days_and_then_delivered) {
    world in;
    in.network().at(receiver_url, down_for(in, std::chrono::days(6)));
    in.start();
    in.put(never_disabled(in));
    auto const id = in.send("ep");
    in.run_until([&] { return in.is_settled(id); });

    auto const row = in.find(id);
    BOOST_TEST((row.state == delivery_state::delivered));
    BOOST_TEST(row.attempts >= 840u);
    BOOST_TEST(row.attempts <= 900u);
    auto const attempts = in.attempts(id);
    BOOST_TEST(attempts.size() == row.attempts);
    for (std::size_t each = 0; each < attempts.size(); ++each) BOOST_TEST(attempts[each].number == each + 1);
    BOOST_TEST((attempts.back().verdict == attempt_verdict::acknowledged));
    BOOST_TEST(in.network().log().size() == row.attempts);
}

BOOST_AUTO_TEST_CASE(all_attempts_carry_the_same_bytes_and_id_and_a_fresh_timestamp) {
    world in;
    in.network().at(receiver_url, down_for(in, 2h));
    in.start();
    in.put(never_disabled(in));
    auto const id = in.send("ep");
    in.run_until([&] { return in.is_settled(id); });
    std::set<std::string> bodies, ids, heads;
    for (auto const& each : in.network().log()) {
        bodies.insert(each.body);
        ids.insert(each.message_id);
        heads.insert(each.head);
    }
    BOOST_TEST(bodies.size() == 1u);
    BOOST_TEST(ids.size() == 1u);
    BOOST_TEST(*ids.begin() == std::to_string(in.find(id).message_id));
    BOOST_TEST(heads.size() == in.network().log().size());
}

BOOST_AUTO_TEST_CASE(a_delivery_that_nobody_takes_expires_after_seven_days) {
    world in;
    in.network().at(receiver_url, down_for(in, std::chrono::days(30)));
    in.start();
    in.put(never_disabled(in));
    auto const id = in.send("ep");
    in.run_until([&] { return in.is_settled(id); });
    auto const row = in.find(id);
    BOOST_TEST((row.state == delivery_state::expired));
    BOOST_TEST((*row.settled_at <= row.accepted_at + std::chrono::days(7)));
    BOOST_TEST((in.network().log().back().at < row.accepted_at + std::chrono::days(7)));
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_trace_byte_for_byte) {
    auto const once = run_six_days(42);
    BOOST_TEST(once.size() > 100'000u);
    BOOST_TEST((once == run_six_days(42)));
    BOOST_TEST((once != run_six_days(43)));
}

BOOST_AUTO_TEST_SUITE_END()
