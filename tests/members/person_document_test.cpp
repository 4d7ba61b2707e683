#include "members/person_document.hpp"

#include "sample_person.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace cohook;
using namespace cohook::members;

/// Refused with this kind, and the path of the field.
void check_refused(std::string_view json, std::string_view field, errc kind = errc::invalid_argument) {
    BOOST_TEST_CONTEXT(json.substr(0, 200)) {
        auto const parsed = parse_person(json);
        BOOST_REQUIRE(!parsed.has_value());
        BOOST_TEST((parsed.error().kind() == kind));
        BOOST_TEST(parsed.error().field() == field);
        BOOST_TEST(!parsed.error().message().empty());
    }
}

void check_taken(std::string_view json) {
    BOOST_TEST_CONTEXT(json.substr(0, 200)) {
        auto const parsed = parse_person(json);
        BOOST_TEST(parsed.has_value(), (parsed ? std::string() : parsed.error().message()));
    }
}

std::string with(std::string_view member) {
    return R"({"personID":1,)" + std::string(member) + "}";
}

BOOST_AUTO_TEST_SUITE(person_documents)

BOOST_AUTO_TEST_CASE(any_order_of_the_same_members_gives_the_same_bytes) {
    auto const parsed = parse_person(sample::person);
    BOOST_REQUIRE(parsed);
    BOOST_TEST(parsed->text == sample::canonical);
    BOOST_TEST(parsed->id == 54512);
    BOOST_TEST(parsed->church_id.value() == 7);
    auto const again = parse_person(parsed->text);
    BOOST_REQUIRE(again);
    BOOST_TEST((*again == *parsed));
}

BOOST_AUTO_TEST_CASE(the_canonical_text_is_the_same_json) {
    auto given = boost::json::parse({sample::person.data(), sample::person.size()});
    given.get_object().erase("lastChangedDate");
    auto const written = boost::json::parse(parse_person(sample::person)->text);
    BOOST_TEST((written == given));
}

BOOST_AUTO_TEST_CASE(null_is_the_same_as_leaving_the_field_out) {
    BOOST_TEST(parse_person(with(R"("email":null,"related":{"spouse":null})"))->text ==
               R"({"personID":1,"related":{}})");
}

BOOST_AUTO_TEST_CASE(text_is_kept_to_the_byte_and_escaped_one_way) {
    auto const parsed = parse_person(R"({"personID":1,"firstName":"\u00c5se \ud83d\ude00 \/ \\ \" Ελένη"})");
    BOOST_REQUIRE(parsed);
    BOOST_TEST(parsed->text == "{\"personID\":1,\"firstName\":\"Åse 😀 / \\\\ \\\" Ελένη\"}");
}

BOOST_AUTO_TEST_CASE(an_id_is_an_integer_from_1_to_2_to_the_53) {
    check_taken(R"({"personID":9007199254740992})");
    for (auto const* id : {"0", "-1", "9007199254740993", "18446744073709551615", "1.5", "1e3", "\"1\"", "null", "[]"})
        check_refused(std::string(R"({"personID":)") + id + "}", "personID");
    check_refused("{}", "personID");
    check_refused(with(R"("churchID":0)"), "churchID");
}

