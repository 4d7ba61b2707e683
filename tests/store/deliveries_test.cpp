#include "opened_store.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace cohook;
using namespace cohook::testing;

namespace {

void check_same(delivery const& left, delivery const& right) {
    BOOST_TEST(left.id == right.id);
    BOOST_TEST(left.message_id == right.message_id);
    BOOST_TEST(left.endpoint_id == right.endpoint_id);
    BOOST_TEST(left.tenant == right.tenant);
    BOOST_TEST((left.kind == right.kind));
    BOOST_TEST((left.state == right.state));
    BOOST_TEST(left.type == right.type);
    BOOST_TEST(left.key == right.key);
    BOOST_TEST((left.accepted_at == right.accepted_at));
    BOOST_TEST((left.expires_at == right.expires_at));
    BOOST_TEST((left.due_at == right.due_at));
    BOOST_TEST((left.settled_at == right.settled_at));
    BOOST_TEST(left.attempts == right.attempts);
    BOOST_TEST(left.failures == right.failures);
    BOOST_TEST(left.coalesced == right.coalesced);
    BOOST_TEST((left.replay_of == right.replay_of));
    BOOST_TEST(left.owner == right.owner);
}

std::vector<record_id> listed(opened& store, store::delivery_filter const& filter) {
    return store.ask([&](store::snapshot const& tables) {
        std::vector<record_id> ids;
        for (auto const& row : tables.deliveries().list(filter)) ids.push_back(row.id);
        return ids;
    });
}

using ids = std::vector<record_id>;

}  // namespace

BOOST_AUTO_TEST_SUITE(deliveries)

