#include "opened_store.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace cohook;
using namespace cohook::testing;

namespace {

store::sync_row make_sync(record_id id, std::string endpoint, sync_state state) {
    store::sync_row row;
    row.status.id = id;
    row.status.endpoint_id = std::move(endpoint);
    row.status.tenant = "t";
    row.status.state = state;
    row.status.total = 10;
    row.owner = 3;
    return row;
}

template <class Rows>
std::vector<record_id> ids_of(Rows const& rows) {
    std::vector<record_id> ids;
    for (auto const& row : rows) ids.push_back(row.status.id);
    return ids;
}

std::vector<std::string> keys_of(std::vector<store::sync_failure> const& failures) {
    std::vector<std::string> keys;
    for (auto const& failure : failures) keys.push_back(failure.key);
    return keys;
}

using ids = std::vector<record_id>;
using keys = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_SUITE(syncs)

BOOST_AUTO_TEST_CASE_TEMPLATE(are_found_as_they_were_written, Kind, every_store) {
    Kind store;
    auto row = make_sync(5, "ep", sync_state::paused);
    auto& status = row.status;
    status.acknowledged = 1, status.failed = 2, status.waiting = 3, status.skipped = 4;
    status.interval = std::chrono::milliseconds(1500);
    status.batch = 7;
    status.retry_of = 3;
    status.started_at = at(11);
    status.ended_at = at(12);
    status.reason = "asked to";
    row.position = "41";
    row.open = std::string("4\0002", 3);
    store.write([&](store::unit_of_work& unit) { unit.syncs().insert(row); });
    auto const found = store.ask([](store::snapshot const& tables) { return tables.syncs().find(5); });
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->status.endpoint_id == "ep");
    BOOST_TEST(found->status.tenant == "t");
    BOOST_TEST((found->status.state == sync_state::paused));
    BOOST_TEST(found->status.total == 10u);
    BOOST_TEST((found->status.acknowledged == 1 && found->status.failed == 2 && found->status.waiting == 3 &&
                found->status.skipped == 4));
    BOOST_TEST((found->status.interval == status.interval));
    BOOST_TEST(found->status.batch == 7u);
    BOOST_TEST(found->status.retry_of == 3);
    BOOST_TEST((found->status.started_at == at(11) && found->status.ended_at == at(12)));
    BOOST_TEST(found->status.reason == "asked to");
    BOOST_TEST(found->position == "41");
    BOOST_TEST(found->open == row.open);
    BOOST_TEST(found->owner == 3);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_changed_by_their_owner_alone, Kind, every_store) {
    Kind store;
    auto row = make_sync(5, "ep", sync_state::running);
    store.write([&](store::unit_of_work& unit) { unit.syncs().insert(row); });
    row.position = "9";
    row.owner = 4;
    auto const update = [&](std::int64_t expected) {
        return store.write([&](store::unit_of_work& unit) { return unit.syncs().update(row, expected); });
    };
    BOOST_TEST(!update(2));
    BOOST_TEST(update(3));
    BOOST_TEST(!update(3));
    BOOST_TEST(update(4));
    auto const found = store.ask([](store::snapshot const& tables) { return tables.syncs().find(5); });
    BOOST_TEST(found.value().position == "9");
    row.status.id = 6;
    BOOST_TEST(!update(4));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_active_while_they_run_or_pause, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) {
        unit.syncs().insert(make_sync(1, "ep", sync_state::completed));
        unit.syncs().insert(make_sync(2, "ep", sync_state::running));
        unit.syncs().insert(make_sync(3, "other", sync_state::paused));
        unit.syncs().insert(make_sync(4, "third", sync_state::failed));
        unit.syncs().insert(make_sync(5, "ep", sync_state::cancelled));
    });
    store.ask([](store::snapshot const& tables) {
        auto const& rows = tables.syncs();
        BOOST_TEST(rows.active("ep").value().status.id == 2);
        BOOST_TEST(rows.active("other").value().status.id == 3);
        BOOST_TEST(!rows.active("third").has_value());
        BOOST_TEST((ids_of(rows.all_active()) == ids{2, 3}));
        BOOST_TEST((ids_of(rows.list("ep", 0, 2)) == ids{5, 2}));
        BOOST_TEST((ids_of(rows.list("ep", 2, 2)) == ids{1}));
        BOOST_TEST(rows.list("nobody", 0, 2).empty());
        return true;
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(keep_their_failures_by_key_and_by_due_time, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) {
        auto& rows = unit.syncs();
        store::sync_failure failure;
        failure.message_id = 99;
        failure.sequence = 12;
        failure.digest = std::string("\0\1", 2);
        failure.first_at = at(1);
        failure.published_at = at(2);
        failure.attempts = 1;
        for (auto const* key : {"d", "a", "c", "b"}) {
            failure.key = key;
            failure.due_at = at(1000 - key[0]);
            if (failure.key == "c") failure.due_at.reset();
            rows.put_failure(7, failure);
        }
        failure.key = "z";
        failure.due_at = at(1);
        rows.put_failure(8, failure);
        failure.key = "b";
        failure.error = "500";
        failure.attempts = 2;
        rows.put_failure(7, failure);
        rows.erase_failure(7, "a");
        rows.erase_failure(7, "not there");
    });
    store.ask([](store::snapshot const& tables) {
        auto const& rows = tables.syncs();
        auto const all = rows.failures(7, "", 10);
        BOOST_TEST((keys_of(all) == keys{"b", "c", "d"}));
        BOOST_TEST(all[0].attempts == 2u);
        BOOST_TEST(all[0].error == "500");
        BOOST_TEST((all[0].due_at == at(1) && all[0].first_at == at(1) && all[0].published_at == at(2)));
        BOOST_TEST(all[0].message_id == 99);
        BOOST_TEST(all[0].sequence == 12u);
        BOOST_TEST(all[0].digest == std::string("\0\1", 2));
        BOOST_TEST(!all[1].due_at.has_value());
        BOOST_TEST((keys_of(rows.failures(7, "b", 1)) == keys{"c"}));
        BOOST_TEST((keys_of(rows.due_failures(7, at(2000), 10)) == keys{"b", "d"}));
        BOOST_TEST((keys_of(rows.due_failures(7, at(2000), 1)) == keys{"b"}));
        BOOST_TEST((keys_of(rows.due_failures(7, at(899), 10)) == keys{"b"}));
        BOOST_TEST((rows.next_failure_due(7) == at(1)));
        BOOST_TEST(!rows.next_failure_due(9).has_value());
        return true;
    });
}

BOOST_AUTO_TEST_SUITE_END()
