// Looking at a registered endpoint: what `cohook doctor` would find, over the API.
#include "api_house.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook::testing;

BOOST_AUTO_TEST_SUITE(endpoint_check)

BOOST_AUTO_TEST_CASE(looks_at_an_endpoint_as_the_doctor_does) {
    api_house house;
    auto const key = house.add_application("native-check");
    house.add_webhook("native-check");
    auto const path = std::string("/v1/applications/native-check/endpoints/default");
    auto const standing = [](api_answer const& answer, std::string_view check) {
        for (int at = 0;; ++at) {
            auto const line = "/findings/" + std::to_string(at);
            auto const name = answer.text(line + "/check");
            if (name.empty() || name == check) return answer.text(line + "/standing");
        }
    };
    // It takes anything, a wrong signature as well.
    auto const careless = house.ask_as(key, "POST", path + "/check");
    BOOST_TEST(careless.status == 200);
    for (auto const* fine : {"url", "dns", "address", "connection", "answer"})
        BOOST_TEST(standing(careless, fine) == "ok");
    BOOST_TEST(standing(careless, "signature") == "failed");
    house.receivers_answer(500);
    auto const broken = house.ask_as(key, "POST", path + "/check");
    BOOST_TEST(standing(broken, "answer") == "failed");
    BOOST_TEST(standing(broken, "signature") == "skipped");  // it refuses everything
    // On record, as the tests they are; nobody's data went out.
    auto const made = house.ask_as(key, "GET", "/v1/deliveries?kind=test");
    BOOST_TEST(made.text("/data/0/type") == "person.test");
    BOOST_TEST(made.text("/data/0/key") == "");
    auto const other = house.add_application("native-check-other");
    BOOST_TEST(house.ask_as(other, "POST", path + "/check").status == 404);
}

BOOST_AUTO_TEST_CASE(sends_nothing_to_an_endpoint_that_cannot_be_signed_for) {
    api_house house;
    auto const key = house.add_application("native-check-keyless");
    auto const hook = house.ask_as(key, "PATCH", "/application/native-check-keyless",
                                   R"({"webhook":{"url":"https://hooks.example.org/in"}})");
    BOOST_TEST(hook.status == 200);
    auto const check = house.ask_as(key, "POST", "/v1/applications/native-check-keyless/endpoints/default/check");
    BOOST_TEST(check.status == 200);
    BOOST_TEST(check.text("/findings/0/check") == "signature");
    BOOST_TEST(check.text("/findings/0/standing") == "failed");
    BOOST_TEST(check.text("/findings/1/check") == "");
    BOOST_TEST(house.ask_as(key, "GET", "/v1/deliveries?kind=test").text("/data/0/id") == "");
}

BOOST_AUTO_TEST_SUITE_END()
