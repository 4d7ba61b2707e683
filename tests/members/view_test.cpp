#include "members/view.hpp"

#include "members/person_document.hpp"
#include "sample_person.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::members;
namespace json = boost::json;

std::string fields(std::string_view scopes) {
    return visible_fields(sample::canonical, scope_set::parse_text(scopes).value());
}

std::string const name =
    R"("firstName":"Bjørn","middleName":"Ł.","lastName":"Ødegård","displayName":"Bjørn \"Bear\" Ødegård")";
std::string const church =
    R"("churchID":7,"church":{"active":true,"archived":false,"startDate":"1999-01-01","endDate":"2030-01-01",)"
    R"("name":"Fjellvik","visitingAddress":{"city":"Oslo"},"orgID":7,"org":{"name":"Fjellvik","orgID":7}})";

BOOST_AUTO_TEST_SUITE(views)

BOOST_AUTO_TEST_CASE(each_scope_shows_its_fields_and_no_others) {
    std::vector<std::pair<std::string_view, std::string>> const table{
        {"", ""},
        {"members.read_person_id", ""},
        {"email", R"("email":"bjorn@example.org")"},
        {"phone", R"("cellPhone":{"formatted":"+47 123 45 678","number":"12345678","prefix":"47",)"
                  R"("unFormatted":"+4712345678"},"homePhone":{"formatted":"+47 111 11 111"})"},
        {"address", R"("currentAddress":{"address1":"Åsveien 3","city":"Oslo","country":{"iso2Code":"NO",)"
                    R"("nameEn":"Norway","nameNative":"Norge","nameNo":"Norge"},"formatted":"Åsveien 3\n0450 Oslo",)"
                    R"("formattedAddressLine1":"Åsveien 3","postalCode":"0450"})"},
        {"profile", name + R"(,"birthDate":"1984-02-29","gender":"Male","cultureCode1":"nb-NO",)"
                           R"("profilePicture":"https://pictures.example.org/1.jpg")"},
        {"members.read_name", name},
        {"members.read_birthdate", R"("birthDate":"1984-02-29")"},
        {"members.read_gender", R"("gender":"Male")"},
        {"members.read_culture", R"("cultureCode1":"nb-NO")"},
        {"members.read_picture", R"("profilePicture":"https://pictures.example.org/1.jpg")"},
        {"members.read_church", church},
        {"members.read_membership", church},
        {"members.read_spouse", R"("related":{"spouse":[{"personID":4}]})"},
        {"members.read_children_dependents",
         R"("related":{"children":[{"personID":5}],"dependents":[{"personID":6}]})"},
        {"members.read_parents_guardians", R"("related":{"parents":[{"personID":8}],"guardians":[{"personID":9}]})"},
        {"members.read_family",
         R"("related":{"spouse":[{"personID":4,"displayName":"Åse Ødegård","churchID":7}],"children":[{"personID":5,)"
         R"("displayName":"Pål Ødegård"}],"dependents":[{"personID":6}],"parents":[{"personID":8,"displayName":)"
         R"("Kari Ødegård","churchID":7}],"guardians":[{"personID":9}]})"},
        {"members.read_orgs", R"("organizations":[{"name":"Gry","orgID":202,"status":"active","type":"youth",)"
                              R"("visitingAddress":{"city":"Oslo"},"website":"https://gry.example.org"}])"},
        {"members.read_gender email members.read_spouse",
         R"("gender":"Male","email":"bjorn@example.org","related":{"spouse":[{"personID":4}]})"},
    };
    for (auto const& [scopes, shown] : table) BOOST_TEST(fields(scopes) == shown, scopes);
}

BOOST_AUTO_TEST_CASE(all_scopes_together_show_the_whole_document) {
    BOOST_TEST("{\"personID\":54512," + visible_fields(sample::canonical, every_scope()) + "}" == sample::canonical);
}

BOOST_AUTO_TEST_CASE(two_scopes_show_what_either_shows) {
    auto const all = all_scopes();
    for (auto const& one : all)
        for (auto const& other : all) {
            auto const both = json::parse("{" + fields(std::string(one.name) + " " + std::string(other.name)) + "}");
            for (auto const& alone : {one.name, other.name}) {
                auto const shown = json::parse("{" + fields(alone) + "}");
                for (auto const& member : shown.get_object())
                    BOOST_TEST(both.get_object().contains(member.key()), one.name << " " << other.name);
            }
        }
}

BOOST_AUTO_TEST_CASE(a_relation_nobody_has_leaves_no_empty_object_behind) {
    auto const document = parse_person(R"({"personID":1,"related":{"spouse":[{"personID":2}]}})")->text;
    BOOST_TEST(visible_fields(document, scope_set::parse_text("members.read_parents_guardians").value()) == "");
    auto const empty = parse_person(R"({"personID":1,"related":{},"church":{}})")->text;
    BOOST_TEST(visible_fields(empty, every_scope()) == "");
}

BOOST_AUTO_TEST_CASE(braces_quotes_and_escapes_inside_of_values_do_not_confuse_it) {
    auto const document = parse_person(
        R"({"personID":1,"firstName":"}]{[\"\\","lastName":"\\\\\"","email":"\\@,\":","gender":"\u007b"})");
    BOOST_REQUIRE(document);
    auto const shown = visible_fields(document->text, scope_set::parse_text("email members.read_gender").value());
    BOOST_TEST(shown == R"("gender":"{","email":"\\@,\":")");
}

BOOST_AUTO_TEST_CASE(a_damaged_document_shows_no_field_that_the_scopes_hide) {
    auto const scopes = scope_set::parse_text("members.read_name").value();
    for (std::size_t cut = 0; cut < sample::canonical.size(); ++cut) {
        auto const shown = visible_fields(sample::canonical.substr(0, cut), scopes);
        BOOST_TEST(name.starts_with(shown), cut);
    }
}

BOOST_AUTO_TEST_CASE(chosen_fields_are_shown_only_where_the_scopes_show_them) {
    auto const chosen = field_choice::parse({"email", "gender", "personID"}).value();
    auto const scopes = scope_set::parse_text("email members.read_name").value();
    BOOST_TEST(visible_fields(sample::canonical, scopes, chosen) == R"("email":"bjorn@example.org")");
    auto const unknown = field_choice::parse({"email", "shoeSize"});
    BOOST_REQUIRE(!unknown);
    BOOST_TEST(unknown.error().field() == "$select[1]");
}

BOOST_AUTO_TEST_CASE(id_and_date_are_always_there_and_are_all_there_is_of_a_hidden_person) {
    wall_time const moment(std::chrono::milliseconds(1614366835749));
    BOOST_TEST(render_person(54512, moment, "") ==
               R"({"personID":54512,"lastChangedDate":"2021-02-26T19:13:55.749Z"})");
    BOOST_TEST(render_person(54512, moment, R"("gender":"Male")") ==
               R"({"personID":54512,"lastChangedDate":"2021-02-26T19:13:55.749Z","gender":"Male"})");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
