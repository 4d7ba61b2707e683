#include "pacing/auto_disable.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace cohook;
using namespace cohook::pacing;
using namespace std::chrono_literals;
using std::chrono::days;

wall_time const start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);

failing_run failing_from(wall_time since, std::uint32_t failures) {
    failing_run run;
    for (std::uint32_t i = 0; i < failures; ++i) run = after_failure(run, since + std::chrono::minutes(i));
    return run;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(auto_disable)

BOOST_AUTO_TEST_CASE(disables_at_the_end_of_the_period_and_not_a_moment_before) {
    auto run = failing_from(start, 100);
    BOOST_TEST(!should_disable(run, start + days(5) - 1ms, days(5)));
    BOOST_TEST(should_disable(run, start + days(5), days(5)));
}

BOOST_AUTO_TEST_CASE(one_success_ends_the_run) {
    auto run = after_failure(after_success(), start + days(6));
    BOOST_TEST((run.since == start + days(6)));
    BOOST_TEST(run.failures == 1U);
    BOOST_TEST(!should_disable(after_success(), start + days(60), days(5)));
}

BOOST_AUTO_TEST_CASE(a_run_needs_more_than_a_few_failures) {
    for (std::uint32_t n = 0; n < fewest_failures; ++n)
        BOOST_TEST(!should_disable(failing_from(start, n), start + days(60), days(5)));
    BOOST_TEST(should_disable(failing_from(start, fewest_failures), start + days(60), days(5)));
}

BOOST_AUTO_TEST_CASE(time_in_which_we_were_down_is_not_charged_on_one_more_failure) {
    failing_run restored(start);
    auto run = after_failure(restored, start + days(30));
    BOOST_TEST((run.since == start));
    BOOST_TEST(!should_disable(run, start + days(30), days(5)));
}

BOOST_AUTO_TEST_CASE(no_period_means_never) {
    BOOST_TEST(!should_disable(failing_from(start, 1000), start + days(4000), std::nullopt));
}

BOOST_AUTO_TEST_CASE(a_clock_set_back_restarts_the_run_instead_of_freezing_it) {
    auto run = failing_from(start + days(1000), 10);
    BOOST_TEST(!should_disable(run, start, days(5)));
    run = after_failure(run, start);
    BOOST_TEST((run.since == start));
    BOOST_TEST(should_disable(run, start + days(5), days(5)));
}

BOOST_AUTO_TEST_SUITE_END()
