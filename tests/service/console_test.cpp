// How the console's files are served, whichever they are.
#include "api_house.hpp"
#include "service/console_files.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook::testing;
using cohook::service::embedded_console;

namespace {

api_answer get(std::string_view target, fields const& more = {}) {
    return shared_house().ask_bare("GET", target, "", more);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(console)

BOOST_AUTO_TEST_CASE(is_one_page_for_every_address_without_an_extension) {
    auto const page = get("/console");
    BOOST_TEST(page.status == 200);
    BOOST_TEST(page.header("content-type") == "text/html; charset=utf-8");
    for (auto const* deeper :
         {"/console/", "/console/applications", "/console/applications/hall/webhook", "/console/a//b"})
        BOOST_TEST(get(deeper).body == page.body, deeper);
    BOOST_TEST(get("/console/nothing.js").status == 404);
    BOOST_TEST(get("/consoles").status == 404);
    BOOST_TEST(shared_house().ask_bare("POST", "/console", "", {}).status == 405);
}

BOOST_AUTO_TEST_CASE(says_how_to_get_it_where_it_was_not_built) {
    auto const page = get("/console").body;
    BOOST_TEST((embedded_console().empty() == (page.find("npm") != std::string::npos)));
}

BOOST_AUTO_TEST_CASE(lets_the_browser_run_and_load_nothing_but_its_own) {
    for (auto const* target : {"/console", "/console/x/y"}) {
        auto const answer = get(target);
        auto const policy = answer.header("content-security-policy");
        for (auto const* rule : {"default-src 'none'", "script-src 'self'", "style-src 'self'",
                                 "img-src 'self' data:", "connect-src 'self'", "base-uri 'none'", "form-action 'self'",
                                 "frame-ancestors 'none'", "require-trusted-types-for 'script'"})
            BOOST_TEST(policy.find(rule) != std::string::npos, rule);
        BOOST_TEST(policy.find("unsafe") == std::string::npos);
        BOOST_TEST(answer.header("x-content-type-options") == "nosniff");
        BOOST_TEST(answer.header("referrer-policy") == "no-referrer");
        BOOST_TEST(answer.header("cross-origin-opener-policy") == "same-origin");
        BOOST_TEST(answer.header("cross-origin-resource-policy") == "same-origin");
        BOOST_TEST(answer.header("cache-control") == "no-cache");
        bool const has_map = answer.body.find("importmap") != std::string::npos;
        BOOST_TEST((policy.find("'sha256-") != std::string::npos) == has_map);
    }
}

BOOST_AUTO_TEST_CASE(gives_every_file_with_its_type_packed_where_that_is_taken_and_once) {
    for (auto const& file : embedded_console()) {
        auto const target = "/console/" + std::string(file.path);
        auto const plain = get(target);
        BOOST_TEST(plain.status == 200, target);
        BOOST_TEST(plain.header("content-type") == file.type);
        BOOST_TEST(plain.body == file.plain);
        BOOST_TEST(plain.header("vary") == "Accept-Encoding");
        auto const packed = get(target, {{"Accept-Encoding", "br, gzip;q=0.5"}});
        BOOST_TEST(packed.header("content-encoding") == "gzip");
        BOOST_TEST(packed.body == file.packed);
        BOOST_TEST(packed.header("etag") != plain.header("etag"));
        BOOST_TEST(get(target, {{"Accept-Encoding", "gzip;q=0"}}).body == file.plain);
        auto const known = get(target, {{"If-None-Match", plain.header("etag")}});
        BOOST_TEST(known.status == 304);
        BOOST_TEST(known.body.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()
