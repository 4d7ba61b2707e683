#include "opened_store.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace cohook;
using namespace cohook::test;

namespace {

using ids = std::vector<record_id>;

store::claim_request request_of(wall_time now, std::int64_t owner = 5) {
    store::claim_request request;
    request.endpoint_id = "ep";
    request.owner = owner;
    request.now = now;
    return request;
}

store::claim_result claim(opened& store, store::claim_request const& request) {
    return store.write([&](store::unit_of_work& unit) { return unit.deliveries().claim(request); });
}

ids ids_of(store::claim_result const& taken) {
    ids found;
    for (auto const& claimed : taken.rows) found.push_back(claimed.row.id);
    return found;
}

delivery find(opened& store, record_id id) {
    return store.ask([&](store::snapshot const& tables) { return tables.deliveries().find(id).value(); });
}

attempt make_attempt(record_id id, record_id delivery_id, std::uint32_t number) {
    attempt made;
    made.id = id;
    made.delivery_id = delivery_id;
    made.endpoint_id = "ep";
    made.tenant = "tenant";
    made.number = number;
    return made;
}

bool settle(opened& store, store::settlement const& outcome) {
    return store.write([&](store::unit_of_work& unit) { return unit.deliveries().settle(outcome); });
}

store::settlement settlement_of(record_id id, std::int64_t owner, delivery_state state) {
    store::settlement outcome;
    outcome.delivery_id = id;
    outcome.owner = owner;
    outcome.state = state;
    outcome.at = at(7000);
    return outcome;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(backlog)

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
    BOOST_TEST(*taken.rows[1].body == "three");
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

BOOST_AUTO_TEST_CASE_TEMPLATE(is_settled_with_the_record_of_its_attempt, Kind, every_store) {
    Kind store;
    insert(store, make_delivery(1));
    claim(store, request_of(at(1000)));
    auto outcome = settlement_of(1, 5, delivery_state::delivered);
    auto made = make_attempt(77, 1, 1);
    made.verdict = attempt_verdict::acknowledged;
    made.fault = attempt_fault::tls_cert_host;
    made.wire = wire_state::answered;
    made.status = 204;
    made.started_at = at(6000);
    made.timings.dns = std::chrono::microseconds(11);
    made.timings.first_byte = std::chrono::microseconds(22);
    made.timings.total = std::chrono::microseconds(33);
    made.peer = "192.0.2.1:443";
    made.connection_reused = true;
    made.tls_version = "TLSv1.3";
    made.certificate_expires_at = at(99999);
    made.request_head = "POST / HTTP/1.1\r\n\r\n";
    made.response_head = "HTTP/1.1 204 \r\n\r\n";
    made.response_body = std::string("\0\xff", 2);
    made.response_truncated = true;
    made.detail = "words";
    outcome.made = made;
    BOOST_TEST(settle(store, outcome));
    auto const row = find(store, 1);
    BOOST_TEST((row.state == delivery_state::delivered));
    BOOST_TEST((row.settled_at == at(7000)));
    BOOST_TEST(!row.due_at.has_value());
    BOOST_TEST(row.attempts == 1u);
    BOOST_TEST(row.owner == 0);
    auto const found = store.ask([](store::snapshot const& tables) { return tables.deliveries().find_attempt(77); });
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->delivery_id == 1);
    BOOST_TEST(found->endpoint_id == "ep");
    BOOST_TEST(found->tenant == "tenant");
    BOOST_TEST((found->verdict == made.verdict && found->fault == made.fault && found->wire == made.wire));
    BOOST_TEST(found->status == 204);
    BOOST_TEST((found->started_at == made.started_at));
    BOOST_TEST((found->timings.dns == made.timings.dns && !found->timings.connect && !found->timings.tls &&
                !found->timings.send && found->timings.first_byte == made.timings.first_byte &&
                found->timings.total == made.timings.total));
    BOOST_TEST(found->peer == made.peer);
    BOOST_TEST(found->connection_reused);
    BOOST_TEST(found->tls_version == made.tls_version);
    BOOST_TEST((found->certificate_expires_at == made.certificate_expires_at));
    BOOST_TEST(found->request_head == made.request_head);
    BOOST_TEST(found->response_head == made.response_head);
    BOOST_TEST(found->response_body == made.response_body);
    BOOST_TEST(found->response_truncated);
    BOOST_TEST(found->detail == made.detail);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(that_failed_is_due_again_and_free_or_kept, Kind, every_store) {
    Kind store;
    insert(store, make_delivery(1));
    claim(store, request_of(at(1000)));
    auto outcome = settlement_of(1, 5, delivery_state::pending);
    outcome.due_at = at(9000);
    outcome.failures = 1;
    outcome.made = make_attempt(10, 1, 1);
    outcome.keep_claim = true;
    BOOST_TEST(settle(store, outcome));
    BOOST_TEST(find(store, 1).owner == 5);
    outcome.attempts_before = 1;
    outcome.failures = 2;
    outcome.keep_claim = false;
    outcome.made = make_attempt(11, 1, 2);
    BOOST_TEST(settle(store, outcome));
    auto const row = find(store, 1);
    BOOST_TEST(row.owner == 0);
    BOOST_TEST(row.attempts == 2u);
    BOOST_TEST(row.failures == 2u);
    BOOST_TEST((row.due_at == at(9000)));
    BOOST_TEST(claim(store, request_of(at(8999))).rows.empty());
    BOOST_TEST((ids_of(claim(store, request_of(at(9000)))) == ids{1}));
    auto const made = store.ask([](store::snapshot const& tables) { return tables.deliveries().attempts(1); });
    BOOST_TEST_REQUIRE(made.size() == 2u);
    BOOST_TEST(made[0].number == 1u);
    BOOST_TEST(made[1].id == 11);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_not_settled_by_a_stale_owner_but_the_attempt_is_kept, Kind, every_store) {
    Kind store;
    for (record_id id = 1; id <= 3; ++id) insert(store, make_delivery(id));
    claim(store, request_of(at(1000)));
    auto stale = settlement_of(1, 4, delivery_state::delivered);  // another owner
    stale.made = make_attempt(101, 1, 1);
    BOOST_TEST(!settle(store, stale));
    stale = settlement_of(2, 5, delivery_state::delivered);  // another attempt
    stale.attempts_before = 1;
    stale.made = make_attempt(102, 2, 2);
    BOOST_TEST(!settle(store, stale));
    store.write([](store::unit_of_work& unit) { unit.deliveries().cancel(3, at(2000)); });
    stale = settlement_of(3, 5, delivery_state::delivered);  // no longer pending
    stale.made = make_attempt(103, 3, 1);
    BOOST_TEST(!settle(store, stale));
    BOOST_TEST(!settle(store, settlement_of(4, 5, delivery_state::delivered)));  // never was
    BOOST_TEST(store->stats().stale_writes == 4u);
    for (record_id id = 1; id <= 3; ++id) {
        auto const row = find(store, id);
        BOOST_TEST((row.state == (id == 3 ? delivery_state::cancelled : delivery_state::pending)));
        BOOST_TEST(row.attempts == 0u);
        auto const kept =
            store.ask([&](store::snapshot const& tables) { return tables.deliveries().find_attempt(100 + id); });
        BOOST_TEST(kept.has_value());
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(settled_twice_keeps_the_first_record, Kind, every_store) {
    Kind store;
    insert(store, make_delivery(1));
    claim(store, request_of(at(1000)));
    auto outcome = settlement_of(1, 5, delivery_state::delivered);
    outcome.made = make_attempt(10, 1, 1);
    outcome.made->detail = "first";
    BOOST_TEST(settle(store, outcome));
    outcome.made->detail = "second";
    BOOST_TEST(!settle(store, outcome));
    auto const made = store.ask([](store::snapshot const& tables) { return tables.deliveries().attempts(1); });
    BOOST_TEST_REQUIRE(made.size() == 1u);
    BOOST_TEST(made[0].detail == "first");
}

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
