// The query of the members face, and the source of a sync: right, in order, and telling nothing that is hidden.
#include "house.hpp"
#include "members/person_source.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace sample;
using ids = std::vector<std::int64_t>;

/// Six persons, one a second; the application sees the churches of 1, 2 and 5, the names of all but 6, and 4 not at all.
struct six_persons : house {
    six_persons() {
        app("a", "members.read_name members.read_church");
        add(1, "Åse", 7, "members.read_name members.read_church");
        add(2, "Bo", 8, "members.read_name members.read_church");
        add(3, "Cato", 7, "members.read_name");
        add(4, "Dag", 7, nullptr);
        add(5, "Bo", 7, "members.read_name members.read_church");
        add(6, "Aa", 9, "members.read_church");
    }
    void add(std::int64_t id, std::string_view name, int church, char const* consented) {
        person(id, R"({"firstName":")" + std::string(name) + R"(","churchID":)" + std::to_string(church) + "}");
        if (consented) consent(id, "a", consented);
        pass(std::chrono::seconds(1));
    }
    static ids ids_of(person_page const& page) {
        ids found;
        for (auto const& text : page.data) found.push_back(boost::json::parse(text).at("personID").as_int64());
        return found;
    }
    person_page search(person_query const& query) { return must(members().find_persons(a, query)); }
    ids found(person_query const& query) { return ids_of(search(query)); }

    static person_query sorted(std::string field, bool descending) {
        person_query query;
        query.sort.push_back({std::move(field), descending});
        return query;
    }
    principal const a = principal::of_application("a");
    wall_time const start = now();  ///< before the first person is added
};

BOOST_FIXTURE_TEST_SUITE(person_queries, six_persons)

BOOST_AUTO_TEST_CASE(without_a_condition_it_pages_through_those_who_consented) {
    person_query query;
    BOOST_TEST(found(query) == (ids{1, 2, 3, 5, 6}), boost::test_tools::per_element());
    query.limit = 2;
    query.skip = 2;
    auto const page = search(query);
    BOOST_TEST(ids_of(page) == (ids{3, 5}), boost::test_tools::per_element());
    BOOST_TEST(page.total == 5U);
    BOOST_TEST(page.limit == 2U);
    BOOST_TEST(page.skip == 2U);
    query.skip = 99;
    BOOST_TEST(found(query).empty());
    query.limit = 5000;
    BOOST_TEST(search(query).limit == 1000U);
    query.limit = 0;
    query.skip = 0;
    BOOST_TEST(search(query).total == 5U);
    BOOST_TEST(found(query).empty());
    BOOST_TEST(must(members().find_persons(admin, person_query())).total == 6U);
}

