// The documentation as it is served: every page, what keeps it harmless, and where errors lead.
#include "service/documentation.hpp"

#include "api_house.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace cohook::testing;
using namespace cohook::service;

namespace {

std::string address_of(documentation_file const& file) {
    return file.path.empty() ? "/docs" : "/docs/" + std::string(file.path);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(documentation_pages, in_shared_house)

BOOST_AUTO_TEST_CASE(are_served_to_anyone_as_they_are) {
    for (auto const& file : documentation()) {
        auto const got = house.ask_bare("GET", address_of(file), "", {});
        BOOST_TEST(got.status == 200, file.path);
        BOOST_TEST(got.header("content-type") == file.type, file.path);
        BOOST_TEST((got.body == file.content), file.path);
    }
    BOOST_TEST(house.ask_bare("GET", "/openapi.json", "", {}).body == find_documentation("openapi.json")->content);
}

BOOST_AUTO_TEST_CASE(run_nothing_and_load_nothing_from_elsewhere) {
    auto const page = house.ask_bare("GET", "/docs/webhooks", "", {});
    auto const policy = page.header("content-security-policy");
    for (auto const rule : {"default-src 'none'", "style-src 'self'", "img-src 'self'", "frame-ancestors 'none'"})
        BOOST_TEST(policy.find(rule) != std::string::npos, rule);
    BOOST_TEST(policy.find("script-src") == std::string::npos);
    BOOST_TEST(page.header("x-content-type-options") == "nosniff");
    BOOST_TEST(page.body.find("<script") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(are_not_sent_again_to_who_has_them) {
    auto const first = house.ask_bare("GET", "/docs/webhooks", "", {});
    auto const again = house.ask_bare("GET", "/docs/webhooks", "", {{"If-None-Match", first.header("etag")}});
    BOOST_TEST(again.status == 304);
    BOOST_TEST(again.body.empty());
}

BOOST_AUTO_TEST_CASE(are_missed_where_there_are_none) {
    for (auto const nowhere : {"/docs/nothing", "/docs/images/nothing.png", "/docs/index", "/docs/..%2fetc"})
        BOOST_TEST(house.ask_bare("GET", nowhere, "", {}).status == 404, nowhere);
}

BOOST_AUTO_TEST_CASE(are_sorted_so_that_they_are_found) {
    auto const every = documentation();
    BOOST_TEST(
        std::is_sorted(every.begin(), every.end(), [](auto const& a, auto const& b) { return a.path < b.path; }));
    BOOST_TEST((find_documentation("") == &every.front()));
    BOOST_TEST((find_documentation("zzz") == nullptr));
}

BOOST_AUTO_TEST_CASE(explain_the_errors_of_the_api) {
    for (auto const refused : {"/nowhere", "/person?$foo=1", "/v1/persons/999999"}) {
        auto const type = house.ask("GET", refused).text("/type");
        auto const mark = type.find('#');
        BOOST_REQUIRE(mark != std::string::npos);
        auto const page = house.ask_bare("GET", type.substr(0, mark), "", {});
        BOOST_TEST(page.status == 200);
        BOOST_TEST(page.body.find("id=\"" + type.substr(mark + 1) + "\"") != std::string::npos, type);
    }
}

BOOST_AUTO_TEST_SUITE_END()
