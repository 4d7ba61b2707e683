#include "service/activity.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook;
using namespace cohook::service;
using namespace std::chrono_literals;

namespace {

wall_time const noon = std::chrono::sys_days(std::chrono::year(2025) / 6 / 1) + 12h;

struct counted {
    void made(std::string_view tenant, wall_time at, attempt_verdict verdict, std::chrono::microseconds took = 5ms) {
        store::attempt_brief one;
        one.tenant = tenant;
        one.started_at = at;
        one.verdict = verdict;
        one.total = took;
        recent.add(one);
    }
    activity recent;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(activity_of_a_day, counted)

BOOST_AUTO_TEST_CASE(is_counted_by_hour_and_application) {
    made("a", noon + 1min, attempt_verdict::acknowledged);
    made("a", noon + 59min, attempt_verdict::refused);
    made("a", noon - 1ms, attempt_verdict::failed);
    made("b", noon - 23h, attempt_verdict::acknowledged);
    made("b", noon - 23h - 1ms, attempt_verdict::acknowledged);
    auto const all = recent.summary(std::nullopt, noon + 30min);
    BOOST_TEST_REQUIRE(all.hourly.size() == 24u);
    BOOST_TEST((all.hourly.back().begins == noon));
    BOOST_TEST(all.hourly.back().acknowledged == 1u);
    BOOST_TEST(all.hourly.back().failed == 1u);
    BOOST_TEST(all.hourly[22].failed == 1u);
    BOOST_TEST(all.hourly.front().acknowledged == 1u);
    BOOST_TEST(all.acknowledged == 2u);
    BOOST_TEST(all.failed == 2u);
    auto const of_b = recent.summary(std::vector<std::string>{"b", "nobody"}, noon + 30min);
    BOOST_TEST(of_b.acknowledged == 1u);
    BOOST_TEST(of_b.failed == 0u);
    BOOST_TEST(recent.summary(std::vector<std::string>(), noon).acknowledged == 0u);
}

BOOST_AUTO_TEST_CASE(is_forgotten_after_a_day_and_taken_in_any_order) {
    made("a", noon, attempt_verdict::acknowledged);
    made("a", noon + 24h, attempt_verdict::acknowledged);
    made("a", noon + 1min, attempt_verdict::acknowledged);
    made("a", noon + 22h, attempt_verdict::acknowledged);
    BOOST_TEST(recent.summary(std::nullopt, noon + 24h).acknowledged == 2u);
    BOOST_TEST(recent.summary(std::nullopt, noon + 46h).acknowledged == 1u);
}

BOOST_AUTO_TEST_CASE(knows_how_long_receivers_take_to_about_a_tenth) {
    BOOST_TEST(!recent.summary(std::nullopt, noon).latency.percentile(0.5).has_value());
    for (int each = 1; each <= 1000; ++each)
        made("a", noon, attempt_verdict::acknowledged, std::chrono::milliseconds(each));
    made("a", noon, attempt_verdict::failed, 1h);
    auto const latency = recent.summary(std::nullopt, noon).latency;
    for (auto const& [share, wanted] : {std::pair(0.5, 500.0), std::pair(0.95, 950.0), std::pair(0.99, 990.0)}) {
        auto const found = latency.percentile(share).value();
        BOOST_TEST(found > wanted * 0.89);
        BOOST_TEST(found < wanted * 1.11);
    }
}

BOOST_AUTO_TEST_CASE(asks_for_what_was_before_once) {
    BOOST_TEST(recent.wants_history());
    BOOST_TEST(!recent.wants_history());
}

BOOST_AUTO_TEST_SUITE_END()
