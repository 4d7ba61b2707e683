#include "service/stream.hpp"

#include "api_house.hpp"

#include <boost/test/unit_test.hpp>

#include <future>

using namespace cohook;
using namespace cohook::testing;

namespace {

std::string open(http_client& client, std::string const& key, std::string const& query, std::string const& more = {}) {
    client.send("GET /v1/stream" + query + " HTTP/1.1\r\nHost: localhost\r\nx-access-token: " + key + "\r\n" + more +
                "\r\n");
    return client.receive_until("retry: 2000\n\n");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(event_stream)

BOOST_AUTO_TEST_CASE(tells_an_application_of_its_own_attempts_alone) {
    api_house house;
    auto const own = house.add_application("stream-own");
    house.add_application("stream-other");
    house.add_webhook("stream-own");
    house.add_webhook("stream-other");
    http_client mine(house.port());
    BOOST_TEST(open(mine, own, "?topics=attempts").find("text/event-stream") != std::string::npos);
    http_client all(house.port());
    open(all, house.admin_key(), "");
    house.add_person(1);
    house.add_consent(1, "stream-other");
    BOOST_TEST(all.receive_until("\n\n").find("stream-other") != std::string::npos);
    house.add_consent(1, "stream-own");
    auto const told = mine.receive_until("\n\n");
    BOOST_TEST(told.find("event: attempt") != std::string::npos);
    BOOST_TEST(told.find("\"applicationId\":\"stream-own\"") != std::string::npos);
    BOOST_TEST(told.find("stream-other") == std::string::npos);
    BOOST_TEST(told.find("kari@example.org") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(tells_of_syncs_and_tests_by_topic) {
    api_house house;
    auto const key = house.add_application("stream-sync");
    house.add_webhook("stream-sync");
    house.add_person(1);
    house.add_consent(1, "stream-sync");
    http_client syncs(house.port());
    open(syncs, key, "?topics=syncs");
    http_client tests(house.port());
    open(tests, key, "?topics=tests");
    house.ask_as(key, "POST", "/application/stream-sync/webhook/test", R"({"personID":1})");
    BOOST_TEST(tests.receive_until("\n\n").find("event: test") != std::string::npos);
    house.ask_as(key, "POST", "/application/stream-sync/webhook/sync");
    BOOST_TEST(syncs.receive_until("\"completed\"").find("event: sync") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(tells_how_far_a_test_is_while_its_receiver_holds_the_answer) {
    api_house house;
    auto const key = house.add_application("stream-phases");
    house.add_webhook("stream-phases");
    house.add_person(1);
    house.add_consent(1, "stream-phases");
    house.ask_until("/v1/deliveries?application=stream-phases&state=delivered",
                    [](api_answer const& now) { return now.json.at("data").as_array().size() == 1; });
    http_client tests(house.port());
    open(tests, key, "?topics=tests");
    house.hold();
    std::string const target = "/v1/applications/stream-phases/endpoints/default/test";
    auto asking = std::async(std::launch::async,
                             [&] { return house.ask_as(key, "POST", target, R"({"personID":1,"run":"a-run_1"})"); });
    auto const told = tests.receive_until("\n\n");
    BOOST_TEST(told.find("event: test-phase\n") != std::string::npos);
    for (auto const* part : {R"("run":"a-run_1")", R"("phase":"firstByte")", R"("probe":false)",
                             R"("timingsMs":{"dns":)", R"("applicationId":"stream-phases")", R"("deliveryId":"dlv_)"})
        BOOST_TEST(told.find(part) != std::string::npos, part << " in " << told);
    BOOST_TEST((asking.wait_for(std::chrono::seconds(0)) == std::future_status::timeout));
    house.let_go();
    auto const report = asking.get();
    BOOST_TEST(report.status == 200);
    BOOST_TEST(told.find(report.text("/attempt/deliveryId")) != std::string::npos);
    BOOST_TEST(tests.receive_until("\n\n").find("event: test\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_test_is_called_by_a_plain_word) {
    auto& house = shared_house();
    house.add_application("stream-names");
    house.add_webhook("stream-names");
    for (auto const* bad : {R"({"run":""})", R"({"run":"two words"})", R"({"run":7})"}) {
        auto const refused = house.ask("POST", "/v1/applications/stream-names/endpoints/default/test", bad);
        BOOST_TEST(refused.status == 422);
        BOOST_TEST(refused.wrong_fields() == std::vector<std::string>{"run"}, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(goes_on_after_the_last_event_or_says_that_some_were_missed) {
    api_house house;
    auto const key = house.add_application("stream-resume");
    house.add_webhook("stream-resume");
    house.add_person(1);
    std::string last;
    {
        http_client first(house.port());
        open(first, key, "");
        house.add_consent(1, "stream-resume");
        auto const told = first.receive_until("\n\n");
        auto const at = told.find("id: ") + 4;
        last = told.substr(at, told.find('\n', at) - at);
    }
    auto const settled = [](api_answer const& now) { return now.json.at("data").as_array().size() == 2; };
    house.ask("PATCH", "/v1/persons/1", R"({"email":"new@example.org"})");
    house.ask_until("/v1/deliveries?application=stream-resume&state=delivered", settled);
    http_client again(house.port());
    open(again, key, "", "Last-Event-ID: " + last + "\r\n");
    auto const missed = again.receive_until("\n\n");
    BOOST_TEST(missed.find("event: attempt") != std::string::npos);
    http_client lost(house.port());
    open(lost, key, "", "Last-Event-ID: 1-1\r\n");
    BOOST_TEST(lost.receive_until("\n\n").find("event: resync") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(drops_the_backlog_of_a_slow_reader_and_tells_it_so) {
    running_context context(1);
    service::event_hub hub(system_clock());
    auto const reader = hub.listen(context.executor(), service::stream_wish());
    BOOST_TEST(context.wait(reader->next()).value() == "retry: 2000\n\n");
    sync_status status;
    status.tenant = "app";
    for (int at = 1; at <= 600; ++at) {
        status.id = at;
        hub.sync_changed(status);
    }
    auto const told = context.wait(reader->next()).value();
    BOOST_TEST(told.find("event: resync") != std::string::npos);
    BOOST_TEST(told.find("\"id\":\"syn_1\"") == std::string::npos);
    reader->stop();
    while (context.wait(reader->next())) {
    }
    BOOST_TEST(hub.listeners() == 1u);
}

BOOST_AUTO_TEST_CASE(ends_when_the_server_stops) {
    auto house = std::make_unique<api_house>();
    http_client listening(house->port());
    open(listening, house->admin_key(), "");
    house.reset();
    BOOST_TEST(listening.receive_until("never").ends_with("0\r\n\r\n"));
}

BOOST_AUTO_TEST_CASE(refuses_unknown_topics) {
    auto& house = shared_house();
    BOOST_TEST(house.ask("GET", "/v1/stream?topics=everything").status == 400);
    BOOST_TEST(house.ask("HEAD", "/v1/stream").status == 200);
}

BOOST_AUTO_TEST_SUITE_END()
