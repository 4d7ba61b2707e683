// How it goes: the overview, the numbers of an application, the preview of a person, the estimate of a sync.
#include "api_house.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook::testing;

namespace {

struct some_deliveries {
    some_deliveries() {
        key = house.add_application("hall");
        house.add_webhook("hall");
        other_key = house.add_application("yard");
        house.add_webhook("yard");
        for (std::int64_t person = 1; person <= 3; ++person) {
            house.add_person(person);
            house.add_consent(person, "hall");
        }
        house.ask_until("/v1/deliveries?state=delivered",
                        [](auto const& now) { return now.json.at("data").as_array().size() == 3; });
    }
    /// Asks until as many attempts are counted.
    api_answer counted(std::string_view target, std::int64_t acknowledged) {
        return house.ask_until(target, [&](auto const& now) { return now.number("/acknowledged") == acknowledged; });
    }
    api_house house;
    std::string key, other_key;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(how_it_goes, some_deliveries)

BOOST_AUTO_TEST_CASE(is_told_of_what_one_may_see) {
    auto const all = counted("/v1/overview", 3);
    BOOST_TEST(all.text("/window") == "24h");
    BOOST_TEST(all.number("/failed") == 0);
    BOOST_TEST(all.number("/pending") == 0);
    BOOST_TEST(all.json.at("oldestPendingAt").is_null());
    BOOST_TEST(all.json.at("hourly").as_array().size() == 24u);
    BOOST_TEST(all.number("/hourly/23/acknowledged") + all.number("/hourly/22/acknowledged") == 3);
    BOOST_TEST(all.json.at("latencyMs").at("p99").is_number());
    BOOST_TEST(house.ask_as(key, "GET", "/v1/overview").number("/acknowledged") == 3);
    auto const none = house.ask_as(other_key, "GET", "/v1/overview");
    BOOST_TEST(none.number("/acknowledged") == 0);
    BOOST_TEST(none.json.at("latencyMs").at("p50").is_null());
}

BOOST_AUTO_TEST_CASE(names_what_waits_fails_and_runs) {
    house.receivers_answer(500);
    house.add_consent(2, "yard");
    auto const failing = [](auto const& now) {
        return !now.json.at("recentFailures").as_array().empty() && !now.json.at("troubled").as_array().empty();
    };
    auto const seen = house.ask_until("/v1/overview", failing);
    BOOST_TEST(seen.text("/recentFailures/0/applicationId") == "yard");
    BOOST_TEST(seen.number("/pending") == 1);
    BOOST_TEST(!seen.text("/oldestPendingAt").empty());
    BOOST_TEST(seen.text("/troubled/0/application") == "yard");
    BOOST_TEST(seen.text("/troubled/0/state") == "failing");
    auto const own = house.ask_as(other_key, "GET", "/v1/overview");
    BOOST_TEST(own.number("/pending") == 1);
    BOOST_TEST(own.text("/oldestPendingAt") == seen.text("/oldestPendingAt"));
    auto const not_ones_own = house.ask_as(key, "GET", "/v1/overview");
    BOOST_TEST(not_ones_own.number("/pending") == 0);
    BOOST_TEST(not_ones_own.json.at("troubled").as_array().empty());
    house.hold();
    auto const sync = house.ask("POST", "/application/hall/webhook/sync").text("/id");
    BOOST_TEST(house.ask_as(key, "GET", "/v1/overview").text("/activeSyncs/0/id") == sync);
    BOOST_TEST(house.ask_as(other_key, "GET", "/v1/overview").json.at("activeSyncs").as_array().empty());
}

BOOST_AUTO_TEST_CASE(is_told_of_one_application) {
    counted("/v1/overview", 3);
    auto const stats = house.ask_as(key, "GET", "/v1/applications/hall/stats");
    BOOST_TEST(stats.json.at("hourly").as_array().size() == 24u);
    BOOST_TEST(stats.json.at("failureShare").to_number<double>() == 0.0);
    BOOST_TEST(!stats.text("/lastDeliveryAt").empty());
    auto const none = house.ask_as(other_key, "GET", "/v1/applications/yard/stats");
    BOOST_TEST(none.json.at("lastDeliveryAt").is_null());
}

BOOST_AUTO_TEST_CASE(shows_a_person_as_the_application_gets_it_and_why_it_gets_no_more) {
    auto const seen = house.ask_as(key, "GET", "/v1/applications/hall/preview?personID=1");
    BOOST_TEST(seen.text("/visible/email") == "kari@example.org");
    auto const reason = [&](api_answer const& of, std::string_view field) {
        for (auto const& one : of.json.at("withheld").as_array())
            if (one.at("field").as_string() == boost::json::string_view(field.data(), field.size()))
                return std::string(one.at("reason").as_string().c_str());
        return std::string();
    };
    BOOST_TEST(reason(seen, "email") == "");
    BOOST_TEST(reason(seen, "churchID") == "no consent");
    BOOST_TEST(reason(seen, "cellPhone") == "scope not approved");
    // Whether somebody exists who did not consent is nobody's to know.
    auto const stranger = house.ask_as(other_key, "GET", "/v1/applications/yard/preview?personID=1");
    auto const nobody = house.ask_as(other_key, "GET", "/v1/applications/yard/preview?personID=99");
    BOOST_TEST(stranger.json.at("visible").is_null());
    BOOST_TEST(stranger.json.at("withheld") == nobody.json.at("withheld"));
    BOOST_TEST(reason(stranger, "email") == "no consent");
    BOOST_TEST(house.ask_as(key, "GET", "/v1/applications/hall/preview").status == 400);
}

BOOST_AUTO_TEST_CASE(estimates_a_sync_at_the_interval_of_the_webhook) {
    auto const target = "/v1/applications/hall/sync-estimate";
    auto const fast = house.ask_as(key, "GET", target);
    BOOST_TEST(fast.number("/persons") == 3);
    BOOST_TEST(fast.number("/intervalMs") == 0);
    BOOST_TEST(fast.json.at("seconds").is_null());
    house.ask_as(key, "PATCH", "/application/hall", R"({"webhook":{"requestIntervalMs":1500}})");
    BOOST_TEST(house.ask_as(key, "GET", target).json.at("seconds").to_number<double>() == 3.0);
    house.add_application("bare");
    BOOST_TEST(house.ask("GET", "/v1/applications/bare/sync-estimate").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
