#include "api_house.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook::testing;

BOOST_AUTO_TEST_SUITE(authentication)

BOOST_AUTO_TEST_CASE(asks_for_a_key_in_words_both_kinds_of_client_understand) {
    auto const answer = shared_house().ask_bare("GET", "/application", "", {});
    BOOST_TEST(answer.status == 401);
    BOOST_TEST(answer.header("content-type") == "application/problem+json");
    BOOST_TEST(answer.header("www-authenticate") == "Bearer realm=\"cohook\"");
    BOOST_TEST(answer.text("/name") == "NotAuthenticated");
    BOOST_TEST(answer.text("/className") == "not-authenticated");
    BOOST_TEST(answer.number("/code") == 401);
    BOOST_TEST(answer.number("/status") == 401);
    BOOST_TEST(answer.text("/message") == answer.text("/detail"));
    BOOST_TEST(answer.text("/instance") == "/application");
    BOOST_TEST(answer.text("/requestId") == answer.header("x-request-id"));
}

BOOST_AUTO_TEST_CASE(takes_the_key_in_either_header) {
    auto& house = shared_house();
    auto const& key = house.admin_key();
    BOOST_TEST(house.ask_bare("GET", "/application", "", {{"x-access-token", key}}).status == 200);
    BOOST_TEST(house.ask_bare("GET", "/application", "", {{"Authorization", "Bearer " + key}}).status == 200);
    BOOST_TEST(house.ask_bare("GET", "/application", "", {{"authorization", "bearer " + key}}).status == 200);
    fields const both{{"x-access-token", key}, {"Authorization", "Bearer " + key}};
    BOOST_TEST(house.ask_bare("GET", "/application", "", both).status == 200);
}

BOOST_AUTO_TEST_CASE(refuses_what_is_no_key_or_not_one_key) {
    auto& house = shared_house();
    auto const& key = house.admin_key();
    auto wrong = key;
    wrong.back() = wrong.back() == 'a' ? 'b' : 'a';
    std::vector<fields> const all{
        {{"x-access-token", ""}},
        {{"x-access-token", "nonsense"}},
        {{"x-access-token", wrong}},
        {{"Authorization", key}},
        {{"Authorization", "Basic " + key}},
        {{"Authorization", "Bearer"}},
        {{"x-access-token", key}, {"x-access-token", key}},
        {{"x-access-token", key}, {"Authorization", "Bearer " + wrong}},
    };
    for (auto const& one : all) {
        auto const answer = house.ask_bare("GET", "/application", "", one);
        BOOST_TEST(answer.status == 401);
        BOOST_TEST(answer.body.find(key) == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(lets_a_reading_key_read_and_no_more) {
    auto& house = shared_house();
    house.add_application("auth-reader");
    auto const made = house.ask("POST", "/v1/api-keys", R"({"application":"auth-reader","rights":"read"})");
    auto const key = made.text("/key");
    BOOST_TEST(house.ask_as(key, "GET", "/application/auth-reader").status == 200);
    auto const refused = house.ask_as(key, "PATCH", "/application/auth-reader", R"({"name":"x"})");
    BOOST_TEST(refused.status == 403);
    BOOST_TEST(refused.text("/name") == "Forbidden");
    BOOST_TEST(house.ask_as(key, "POST", "/application/auth-reader/webhook/sync").status == 403);
    house.add_webhook("auth-reader");
    auto const reveal = "/v1/applications/auth-reader/endpoints/default/signing-key";
    BOOST_TEST(house.ask_as(key, "GET", reveal).status == 403);
}

BOOST_AUTO_TEST_CASE(forgets_a_revoked_key_at_once) {
    auto& house = shared_house();
    house.add_application("auth-revoked");
    auto const made = house.ask("POST", "/v1/api-keys", R"({"application":"auth-revoked","label":"to go"})");
    auto const key = made.text("/key");
    BOOST_TEST(house.ask_as(key, "GET", "/application").status == 200);
    BOOST_TEST(house.ask("DELETE", "/v1/api-keys/" + made.text("/id")).status == 204);
    BOOST_TEST(house.ask_as(key, "GET", "/application").status == 401);
    BOOST_TEST(house.ask("GET", "/v1/api-keys?application=auth-revoked").body.find(key) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(opens_to_programs_of_the_machine_and_to_no_web_page) {
    api_house house(api_house::access::open);
    BOOST_TEST(house.ask_bare("GET", "/v1/system", "", {}).status == 200);
    BOOST_TEST(house.ask_bare("GET", "/v1/system", "", {{"Origin", "http://localhost:9000"}}).status == 200);
    BOOST_TEST(house.ask_bare("GET", "/v1/system", "", {{"Origin", "https://evil.example"}}).status == 403);
    BOOST_TEST(house.ask_bare("GET", "/v1/system", "", {{"Origin", "null"}}).status == 403);
    http_client rebound(house.port());
    rebound.send("GET /v1/system HTTP/1.1\r\nHost: evil.example\r\n\r\n");
    BOOST_TEST(rebound.receive().status == 403);
    BOOST_TEST(house.ask_bare("GET", "/v1/system", "", {{"x-access-token", "wrong"}}).status == 401);
}

BOOST_AUTO_TEST_SUITE_END()