BOOST_AUTO_TEST_CASE(an_unknown_field_is_refused_with_its_path_and_the_known_ones) {
    check_refused(with(R"("shoeSize":44)"), "shoeSize");
    check_refused(with(R"("cellPhone":{"extension":"1"})"), "cellPhone.extension");
    check_refused(with(R"("organizations":[{"name":"a"},{"name":"b","x":null}])"), "organizations[1].x");
    auto const parsed = parse_person(with(R"("cellPhone":{"extension":"1"})"));
    BOOST_TEST(parsed.error().message().find("formatted, number, prefix, unFormatted") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_value_of_the_wrong_kind_is_refused_with_its_path) {
    check_refused("[]", "");
    check_refused("7", "");
    check_refused(with(R"("firstName":7)"), "firstName");
    check_refused(with(R"("firstName":"a\nb")"), "firstName");
    check_refused(with(R"("firstName":"a\u0000b")"), "firstName");
    check_refused(with(R"("church":{"active":"yes"})"), "church.active");
    check_refused(with(R"("church":[])"), "church");
    check_refused(with(R"("organizations":{})"), "organizations");
    check_refused(with(R"("organizations":[{"orgID":1}])"), "organizations[0].name");
    check_refused(with(R"("related":{"spouse":[{"displayName":"x"}]})"), "related.spouse[0].personID");
    check_refused(with(R"("related":{"spouse":[1]})"), "related.spouse[0]");
    check_refused(with(R"("currentAddress":{"country":{"iso2Code":"no"}})"), "currentAddress.country.iso2Code");
    check_refused(with(R"("lastChangedDate":"yesterday")"), "lastChangedDate");
}

BOOST_AUTO_TEST_CASE(a_date_must_exist) {
    for (auto const* good : {"1984-02-29", "2000-02-29", "1984-02-29T00:00:00.000Z", "0001-01-01"})
        check_taken(with(std::string(R"("birthDate":")") + good + "\""));
    for (auto const* bad :
         {"", "1984", "1984-2-29", "1983-02-29", "1900-02-29", "1984-13-01", "1984-00-01", "1984-01-32", "1984-01-00",
          "19840229", "1984-02-29 ", "1984-02-29T24:00:00Z", "29.02.1984"})
        check_refused(with(std::string(R"("birthDate":")") + bad + "\""), "birthDate");
}

BOOST_AUTO_TEST_CASE(an_address_of_e_mail_has_two_sides) {
    for (auto const* good : {"a@b", "åse@example.org", "a+b@sub.example.org", "\\\"a@b\\\"@example.org"})
        check_taken(with(std::string(R"("email":")") + good + "\""));
    for (auto const* bad : {"", "a", "@b", "a@", "a b@c", "a@b c"})
        check_refused(with(std::string(R"("email":")") + bad + "\""), "email");
}

BOOST_AUTO_TEST_CASE(a_culture_is_a_language_tag) {
    for (auto const* good : {"nb", "nb-NO", "zh-Hans-CN", "sr-Latn"})
        check_taken(with(std::string(R"("cultureCode1":")") + good + "\""));
    for (auto const* bad : {"", "-", "nb-", "nb--NO", "nb_NO", "norwegian", "1a", "nb-toolongpart"})
        check_refused(with(std::string(R"("cultureCode1":")") + bad + "\""), "cultureCode1");
}

BOOST_AUTO_TEST_CASE(what_is_not_json_in_utf_8_is_refused) {
    for (auto const& bad :
         {std::string(), std::string("{"), std::string(R"({"personID":1}x)"), std::string("{personID:1}"),
          std::string(R"({"personID":1,"firstName":"\ud800"})"), std::string("{\"personID\":1,\"firstName\":\"\xff\"}"),
          std::string("{\"personID\":1,\"firstName\":\"\xed\xa0\x80\"}"),
          std::string("{\"personID\":1,\"firstName\":\"\xc0\xaf\"}"),
          std::string("{\"personID\":1,\"firstName\":\"a\nb\"}")})
        check_refused(bad, "");
    check_refused(std::string(100, '['), "");
    check_refused(std::string(100'000, '['), "");
}

BOOST_AUTO_TEST_CASE(size_is_limited) {
    check_refused(with("\"firstName\":\"" + std::string(1001, 'a') + "\""), "firstName");
    check_taken(with("\"firstName\":\"" + std::string(1000, 'a') + "\""));
    check_refused(with("\"firstName\":\"" + std::string(largest_person, 'a') + "\""), "", errc::too_large);
    std::string many;
    for (int i = 1; i <= 1001; ++i) many += R"({"personID":1},)";
    many.pop_back();
    check_refused(with(R"("related":{"children":[)" + many + "]}"), "related.children");
}

BOOST_AUTO_TEST_CASE(the_id_in_the_address_completes_the_document_and_must_not_contradict_it) {
    BOOST_TEST(parse_person(R"({"firstName":"Åse"})", 7)->text == R"({"personID":7,"firstName":"Åse"})");
    BOOST_TEST(parse_person(R"({"personID":7})", 7)->id == 7);
    for (auto const* other : {R"({"personID":8})", R"({"personID":"7"})", R"({"personID":null})"}) {
        auto const parsed = parse_person(other, 7);
        BOOST_REQUIRE(!parsed);
        BOOST_TEST(parsed.error().field() == "personID");
    }
    BOOST_TEST(!parse_person("{}", 0).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(person_patches)

BOOST_AUTO_TEST_CASE(what_is_not_named_stays_null_removes_objects_merge_and_arrays_replace) {
    auto const stored = parse_person(sample::person)->text;
    auto const patched = patch_person(
        stored, R"({"email":null,"cellPhone":{"prefix":"46"},"related":{"children":[{"personID":77}]}})", 54512);
    BOOST_REQUIRE(patched);
    auto expected = boost::json::parse(stored);
    expected.at("cellPhone").at("prefix") = "46";
    expected.at("related").at("children") = boost::json::parse(R"([{"personID":77}])");
    expected.get_object().erase("email");
    BOOST_TEST((boost::json::parse(patched->text) == expected));
}

BOOST_AUTO_TEST_CASE(nothing_to_change_gives_the_same_bytes) {
    auto const stored = parse_person(sample::person)->text;
    BOOST_TEST(patch_person(stored, "{}", 54512)->text == stored);
    BOOST_TEST(patch_person(stored, R"({"personID":54512,"middleName":"Ł."})", 54512)->text == stored);
}

BOOST_AUTO_TEST_CASE(a_result_that_is_no_person_is_refused) {
    auto const stored = parse_person(sample::person)->text;
    for (auto const* bad : {"[]", "null", R"({"personID":1})", R"({"personID":null})", R"({"x":1})", R"({"church":7})"})
        BOOST_TEST(!patch_person(stored, bad, 54512).has_value(), bad);
    BOOST_TEST(patch_person(stored, R"({"church":{"name":7}})", 54512).error().field() == "church.name");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
