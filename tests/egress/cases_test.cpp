// The conformance corpus, and that its runner can say no.
#include "egress/cases.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace {

using namespace cohook;
using namespace cohook::egress;
namespace json = boost::json;

std::string corpus() {
    std::ifstream file("tests/conformance/egress.json");
    BOOST_TEST_REQUIRE(file.good(), "run the tests from the root of the source tree");
    return {std::istreambuf_iterator<char>(file), {}};
}

case_outcome run_one(std::string const& object) {
    return run_cases("[" + object + "]").value().at(0);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conformance_cases)

BOOST_AUTO_TEST_CASE(every_case_of_the_corpus_is_judged_exactly_as_expected) {
    auto outcomes = run_cases(corpus()).value();
    BOOST_TEST(outcomes.size() == 226U);
    for (auto const& one : outcomes) {
        BOOST_TEST(to_string(one.got) == one.expect, one.id << ": " << one.why);
        BOOST_TEST(one.ok, one.id << ": " << one.why);
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_verdict_is_not_ok) {
    auto cases = json::parse(corpus()).as_array();
    for (auto& one : cases) {
        auto& object = one.as_object();
        object.erase("accept");
        object["expect"] = object["expect"] == "allow" ? "block" : "allow";
    }
    for (auto const& one : run_cases(json::serialize(cases)).value()) BOOST_TEST(!one.ok, one.id);
}

BOOST_AUTO_TEST_CASE(an_accepted_verdict_is_ok) {
    auto outcome = run_one(R"({"id":"a","url":"nonsense","expect":"block","accept":["block","invalid"]})");
    BOOST_TEST(outcome.ok);
    BOOST_TEST(to_json(outcome) == R"({"id":"a","expect":"block","got":"invalid","ok":true})");
}

BOOST_AUTO_TEST_CASE(a_second_judging_that_goes_wrong_is_not_ok) {
    auto turn = [](std::string const& then) {
        return run_one(
            R"({"id":"b","url":"https://a.example.com/","resolves_to":["1.1.1.1"],"expect":"allow","then":)" + then +
            "}");
    };
    auto right = turn(R"({"resolves_to":["10.0.0.1"],"expect":"block"})");
    BOOST_TEST(right.ok);
    BOOST_TEST((right.then_got == judgement::block));
    BOOST_TEST(to_json(right) == R"({"id":"b","expect":"allow","got":"allow","ok":true,"then":"block"})");
    BOOST_TEST(!turn(R"({"resolves_to":["10.0.0.1"],"expect":"allow"})").ok);
    BOOST_TEST(!turn(R"({"resolves_to":["1.1.1.1"],"expect":"block"})").ok);
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_blocked) {
    auto outcome = run_one(
        R"({"id":"c","url":"https://a.example.com/","resolves_to":["1.1.1.1","fe80::1%eth0"],"expect":"block"})");
    BOOST_TEST(outcome.ok);
}

BOOST_AUTO_TEST_CASE(a_file_of_another_form_is_refused_with_the_case_that_is_wrong) {
    for (auto const* text :
         {"", "{", "{}", "[1]", R"([{"id":"x"}])", R"([{"id":"x","url":1}])", R"([{"id":"x","url":"a","config":1}])",
          R"([{"id":"x","url":"a","config":{"allow_cidrs":["10.0.0.1/8"]}}])",
          R"([{"id":"x","url":"a","config":{"allow_cidrs":"10.0.0.0/8"}}])",
          R"([{"id":"x","url":"a","resolves_to":[1]}])", R"([{"id":"x","url":"a","then":[]}])"}) {
        auto read = run_cases(text);
        BOOST_TEST_REQUIRE(!read.has_value(), text);
        BOOST_TEST((read.error().kind() == errc::invalid_argument));
    }
    BOOST_TEST(run_cases(R"([{"id":"x7"}])").error().message().find("x7") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
