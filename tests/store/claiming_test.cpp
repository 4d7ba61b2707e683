// What waits and is claimed: which, in what order, how much at once.
#include "backlog_steps.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook;
using namespace cohook::testing;

BOOST_AUTO_TEST_SUITE(backlog_claiming)

BOOST_AUTO_TEST_CASE_TEMPLATE(is_claimed_by_due_time_then_id, Kind, every_store) {
    Kind store;
    insert(store, make_delivery(1, "ep", at(300)), "one");
    insert(store, make_delivery(2, "ep", at(100)), "two");
    insert(store, make_delivery(4, "ep", at(200)), "four");
    insert(store, make_delivery(3, "ep", at(200)), "three");
    insert(store, make_delivery(5, "ep", at(301)), "not yet");
    insert(store, make_delivery(6, "other", at(1)), "of another");
    auto const taken = claim(store, request_of(at(300)));
    BOOST_TEST((ids_of(taken) == ids{2, 3, 4, 1}));
    BOOST_TEST(taken.rows[1].body == "three");
    BOOST_TEST(taken.rows[1].row.owner == 5);
    BOOST_TEST(!taken.more);
    BOOST_TEST((taken.next_due == at(301)));
    BOOST_TEST(find(store, 3).owner == 5);
    BOOST_TEST(claim(store, request_of(at(300), 6)).rows.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_claimed_within_rows_and_bytes, Kind, every_store) {
    Kind store;
    for (record_id id = 1; id <= 4; ++id) insert(store, make_delivery(id), std::string(100, 'x'));
    insert(store, make_delivery(9, "ep", at(2000)));
    auto request = request_of(at(1000));
    request.max_bytes = 10;  // the first whatever its size
    auto taken = claim(store, request);
    BOOST_TEST((ids_of(taken) == ids{1}));
    BOOST_TEST(taken.more);
    BOOST_TEST((taken.next_due == at(2000)));
    request.max_bytes = 200;
    request.max_rows = 1;
    taken = claim(store, request);
    BOOST_TEST((ids_of(taken) == ids{2}));
    BOOST_TEST(taken.more);
    request.max_rows = 64;
    taken = claim(store, request);
    BOOST_TEST((ids_of(taken) == ids{3, 4}));
    BOOST_TEST(!taken.more);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(whose_life_is_over_is_ended_not_claimed, Kind, every_store) {
    Kind store;
    for (record_id id = 1; id <= 3; ++id) {
        auto row = make_delivery(id);
        if (id != 3) row.expires_at = at(id == 1 ? 1500 : 1501);
        insert(store, row);
    }
    BOOST_TEST((ids_of(claim(store, request_of(at(1500)))) == ids{2, 3}));
    auto const over = find(store, 1);
    BOOST_TEST((over.state == delivery_state::expired));
    BOOST_TEST((over.settled_at == at(1500)));
    BOOST_TEST(!over.due_at.has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(by_key_lets_only_the_first_of_a_key_go, Kind, every_store) {
    Kind store;
    insert(store, make_delivery(1, "ep", at(900), "a"));
    insert(store, make_delivery(2, "ep", at(100), "a"));  // due earlier, but behind 1
    insert(store, make_delivery(3, "ep", at(100), "b"));
    insert(store, make_delivery(4, "ep", at(100), ""));
    insert(store, make_delivery(5, "ep", at(100), ""));
    insert(store, make_delivery(6, "ep", at(100), "b"));
    auto request = request_of(at(500));
    request.by_key = true;
    auto taken = claim(store, request);
    BOOST_TEST((ids_of(taken) == ids{3, 4, 5}));
    BOOST_TEST(!taken.more);
    BOOST_TEST((taken.next_due == at(900)));
    request.now = at(900);
    BOOST_TEST((ids_of(claim(store, request)) == ids{1}));  // 6 waits for the owned 3, 2 for 1
    BOOST_TEST(settle(store, settlement_of(3, 5, delivery_state::delivered)));
    BOOST_TEST(settle(store, settlement_of(1, 5, delivery_state::exhausted)));
    BOOST_TEST((ids_of(claim(store, request)) == ids{2, 6}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(by_key_lets_a_long_queue_of_one_key_go_one_after_another, Kind, every_store) {
    Kind store;
    constexpr record_id last = 1500;
    store.write([](store::unit_of_work& unit) {
        for (record_id id = 1; id <= last; ++id) unit.deliveries().insert(make_delivery(id, "ep", at(100), "a"), "{}");
        unit.deliveries().insert(make_delivery(last + 1, "ep", at(200), "b"), "{}");
    });
    auto request = request_of(at(1000));
    request.by_key = true;
    ids gone;
    for (auto more = true; more;) {  // those passed by may fill a claim
        auto const taken = claim(store, request);
        for (auto const id : ids_of(taken)) gone.push_back(id);
        more = taken.more;
    }
    BOOST_TEST((gone == ids{1, last + 1}));
    // Whatever ends the first, the next goes, and only that.
    BOOST_TEST(settle(store, settlement_of(1, 5, delivery_state::delivered)));
    BOOST_TEST((ids_of(claim(store, request)) == ids{2}));
    store.write([](store::unit_of_work& unit) { BOOST_TEST(unit.deliveries().cancel(2, at(1001))); });
    BOOST_TEST((ids_of(claim(store, request)) == ids{3}));
    auto again = settlement_of(3, 5, delivery_state::pending);
    again.due_at = at(5000);
    BOOST_TEST(settle(store, again));
    auto const taken = claim(store, request);
    BOOST_TEST(taken.rows.empty());
    BOOST_TEST(!taken.more);
    BOOST_TEST((taken.next_due == at(5000)));
    std::optional<wall_time> told;
    store.ask([&](store::snapshot const& tables) {
        tables.deliveries().each_due([&](std::string_view, wall_time due) { told = due; });
        return true;
    });
    BOOST_TEST((told == at(5000)));
    request.by_key = false;  // no longer ordered: all go
    request.max_rows = 5000;
    BOOST_TEST(claim(store, request).rows.size() == static_cast<std::size_t>(last - 3));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(by_key_goes_on_behind_one_whose_life_is_over, Kind, every_store) {
    Kind store;
    auto first = make_delivery(1, "ep", at(100), "a");
    first.expires_at = at(200);
    insert(store, first);
    insert(store, make_delivery(2, "ep", at(100), "a"));
    auto request = request_of(at(500));
    request.by_key = true;
    ids gone;
    for (auto more = true; more;) {
        auto const taken = claim(store, request);
        for (auto const id : ids_of(taken)) gone.push_back(id);
        more = taken.more;
    }
    BOOST_TEST((gone == ids{2}));
    BOOST_TEST((find(store, 1).state == delivery_state::expired));
}

BOOST_AUTO_TEST_SUITE_END()
