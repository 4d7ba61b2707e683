#include "opened_store.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace cohook;
using namespace cohook::testing;

namespace {

endpoint make_endpoint(std::string id, std::string tenant) {
    endpoint value;
    value.id = std::move(id);
    value.tenant = std::move(tenant);
    value.url = "https://receiver.example/hook";
    value.signing_keys = {{"a key", {}}};
    return value;
}

std::int64_t put(opened& store, endpoint const& value) {
    return store.write([&](store::unit_of_work& unit) { return unit.endpoints().put(value); });
}

std::vector<std::string> listed(opened& store, std::optional<std::string_view> tenant, std::string_view after,
                                std::size_t limit) {
    return store.ask([&](store::snapshot const& tables) {
        std::vector<std::string> ids;
        for (auto const& value : tables.endpoints().list(tenant, after, limit)) ids.push_back(value.id);
        return ids;
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(endpoints)

BOOST_AUTO_TEST_CASE_TEMPLATE(count_their_revisions, Kind, every_store) {
    Kind store;
    auto value = make_endpoint("one", "t");
    value.revision = 77;  // the store's to give
    BOOST_TEST(put(store, value) == 1);
    value.url = "https://elsewhere.example/";
    value.policy = standard_policy();
    BOOST_TEST(put(store, value) == 2);
    store.ask([](store::snapshot const& tables) {
        auto const found = tables.endpoints().find("one");
        BOOST_TEST_REQUIRE(found.has_value());
        BOOST_TEST(found->revision == 2);
        BOOST_TEST(found->url == "https://elsewhere.example/");
        BOOST_TEST((found->policy == standard_policy()));
        BOOST_TEST(tables.endpoints().revision("one").value() == 2);
        BOOST_TEST(!tables.endpoints().revision("two").has_value());
        BOOST_TEST(!tables.endpoints().find("two").has_value());
        BOOST_TEST(tables.endpoints().count() == 1u);
        return true;
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_listed_by_id_and_tenant, Kind, every_store) {
    Kind store;
    for (auto const* id : {"d", "a", "c", "b"}) put(store, make_endpoint(id, id[0] < 'c' ? "x" : "y"));
    using names = std::vector<std::string>;
    BOOST_TEST(listed(store, {}, "", 3) == (names{"a", "b", "c"}), boost::test_tools::per_element());
    BOOST_TEST(listed(store, {}, "c", 3) == (names{"d"}), boost::test_tools::per_element());
    BOOST_TEST(listed(store, "x", "", 3) == (names{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(listed(store, "x", "a", 3) == (names{"b"}), boost::test_tools::per_element());
    BOOST_TEST(listed(store, "z", "", 3).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(are_erased_with_their_health, Kind, every_store) {
    Kind store;
    put(store, make_endpoint("one", "t"));
    store::endpoint_health health;
    health.endpoint_id = "one";
    health.failing_since = at(12);
    health.last_error = "dns_nxdomain";
    store.write([&](store::unit_of_work& unit) {
        unit.endpoints().put_health(health);
        health.last_error = "500";
        unit.endpoints().put_health(health);
    });
    auto const found = store.ask([](store::snapshot const& tables) { return tables.endpoints().health("one"); });
    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST((found->failing_since == at(12)));
    BOOST_TEST(!found->last_success_at.has_value());
    BOOST_TEST(found->last_error == "500");
    auto const erase = [&] {
        return store.write([](store::unit_of_work& unit) { return unit.endpoints().erase("one"); });
    };
    BOOST_TEST(erase());
    BOOST_TEST(!erase());
    store.ask([](store::snapshot const& tables) {
        BOOST_TEST(!tables.endpoints().health("one").has_value());
        BOOST_TEST(tables.endpoints().count() == 0u);
        return true;
    });
    BOOST_TEST(put(store, make_endpoint("one", "t")) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
