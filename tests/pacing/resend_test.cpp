#include "pacing/resend.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::pacing;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr double middle = 0.5;  // the uniform number that leaves a wait as it is
constexpr double just_below_one = 1.0 - 0x1p-53;

resend_schedule standard_list() {
    resend_schedule schedule;
    schedule.list = {5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
    return schedule;
}

std::string field_of(resend_schedule const& schedule) {
    auto checked = check(schedule);
    return checked ? "" : checked.error().field();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resend)

BOOST_AUTO_TEST_CASE(doubles_from_ten_seconds_to_ten_minutes_and_never_ends) {
    resend_schedule schedule;
    std::vector<milliseconds> expected{10s, 20s, 40s, 80s, 160s, 320s, 600s, 600s};
    for (std::uint32_t n = 1; n <= expected.size(); ++n)
        BOOST_TEST(resend_delay(schedule, n, middle).value().count() == expected[n - 1].count());
    BOOST_TEST(resend_delay(schedule, 0, middle).value().count() == milliseconds(10s).count());
    BOOST_TEST(resend_delay(schedule, std::numeric_limits<std::uint32_t>::max(), middle).value().count() ==
               milliseconds(600s).count());
}

BOOST_AUTO_TEST_CASE(follows_a_list_to_its_end_and_then_gives_up) {
    auto schedule = standard_list();
    for (std::uint32_t n = 1; n <= schedule.list.size(); ++n)
        BOOST_TEST(resend_delay(schedule, n, middle).value().count() == schedule.list[n - 1].count());
    BOOST_TEST(!resend_delay(schedule, 10, middle).has_value());
    BOOST_TEST(!resend_delay(schedule, std::numeric_limits<std::uint32_t>::max(), middle).has_value());
}

BOOST_AUTO_TEST_CASE(spreads_by_a_fifth_both_ways_and_evenly) {
    resend_schedule schedule;
    BOOST_TEST(resend_delay(schedule, 1, 0.0).value().count() == 8000);
    BOOST_TEST(resend_delay(schedule, 1, 0.25).value().count() == 9000);
    BOOST_TEST(resend_delay(schedule, 1, 0.75).value().count() == 11000);
    BOOST_TEST(resend_delay(schedule, 1, just_below_one).value().count() == 12000);
    std::mt19937 random(5);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    std::vector<int> tenths(10);
    for (int i = 0; i < 10000; ++i) {
        auto wait = resend_delay(schedule, 1, uniform(random)).value().count();
        BOOST_TEST_REQUIRE(wait >= 8000);
        BOOST_TEST_REQUIRE(wait <= 12000);
        ++tenths[static_cast<std::size_t>(std::min<long>((wait - 8000) / 400, 9))];
    }
    for (auto count : tenths) BOOST_TEST((count > 800 && count < 1200), count);
}

BOOST_AUTO_TEST_CASE(hostile_numbers_do_not_break_it) {
    auto const nan = std::numeric_limits<double>::quiet_NaN();
    auto const infinity = std::numeric_limits<double>::infinity();
    resend_schedule extreme;
    extreme.first = milliseconds::max();
    extreme.cap = milliseconds::max();
    resend_schedule negative;
    negative.first = milliseconds::min();
    negative.cap = milliseconds::min();
    resend_schedule zero;
    zero.first = 0ms;
    resend_schedule listed;
    listed.list = {milliseconds::max(), milliseconds::min()};
    for (auto schedule : {extreme, negative, zero, listed, resend_schedule()})
        for (auto jitter : {0.2, nan, infinity, -infinity, -1.0, 2.0})
            for (auto uniform : {0.0, middle, just_below_one, nan, infinity, -infinity, 7.0, -7.0})
                for (auto failures : {0U, 1U, 2U, 63U, 64U, 4294967295U}) {
                    schedule.jitter = jitter;
                    auto wait = resend_delay(schedule, failures, uniform);
                    if (wait) BOOST_TEST((*wait >= 0ms && *wait <= std::chrono::days(11)), wait->count());
                }
}

BOOST_AUTO_TEST_CASE(never_waits_less_after_more_failures) {
    resend_schedule schedule;
    for (auto cap : {milliseconds(600s), milliseconds(601s), milliseconds(std::chrono::days(7)), milliseconds::max()})
        for (auto first : {1ms, 7ms, 10000ms}) {
            schedule.first = first;
            schedule.cap = cap;
            milliseconds before(0);
            for (std::uint32_t n = 1; n <= 100; ++n) {
                auto wait = resend_delay(schedule, n, middle).value();
                BOOST_TEST_REQUIRE((wait >= before), n << " failures: " << wait.count() << " ms");
                before = wait;
            }
        }
}

BOOST_AUTO_TEST_CASE(retry_after_lengthens_and_never_shortens) {
    BOOST_TEST((lengthened(10s, std::nullopt) == 10s));
    BOOST_TEST((lengthened(10s, 0s) == 10s));
    BOOST_TEST((lengthened(10s, 9s) == 10s));
    BOOST_TEST((lengthened(10s, 11s) == 11s));
    BOOST_TEST((lengthened(10s, std::chrono::days(365)) == 24h));
    BOOST_TEST((lengthened(28h, std::chrono::days(365)) == 28h));
    BOOST_TEST((lengthened(10s, milliseconds::max()) == 24h));
}

BOOST_AUTO_TEST_CASE(a_schedule_that_cannot_be_meant_is_refused_with_its_field) {
    BOOST_TEST(field_of({}) == "");
    BOOST_TEST(field_of(standard_list()) == "");
    resend_schedule schedule;
    schedule.first = 0ms;
    BOOST_TEST(field_of(schedule) == "resend.first");
    schedule.first = 601s;
    BOOST_TEST(field_of(schedule) == "resend.first");
    schedule = {};
    schedule.cap = std::chrono::days(8);
    BOOST_TEST(field_of(schedule) == "resend.cap");
    for (auto jitter : {-0.1, 0.51, std::numeric_limits<double>::quiet_NaN()}) {
        schedule = {};
        schedule.jitter = jitter;
        BOOST_TEST(field_of(schedule) == "resend.jitter");
    }
    schedule = standard_list();
    schedule.list[2] = -1ms;
    BOOST_TEST(field_of(schedule) == "resend.list[2]");
    schedule.list.assign(101, 1s);
    BOOST_TEST(field_of(schedule) == "resend.list");
}

BOOST_AUTO_TEST_SUITE_END()
