// What was attempted and is settled, once and by its owner.
#include "backlog_steps.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook;
using namespace cohook::testing;

BOOST_AUTO_TEST_SUITE(backlog_settling)

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
    auto const seen = [&](wall_time from, wall_time until) {
        return store.ask([&](store::snapshot const& tables) {
            std::vector<std::string> all;
            tables.deliveries().each_attempt(from, until, [&](store::attempt_brief const& one) {
                BOOST_TEST((one.started_at == made.started_at && one.verdict == made.verdict));
                BOOST_TEST((one.total == made.timings.total));
                all.emplace_back(one.tenant);
            });
            return all;
        });
    };
    BOOST_TEST((seen(at(6000), at(6001)) == std::vector<std::string>{"tenant"}));
    BOOST_TEST(seen(at(0), at(6000)).empty());
    BOOST_TEST(seen(at(6001), at(9000)).empty());
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

BOOST_AUTO_TEST_SUITE_END()
