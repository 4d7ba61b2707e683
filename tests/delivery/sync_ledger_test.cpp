#include "delivery/sync_ledger.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>

using namespace cohook;
using namespace cohook::dispatch;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(sync_book)

BOOST_AUTO_TEST_CASE(remembers_where_taking_came_to_and_what_is_open) {
    sync_ledger book;
    for (auto const* key : {"1", "2", "3", "4"}) book.took(key);
    book.settled("1");
    book.settled("3");
    BOOST_TEST(book.frontier() == "4");
    BOOST_TEST(book.open_text() == "2,4");
}

BOOST_AUTO_TEST_CASE(after_a_crash_exactly_the_open_records_come_again) {
    sync_ledger book("4", "2,4");
    auto const back = book.take_back();
    BOOST_TEST(back.size() == 2u);
    BOOST_TEST(back[0] == "2");
    BOOST_TEST(back[1] == "4");
    BOOST_TEST(book.take_back().empty());
    BOOST_TEST(book.open_text() == "2,4");
}

BOOST_AUTO_TEST_CASE(taking_an_open_record_again_does_not_move_the_frontier_back) {
    sync_ledger book("4", "2");
    book.took("2");
    BOOST_TEST(book.frontier() == "4");
}

BOOST_AUTO_TEST_CASE(no_record_is_lost_or_repeated_needlessly_whatever_the_order_of_settling) {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        sync_ledger book;
        std::vector<std::string> open;
        int next = 1;
        for (int step = 0; step < 100; ++step) {
            if (open.size() < 8 && random() % 2 == 0) {
                open.push_back(std::to_string(next++));
                book.took(open.back());
            } else if (!open.empty()) {
                auto const which = open.begin() + static_cast<std::ptrdiff_t>(random() % open.size());
                book.settled(*which);
                open.erase(which);
            }
        }
        sync_ledger again(book.frontier(), book.open_text());
        BOOST_TEST(again.take_back() == open, boost::test_tools::per_element());
        BOOST_TEST(again.frontier() == (next == 1 ? std::string() : std::to_string(next - 1)));
    }
}

BOOST_AUTO_TEST_CASE(the_rate_follows_what_was_acknowledged_lately) {
    sync_rate rate;
    steady_time now(1h);
    double most = 0;
    for (int each = 0; each < 2000; ++each) {
        rate.acknowledged(1, now);
        now += 20ms;
        most = std::max(most, rate.per_second(now));
    }
    BOOST_TEST(rate.per_second(now) == 50.0, boost::test_tools::tolerance(0.001));
    BOOST_TEST(most < 50.01);  // not even at its beginning
    BOOST_TEST(rate.per_second(now + 10min) < 1.0);
}

BOOST_AUTO_TEST_SUITE_END()
