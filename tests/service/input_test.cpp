#include "documents/json_input.hpp"
#include "service/query.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace cohook::service;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(json_input)

BOOST_DATA_TEST_CASE(refuses_what_is_not_one_strict_json_text,
                     data::make({"", "  ", "{", "{\"a\":1}x", "{\"a\":1,}", "{'a':1}", "[1,2", "nul", "{\"a\":01}",
                                 "{\"a\":\"\xff\"}", "{\"a\":\"\xc0\xaf\"}", "{\"a\":\"\\ud800\"}", "// c\n{}",
                                 "{\"a\":1,\"a\":2}", "{\"x\":{\"b\":1,\"\\u0062\":2}}", "{\"a\":NaN}"}),
                     text) {
    auto const read = read_json(text);
    BOOST_REQUIRE(!read);
    BOOST_TEST(fault(read.error()).status() == 400);
}

BOOST_AUTO_TEST_CASE(allows_sixty_four_levels_and_no_more) {
    auto const nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    BOOST_TEST(read_json(nested(64)).has_value());
    auto const deeper = read_json(nested(65));
    BOOST_REQUIRE(!deeper);
    BOOST_TEST(deeper.error().what().message().find("64") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(takes_the_same_name_in_different_objects) {
    BOOST_TEST(read_json(R"({"a":{"b":1},"c":[{"b":1},{"b":2}]})").has_value());
}

BOOST_AUTO_TEST_CASE(names_every_problem_by_its_path) {
    auto const body = read_json(R"({"n":"x","webhook":{"intervall":1,"on":"yes"},"list":["a",1]})");
    object_reader from(*body);
    from.integer("n", 0, 10);
    object_reader inner(*from.object("webhook"), "webhook");
    inner.boolean("on");
    from.join(inner);
    from.texts("list");
    auto const finished = from.finish();
    BOOST_REQUIRE(!finished);
    BOOST_TEST(fault(finished.error()).status() == 422);
    std::vector<std::string> paths;
    auto const problem = finished.error();
    for (auto const& field : problem.fields()) paths.push_back(field.path);
    std::vector<std::string> const wanted{"n", "webhook.on", "webhook.intervall", "list[1]"};
    BOOST_TEST(paths == wanted, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(refuses_intervals_that_are_no_whole_number_in_range,
                     data::make({"-1", "0.5", "1e300", "86400001", "99999999999999999999", "\"250\"", "true", "[]",
                                 "{}"}),
                     value) {
    auto const body = read_json("{\"requestIntervalMs\":" + std::string(value) + "}");
    object_reader from(*body);
    BOOST_TEST(!from.integer("requestIntervalMs", 0, 86'400'000, "milliseconds").has_value());
    auto const finished = from.finish();
    BOOST_REQUIRE(!finished);
    BOOST_TEST(finished.error().fields().front().message.find("from 0 to 86400000") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(query_reading)

BOOST_AUTO_TEST_CASE(decodes_names_brackets_and_values) {
    auto const pairs = read_query("%24limit=5&personID%5B%24in%5D[]=1&q=a+b%2Bc&&flag");
    BOOST_REQUIRE(pairs);
    BOOST_REQUIRE_EQUAL(pairs->size(), 4u);
    BOOST_TEST(pairs->at(0).name == "$limit");
    BOOST_TEST(pairs->at(1).name == "personID");
    BOOST_TEST(pairs->at(1).keys.at(0) == "$in");
    BOOST_TEST(pairs->at(1).keys.at(1) == "");
    BOOST_TEST(pairs->at(2).value == "a b+c");
    BOOST_TEST(pairs->at(3).value == "");
}

BOOST_DATA_TEST_CASE(refuses_broken_escapes_and_brackets,
                     data::make({"a=%zz", "a=%2", "a=%", "%ff=1", "a=%c3", "a[b=1", "[a]=1", "a[b]c=1", "a=%00"}),
                     query) {
    auto const pairs = read_query(query);
    BOOST_REQUIRE(!pairs);
    BOOST_TEST(pairs.error().status() == 400);
}

BOOST_AUTO_TEST_CASE(refuses_unknown_and_repeated_parameters) {
    auto const pairs = read_query("limit=5&limit=6&lmit=7");
    query_reader query(*pairs);
    query.integer("limit", 1, 250);
    auto const finished = query.finish();
    BOOST_REQUIRE(!finished);
    BOOST_TEST(finished.error().status() == 400);
    BOOST_TEST(finished.error().fields().size() == 2u);
}

BOOST_AUTO_TEST_CASE(reads_moments_with_zones_and_dates_alone) {
    auto const utc = parse_time("2021-02-26T19:13:55.749Z");
    BOOST_REQUIRE(utc);
    BOOST_TEST((parse_time("2021-02-26T20:13:55.749+01:00") == utc));
    BOOST_TEST((parse_time("2021-02-26T20:13:55.749 01:00") == utc));
    BOOST_TEST((parse_time("2021-02-26") == parse_time("2021-02-26T00:00:00Z")));
    for (auto const bad : {"", "2021", "2021-02-30", "2021-02-26T25:00:00Z", "2021-02-26T19:13:55", "yesterday"})
        BOOST_TEST(!parse_time(bad).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