// The list of the native face, searched by name.
BOOST_AUTO_TEST_CASE(a_name_finds_whoever_shows_one_that_begins_so) {
    auto const found = [this](principal const& who, std::string text, std::int64_t after = 0, std::size_t limit = 10,
                              std::string application = {}) {
        ids seen;
        for (auto const& one : must(members().list_persons(who, after, limit, std::move(application), std::move(text))))
            seen.push_back(one.id);
        return seen;
    };
    person(7, R"({"firstName":"Anne Åse","lastName":"Berg-Dahl","email":"cato@example.org"})");
    BOOST_TEST(found(admin, "bo") == (ids{2, 5}), boost::test_tools::per_element());
    BOOST_TEST(found(admin, "å") == (ids{1, 6, 7}), boost::test_tools::per_element());
    BOOST_TEST(found(admin, "aas") == (ids{1, 7}), boost::test_tools::per_element());
    BOOST_TEST(found(admin, "dahl ANNE b") == (ids{7}), boost::test_tools::per_element());
    BOOST_TEST(found(admin, "anne bo") == (ids{}), boost::test_tools::per_element());
    BOOST_TEST(found(admin, "ahl") == (ids{}), boost::test_tools::per_element());
    BOOST_TEST(found(admin, "cato") == (ids{3}), boost::test_tools::per_element());
    // In pages.
    BOOST_TEST(found(admin, "bo", 0, 1) == (ids{2}), boost::test_tools::per_element());
    BOOST_TEST(found(admin, "bo", 2, 1) == (ids{5}), boost::test_tools::per_element());
    BOOST_TEST(found(admin, "bo", 5, 1) == (ids{}), boost::test_tools::per_element());
    // Of 4 it sees nothing, of 6 no name.
    BOOST_TEST(found(a, "d") == (ids{}), boost::test_tools::per_element());
    BOOST_TEST(found(a, "aa") == (ids{1}), boost::test_tools::per_element());
    BOOST_TEST(found(admin, "aa", 0, 10, "a") == (ids{1}), boost::test_tools::per_element());
    auto const both = principal::of_organizations("account kari", {}, {"a"});
    BOOST_TEST(found(both, "aa") == (ids{1}), boost::test_tools::per_element());
    // A change of the name, and an end.
    person(5, R"({"firstName":"Ola"})");
    must(members().remove_person(admin, 2));
    BOOST_TEST(found(admin, "bo") == (ids{}), boost::test_tools::per_element());
    BOOST_TEST(found(admin, "ol") == (ids{5}), boost::test_tools::per_element());
    person(2, R"({"firstName":"Bo"})");
    BOOST_TEST(found(admin, "bo") == (ids{2}), boost::test_tools::per_element());
    BOOST_TEST((failure(members().list_persons(admin, 0, 10, {}, std::string(" -"))) == errc::invalid_argument));
    BOOST_TEST((failure(members().list_persons(admin, 0, 10, {}, std::string(201, 'a'))) == errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(ids_are_looked_up_and_those_not_to_be_seen_are_left_out) {
    person_query query;
    query.ids = ids{5, 4, 1, 5, 99};
    auto const page = search(query);
    BOOST_TEST(ids_of(page) == (ids{1, 5}), boost::test_tools::per_element());
    BOOST_TEST(page.total == 2U);
    query.ids = ids{};
    BOOST_TEST(search(query).total == 0U);
    person_query range;
    range.id_gt = 1;
    range.id_lte = 5;
    BOOST_TEST(found(range) == (ids{2, 3, 5}), boost::test_tools::per_element());
    person_query other;
    other.id_gte = 2;
    other.id_lt = 5;
    BOOST_TEST(found(other) == (ids{2, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_church_matches_only_where_the_church_is_to_be_seen) {
    person_query query;
    query.church_ids = ids{7};
    BOOST_TEST(found(query) == (ids{1, 5}), boost::test_tools::per_element());
    BOOST_TEST(search(query).total == 2U);
    query.church_ids = ids{9, 8};
    BOOST_TEST(found(query) == (ids{2, 6}), boost::test_tools::per_element());
    application_patch less;
    less.approved = scopes("members.read_name");
    must(members().change_application(admin, "a", less));
    BOOST_TEST(search(query).total == 0U);
}

BOOST_AUTO_TEST_CASE(dates_bound_it_to_the_millisecond) {
    auto const at = [&](int seconds) { return start + std::chrono::seconds(seconds); };
    person_query query;
    query.changed_gt = at(1);
    BOOST_TEST(found(query) == (ids{3, 5, 6}), boost::test_tools::per_element());
    query.changed_lte = at(4);
    BOOST_TEST(found(query) == (ids{3, 5}), boost::test_tools::per_element());
    person_query closed;
    closed.changed_gte = at(1);
    closed.changed_lt = at(4);
    BOOST_TEST(found(closed) == (ids{2, 3}), boost::test_tools::per_element());
    person_query inside;
    inside.changed_gt = at(1) - std::chrono::milliseconds(1);
    inside.changed_lt = at(1) + std::chrono::milliseconds(1);
    BOOST_TEST(found(inside) == ids{2}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(it_sorts_by_id_by_date_and_by_what_is_seen) {
    BOOST_TEST(found(sorted("personID", true)) == (ids{6, 5, 3, 2, 1}), boost::test_tools::per_element());
    BOOST_TEST(found(sorted("lastChangedDate", true)) == (ids{6, 5, 3, 2, 1}), boost::test_tools::per_element());
    person(1, R"({"firstName":"Åse","churchID":7,"email":"x@y"})");
    BOOST_TEST(found(sorted("lastChangedDate", false)) == (ids{2, 3, 5, 6, 1}), boost::test_tools::per_element());
    // The name of 6 is hidden: it comes last both ways, wherever "Aa" would be.
    BOOST_TEST(found(sorted("firstName", false)) == (ids{2, 5, 3, 1, 6}), boost::test_tools::per_element());
    BOOST_TEST(found(sorted("firstName", true)) == (ids{1, 3, 2, 5, 6}), boost::test_tools::per_element());
    auto query = sorted("churchID", true);
    query.sort.push_back({"firstName", false});
    BOOST_TEST(found(query) == (ids{6, 2, 5, 1, 3}), boost::test_tools::per_element());
    query.skip = 1;
    query.limit = 2;
    auto const page = search(query);
    BOOST_TEST(ids_of(page) == (ids{2, 5}), boost::test_tools::per_element());
    BOOST_TEST(page.total == 5U);
}

BOOST_AUTO_TEST_CASE(a_sort_or_selection_that_cannot_be_is_refused_with_its_field) {
    for (auto const* field : {"church", "organizations", "shoeSize", ""}) {
        auto const refused = run(members().find_persons(a, sorted(field, false)));
        BOOST_REQUIRE(!refused);
        BOOST_TEST((refused.error().kind() == errc::invalid_argument));
        BOOST_TEST(refused.error().field() == "$sort[" + std::string(field) + "]");
    }
    person_query query;
    query.select = {"firstName", "shoeSize"};
    BOOST_TEST(run(members().find_persons(a, query)).error().field() == "$select[1]");
    query.select = {"firstName", "email"};
    query.ids = ids{1};
    BOOST_TEST(search(query).data[0] ==
               R"({"personID":1,"lastChangedDate":"2025-06-01T00:00:00.000Z","firstName":"Åse"})");
}

BOOST_AUTO_TEST_CASE(the_deleted_are_found_by_nobody) {
    must(members().remove_person(admin, 2));
    BOOST_TEST(found(person_query()) == (ids{1, 3, 5, 6}), boost::test_tools::per_element());
    auto const all = must(members().find_persons(admin, person_query()));
    BOOST_TEST(all.total == 5U);
    BOOST_TEST(all.data.size() == 5U);
}

BOOST_AUTO_TEST_SUITE_END()

struct sync_source : six_persons {
    sync_source() {
        sync_status job;
        job.tenant = "a";
        source = person_sources(truth())(job);
    }
    std::vector<std::string> next(std::string cursor, std::size_t limit) {
        return must(source->next(std::move(cursor), limit));
    }
    std::shared_ptr<record_source> source;
};

BOOST_FIXTURE_TEST_SUITE(sync_sources, sync_source)

BOOST_AUTO_TEST_CASE(it_walks_those_the_application_sees_once_in_the_order_of_their_ids) {
    BOOST_TEST(must(source->count()) == 5U);
    std::vector<std::string> walked;
    for (auto page = next("", 2); !page.empty(); page = next(page.back(), 2))
        walked.insert(walked.end(), page.begin(), page.end());
    BOOST_TEST(walked == (std::vector<std::string>{"1", "2", "3", "5", "6"}), boost::test_tools::per_element());
    auto const frame = source->frame();
    BOOST_TEST(frame.type == "person.sync");
    BOOST_TEST((frame.attributes ==
                std::vector<std::pair<std::string, std::string>>{{"entity", "person"}, {"change", "sync"}}));
}

BOOST_AUTO_TEST_CASE(a_record_is_the_person_as_of_now_in_the_order_of_the_keys) {
    auto const records = must(source->read({"5", "1"}));
    BOOST_REQUIRE(records.size() == 2U);
    BOOST_TEST(records[0].key == "5");
    BOOST_TEST(records[0].content.value() == seen("a", 5));
    BOOST_TEST(records[1].content.value() == seen("a", 1));
}

BOOST_AUTO_TEST_CASE(what_happens_on_the_way_is_seen_by_what_comes_after_it) {
    auto const first = next("", 3);
    person(3, R"({"firstName":"Cathrine"})");
    must(members().withdraw_consent(admin, 2, "a"));
    must(members().remove_person(admin, 5));
    add(7, "Geir", 7, "members.read_name");
    add(4, "Dag", 7, "members.read_name");
    auto const records = must(source->read(first));
    BOOST_TEST(records[0].content.has_value());
    BOOST_TEST(!records[1].content.has_value());
    BOOST_TEST(records[2].content->find("Cathrine") != std::string::npos);
    BOOST_TEST(next(first.back(), 10) == (std::vector<std::string>{"4", "6", "7"}), boost::test_tools::per_element());
    BOOST_TEST(!must(source->read({"5"}))[0].content.has_value());
}

BOOST_AUTO_TEST_CASE(it_fails_where_the_application_is_gone_or_a_key_is_none) {
    BOOST_TEST((failure(source->next("x", 1)) == errc::invalid_argument));
    BOOST_TEST((failure(source->read({"1,2"})) == errc::invalid_argument));
    must(members().remove_application(admin, "a"));
    BOOST_TEST((failure(source->count()) == errc::not_found));
    BOOST_TEST((failure(source->next("", 1)) == errc::not_found));
    BOOST_TEST((failure(source->read({"1"})) == errc::not_found));
    BOOST_TEST(person_sources(truth())(sync_status()) == nullptr);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
