#include "api_house.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace cohook::testing;
namespace data = boost::unit_test::data;

namespace {

std::string webhook(std::string_view settings) {
    return R"({"webhook":{)" + std::string(settings) + "}}";
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(members_face_webhook, in_shared_house)

BOOST_AUTO_TEST_CASE(merges_a_patch_to_any_depth) {
    auto const key = house.add_application("face-merge");
    auto const path = "/application/face-merge";
    auto const set = house.ask_as(key, "PATCH", path, webhook(R"("url":"https://hooks.example.org/Ä?q=%20a#")"));
    BOOST_TEST(set.status == 422);
    auto const both = house.ask_as(
        key, "PATCH", path,
        webhook(
            R"("url":"https://hooks.example.org/a?q=%20","signingKey":"a key of some length 1234","requestIntervalMs":250)"));
    BOOST_TEST(both.status == 200);
    BOOST_TEST(both.text("/webhook/url") == "https://hooks.example.org/a?q=%20");
    auto const moved = house.ask_as(key, "PATCH", path, webhook(R"("url":"https://hooks.example.org/b")"));
    BOOST_TEST(moved.text("/webhook/url") == "https://hooks.example.org/b");
    BOOST_TEST(moved.number("/webhook/requestIntervalMs") == 250);
    BOOST_TEST(moved.flag("/webhook/signingKeySet"));
    auto const rekeyed = house.ask_as(key, "PATCH", path, webhook(R"("signingKey":"another key of length 5678")"));
    BOOST_TEST(rekeyed.text("/webhook/url") == "https://hooks.example.org/b");
    BOOST_TEST(rekeyed.text("/webhook/signingKeyHint").ends_with("5678"));
    auto const deadline = house.ask_as(key, "PATCH", path, webhook(R"("policy":{"deadlines":{"wholeMs":5000}})"));
    BOOST_TEST(deadline.number("/webhook/policy/deadlines/wholeMs") == 5000);
    BOOST_TEST(deadline.number("/webhook/policy/deadlines/connectMs") == 10000);
}

BOOST_AUTO_TEST_CASE(never_gives_the_key_away) {
    auto const key = house.add_application("face-secret");
    auto const secret = std::string("a very secret key indeed");
    auto const set = house.ask_as(key, "PATCH", "/application/face-secret",
                                  webhook(R"("url":"https://hooks.example.org/x","signingKey":")" + secret + "\""));
    BOOST_TEST(set.status == 200);
    for (auto const target :
         {"/application/face-secret", "/application", "/v1/applications/face-secret",
          "/v1/applications/face-secret/endpoints", "/v1/applications/face-secret/endpoints/default"}) {
        auto const shown = house.ask_as(key, "GET", target);
        BOOST_TEST(shown.status == 200);
        BOOST_TEST(shown.body.find(secret) == std::string::npos);
    }
    BOOST_TEST(set.body.find(secret) == std::string::npos);
    BOOST_TEST(house.log_with("/application/face-secret").find(secret) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(takes_url_and_key_one_by_one_and_is_silent_until_both_are_there) {
    auto const key = house.add_application("face-halves");
    auto const path = "/application/face-halves";
    auto const half = house.ask_as(key, "PATCH", path, webhook(R"("url":"https://hooks.example.org/h")"));
    BOOST_TEST(half.status == 200);
    BOOST_TEST(!half.flag("/webhook/signingKeySet"));
    BOOST_TEST(!half.flag("/webhook/enabled"));
    BOOST_TEST(!half.text("/webhook/disabledReason").empty());
    auto const forced = house.ask_as(key, "PATCH", path, webhook(R"("enabled":true)"));
    BOOST_TEST(!forced.flag("/webhook/enabled"));
    BOOST_TEST(house.ask_as(key, "POST", std::string(path) + "/webhook/sync").status == 422);
    auto const whole = house.ask_as(key, "PATCH", path, webhook(R"("signingKey":"k")"));
    BOOST_TEST(whole.status == 200);
    BOOST_TEST(whole.flag("/webhook/signingKeySet"));
    BOOST_TEST(whole.flag("/webhook/enabled"));
    BOOST_TEST(whole.text("/webhook/disabledReason").empty());
}

BOOST_AUTO_TEST_CASE(wants_the_url_before_anything_else) {
    auto const key = house.add_application("face-keyless");
    auto const answer = house.ask_as(key, "PATCH", "/application/face-keyless", webhook(R"("signingKey":"k")"));
    BOOST_TEST(answer.status == 422);
    BOOST_TEST(answer.wrong_fields() == std::vector<std::string>{"webhook.url"}, boost::test_tools::per_element());
}

BOOST_DATA_TEST_CASE(removes_the_webhook_by_an_empty_url_or_null,
                     data::make({R"({"webhook":{"url":""}})", R"({"webhook":{"url":null}})", R"({"webhook":null})"}) ^
                         data::xrange(3),
                     body, number) {
    auto const id = "face-gone-" + std::to_string(number);
    auto const key = house.add_application(id);
    house.add_webhook(id);
    auto const gone = house.ask_as(key, "PATCH", "/application/" + id, body);
    BOOST_TEST(gone.status == 200);
    BOOST_TEST(gone.text("/webhook/url") == "");
    BOOST_TEST(!gone.flag("/webhook/signingKeySet"));
    BOOST_TEST(house.ask_as(key, "POST", "/application/" + id + "/webhook/sync").status == 404);
}

namespace {

struct bad_patch {
    std::string why, body, path;
    int status = 422;
};
std::ostream& operator<<(std::ostream& out, bad_patch const& one) {
    return out << one.why;
}

std::vector<bad_patch> const& bad_patches() {
    auto const url = [](std::string const& text) { return webhook(R"("url":")" + text + R"(","signingKey":"k")"); };
    auto const with = [](std::string_view settings) {
        return webhook(R"("url":"https://hooks.example.org/","signingKey":"k",)" + std::string(settings));
    };
    static std::vector<bad_patch> const all{
        {"http", url("http://hooks.example.org/"), "webhook.url"},
        {"ftp", url("ftp://hooks.example.org/"), "webhook.url"},
        {"relative", url("/hooks"), "webhook.url"},
        {"without a scheme", url("hooks.example.org/hook"), "webhook.url"},
        {"scheme-relative", url("//hooks.example.org/hook"), "webhook.url"},
        {"too long", url("https://hooks.example.org/" + std::string(2048, 'a')), "webhook.url"},
        {"with a user", url("https://user:pass@hooks.example.org/"), "webhook.url"},
        {"with a fragment", url("https://hooks.example.org/#a"), "webhook.url"},
        {"with a space", url("https://hooks.example.org/a b"), "webhook.url"},
        {"a loopback address", url("https://127.0.0.1/"), "webhook.url"},
        {"a loopback address of IPv6", url("https://[::1]/"), "webhook.url"},
        {"localhost", url("https://localhost/"), "webhook.url"},
        {"a private address", url("https://10.0.0.1/"), "webhook.url"},
        {"another private address", url("https://192.168.1.1/"), "webhook.url"},
        {"the metadata service", url("https://169.254.169.254/latest"), "webhook.url"},
        {"an address in disguise", url("https://2130706433/"), "webhook.url"},
        {"an address in octal", url("https://0177.0.0.1/"), "webhook.url"},
        {"a number for the url", webhook(R"("url":5)"), "webhook.url"},
        {"an empty key", webhook(R"("url":"https://hooks.example.org/","signingKey":"")"), "webhook.signingKey"},
        {"a null key", webhook(R"("url":"https://hooks.example.org/","signingKey":null)"), "webhook.signingKey"},
        {"a number for the key", webhook(R"("url":"https://hooks.example.org/","signingKey":5)"), "webhook.signingKey"},
        {"a negative interval", with(R"("requestIntervalMs":-1)"), "webhook.requestIntervalMs"},
        {"a fractional interval", with(R"("requestIntervalMs":0.5)"), "webhook.requestIntervalMs"},
        {"a huge interval", with(R"("requestIntervalMs":86400001)"), "webhook.requestIntervalMs"},
        {"an interval beyond all numbers", with(R"("requestIntervalMs":1e400)"), ""},
        {"an interval of text", with(R"("requestIntervalMs":"250")"), "webhook.requestIntervalMs"},
        {"a null interval", with(R"("requestIntervalMs":null)"), "webhook.requestIntervalMs"},
        {"an unknown setting", with(R"("requestInterval":250)"), "webhook.requestInterval"},
        {"an unknown field", R"({"webhok":{}})", "webhok"},
        {"an unknown format", with(R"("format":"xml")"), "webhook.format"},
        {"an unknown policy", with(R"("policy":"mine")"), "webhook.policy"},
        {"an unknown deadline", with(R"("policy":{"deadlines":{"all":1}})"), "webhook.policy.deadlines.all"},
        {"a header that frames", with(R"("headers":[{"name":"Content-Length","value":"1"}])"),
         "webhook.headers[0].name"},
        {"a header that signs", with(R"("headers":[{"name":"webhook-signature","value":"1"}])"),
         "webhook.headers[0].name"},
        {"a header of two lines", with(R"("headers":[{"name":"X-A","value":"1\r\nX-B: 2"}])"),
         "webhook.headers[0].value"},
        {"too much in flight", with(R"("maxInFlight":1001)"), "webhook.maxInFlight"},
        {"a webhook of text", R"({"webhook":"https://hooks.example.org/"})", "webhook"},
        {"an array", "[]", ""},
        {"an unknown scope", R"({"scopes":["email","emial"]})", "scopes[1]"},
        {"an empty name", R"({"name":""})", "name"},
    };
    return all;
}

}  // namespace

BOOST_DATA_TEST_CASE(refuses_bad_settings_by_their_path_and_changes_nothing, data::make(bad_patches()), bad) {
    static auto const key = house.add_application("face-bad");
    auto const answer = house.ask("PATCH", "/application/face-bad", bad.body);
    BOOST_TEST((answer.status == 422 || (bad.path.empty() && answer.status == 400)));
    BOOST_TEST(answer.header("content-type") == "application/problem+json");
    if (!bad.path.empty()) BOOST_TEST(answer.wrong_fields().at(0) == bad.path);
    BOOST_TEST(answer.text("/detail").size() > 10u);
    BOOST_TEST(house.ask_as(key, "GET", "/application/face-bad").text("/webhook/url") == "");
}

BOOST_AUTO_TEST_CASE(changes_only_the_state_that_if_match_names) {
    auto const key = house.add_application("face-match");
    house.add_webhook("face-match");
    auto const path = "/application/face-match";
    auto const tag = house.ask_as(key, "GET", path).header("etag");
    BOOST_TEST(!tag.empty());
    BOOST_TEST(house.ask_as(key, "GET", path, {}, {{"If-None-Match", tag}}).status == 304);
    auto const change = webhook(R"("requestIntervalMs":1)");
    BOOST_TEST(house.ask_as(key, "PATCH", path, change, {{"If-Match", tag}}).status == 200);
    auto const late = house.ask_as(key, "PATCH", path, change, {{"If-Match", tag}});
    BOOST_TEST(late.status == 412);
    BOOST_TEST(late.text("/name") == "PreconditionFailed");
    BOOST_TEST(house.ask_as(key, "PATCH", path, R"({"name":"n"})", {{"If-Match", tag}}).status == 412);
    BOOST_TEST(house.ask_as(key, "PATCH", path, change, {{"If-Match", "W/\"1\""}}).status == 412);
    BOOST_TEST(house.ask_as(key, "PATCH", path, change, {{"If-Match", "*"}}).status == 200);
}

BOOST_AUTO_TEST_CASE(leaves_scopes_to_administrators) {
    auto const key = house.add_application("face-scopes");
    BOOST_TEST(house.ask_as(key, "PATCH", "/application/face-scopes", R"({"scopes":["email"]})").status == 403);
    BOOST_TEST(house.ask_as(key, "PATCH", "/application/face-scopes", R"({"name":"Mine"})").text("/name") == "Mine");
    BOOST_TEST(house.ask("PATCH", "/application/face-scopes", R"({"scopes":["email"]})").status == 200);
}

BOOST_AUTO_TEST_CASE(lists_the_applications_of_the_key) {
    auto const key = house.add_application("face-list");
    auto const own = house.ask_as(key, "GET", "/application");
    BOOST_TEST(own.number("/total") == 1);
    BOOST_TEST(own.text("/data/0/id") == "face-list");
    auto const all = house.ask("GET", "/application?$limit=1&%24skip=1");
    BOOST_TEST(all.number("/total") >= 1);
    BOOST_TEST(all.number("/limit") == 1);
    BOOST_TEST(all.number("/skip") == 1);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(members_face_test_and_sync)

BOOST_AUTO_TEST_CASE(runs_a_test_and_shows_what_happened) {
    auto& house = shared_house();
    auto const key = house.add_application("face-test");
    house.add_webhook("face-test");
    house.add_person(70001);
    house.add_consent(70001, "face-test");
    auto const path = "/application/face-test/webhook/test";
    auto const report = house.ask_as(key, "POST", path, R"({"personID":70001})");
    BOOST_TEST(report.status == 200);
    BOOST_TEST(report.flag("/acknowledged"));
    BOOST_TEST(report.number("/attempt/status") == 200);
    BOOST_TEST(!report.text("/verdict").empty());
    BOOST_TEST(report.text("/attempt/responseBody") == "from the receiver");
    BOOST_TEST(report.text("/attempt/requestHead").starts_with("POST /face-test HTTP/1.1\r\n"));
    BOOST_TEST(report.text("/requestBody").find("\"message\"") != std::string::npos);
    house.receivers_answer(500);
    auto const refused = house.ask_as(key, "POST", path, R"({"personID":70001})");
    house.receivers_answer(200);
    BOOST_TEST(refused.status == 200);
    BOOST_TEST(!refused.flag("/acknowledged"));
    BOOST_TEST(house.ask_as(key, "POST", path, R"({"personID":70002})").status == 404);
    BOOST_TEST(house.ask_as(key, "POST", path, R"({"personID":"x"})").status == 422);
    BOOST_TEST(house.ask_as(key, "POST", path, R"({"person":1})").status == 422);
}

BOOST_AUTO_TEST_CASE(runs_one_sync_at_a_time_and_points_the_second_to_it) {
    api_house house;
    auto const key = house.add_application("face-sync");
    house.add_webhook("face-sync");
    for (int id = 1; id <= 3; ++id) {
        house.add_person(id);
        house.add_consent(id, "face-sync");
    }
    house.hold();
    auto const path = std::string("/application/face-sync/webhook/sync");
    auto const first = house.ask_as(key, "POST", path);
    BOOST_TEST(first.status == 202);
    BOOST_TEST(first.text("/state") == "running");
    BOOST_TEST(first.header("location") == path + "/" + first.text("/id"));
    auto const second = house.ask_as(key, "POST", path);
    BOOST_TEST(second.status == 409);
    BOOST_TEST(second.text("/name") == "Conflict");
    BOOST_TEST(second.header("location") == first.header("location"));
    auto const own = first.header("location");
    BOOST_TEST(house.ask_as(key, "PATCH", own, R"({"state":"paused"})").text("/state") == "paused");
    auto const third = house.ask_as(key, "POST", path);
    BOOST_TEST(third.status == 409);
    BOOST_TEST(third.text("/detail").find("is paused: " + first.text("/id") + ". Resume that one") !=
               std::string::npos);
    BOOST_TEST(third.wrong_fields().empty());
    BOOST_TEST(house.ask_as(key, "PATCH", own, R"({"state":"stopped"})").status == 422);
    BOOST_TEST(house.ask_as(key, "PATCH", own, R"({})").status == 422);
    BOOST_TEST(house.ask_as(key, "PATCH", own, R"({"state":"running"})").text("/state") == "running");
    house.let_go();
    auto const ended = house.ask_until(own, [](auto const& now) { return now.text("/state") == "completed"; });
    BOOST_TEST(ended.number("/acknowledged") == 3);
    BOOST_TEST(ended.number("/total") == 3);
    BOOST_TEST(ended.number("/failed") == 0);
    BOOST_TEST(!ended.text("/endedAt").empty());
    auto const again = house.ask_as(key, "POST", path, R"({"requestIntervalMs":0,"syncBatch":2})");
    BOOST_TEST(again.status == 202);
    BOOST_TEST(house.ask_as(key, "POST", path, R"({"syncBatch":0})").status == 422);
}

BOOST_AUTO_TEST_CASE(resumes_no_sync_of_a_disabled_webhook_but_says_how_to_enable_it) {
    api_house house;
    auto const key = house.add_application("face-disabled");
    house.add_webhook("face-disabled");
    house.add_person(1);
    house.add_consent(1, "face-disabled");
    auto const application = std::string("/application/face-disabled");
    auto const path = application + "/webhook/sync";
    auto const own = house.ask_as(key, "POST", path, R"({"requestIntervalMs":86400000})").header("location");
    house.ask_as(key, "PATCH", own, R"({"state":"paused"})");
    house.ask_as(key, "PATCH", application, webhook(R"("enabled":false)"));
    auto const refused = house.ask_as(key, "PATCH", own, R"({"state":"running"})");
    BOOST_TEST(refused.status == 409);
    BOOST_TEST(refused.text("/detail") == "The webhook is disabled. Set its `enabled` to true, then resume the sync.");
    BOOST_TEST(house.ask_as(key, "GET", own).text("/state") == "paused");
    house.ask_as(key, "PATCH", application, webhook(R"("enabled":true)"));
    BOOST_TEST(house.ask_as(key, "PATCH", own, R"({"state":"running"})").text("/state") == "running");
}

BOOST_AUTO_TEST_CASE(speaks_of_a_webhook_that_is_not_there_as_one) {
    auto& house = shared_house();
    auto const key = house.add_application("face-hookless");
    for (char const* what : {"/webhook/sync", "/webhook/test"}) {
        auto const missing = house.ask_as(key, "POST", "/application/face-hookless" + std::string(what));
        BOOST_TEST(missing.status == 404);
        BOOST_TEST(missing.text("/detail") ==
                   "the application has no webhook yet; set its url and its signingKey first");
    }
}

BOOST_AUTO_TEST_CASE(cancels_a_sync) {
    api_house house;
    auto const key = house.add_application("face-cancel");
    house.add_webhook("face-cancel");
    house.add_person(1);
    house.add_consent(1, "face-cancel");
    auto const path = std::string("/application/face-cancel/webhook/sync");
    auto const started = house.ask_as(key, "POST", path, R"({"requestIntervalMs":86400000})");
    auto const own = started.header("location");
    BOOST_TEST(house.ask_as(key, "DELETE", own).text("/state") == "cancelled");
    BOOST_TEST(house.ask_as(key, "GET", own).text("/state") == "cancelled");
    BOOST_TEST(house.ask_as(key, "GET", path + "/syn_123456").status == 404);
    BOOST_TEST(house.ask_as(key, "GET", path + "/nonsense").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(members_face_persons)

BOOST_AUTO_TEST_CASE(finds_persons_as_feathers_would) {
    api_house house;
    auto const key = house.add_application("face-find");
    for (int id = 1; id <= 5; ++id) {
        house.add_person(id);
        if (id != 5) house.add_consent(id, "face-find");
    }
    auto const all = house.ask_as(key, "GET", "/person");
    BOOST_TEST(all.number("/total") == 4);
    BOOST_TEST(all.number("/limit") == 50);
    BOOST_TEST(all.number("/data/0/personID") == 1);
    BOOST_TEST(all.text("/data/0/email") == "kari@example.org");
    BOOST_TEST(house.ask_as(key, "GET", "/person?$limit=0").json.at("data").as_array().empty());
    BOOST_TEST(house.ask_as(key, "GET", "/person?$limit=5000").number("/limit") == 1000);
    BOOST_TEST(house.ask_as(key, "GET", "/person?%24limit=1&%24skip=2").number("/data/0/personID") == 3);
    BOOST_TEST(house.ask_as(key, "GET", "/person?personID=2").number("/total") == 1);
    BOOST_TEST(house.ask_as(key, "GET", "/person?personID=5").number("/total") == 0);
    BOOST_TEST(house.ask_as(key, "GET", "/person?personID[$in][]=1&personID[$in][]=3").number("/total") == 2);
    BOOST_TEST(house.ask_as(key, "GET", "/person?personID[$in]=1,3,4").number("/total") == 3);
    BOOST_TEST(house.ask_as(key, "GET", "/person?personID[$gt]=2").number("/total") == 2);
    BOOST_TEST(house.ask_as(key, "GET", "/person?$sort[personID]=-1").number("/data/0/personID") == 4);
    auto const chosen = house.ask_as(key, "GET", "/person?$select[]=firstName&$limit=1");
    BOOST_TEST(chosen.text("/data/0/firstName") == "Kari");
    BOOST_TEST(chosen.text("/data/0/email") == "");
    BOOST_TEST(house.ask_as(key, "GET", "/person?lastChangedDate[$gt]=2000-01-01").number("/total") == 4);
    BOOST_TEST(house.ask_as(key, "GET", "/person/2").number("/personID") == 2);
    BOOST_TEST(house.ask_as(key, "GET", "/person/5").status == 404);
    BOOST_TEST(house.ask_as(key, "GET", "/person/0").status == 404);
    BOOST_TEST(house.ask_as(key, "GET", "/person/abc").status == 404);
}

BOOST_DATA_TEST_CASE(refuses_queries_it_does_not_know,
                     data::make({"$where=1",
                                 "$or[0][personID]=1",
                                 "personID[$regex]=1",
                                 "personID=abc",
                                 "personID=-1",
                                 "personID=1.5",
                                 "$limit=-1",
                                 "$limit=x",
                                 "$skip=1e3",
                                 "$sort[personID]=2",
                                 "$sort=personID",
                                 "$select[a]=b",
                                 "$select[]=nonsense",
                                 "$sort[nonsense]=1",
                                 "firstName=Kari",
                                 "lastChangedDate[$gt]=yesterday",
                                 "lastChangedDate=2021-01-01",
                                 "lastChangedDate[$in]=2021-01-01",
                                 "churchID[$gt]=1",
                                 "%zz=1",
                                 "personID[$in=1"}),
                     query) {
    static auto const key = shared_house().add_application("face-query");
    auto const answer = shared_house().ask_as(key, "GET", "/person?" + std::string(query));
    BOOST_TEST(answer.status == 400);
    BOOST_TEST(answer.text("/name") == "BadRequest");
    BOOST_TEST(answer.text("/className") == "bad-request");
}

BOOST_AUTO_TEST_CASE(gives_organizations_as_a_bare_array) {
    api_house house;
    auto const key = house.add_application("face-org");
    house.ask("POST", "/v1/organizations", R"({"name":"Vik kirke","orgID":69,"type":"church"})");
    house.ask("POST", "/v1/organizations", R"({"name":"Vik skole","orgID":70,"type":"school"})");
    auto const churches = house.ask_as(key, "GET", "/org?type=church");
    BOOST_TEST(churches.status == 200);
    BOOST_REQUIRE(churches.json.is_array());
    BOOST_TEST(churches.json.as_array().size() == 1u);
    BOOST_TEST(churches.text("/0/name") == "Vik kirke");
    BOOST_TEST(house.ask_as(key, "GET", "/org").json.as_array().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
