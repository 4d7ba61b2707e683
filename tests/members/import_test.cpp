// Many persons at once: what goes in, what is refused, what is told.
#include "house.hpp"
#include "members/importer.hpp"
#include "members/sample_register.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <string>

namespace {

using namespace sample;
namespace json = boost::json;

struct importing : house {
    importing() {
        app("names", "members.read_name email");
        news();
    }
    import_report import(std::string_view text, import_options options = {}, std::size_t piece = 0) {
        importer lines(members(), admin, options);
        if (piece == 0) piece = text.size() + 1;
        for (std::size_t at = 0; at < text.size(); at += piece) must(lines.feed(text.substr(at, piece)));
        return must(lines.finish());
    }
};

constexpr std::string_view mixed =
    "{\"personID\":1,\"firstName\":\"Åse\"}\n"
    "\n"
    "{\"person\":{\"personID\":2,\"firstName\":\"Pål\"},\"consents\":[{\"application\":\"names\",\"scopes\":"
    "[\"members.read_name\"]}]}\r\n"
    "{\"personID\":3,\"firstName\":7}\n"
    "not json\n"
    "{\"person\":{\"personID\":4,\"church\":{\"active\":1}}}\n"
    "{\"person\":{\"personID\":5},\"consents\":[{\"application\":\"nobody\",\"scopes\":[]}]}\n"
    "{\"person\":{\"personID\":6},\"consents\":[{\"application\":\"names\",\"scopes\":[\"shoes\"]}]}\n"
    "{\"person\":{\"personID\":7},\"consent\":[]}\n"
    "   \n"
    "{\"personID\":8}";

BOOST_FIXTURE_TEST_SUITE(imports, importing)

BOOST_AUTO_TEST_CASE(good_lines_go_in_and_bad_ones_are_reported_by_number_and_path) {
    auto const report = import(mixed);
    BOOST_TEST(report.lines == 11U);
    BOOST_TEST(report.durable_lines == 11U);
    BOOST_TEST(report.created == 3U);
    BOOST_TEST(report.refused == 6U);
    BOOST_TEST(report.consents == 1U);
    BOOST_TEST(report.messages == 1U);
    std::vector<std::pair<std::uint64_t, std::string>> places;
    for (auto const& one : report.errors) places.emplace_back(one.line, one.field);
    std::vector<std::pair<std::uint64_t, std::string>> const expected{{4, "firstName"},
                                                                      {5, ""},
                                                                      {6, "person.church.active"},
                                                                      {7, "consents[0].application"},
                                                                      {8, "consents[0].scopes[0]"},
                                                                      {9, ""}};
    BOOST_TEST((places == expected));
    for (std::int64_t const in : {1, 2, 8}) must(members().find_person(admin, in));
    for (std::int64_t const out : {3, 4, 5, 6, 7})
        BOOST_TEST((failure(members().find_person(admin, out)) == errc::not_found));
    auto const told = news();
    BOOST_REQUIRE(told.size() == 1U);
    BOOST_TEST(told[0].change == "created");
    BOOST_TEST(told[0].content.find("Pål") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_pieces_it_comes_in_and_the_batches_it_goes_in_make_no_difference) {
    for (std::size_t const piece : {1, 2, 7, 64})
        for (std::size_t const rows : {1, 2, 1000}) {
            importing other;
            import_options options;
            options.batch_rows = rows;
            auto const report = other.import(mixed, options, piece);
            BOOST_TEST(report.lines == 11U);
            BOOST_TEST(report.created == 3U);
            BOOST_TEST(report.refused == 6U);
            BOOST_REQUIRE(report.errors.size() == 6U);
            BOOST_TEST(report.errors[3].line == 7U);
            BOOST_TEST(other.news().size() == 1U);
        }
}

BOOST_AUTO_TEST_CASE(the_same_again_changes_nothing_and_tells_nobody) {
    import(mixed);
    news();
    pass(std::chrono::seconds(1));
    auto const again = import(mixed);
    BOOST_TEST(again.created == 0U);
    BOOST_TEST(again.updated == 0U);
    BOOST_TEST(again.unchanged == 3U);
    BOOST_TEST(again.consents == 0U);
    BOOST_TEST(news().empty());
}

BOOST_AUTO_TEST_CASE(a_line_sets_the_consents_it_names_and_leaves_the_others) {
    app("other", "email");
    import(R"({"person":{"personID":1,"email":"a@b"},"consents":[{"application":"names","scopes":["email"]},)"
           R"({"application":"other","scopes":["email"]}]})");
    BOOST_TEST(news().size() == 2U);
    import(R"({"person":{"personID":1,"email":"a@b"},"consents":[{"application":"names","scopes":[]}]})");
    auto const told = news();
    BOOST_REQUIRE(told.size() == 1U);
    BOOST_TEST(told[0].endpoint == "names-default");
    BOOST_TEST(told[0].change == "updated");
    import(R"({"personID":1,"email":"c@d"})");
    BOOST_TEST(news().size() == 1U);
    BOOST_TEST(must(members().consents_of(admin, 1)).size() == 2U);
}

BOOST_AUTO_TEST_CASE(the_last_line_of_a_person_wins_and_each_is_a_change) {
    auto const report = import(
        "{\"person\":{\"personID\":1,\"email\":\"a@b\"},\"consents\":[{\"application\":\"names\",\"scopes\":[\"email\"]"
        "}]}\n"
        "{\"personID\":1,\"email\":\"c@d\"}\n{\"personID\":1,\"email\":\"c@d\"}\n");
    BOOST_TEST(report.created == 1U);
    BOOST_TEST(report.updated == 1U);
    BOOST_TEST(report.unchanged == 1U);
    auto const told = news();
    BOOST_REQUIRE(told.size() == 2U);
    BOOST_TEST(told[1].content.find("c@d") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_line_that_is_too_long_is_refused_and_the_next_one_taken) {
    import_options options;
    options.line_bytes = 100;
    auto const text =
        "{\"personID\":1,\"firstName\":\"" + std::string(200, 'a') + "\"}\n{\"personID\":2}\n" + std::string(300, 'x');
    for (std::size_t const piece : {0, 1, 50, 150}) {
        importing other;
        auto const report = other.import(text, options, piece);
        BOOST_TEST(report.lines == 3U);
        BOOST_TEST(report.created == 1U);
        BOOST_REQUIRE(report.errors.size() == 2U);
        BOOST_TEST(report.errors[0].line == 1U);
        BOOST_TEST(report.errors[1].line == 3U);
    }
}

BOOST_AUTO_TEST_CASE(only_so_many_errors_are_kept_and_the_rest_is_counted) {
    import_options options;
    options.errors_kept = 3;
    std::string text;
    for (int line = 0; line < 10; ++line) text += "x\n";
    auto const report = import(text, options);
    BOOST_TEST(report.refused == 10U);
    BOOST_TEST(report.errors.size() == 3U);
    BOOST_TEST(report.errors_left_out == 7U);
}

BOOST_AUTO_TEST_CASE(a_store_that_stops_ends_the_import_and_the_report_says_how_far_it_came) {
    import_options options;
    options.batch_rows = 2;
    importer lines(members(), admin, options);
    must(lines.feed("{\"personID\":1}\n{\"personID\":2}\n{\"personID\":3}\n"));
    auto const truth_was = truth();
    truth_was->close();
    auto const failed = run(lines.finish());
    BOOST_REQUIRE(!failed);
    BOOST_TEST((failed.error().kind() == errc::unavailable));
    BOOST_TEST(lines.report().durable_lines == 2U);
    BOOST_TEST(lines.report().created == 2U);
}

BOOST_AUTO_TEST_CASE(only_an_administrator_may_import) {
    importer lines(members(), principal::of_application("names"));
    BOOST_TEST((failure(lines.feed("{\"personID\":1}\n")) == errc::forbidden));
    BOOST_TEST((failure(lines.finish()) == errc::forbidden));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(the_sample_register, house)

BOOST_AUTO_TEST_CASE(it_goes_in_whole_with_its_applications_and_a_second_time_changes_nothing) {
    auto const report = must(load_sample_register(members()));
    BOOST_TEST(report.refused == 0U);
    BOOST_TEST(report.created == report.lines);
    BOOST_TEST(report.created >= 500U);
    BOOST_TEST(report.consents >= report.created);
    auto const again = must(load_sample_register(members()));
    BOOST_TEST(again.unchanged == report.created);
    for (auto const* app : {"calendar", "directory", "newsletter"}) {
        auto const who = principal::of_application(app);
        auto const total = must(members().find_persons(who, person_query())).total;
        BOOST_TEST(total > 100U);
        BOOST_TEST(total < report.created);
    }
    BOOST_TEST(must(members().list_organizations(admin, "", 100, "church")).size() == 12U);
}

BOOST_AUTO_TEST_CASE(families_agree_about_who_they_are) {
    std::map<std::int64_t, json::value> persons;
    auto rest = sample_register();
    while (!rest.empty()) {
        auto const line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() + 1);
        auto person = json::parse(line).at("person");
        persons.emplace(person.at("personID").as_int64(), std::move(person));
    }
    std::map<std::string, std::string> const inverse{{"spouse", "spouse"},
                                                     {"children", "parents"},
                                                     {"parents", "children"},
                                                     {"dependents", "guardians"},
                                                     {"guardians", "dependents"}};
    std::size_t relations = 0;
    for (auto const& [id, person] : persons) {
        auto const* related = person.as_object().if_contains("related");
        if (!related) continue;
        for (auto const& [relation, others] : related->as_object())
            for (auto const& other : others.as_array()) {
                ++relations;
                auto const& them = persons.at(other.at("personID").as_int64());
                BOOST_TEST((them.at("displayName") == other.at("displayName")));
                auto found = false;
                for (auto const& back : them.at("related").at(inverse.at(std::string(relation))).as_array())
                    found = found || back.at("personID").as_int64() == id;
                BOOST_TEST(found, id << " " << relation);
            }
    }
    BOOST_TEST(relations > 500U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
