#include "signing/structured_field.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

namespace {

using namespace cohook::signing;

// The canonical spelling, or `unreadable`.
template <class Parsed>
std::string respelled(Parsed const& parsed) {
    if (!parsed) return "unreadable";
    std::string out;
    append_sf(out, *parsed);
    return out;
}
std::string dictionary(std::string_view text) {
    return respelled(parse_sf_dictionary(text));
}
std::string list(std::string_view text) {
    return respelled(parse_sf_list(text));
}
std::string item(std::string_view text) {
    return respelled(parse_sf_item(text));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(structured_fields)

BOOST_AUTO_TEST_CASE(have_one_canonical_spelling) {
    BOOST_TEST(item("  007 ") == "7");
    BOOST_TEST(item("-0") == "0");
    BOOST_TEST(item("1.50") == "1.5");
    BOOST_TEST(item("1.000") == "1.0");
    BOOST_TEST(item("-0.5") == "-0.5");
    BOOST_TEST(item("00012.340") == "12.34");
    BOOST_TEST(item(R"("a\"b\\c")") == R"("a\"b\\c")");
    BOOST_TEST(item("*tok/en:x;a;b=?0;  c=?1") == "*tok/en:x;a;b=?0;c");
    BOOST_TEST(item(":aGk=:") == ":aGk=:");
    BOOST_TEST(list("a , (  1   2;x );y,\t?1") == "a, (1 2;x);y, ?1");
    BOOST_TEST(dictionary("a=1 ,b;x=1,\tc=?1, d=?0, e=()") == "a=1, b;x=1, c, d=?0, e=()");
    BOOST_TEST(dictionary("") == "");
}

BOOST_AUTO_TEST_CASE(are_unreadable_where_the_standard_says_so) {
    for (char const* bad : {"",    "a b", "1.",       ".5",           "1.2345", "1234567890123.1", "1234567890123456",
                            "--1", "\"a", "\"a\\x\"", "\"\xc3\xa5\"", ":aGk:",  ":a*b=:",          ":aGk=",
                            "?2",  "?",   "(1)",      "a;B",          "a;",     "\"a\tb\"",        "a;x=",
                            "@1",  "-",   "a=1"})
        BOOST_TEST(item(bad) == "unreadable", bad);
    for (char const* bad : {"a=1,", "a=1 b=2", "A=1", "=1", "a=1,,b=2", "a=(1", "a=(1)2", "a=(1\t2)", "a=(1,2)", "1=2"})
        BOOST_TEST(dictionary(bad) == "unreadable", bad);
    for (char const* bad : {"a,", ",a", "(a)(b)", "a;x;x"}) BOOST_TEST(list(bad) == "unreadable", bad);
}

BOOST_AUTO_TEST_CASE(are_unreadable_with_a_repeated_key_which_the_standard_allows) {
    BOOST_TEST(dictionary("a=1, b=2, a=3") == "unreadable");
    BOOST_TEST(item("a;x=1;x=2") == "unreadable");
}

BOOST_AUTO_TEST_CASE(are_bounded) {
    std::string members, items = "a=(", parameters = "a";
    for (int i = 0; i < 64; ++i) members += "k" + std::to_string(i) + ",";
    for (int i = 0; i < 64; ++i) items += "1 ";
    for (int i = 0; i < 16; ++i) parameters += ";p" + std::to_string(i);
    BOOST_TEST(parse_sf_dictionary(members.substr(0, members.size() - 1)).has_value());
    BOOST_TEST(!parse_sf_dictionary(members + "z").has_value());
    BOOST_TEST(parse_sf_dictionary(items + ")").has_value());
    BOOST_TEST(!parse_sf_dictionary(items + "1)").has_value());
    BOOST_TEST(parse_sf_item(parameters).has_value());
    BOOST_TEST(!parse_sf_item(parameters + ";z").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
