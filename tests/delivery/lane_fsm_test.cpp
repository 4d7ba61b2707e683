#include "delivery/lane_fsm.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook;
using namespace cohook::dispatch;
using namespace std::chrono_literals;

namespace {

using action = lane_fsm::action;

struct moment {
    steady_time now{1h};
    wall_time wall{std::chrono::milliseconds(1'800'000'000'000)};
    void pass(std::chrono::milliseconds span) {
        now += span;
        wall += span;
    }
};

struct lane_fixture {
    lane_limits limits;
    lane_fsm lane{limits};
    moment at;
    lane_fsm::step next() { return lane.next(at.now, at.wall); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(lane_decisions, lane_fixture)

BOOST_AUTO_TEST_CASE(without_work_a_lane_retires) {
    BOOST_TEST((next().what == action::retire));
}

BOOST_AUTO_TEST_CASE(ready_work_starts_up_to_the_limit_in_flight) {
    lane.handed_over(20);
    for (std::uint32_t each = 0; each < limits.max_in_flight; ++each) {
        BOOST_TEST((next().what == action::start));
        lane.started_ready();
    }
    BOOST_TEST((next().what == action::rest));
    BOOST_TEST((lane.succeeded({}) == pacing::breaker_change::none));
    BOOST_TEST((next().what == action::start));
}

BOOST_AUTO_TEST_CASE(a_backlog_is_loaded_and_what_comes_meanwhile_is_not_forgotten) {
    lane.backlog({});
    BOOST_TEST((next().what == action::load));
    lane.load_began();
    lane.backlog({});  // accepted after the claim was made
    lane.load_ended(0, false, {});
    BOOST_TEST((next().what == action::load));
    lane.load_began();
    lane.load_ended(0, false, {});
    BOOST_TEST((next().what == action::retire));
}

BOOST_AUTO_TEST_CASE(a_later_due_time_is_waited_for_and_then_loaded) {
    lane.backlog(at.wall + 10s);
    auto const step = next();
    BOOST_TEST((step.what == action::wait));
    BOOST_TEST((step.until == at.now + 10s));
    at.pass(10s);
    BOOST_TEST((next().what == action::load));
}

BOOST_AUTO_TEST_CASE(a_far_due_time_is_looked_at_every_minute_because_wall_clocks_jump) {
    lane.backlog(at.wall + 6h);
    BOOST_TEST((next().until == at.now + 60s));
    at.wall += 6h;  // the operator set the clock
    BOOST_TEST((next().what == action::load));
}

BOOST_AUTO_TEST_CASE(an_open_breaker_lets_one_probe_at_a_time_through) {
    lane.handed_over(10);
    for (std::uint32_t each = 0; each < limits.breaker_threshold; ++each) {
        auto const pass = lane.started_ready();
        lane.failed(pass, at.now + 10s);
    }
    BOOST_TEST(lane.breaker_open());
    BOOST_TEST((next().what == action::release));
    lane.released_ready();
    auto const step = next();
    BOOST_TEST((step.what == action::wait));
    BOOST_TEST((step.until == at.now + 10s));
    at.pass(10s);
    BOOST_TEST((next().what == action::load));
    lane.load_began();
    lane.load_ended(1, true, {});
    BOOST_TEST((next().what == action::start));
    auto const probe = lane.started_ready();
    BOOST_TEST((next().what == action::rest));
    lane.failed(probe, at.now + 20s);
    BOOST_TEST((next().until == at.now + 20s));
}

BOOST_AUTO_TEST_CASE(after_a_successful_probe_the_endpoint_starts_slowly) {
    lane.handed_over(20);
    for (std::uint32_t each = 0; each < limits.breaker_threshold; ++each) lane.failed(lane.started_ready(), at.now);
    lane.succeeded(lane.started_ready());
    BOOST_TEST(!lane.breaker_open());
    auto const pass = lane.started_ready();
    BOOST_TEST((next().what == action::rest));  // one at a time
    lane.succeeded(pass);
    lane.started_ready();
    BOOST_TEST((next().what == action::start));  // two
}

BOOST_AUTO_TEST_CASE(an_open_breaker_loads_no_more_than_its_probe) {
    lane.handed_over(limits.breaker_threshold);
    for (std::uint32_t each = 0; each < limits.breaker_threshold; ++each)
        lane.failed(lane.started_ready(), at.now + 5s);
    lane.backlog({});
    BOOST_TEST((next().what == action::wait));
    at.pass(5s);
    BOOST_TEST((next().what == action::load));
    BOOST_TEST(lane.load_rows() == 1u);
}

BOOST_AUTO_TEST_CASE(too_many_outcomes_on_their_way_to_the_store_start_nothing) {
    lane.handed_over(5);
    lane.settling(limits.max_unsettled);
    BOOST_TEST((next().what == action::rest));
    lane.settled(1);
    BOOST_TEST((next().what == action::start));
}

BOOST_AUTO_TEST_CASE(a_store_that_is_busy_is_not_asked_again_at_once) {
    lane.backlog({});
    lane.load_began();
    lane.load_failed(at.now + 1s);
    auto const step = next();
    BOOST_TEST((step.what == action::wait));
    BOOST_TEST((step.until == at.now + 1s));
    at.pass(1s);
    BOOST_TEST((next().what == action::load));
}

BOOST_AUTO_TEST_CASE(a_stopping_lane_waits_for_what_is_under_way) {
    lane.handed_over(2);
    auto const pass = lane.started_ready();
    lane.stop();
    BOOST_TEST((next().what == action::release));
    lane.released_ready();
    BOOST_TEST((next().what == action::rest));
    lane.settling(1);
    lane.succeeded(pass);
    BOOST_TEST((next().what == action::rest));
    lane.settled(1);
    BOOST_TEST((next().what == action::retire));
}

BOOST_AUTO_TEST_SUITE_END()