BOOST_AUTO_TEST_CASE_TEMPLATE(are_found_as_they_were_written, Kind, every_store) {
    Kind store;
    delivery row = make_delivery(7, "an-endpoint-with-a-long-identifier", at(5000), "kéy\"");
    row.kind = delivery_kind::replay;
    row.expires_at = at(9000);
    row.coalesced = 3;
    row.replay_of = 5;
    row.owner = 4;
    insert(store, row, std::string_view("a\0b", 3));
    auto const found = store.ask([](store::snapshot const& tables) { return tables.deliveries().find(7); });
    BOOST_TEST_REQUIRE(found.has_value());
    check_same(*found, row);
    auto const body = store.ask([](store::snapshot const& tables) { return tables.deliveries().body(7); });
    BOOST_TEST_REQUIRE(body != nullptr);
    BOOST_TEST(*body == std::string_view("a\0b", 3));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(that_are_not_there_are_not_found, Kind, every_store) {
    Kind store;
    store.ask([](store::snapshot const& tables) {
        auto const& rows = tables.deliveries();
        BOOST_TEST(!rows.find(1).has_value());
        BOOST_TEST(rows.body(1) == nullptr);
        BOOST_TEST(rows.attempts(1).empty());
        BOOST_TEST(!rows.find_attempt(1).has_value());
        BOOST_TEST(rows.count("nobody").created == 0u);
        BOOST_TEST(!rows.oldest_due().has_value());
        return true;
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_one_id_are_refused_as_conflict, Kind, every_store) {
    Kind store;
    insert(store, make_delivery(7));
    auto again = [](store::unit_of_work& unit) -> result<void> {
        unit.deliveries().insert(make_delivery(8), "other");
        unit.deliveries().insert(make_delivery(7), "other");
        return {};
    };
    auto const done = commit_now(*store, again);
    BOOST_TEST_REQUIRE(done.has_error());
    BOOST_TEST((done.error().kind() == errc::conflict));
    BOOST_TEST((listed(store, {}) == ids{7}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(that_were_refused_do_not_hide_later_ones, Kind, every_store) {
    Kind store;
    auto const of = [](record_id id, std::string endpoint, std::string tenant) {
        auto row = make_delivery(id, std::move(endpoint));
        row.tenant = std::move(tenant);
        return row;
    };
    insert(store, of(1, "ep", "a"));
    insert(store, of(2, "other", "b"));
    auto again = [&](store::unit_of_work& unit) -> result<void> {
        unit.deliveries().insert(of(1, "ep", "b"), "{}");
        return {};
    };
    BOOST_TEST(commit_now(*store, again).has_error());
    insert(store, of(3, "ep", "b"));
    store::delivery_filter filter;
    filter.tenant = "b";
    BOOST_TEST((listed(store, filter) == ids{3, 2}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_listed_newest_first_and_by_filter, Kind, every_store) {
    Kind store;
    for (record_id id = 1; id <= 12; ++id) {
        auto row = make_delivery(id, id % 2 ? "odd" : "even", at(id * 100), id % 3 ? "" : "third");
        row.tenant = id % 4 ? "a" : "b";
        row.kind = id == 5 ? delivery_kind::test : delivery_kind::change;
        insert(store, row);
    }
    store.write([](store::unit_of_work& unit) {
        for (record_id const id : {2, 3, 9}) BOOST_TEST(unit.deliveries().cancel(id, at(5000)));
        store::settlement failed;
        failed.delivery_id = 8;
        failed.failures = 1;
        failed.at = failed.due_at.emplace(at(5000));
        BOOST_TEST(unit.deliveries().settle(failed));
    });
    store::delivery_filter filter;
    BOOST_TEST((listed(store, filter) == ids{12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1}));
    filter.limit = 4;
    filter.before = 10;
    BOOST_TEST((listed(store, filter) == ids{9, 8, 7, 6}));
    filter = {};
    filter.endpoint_id = "even";
    BOOST_TEST((listed(store, filter) == ids{12, 10, 8, 6, 4, 2}));
    filter.state = delivery_state::pending;
    filter.limit = 2;
    filter.before = 12;
    BOOST_TEST((listed(store, filter) == ids{10, 8}));
    filter = {};
    filter.state = delivery_state::cancelled;
    BOOST_TEST((listed(store, filter) == ids{9, 3, 2}));
    filter.endpoint_id = "odd";
    filter.key = "third";
    BOOST_TEST((listed(store, filter) == ids{9, 3}));
    filter = {};
    filter.tenant = "b";
    BOOST_TEST((listed(store, filter) == ids{12, 8, 4}));
    filter.failed_only = true;
    BOOST_TEST((listed(store, filter) == ids{8}));
    filter = {};
    filter.kind = delivery_kind::test;
    BOOST_TEST((listed(store, filter) == ids{5}));
    filter = {};
    filter.from = at(300);
    filter.to = at(600);
    BOOST_TEST((listed(store, filter) == ids{5, 4, 3}));
    filter.tenant = "a";
    filter.endpoint_id = "odd";
    BOOST_TEST((listed(store, filter) == ids{5, 3}));
    filter = {};
    filter.endpoint_id = "nobody";
    BOOST_TEST(listed(store, filter).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_paged_through_without_gap_or_repeat, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) {
        for (record_id id = 1; id <= 300; ++id) {
            auto row = make_delivery(id, "ep" + std::to_string(id % 7));
            unit.deliveries().insert(row, "{}");
            if (id % 5 == 0) unit.deliveries().cancel(id, at(1));
        }
    });
    store::delivery_filter filter;
    filter.tenant = "tenant";
    filter.limit = 17;
    ids all;
    for (auto page = listed(store, filter); !page.empty(); page = listed(store, filter)) {
        BOOST_TEST_REQUIRE(page.size() <= filter.limit);
        all.insert(all.end(), page.begin(), page.end());
        filter.before = page.back();
    }
    BOOST_TEST_REQUIRE(all.size() == 300u);
    for (std::size_t index = 0; index < all.size(); ++index)
        BOOST_TEST(all[index] == static_cast<record_id>(300 - index));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_counted_by_state_and_conserved, Kind, every_store) {
    Kind store;
    for (record_id id = 1; id <= 6; ++id) {
        auto row = make_delivery(id, id <= 4 ? "one" : "two");
        row.owner = id == 1 ? 9 : 0;
        insert(store, row);
    }
    store.write([](store::unit_of_work& unit) {
        unit.deliveries().cancel(2, at(10));
        unit.deliveries().end_all("two", delivery_state::endpoint_gone, at(20));
        // Also seen by the unit itself, before it is committed.
        BOOST_TEST(unit.deliveries().count({}).endpoint_gone == 2u);
        BOOST_TEST(unit.deliveries().purge(at(15), 10) == 1u);
    });
    auto const count = [&](std::optional<std::string_view> endpoint) {
        return store.ask([&](store::snapshot const& tables) { return tables.deliveries().count(endpoint); });
    };
    auto const one = count("one");
    BOOST_TEST(one.created == 4u);
    BOOST_TEST(one.pending == 3u);
    BOOST_TEST(one.owned == 1u);
    BOOST_TEST(one.cancelled == 0u);
    BOOST_TEST(one.purged == 1u);
    auto const all = count({});
    BOOST_TEST(all.created == 6u);
    BOOST_TEST(all.endpoint_gone == 2u);
    BOOST_TEST(all.created == all.pending + all.delivered + all.exhausted + all.expired + all.cancelled +
                                  all.endpoint_gone + all.purged);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(that_wait_are_told_once_an_endpoint, Kind, every_store) {
    Kind store;
    insert(store, make_delivery(1, "b", at(300)));
    insert(store, make_delivery(2, "b", at(200)));
    insert(store, make_delivery(3, "a", at(250)));
    auto owned = make_delivery(4, "c", at(100));
    owned.owner = 7;
    insert(store, owned);
    auto undated = make_delivery(5, "d", at(150));
    undated.due_at.reset();
    insert(store, undated);
    std::vector<std::pair<std::string, wall_time>> seen;
    auto const oldest = store.ask([&](store::snapshot const& tables) {
        tables.deliveries().each_due(
            [&](std::string_view endpoint, wall_time due) { seen.emplace_back(endpoint, due); });
        return tables.deliveries().oldest_due();
    });
    std::sort(seen.begin(), seen.end());
    std::vector<std::pair<std::string, wall_time>> const expected{{"a", at(250)}, {"b", at(200)}, {"d", at(150)}};
    BOOST_TEST((seen == expected));
    BOOST_TEST((oldest == at(150)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(know_since_when_the_oldest_pending_one_waits, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) {
        BOOST_TEST(!unit.deliveries().oldest_pending({}).has_value());
        for (record_id id = 1; id <= 4; ++id)
            unit.deliveries().insert(make_delivery(id, id % 2 ? "odd" : "even", at(id * 10)), "{}");
        unit.deliveries().cancel(1, at(100));
    });
    store.ask([](store::snapshot const& tables) {
        auto const& rows = tables.deliveries();
        BOOST_TEST((rows.oldest_pending({}) == at(20)));
        BOOST_TEST((rows.oldest_pending("odd") == at(30)));
        BOOST_TEST((rows.oldest_pending("even") == at(20)));
        BOOST_TEST(!rows.oldest_pending("none").has_value());
        return true;
    });
}

BOOST_AUTO_TEST_SUITE_END()
