#include "delivery/slot_line.hpp"

#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>
#include <vector>

using namespace cohook::dispatch;

namespace {

/// Waits for one slot and writes down that it got it.
struct contender final : slot_contender {
    contender(std::string known_as, pace_class of, std::vector<std::string>& offers)
        : name(std::move(known_as)), shows(of), told(offers) {}
    pace_class pace() const noexcept override { return shows; }
    std::uint32_t in_flight() const noexcept override { return held; }
    void offer_slot() override { told.push_back(name); }

    std::string name;
    pace_class shows;
    std::vector<std::string>& told;
    std::uint32_t held = 0;
};

struct crowd {
    slots shared{8};
    slot_line line{shared};
    std::vector<std::string> offered;
    std::vector<std::shared_ptr<contender>> all;

    contender& joins(std::string name, pace_class of) {
        all.push_back(std::make_shared<contender>(std::move(name), of, offered));
        line.join(all.back(), of);
        return *all.back();
    }
    void take(pace_class of, int count) {
        while (count-- > 0) shared.take(of);
    }
};

using names = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(slot_line_order, crowd)

BOOST_AUTO_TEST_CASE(a_free_slot_goes_to_the_one_that_has_waited_longest) {
    joins("first", pace_class::proven);
    joins("second", pace_class::proven);
    line.offer(2);
    line.offer(2);
    line.offer(2);
    BOOST_TEST(offered == (names{"first", "second"}));
    BOOST_TEST(line.waiting() == 0u);
}

BOOST_AUTO_TEST_CASE(slow_endpoints_that_have_their_share_do_not_hold_up_healthy_ones) {
    take(pace_class::slow, 4);
    take(pace_class::proven, 3);
    joins("slow", pace_class::slow);
    joins("healthy", pace_class::proven);
    line.offer(10);
    BOOST_TEST(offered == names{"healthy"});
    line.offer(10);
    BOOST_TEST(offered == names{"healthy"});
    shared.give_back(pace_class::slow);
    line.offer(10);
    BOOST_TEST(offered == (names{"healthy", "slow"}));
}

BOOST_AUTO_TEST_CASE(one_that_holds_its_share_is_passed_by_and_keeps_its_place_in_line) {
    take(pace_class::proven, 7);
    joins("greedy", pace_class::proven).held = 7;
    joins("modest", pace_class::proven);
    line.offer(2);
    BOOST_TEST(offered == names{"modest"});
    BOOST_TEST(line.waiting() == 1u);
}

BOOST_AUTO_TEST_CASE(no_class_waits_for_another_to_be_served_out) {
    for (auto const* name : {"p1", "p2", "p3"}) joins(name, pace_class::proven);
    joins("new", pace_class::unproven);
    joins("slow", pace_class::slow);
    for (int i = 0; i != 3; ++i) line.offer(5);
    BOOST_TEST(offered == (names{"p1", "new", "slow"}));
}

BOOST_AUTO_TEST_CASE(who_has_shown_another_pace_meanwhile_waits_with_its_like) {
    take(pace_class::slow, 4);
    joins("hangs now", pace_class::proven).shows = pace_class::slow;
    joins("healthy", pace_class::proven);
    line.offer(10);
    BOOST_TEST(offered == names{"healthy"});
    shared.give_back(pace_class::slow);
    line.offer(10);
    BOOST_TEST(offered == (names{"healthy", "hangs now"}));
}

BOOST_AUTO_TEST_CASE(who_has_gone_is_passed_by) {
    joins("gone", pace_class::proven);
    all.clear();
    joins("here", pace_class::proven);
    line.offer(2);
    BOOST_TEST(offered == names{"here"});
}

BOOST_AUTO_TEST_CASE(where_no_slot_is_free_nobody_is_told) {
    take(pace_class::proven, 8);
    joins("waits", pace_class::proven);
    line.offer(1);
    BOOST_TEST(offered.empty());
    BOOST_TEST(line.waiting() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
