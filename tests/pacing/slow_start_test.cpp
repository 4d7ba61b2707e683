#include "pacing/slow_start.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <vector>

namespace {

using namespace cohook::pacing;

// The limits passed through, with the number of successes spent at each.
std::vector<std::uint32_t> climb(slow_start subject) {
    std::vector<std::uint32_t> limits{subject.limit()};
    while (subject.ramping()) {
        auto at = subject.limit();
        for (std::uint32_t i = 0; i < at; ++i) {
            BOOST_TEST(subject.limit() == at);
            subject.succeeded();
        }
        limits.push_back(subject.limit());
    }
    return limits;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(slow_start_)

BOOST_AUTO_TEST_CASE(is_no_limit_until_it_begins) {
    slow_start subject(10);
    BOOST_TEST(subject.limit() == 10U);
    BOOST_TEST(!subject.ramping());
    subject.succeeded();
    BOOST_TEST(subject.limit() == 10U);
    BOOST_TEST(slow_start(0).limit() == 1U);
}

BOOST_AUTO_TEST_CASE(doubles_after_as_many_successes_as_it_allows_at_once) {
    slow_start subject(10);
    subject.begin();
    BOOST_TEST(climb(subject) == (std::vector<std::uint32_t>{1, 2, 4, 8, 10}), boost::test_tools::per_element());
    slow_start one(1);
    one.begin();
    BOOST_TEST(!one.ramping());
}

BOOST_AUTO_TEST_CASE(slowing_down_halves_and_climbs_again) {
    slow_start subject(12);
    subject.slow_down();
    BOOST_TEST(climb(subject) == (std::vector<std::uint32_t>{6, 12}), boost::test_tools::per_element());
    for (int i = 0; i < 10; ++i) subject.slow_down();
    BOOST_TEST(subject.limit() == 1U);
}

BOOST_AUTO_TEST_CASE(a_new_maximum_holds_at_once_outside_of_a_ramp) {
    slow_start subject(4);
    subject.set_max(9);
    BOOST_TEST(subject.limit() == 9U);
    subject.set_max(3);
    BOOST_TEST(subject.limit() == 3U);
    subject.begin();
    subject.set_max(8);
    BOOST_TEST(climb(subject) == (std::vector<std::uint32_t>{1, 2, 4, 8}), boost::test_tools::per_element());
    subject.set_max(0);
    BOOST_TEST(subject.limit() == 1U);
}

BOOST_AUTO_TEST_CASE(never_overflows_and_never_shrinks_by_success) {
    auto const most = std::numeric_limits<std::uint32_t>::max();
    slow_start subject(most);
    subject.slow_down();
    auto before = subject.limit();
    BOOST_TEST(before == most / 2);
    subject.set_max(before + 1);
    for (int i = 0; i < 1000; ++i) {
        subject.succeeded();
        BOOST_TEST_REQUIRE(subject.limit() >= before);
        before = subject.limit();
    }
}

BOOST_AUTO_TEST_SUITE_END()
