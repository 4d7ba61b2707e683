// What else becomes of what waits: released, recovered, replaced, ended, forgotten.
#include "backlog_steps.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook;
using namespace cohook::testing;

BOOST_AUTO_TEST_SUITE(backlog)

BOOST_AUTO_TEST_CASE_TEMPLATE(is_released_by_its_owner_alone, Kind, every_store) {
    Kind store;
    insert(store, make_delivery(1, "ep", at(400)));
    claim(store, request_of(at(1000)));
    store.write([](store::unit_of_work& unit) { unit.deliveries().release(4, {1}); });
    BOOST_TEST(find(store, 1).owner == 5);
    store.write([](store::unit_of_work& unit) { unit.deliveries().release(5, {1, 2}); });
    BOOST_TEST(find(store, 1).owner == 0);
    BOOST_TEST((find(store, 1).due_at == at(400)));
    BOOST_TEST((ids_of(claim(store, request_of(at(1000)))) == ids{1}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_one_owner_is_released_whole, Kind, every_store) {
    Kind store;
    for (record_id id = 1; id <= 5; ++id) {
        auto row = make_delivery(id, id % 2 ? "ep" : "other", at(400));
        row.owner = id <= 3 ? 5 : id == 4 ? 6 : 0;
        insert(store, row);
    }
    store.write([](store::unit_of_work& unit) { unit.deliveries().release_all(0); });  // nobody's: nothing changes
    store.write([](store::unit_of_work& unit) { unit.deliveries().release_all(5); });
    for (record_id id = 1; id <= 5; ++id) {
        auto const row = find(store, id);
        BOOST_TEST(row.owner == (id == 4 ? 6 : 0));
        BOOST_TEST((row.due_at == at(400)));
        BOOST_TEST((row.state == delivery_state::pending));
    }
    auto const counts = store.ask([](store::snapshot const& tables) { return tables.deliveries().count({}); });
    BOOST_TEST(counts.owned == 1u);
    BOOST_TEST(counts.pending == 5u);
    BOOST_TEST((ids_of(claim(store, request_of(at(400), 7))) == ids{1, 3, 5}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_an_ended_process_is_recovered, Kind, every_store) {
    Kind store;
    auto const owned = [&](record_id id, std::int64_t owner, wall_time due, delivery_kind kind) {
        auto row = make_delivery(id, "ep", due);
        row.owner = owner;
        row.kind = kind;
        row.attempts = 2;
        row.failures = 1;
        insert(store, row);
    };
    owned(1, 3, at(500), delivery_kind::change);   // may have been attempted
    owned(2, 3, at(5000), delivery_kind::change);  // not yet
    owned(3, 8, at(500), delivery_kind::change);   // of the process at work
    owned(4, 0, at(500), delivery_kind::change);   // of nobody
    owned(5, 2, at(500), delivery_kind::test);     // nobody waits for it any more
    auto const closed = store.write([](store::unit_of_work& unit) {
        record_id next = 900;
        return unit.deliveries().recover(8, at(1000), [&] { return ++next; });
    });
    BOOST_TEST(closed == 2u);
    auto const first = find(store, 1);
    BOOST_TEST(first.owner == 0);
    BOOST_TEST(first.attempts == 3u);
    BOOST_TEST(first.failures == 1u);
    BOOST_TEST((first.due_at == at(1000)));
    auto const made = store.ask([](store::snapshot const& tables) { return tables.deliveries().attempts(1); });
    BOOST_TEST_REQUIRE(made.size() == 1u);
    BOOST_TEST(made[0].number == 3u);
    BOOST_TEST((made[0].verdict == attempt_verdict::unknown));
    BOOST_TEST((made[0].wire == wire_state::possibly_received));
    auto const second = find(store, 2);
    BOOST_TEST(second.owner == 0);
    BOOST_TEST(second.attempts == 2u);
    BOOST_TEST((second.due_at == at(5000)));
    BOOST_TEST(find(store, 3).owner == 8);
    BOOST_TEST(find(store, 4).attempts == 2u);
    auto const fifth = find(store, 5);
    BOOST_TEST((fifth.state == delivery_state::exhausted));
    BOOST_TEST(fifth.attempts == 3u);
    BOOST_TEST((ids_of(claim(store, request_of(at(1000), 8))) == ids{4, 1}));
    auto const counts = store.ask([](store::snapshot const& tables) { return tables.deliveries().count("ep"); });
    BOOST_TEST(counts.owned == 3u);
    BOOST_TEST(counts.pending == 4u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(that_waits_is_replaced_by_a_newer_state, Kind, every_store) {
    Kind store;
    auto older = make_delivery(1, "ep", at(1000), "a");
    older.coalesced = 4;
    insert(store, older);
    insert(store, make_delivery(2, "ep", at(1000), "a"));
    insert(store, make_delivery(3, "ep", at(1000), "b"));
    insert(store, make_delivery(4, "other", at(1000), "a"));
    auto sending = make_delivery(5, "ep", at(1000), "a");
    sending.owner = 5;
    insert(store, sending);
    auto const replace = [&](std::string_view key) {
        return store.write(
            [&](store::unit_of_work& unit) { return unit.deliveries().replace_waiting("ep", key, at(3000)); });
    };
    BOOST_TEST(replace("a") == 6u);
    BOOST_TEST(replace("a") == 0u);
    BOOST_TEST(replace("") == 0u);
    for (record_id id = 1; id <= 5; ++id)
        BOOST_TEST((find(store, id).state == (id <= 2 ? delivery_state::cancelled : delivery_state::pending)));
    BOOST_TEST((find(store, 1).settled_at == at(3000)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_ended_whole_or_one_by_one, Kind, every_store) {
    Kind store;
    for (record_id id = 1; id <= 4; ++id) {
        auto row = make_delivery(id, id == 4 ? "other" : "ep");
        row.owner = id == 2 ? 5 : 0;
        insert(store, row);
    }
    auto const cancelled = [&](record_id id) {
        return store.write([&](store::unit_of_work& unit) { return unit.deliveries().cancel(id, at(50)); });
    };
    BOOST_TEST(cancelled(1));
    BOOST_TEST(!cancelled(1));
    BOOST_TEST(!cancelled(99));
    auto const ended = store.write([](store::unit_of_work& unit) {
        return unit.deliveries().end_all("ep", delivery_state::endpoint_gone, at(60));
    });
    BOOST_TEST(ended == 2u);
    BOOST_TEST((find(store, 1).state == delivery_state::cancelled));
    BOOST_TEST((find(store, 2).state == delivery_state::endpoint_gone));
    BOOST_TEST(find(store, 2).owner == 0);
    BOOST_TEST((find(store, 4).state == delivery_state::pending));
    auto const counts = store.ask([](store::snapshot const& tables) { return tables.deliveries().count("ep"); });
    BOOST_TEST(counts.owned == 0u);
    BOOST_TEST(counts.pending == 0u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(expires_in_portions_and_not_in_the_hands_of_an_owner, Kind, every_store) {
    Kind store;
    for (record_id id = 1; id <= 4; ++id) {
        auto row = make_delivery(id);
        row.expires_at = at(id == 4 ? 3001 : 3000);
        row.owner = id == 1 ? 5 : 0;
        insert(store, row);
    }
    auto const expire = [&] {
        return store.write([](store::unit_of_work& unit) { return unit.deliveries().expire(at(3000), 1); });
    };
    BOOST_TEST(expire() == 1u);
    BOOST_TEST(expire() == 1u);
    BOOST_TEST(expire() == 0u);
    BOOST_TEST((find(store, 1).state == delivery_state::pending));
    BOOST_TEST((find(store, 2).state == delivery_state::expired));
    BOOST_TEST((find(store, 4).state == delivery_state::pending));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_forgotten_with_bodies_and_attempts, Kind, every_store) {
    Kind store;
    for (record_id id = 1; id <= 4; ++id) insert(store, make_delivery(id));
    claim(store, request_of(at(1000)));
    for (record_id id = 1; id <= 3; ++id) {
        auto outcome = settlement_of(id, 5, delivery_state::delivered);
        outcome.at = at(id * 1000);
        outcome.made = make_attempt(100 + id, id, 1);
        BOOST_TEST(settle(store, outcome));
    }
    auto const purge = [&](wall_time before, std::size_t limit) {
        return store.write([&](store::unit_of_work& unit) { return unit.deliveries().purge(before, limit); });
    };
    BOOST_TEST(purge(at(1000), 10) == 0u);
    BOOST_TEST(purge(at(3000), 1) == 1u);
    BOOST_TEST(purge(at(3000), 10) == 1u);
    store.ask([](store::snapshot const& tables) {
        auto const& rows = tables.deliveries();
        for (record_id id = 1; id <= 2; ++id) {
            BOOST_TEST(!rows.find(id).has_value());
            BOOST_TEST(rows.body(id) == nullptr);
            BOOST_TEST(rows.attempts(id).empty());
            BOOST_TEST(!rows.find_attempt(100 + id).has_value());
        }
        BOOST_TEST(rows.find(3).has_value());
        BOOST_TEST(rows.attempts(3).size() == 1u);
        BOOST_TEST(rows.count({}).purged == 2u);
        return true;
    });
}

BOOST_AUTO_TEST_SUITE_END()
