#include "signing/strict_json.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>

namespace {

using cohook::signing::json_member;
using cohook::signing::read_members;
using kind = json_member::kind;

constexpr std::array<std::string_view, 2> path = {"a", "b"};

json_member member_of(std::string_view text) {
    std::array<json_member, 1> wanted = {{{path}}};
    BOOST_REQUIRE_MESSAGE(read_members(text, wanted), text);
    return wanted[0];
}

bool is_read(std::string_view text) {
    std::array<json_member, 1> wanted = {{{path}}};
    return read_members(text, wanted);
}

std::string nested(std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
}

}  // namespace

BOOST_AUTO_TEST_SUITE(strict_json)

BOOST_AUTO_TEST_CASE(finds_a_member_at_its_path_only) {
    BOOST_TEST(member_of(R"({"a":{"b":"x"}})").text == "x");
    BOOST_TEST(member_of(R"({"x":{"b":"no"},"a":{"c":{"b":"no"},"b":"yes"},"b":"no"})").text == "yes");
    for (char const* elsewhere :
         {R"({"a":[{"b":"x"}]})", R"([{"a":{"b":"x"}}])", R"({"A":{"b":"x"}})", R"({"a/b":"x"})",
          R"({"a":{"c":{"b":"x"}}})", R"({"b":"x"})", R"({"a":"b"})", R"("a")"})
        BOOST_TEST((member_of(elsewhere).found == kind::absent), elsewhere);
}

BOOST_AUTO_TEST_CASE(tells_the_kinds_apart) {
    BOOST_TEST((member_of(R"({"a":{"b":""}})").found == kind::text));
    BOOST_TEST((member_of(R"({"a":{"b":{}}})").found == kind::object));
    BOOST_TEST(member_of(R"({"a":{"b":-12}})").integer == -12);
    for (char const* other : {"[]", "null", "true", "1.5", "18446744073709551615", "1e3"})
        BOOST_TEST((member_of(R"({"a":{"b":)" + std::string(other) + "}}").found == kind::other), other);
}

BOOST_AUTO_TEST_CASE(unescapes_text_and_names_in_any_mixture) {
    BOOST_TEST(member_of(R"({"\u0061":{"b":"x\/y\u00e5z\n"}})").text == "x/y\xc3\xa5z\n");
    BOOST_TEST(member_of(R"({"a":{"b":"\u0041"}})").text == "A");
    std::string const longish(100'000, 'q');
    BOOST_TEST(member_of(R"({"a":{"b":"\n)" + longish + R"(\n"}})").text == "\n" + longish + "\n");
}

BOOST_AUTO_TEST_CASE(refuses_a_member_named_twice_in_any_object) {
    for (char const* twice : {R"({"a":1,"a":1})", R"({"a":{"b":"1","b":"2"}})", R"({"a":{"b":"1","\u0062":"1"}})",
                              R"({"x":[{"y":1,"z":2,"\u0079":3}]})", R"({"":1,"":2})", R"({"a":{"b":"x"},"a":null})"})
        BOOST_TEST(!is_read(twice), twice);
    BOOST_TEST(is_read(R"({"a":{"a":{"a":1}},"b":[{"a":1},{"a":1}]})"));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_json) {
    for (char const* bad : {"",
                            " ",
                            "hello",
                            "{",
                            "{}}",
                            "{} {}",
                            "{}x",
                            "[1,]",
                            R"({"a":1,})",
                            "{'a':1}",
                            "// c\n{}",
                            "\xef\xbb\xbf{}",
                            R"({"a":"\ud800"})",
                            R"({"a":"\x"})",
                            "{\"a\":\"\n\"}",
                            "NaN",
                            "01",
                            "{\"a\":\"\xff\"}",
                            "{\"\xc3\":1}",
                            "\"\xed\xa0\x80\""})
        BOOST_TEST(!is_read(bad), bad);
    BOOST_TEST(!is_read(std::string_view("{}\0", 3)));
    BOOST_TEST(is_read(" \t\r\n{} \t\r\n"));
}

BOOST_AUTO_TEST_CASE(refuses_deep_nesting_and_survives_the_deepest) {
    BOOST_TEST(is_read(nested(60)));
    BOOST_TEST(!is_read(nested(70)));
    BOOST_TEST(!is_read(std::string(1'000'000, '[')));
}

BOOST_AUTO_TEST_SUITE_END()
