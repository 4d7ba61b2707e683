#include "service/request_budget.hpp"

#include "api_house.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook;
using namespace cohook::testing;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(request_budgets)

BOOST_AUTO_TEST_CASE(give_each_name_its_rate_and_twice_as_many_at_once) {
    service::request_budget budget(10);
    auto now = steady_time(1000h);
    for (int each = 0; each < 20; ++each) BOOST_TEST((budget.take("a", now) == 0ns));
    BOOST_TEST((budget.take("a", now) == 100ms));
    BOOST_TEST((budget.take("b", now) == 0ns));
    now += 100ms;
    BOOST_TEST((budget.take("a", now) == 0ns));
    BOOST_TEST((budget.take("a", now) > 0ns));
}

BOOST_AUTO_TEST_CASE(are_not_had_anew_by_a_crowd_of_names) {
    service::request_budget budget(1);
    auto const now = steady_time(1000h);
    for (int each = 0; each < 2; ++each) budget.take("z", now);
    for (int each = 0; each < 9'000; ++each) budget.take("n" + std::to_string(each), now - 1h);
    for (int each = 0; each < 5'000; ++each) budget.take("m" + std::to_string(each), now);
    BOOST_TEST((budget.take("z", now) > 0ns));
}

BOOST_AUTO_TEST_CASE(limit_nothing_at_a_rate_of_none) {
    service::request_budget budget(0);
    for (int each = 0; each < 1000; ++each) BOOST_TEST_REQUIRE((budget.take("a", steady_time()) == 0ns));
}

BOOST_AUTO_TEST_CASE(refuse_a_key_that_asks_too_much_and_leave_the_others_and_health_alone) {
    api_house::options scarce;
    scarce.request_rate = 1;
    api_house house(scarce);
    auto const other = house.ask("POST", "/v1/api-keys", "{}").text("/key");
    api_answer last;
    for (int each = 0; each < 50 && last.status != 429; ++each) last = house.ask("GET", "/v1/scopes");
    BOOST_TEST(last.status == 429);
    BOOST_TEST(last.text("/name") == "TooManyRequests");
    BOOST_TEST(std::stoi(last.header("retry-after")) >= 1);
    BOOST_TEST(house.ask_as(other, "GET", "/v1/scopes").status == 200);
    BOOST_TEST(house.ask_bare("GET", "/readyz", "", {}).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
