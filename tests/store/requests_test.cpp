#include "opened_store.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace cohook;
using namespace cohook::testing;

BOOST_AUTO_TEST_SUITE(requests)

BOOST_AUTO_TEST_CASE_TEMPLATE(remember_idempotency_keys_by_tenant, Kind, every_store) {
    Kind store;
    store::idempotency_row row;
    row.tenant = "t";
    row.key = "k";
    row.fingerprint = std::string("\0\1", 2);
    row.created = at(100);
    row.owner = 4;
    store.write([&](store::unit_of_work& unit) {
        auto& rows = unit.requests();
        rows.put_idempotency(row);
        row.status = 201;
        row.response = "{}";
        rows.put_idempotency(row);
        row.key = "later";
        row.created = at(200);
        rows.put_idempotency(row);
        row.key = "k";
        row.tenant = "other";
        row.created = at(300);
        rows.put_idempotency(row);
    });
    auto const find = [&](std::string_view tenant, std::string_view key) {
        return store.ask(
            [&](store::snapshot const& tables) { return tables.requests().find_idempotency(tenant, key); });
    };
    auto const found = find("t", "k");
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(found->status == 201);
    BOOST_TEST(found->response == "{}");
    BOOST_TEST(found->fingerprint == row.fingerprint);
    BOOST_TEST((found->created == at(100)));
    BOOST_TEST(found->owner == 4);
    BOOST_TEST(!find("nobody", "k").has_value());
    store.write([](store::unit_of_work& unit) {
        BOOST_TEST(unit.requests().purge_idempotency(at(250), 1) == 1u);
        BOOST_TEST(unit.requests().purge_idempotency(at(200), 10) == 0u);
        unit.requests().erase_idempotency("other", "k");
    });
    BOOST_TEST(!find("t", "k").has_value());
    BOOST_TEST(find("t", "later").has_value());
    BOOST_TEST(!find("other", "k").has_value());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(leave_a_trail_that_is_paged_newest_first, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) {
        for (record_id id = 1; id <= 5; ++id) {
            store::audit_row row;
            row.id = id;
            row.at = at(id);
            row.actor = "key_1";
            row.tenant = id == 3 ? "b" : "a";
            row.action = "signing-key.reveal";
            row.subject = "endpoint/ep";
            row.detail = "{}";
            unit.requests().append_audit(row);
        }
    });
    auto const ids = [&](std::optional<std::string_view> tenant, record_id before, std::size_t limit) {
        return store.ask([&](store::snapshot const& tables) {
            std::vector<record_id> seen;
            for (auto const& row : tables.requests().list_audit(tenant, before, limit)) {
                BOOST_TEST((row.at == at(row.id)));
                BOOST_TEST(row.action == "signing-key.reveal");
                BOOST_TEST(row.subject == "endpoint/ep");
                seen.push_back(row.id);
            }
            return seen;
        });
    };
    using list = std::vector<record_id>;
    BOOST_TEST((ids({}, 0, 2) == list{5, 4}));
    BOOST_TEST((ids({}, 4, 9) == list{3, 2, 1}));
    BOOST_TEST((ids("a", 4, 9) == list{2, 1}));
    BOOST_TEST((ids("b", 0, 9) == list{3}));
    BOOST_TEST(ids("c", 0, 9).empty());
}

BOOST_AUTO_TEST_SUITE_END()
