#include "delivery/slots.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook::dispatch;

BOOST_AUTO_TEST_SUITE(connection_slots)

BOOST_AUTO_TEST_CASE(slow_endpoints_together_hold_at_most_half) {
    slots shared(100);
    std::size_t taken = 0;
    while (shared.may_take(pace_class::slow, 0, 1000)) {
        shared.take(pace_class::slow);
        ++taken;
    }
    BOOST_TEST(taken == 50u);
    BOOST_TEST(shared.may_take(pace_class::proven, 0, 1000));
}

BOOST_AUTO_TEST_CASE(endpoints_of_which_nothing_is_known_get_in_beside_those_that_hang) {
    slots shared(100);
    while (shared.may_take(pace_class::slow, 0, 1000)) shared.take(pace_class::slow);
    std::size_t taken = 0;
    while (shared.may_take(pace_class::unproven, 0, 1000)) {
        shared.take(pace_class::unproven);
        ++taken;
    }
    BOOST_TEST(taken == 25u);
    BOOST_TEST(shared.may_take(pace_class::proven, 0, 1000));
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_has_answered_nothing_yet_gets_few) {
    slots shared(100);
    std::size_t held = 0;
    while (shared.may_take(pace_class::unproven, held, 1)) {
        shared.take(pace_class::unproven);
        ++held;
    }
    BOOST_TEST(held == 4u);
}

BOOST_AUTO_TEST_CASE(one_endpoint_alone_may_fill_all_but_the_reserve_freely_and_the_reserve_by_its_share) {
    slots shared(100);
    std::size_t held = 0;
    while (shared.may_take(pace_class::proven, held, 1)) {
        shared.take(pace_class::proven);
        ++held;
    }
    BOOST_TEST(held == 100u);
}

BOOST_AUTO_TEST_CASE(a_greedy_endpoint_leaves_room_for_the_others) {
    slots shared(100);
    std::size_t held = 0;
    while (shared.may_take(pace_class::proven, held, 50)) {
        shared.take(pace_class::proven);
        ++held;
    }
    BOOST_TEST(held == 75u);
    for (int other = 0; other < 25; ++other) {
        BOOST_TEST(shared.may_take(pace_class::proven, 0, 50));
        shared.take(pace_class::proven);
    }
    BOOST_TEST(!shared.may_take(pace_class::proven, 0, 50));
}

BOOST_AUTO_TEST_CASE(attempts_that_begin_to_hang_make_room_when_they_are_told_apart) {
    slots shared(10);
    for (int each = 0; each < 8; ++each) shared.take(pace_class::proven);
    shared.reclass(pace_class::proven, pace_class::slow, 8);
    BOOST_TEST(!shared.may_take(pace_class::slow, 0, 5));
    BOOST_TEST(shared.may_take(pace_class::proven, 0, 5));
    for (int each = 0; each < 8; ++each) shared.give_back(pace_class::slow);
    BOOST_TEST(shared.taken() == 0u);
}

BOOST_AUTO_TEST_CASE(a_single_slot_is_still_given_to_a_slow_endpoint) {
    slots shared(1);
    BOOST_TEST(shared.may_take(pace_class::slow, 0, 1));
}

BOOST_AUTO_TEST_SUITE_END()
