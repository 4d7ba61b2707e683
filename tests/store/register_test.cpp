#include "opened_store.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

using namespace cohook;
using namespace cohook::testing;
using order = store::person_walk::order;

namespace {

using ids = std::vector<std::int64_t>;

store::person_row make_person(std::int64_t id, std::optional<std::int64_t> church, wall_time changed) {
    store::person_row row;
    row.id = id;
    row.church_id = church;
    row.last_changed = changed;
    row.document = R"({"personID":)" + std::to_string(id) + "}";
    return row;
}

store::consent_row make_consent(std::int64_t person, std::string application, std::string scopes) {
    store::consent_row row;
    row.person_id = person;
    row.application_id = std::move(application);
    row.scopes = std::move(scopes);
    row.granted_at = at(person * 10);
    return row;
}

ids walked(opened& store, store::person_walk const& walk, std::size_t limit = 1000) {
    return store.ask([&](store::snapshot const& tables) {
        ids seen;
        tables.members().walk_persons(walk, [&](store::person_row const& person, store::consent_row const& consent) {
            BOOST_TEST(person.document == R"({"personID":)" + std::to_string(person.id) + "}");
            BOOST_TEST(consent.application_id == walk.application_id);
            BOOST_TEST(consent.person_id == (walk.application_id.empty() ? 0 : person.id));
            BOOST_TEST(consent.scopes == (walk.application_id.empty() ? "" : "email"));
            seen.push_back(person.id);
            return seen.size() < limit;
        });
        return seen;
    });
}

std::uint64_t counted(opened& store, std::string_view application) {
    return store.ask([&](store::snapshot const& tables) { return tables.members().count_persons(application); });
}

/// Persons 1 to 8; changed in the order 8, 7, …; church 1 for even ids; 6 is deleted; "app" may see 1 to 7, "few" only 3.
void fill(opened& store) {
    store.write([](store::unit_of_work& unit) {
        auto& rows = unit.members();
        rows.put_consent(make_consent(1, "app", "email"));  // before the person itself
        for (std::int64_t id = 1; id <= 8; ++id) {
            auto person = make_person(id, id % 2 ? std::nullopt : std::optional<std::int64_t>(1), at(100 - id));
            BOOST_TEST(rows.put_person(person) == 1);
            if (id < 8) rows.put_consent(make_consent(id, "app", "email"));
        }
        auto gone = make_person(6, {}, at(94));
        gone.deleted = true;
        BOOST_TEST(rows.put_person(gone) == 2);
        rows.put_consent(make_consent(3, "few", "email"));
        rows.put_consent(make_consent(9, "few", "email"));  // no such person
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(register_of_members)

BOOST_AUTO_TEST_CASE_TEMPLATE(walks_in_every_order, Kind, every_store) {
    Kind store;
    fill(store);
    store::person_walk walk;
    walk.application_id = "app";
    BOOST_TEST((walked(store, walk) == ids{1, 2, 3, 4, 5, 7}));
    walk.by = order::by_id_descending;
    BOOST_TEST((walked(store, walk) == ids{7, 5, 4, 3, 2, 1}));
    walk.by = order::by_change;
    BOOST_TEST((walked(store, walk) == ids{7, 5, 4, 3, 2, 1}));
    walk.by = order::by_change_descending;
    BOOST_TEST((walked(store, walk) == ids{1, 2, 3, 4, 5, 7}));
    BOOST_TEST((walked(store, walk, 2) == ids{1, 2}));
    walk.application_id = "";
    BOOST_TEST((walked(store, walk) == ids{1, 2, 3, 4, 5, 7, 8}));
    walk.by = order::by_change;
    BOOST_TEST((walked(store, walk) == ids{8, 7, 5, 4, 3, 2, 1}));
    walk.by = order::by_id_descending;
    BOOST_TEST((walked(store, walk) == ids{8, 7, 5, 4, 3, 2, 1}));
    walk.by = order::by_id;
    BOOST_TEST((walked(store, walk) == ids{1, 2, 3, 4, 5, 7, 8}));
    walk.application_id = "few";
    for (auto const by : {order::by_id, order::by_id_descending, order::by_change, order::by_change_descending}) {
        walk.by = by;
        BOOST_TEST((walked(store, walk) == ids{3}));
    }
    walk.application_id = "nobody";
    BOOST_TEST(walked(store, walk).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(walks_with_every_filter, Kind, every_store) {
    Kind store;
    fill(store);
    for (auto const by : {order::by_id, order::by_change_descending}) {  // the same order here
        store::person_walk walk;
        walk.application_id = "app";
        walk.by = by;
        walk.church_id = 1;
        BOOST_TEST((walked(store, walk) == ids{2, 4}));
        walk.church_id = 2;
        BOOST_TEST(walked(store, walk).empty());
        walk.church_id.reset();
        walk.changed_from = at(95);
        BOOST_TEST((walked(store, walk) == ids{1, 2, 3, 4, 5}));
        walk.changed_to = at(98);
        BOOST_TEST((walked(store, walk) == ids{3, 4, 5}));
        walk.changed_from.reset();
        BOOST_TEST((walked(store, walk) == ids{3, 4, 5, 7}));
        walk.ids = {8, 7, 6, 5, 4, 2, 1, 5};
        BOOST_TEST((walked(store, walk) == ids{4, 5, 7}));
        walk.church_id = 1;
        BOOST_TEST((walked(store, walk) == ids{4}));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_walked_in_pages, Kind, every_store) {
    Kind store;
    fill(store);
    for (std::string_view const application : {"app", ""}) {
        store::person_walk walk;
        walk.application_id = application;
        ids all;
        for (auto page = walked(store, walk, 2); !page.empty(); page = walked(store, walk, 2)) {
            all.insert(all.end(), page.begin(), page.end());
            walk.after_id = page.back();
        }
        BOOST_TEST((all == (application.empty() ? ids{1, 2, 3, 4, 5, 7, 8} : ids{1, 2, 3, 4, 5, 7})));
        walk.after_id = 3;
        walk.church_id = 1;
        BOOST_TEST((walked(store, walk) == (application.empty() ? ids{4, 8} : ids{4})));
        walk.church_id.reset();
        walk.changed_from = at(1);
        BOOST_TEST((walked(store, walk) == (application.empty() ? ids{4, 5, 7, 8} : ids{4, 5, 7})));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_searched_by_the_beginning_of_a_name, Kind, every_store) {
    Kind store;
    fill(store);
    auto const rename = [&store](std::int64_t id, std::vector<std::string> words) {
        store.write([&](store::unit_of_work& unit) {
            auto person = make_person(id, {}, at(200));
            person.name_words = words;
            unit.members().put_person(person);
        });
    };
    rename(8, {"anne", "oestby"});
    rename(2, {"ann", "annar"});
    rename(5, {"berg", "dan"});
    store::person_walk walk;
    walk.name_begins = "ann";
    BOOST_TEST((walked(store, walk) == ids{2, 8}));
    BOOST_TEST((walked(store, walk, 1) == ids{2}));
    walk.after_id = 2;
    BOOST_TEST((walked(store, walk) == ids{8}));
    walk.after_id = 0;
    walk.name_begins = "anne";
    BOOST_TEST((walked(store, walk) == ids{8}));
    walk.name_begins = "nn";
    BOOST_TEST(walked(store, walk).empty());
    walk.name_begins = "an";
    walk.application_id = "app";
    BOOST_TEST((walked(store, walk) == ids{2}));
    walk.application_id = "";
    rename(2, {"berit"});
    BOOST_TEST((walked(store, walk) == ids{8}));
    walk.name_begins = "be";
    BOOST_TEST((walked(store, walk) == ids{2, 5}));
    store.write([](store::unit_of_work& unit) {
        auto gone = make_person(5, {}, at(201));
        gone.deleted = true;
        unit.members().put_person(gone);
    });
    BOOST_TEST((walked(store, walk) == ids{2}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(counts_whom_an_application_may_see, Kind, every_store) {
    Kind store;
    fill(store);
    BOOST_TEST(counted(store, "app") == 6u);
    BOOST_TEST(counted(store, "few") == 1u);
    BOOST_TEST(counted(store, "") == 7u);
    store.write([](store::unit_of_work& unit) {
        unit.members().put_person(make_person(6, {}, at(1)));  // back again
        BOOST_TEST(unit.members().erase_consent(1, "app"));
        BOOST_TEST(!unit.members().erase_consent(1, "app"));
        BOOST_TEST(unit.members().count_persons("app") == 6u);
    });
    BOOST_TEST(counted(store, "") == 8u);
    store::person_walk walk;
    walk.application_id = "app";
    BOOST_TEST((walked(store, walk) == ids{2, 3, 4, 5, 6, 7}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(keeps_persons_and_consents, Kind, every_store) {
    Kind store;
    fill(store);
    store.ask([](store::snapshot const& tables) {
        auto const& rows = tables.members();
        auto const person = rows.find_person(6);
        BOOST_TEST_REQUIRE(person.has_value());
        BOOST_TEST(person->deleted);
        BOOST_TEST(person->revision == 2);
        BOOST_TEST(!person->church_id.has_value());
        BOOST_TEST(rows.find_person(4).value().church_id.value() == 1);
        BOOST_TEST((rows.find_person(4).value().last_changed == at(96)));
        BOOST_TEST(!rows.find_person(9).has_value());
        auto const consent = rows.find_consent(3, "few");
        BOOST_TEST_REQUIRE(consent.has_value());
        BOOST_TEST(consent->scopes == "email");
        BOOST_TEST((consent->granted_at == at(30)));
        auto const given = rows.consents_of(3);
        BOOST_TEST_REQUIRE(given.size() == 2u);
        BOOST_TEST(given[0].application_id == "app");
        BOOST_TEST(given[1].application_id == "few");
        BOOST_TEST(rows.consents_of(8).empty());
        return true;
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(keeps_organizations_and_applications, Kind, every_store) {
    Kind store;
    store.write([](store::unit_of_work& unit) {
        auto& rows = unit.members();
        for (auto const* id : {"b", "a"}) {
            store::organization_row row;
            row.id = id;
            row.document = "{}";
            row.created = at(1);
            row.changed = at(2);
            BOOST_TEST(rows.put_organization(row) == 1);
            BOOST_TEST(rows.put_organization(row) == 2);
        }
        for (auto const* id : {"a2", "b1", "a1"}) {
            store::application_row row;
            row.id = id;
            row.organization_id = std::string(1, id[0]);
            row.document = "{}";
            BOOST_TEST(rows.put_application(row) == 1);
        }
    });
    store.ask([](store::snapshot const& tables) {
        auto const& rows = tables.members();
        BOOST_TEST(rows.find_organization("a").value().revision == 2);
        BOOST_TEST((rows.find_organization("a").value().changed == at(2)));
        BOOST_TEST(rows.list_organizations("", 10).size() == 2u);
        BOOST_TEST(rows.list_organizations("a", 10).at(0).id == "b");
        BOOST_TEST(rows.find_application("a2").value().organization_id == "a");
        BOOST_TEST(rows.list_applications({}, "", 10).size() == 3u);
        auto const of_a = rows.list_applications("a", "", 1);
        BOOST_TEST_REQUIRE(of_a.size() == 1u);
        BOOST_TEST(of_a[0].id == "a1");
        BOOST_TEST(rows.list_applications("a", "a1", 10).at(0).id == "a2");
        return true;
    });
    store.write([](store::unit_of_work& unit) {
        BOOST_TEST(unit.members().erase_organization("b"));
        BOOST_TEST(!unit.members().erase_organization("b"));
    });
}

BOOST_AUTO_TEST_CASE_TEMPLATE(erases_an_application_with_consents_and_keys, Kind, every_store) {
    Kind store;
    fill(store);
    store.write([](store::unit_of_work& unit) {
        auto& rows = unit.members();
        store::application_row app;
        app.id = "app";
        rows.put_application(app);
        store::api_key_row key;
        key.id = "k1";
        key.hash = std::string("\0\xff", 2);
        key.application_id = "app";
        key.person_id = 5;
        key.expires_at = at(77);
        rows.put_api_key(key);
        key.id = "k2";
        key.application_id = "";
        rows.put_api_key(key);
        BOOST_TEST(rows.find_api_key("k1").value().hash == key.hash);
        BOOST_TEST(rows.find_api_key("k1").value().person_id.value() == 5);
        BOOST_TEST((rows.find_api_key("k1").value().expires_at == at(77)));
        BOOST_TEST(!rows.find_api_key("k1").value().revoked_at.has_value());
        BOOST_TEST(rows.list_api_keys({}).size() == 2u);
        BOOST_TEST(rows.list_api_keys("app").at(0).id == "k1");
        BOOST_TEST(rows.list_api_keys("").at(0).id == "k2");
        BOOST_TEST(rows.erase_application("app"));
        BOOST_TEST(!rows.erase_application("app"));
    });
    BOOST_TEST(counted(store, "app") == 0u);
    BOOST_TEST(counted(store, "few") == 1u);
    store.ask([](store::snapshot const& tables) {
        BOOST_TEST(!tables.members().find_api_key("k1").has_value());
        BOOST_TEST(tables.members().find_api_key("k2").has_value());
        BOOST_TEST(tables.members().consents_of(2).empty());
        return true;
    });
}

BOOST_AUTO_TEST_SUITE_END()
