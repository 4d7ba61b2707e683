#include "api_house.hpp"

#include <boost/test/unit_test.hpp>

#include <sstream>

using namespace cohook::testing;

BOOST_AUTO_TEST_SUITE(health_and_numbers)

BOOST_AUTO_TEST_CASE(answers_machines_without_a_key) {
    api_house house;
    for (auto const target : {"/livez", "/readyz", "/version", "/metrics", "/openapi.json", "/docs/openapi.json"})
        BOOST_TEST(house.ask_bare("GET", target, "", {}).status == 200, target);
    BOOST_TEST(house.ask_bare("GET", "/version", "", {}).text("/version") == COHOOK_VERSION);
}

BOOST_AUTO_TEST_CASE(is_not_ready_while_it_drains) {
    api_house house;
    BOOST_TEST(house.ask("POST", "/v1/system/drain").status == 202);
    BOOST_TEST(house.ask_bare("GET", "/readyz", "", {}).status == 503);
    BOOST_TEST(house.ask_bare("GET", "/livez", "", {}).status == 200);
    BOOST_TEST(house.ask("GET", "/v1/system").flag("/draining"));
}

BOOST_AUTO_TEST_CASE(knows_since_when_it_is_up) {
    api_house house;
    auto const since = house.ask("GET", "/v1/system").text("/startedAt");
    BOOST_TEST(!since.starts_with("1970"), since);
}

BOOST_AUTO_TEST_CASE(exports_every_series_from_the_start_and_counts) {
    api_house house;
    auto const zero = house.ask_bare("GET", "/metrics", "", {});
    BOOST_TEST(zero.header("content-type") == "text/plain; version=0.0.4; charset=utf-8");
    for (auto const series :
         {"cohook_build_info{", "cohook_events_accepted_total{entity=\"person\"} 0",
          "cohook_attempts_total{code_class=\"2xx\",kind=\"change\",result=\"ack\"} 0",
          "cohook_attempts_total{code_class=\"none\",kind=\"sync\",result=\"dns_error\"} 0",
          "cohook_deliveries_total{outcome=\"acked\"} 0",
          "cohook_attempt_duration_seconds_bucket{result=\"ack\",le=\"600\"} 0",
          "cohook_queue_messages{state=\"scheduled\"} 0", "cohook_circuit_transitions_total{to=\"open\"} 0",
          "cohook_sync_active 0", "cohook_store_errors_total{op=\"commit\"} 0",
          "cohook_log_messages_total{level=\"error\"} 0", "process_start_time_seconds "})
        BOOST_TEST(zero.body.find(series) != std::string::npos, series);
    house.add_application("health-count");
    house.add_webhook("health-count");
    house.add_person(1);
    house.add_consent(1, "health-count");
    house.ask_until("/v1/deliveries?state=delivered", [](auto const& now) { return !now.text("/data/0/id").empty(); });
    auto const after = house.ask_bare("GET", "/metrics", "", {}).body;
    BOOST_TEST(after.find("cohook_events_accepted_total{entity=\"person\"} 1\n") != std::string::npos);
    BOOST_TEST(after.find("cohook_attempts_total{code_class=\"2xx\",kind=\"change\",result=\"ack\"} 1\n") !=
               std::string::npos);
    BOOST_TEST(after.find("cohook_deliveries_total{outcome=\"acked\"} 1\n") != std::string::npos);
    BOOST_TEST(after.find("http_route=\"/v1/persons/{person}\"") != std::string::npos);
    BOOST_TEST(after.find("health-count") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(sets_the_log_level) {
    api_house house;
    BOOST_TEST(house.ask("PUT", "/v1/system/log-level", R"({"level":"warning"})").status == 200);
    BOOST_TEST(house.ask("GET", "/v1/system").text("/logLevel") == "warning");
    BOOST_TEST(house.ask("PUT", "/v1/system/log-level", R"({"level":"loud"})").status == 422);
}

/// Every place where something that was given could come out again.
BOOST_AUTO_TEST_CASE(lets_no_secret_out_in_logs_numbers_errors_or_the_trail) {
    api_house house;
    auto const key = house.add_application("health-canary");
    auto const query = "/v1/deliveries?key=canary-query-4f1c";
    house.ask_as(
        key, "PATCH", "/application/health-canary",
        R"({"webhook":{"url":"https://hooks.example.org/p?token=canary-url-4f1c","signingKey":"canary-key-4f1c",)"
        R"("headers":[{"name":"Authorization","value":"canary-header-4f1c"}]}})");
    house.add_person(1, R"(,"lastName":"canary-person-4f1c")");
    house.add_consent(1, "health-canary");
    house.ask_until("/v1/deliveries?state=delivered", [](auto const& now) { return !now.text("/data/0/id").empty(); });
    house.ask_as(key, "GET", query);
    house.ask_as(key, "GET", "/v1/applications/health-canary/endpoints/default/signing-key");
    house.ask_as("canary-wrong-4f1c", "GET", "/application");
    house.ask_as(key, "PATCH", "/application/health-canary",
                 R"({"webhook":{"signingKey":5,"canary":"canary-value-4f1c"}})");
    house.ask_bare("GET", "/application", "", {{"Cookie", "canary-cookie-4f1c"}});
    auto const numbers = house.ask_bare("GET", "/metrics", "", {}).body;
    auto const trail = house.ask("GET", "/v1/audit?limit=250").body;
    auto const log = house.log_with("\"route\":\"/v1/audit\"");
    for (auto const& text : {log, numbers, trail}) {
        BOOST_TEST(text.find("4f1c") == std::string::npos);
        BOOST_TEST(text.find(key) == std::string::npos);
    }
}

BOOST_AUTO_TEST_CASE(logs_one_line_of_json_an_event) {
    api_house house;
    house.ask("GET", "/nowhere%0d%0a/x");
    auto const log = house.log_with("/nowhere");
    std::istringstream lines(log);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        BOOST_TEST(line.starts_with("{\"ts\":\""));
        BOOST_TEST(line.ends_with("}"));
    }
    BOOST_TEST(count > 0);
}

BOOST_AUTO_TEST_SUITE_END()
