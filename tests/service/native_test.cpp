#include "api_house.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <set>

using namespace cohook::testing;
namespace data = boost::unit_test::data;

namespace {}  // namespace

BOOST_FIXTURE_TEST_SUITE(native_requests, in_shared_house)

BOOST_AUTO_TEST_CASE(knows_its_addresses_and_their_methods) {
    BOOST_TEST(house.ask("GET", "/nowhere").status == 404);
    BOOST_TEST(house.ask("GET", "/v1/applications/").status == 404);
    BOOST_TEST(house.ask("GET", "//v1/applications").status == 404);
    auto const wrong = house.ask("DELETE", "/v1/applications");
    BOOST_TEST(wrong.status == 405);
    BOOST_TEST(wrong.header("allow") == "GET, HEAD, POST, OPTIONS");
    BOOST_TEST(wrong.text("/name") == "MethodNotAllowed");
    auto const options = house.ask("OPTIONS", "/v1/applications");
    BOOST_TEST(options.status == 204);
    BOOST_TEST(options.header("allow") == "GET, HEAD, POST, OPTIONS");
    auto const head = house.ask("HEAD", "/v1/applications");
    BOOST_TEST(head.status == 200);
    BOOST_TEST(head.body.empty());
    BOOST_TEST(house.ask("GET", "/v1/applications/%zz").status == 400);
    BOOST_TEST(house.ask("GET", "/v1/applications?limit=0").status == 400);
    BOOST_TEST(house.ask("GET", "/v1/applications?limit=251").status == 400);
    BOOST_TEST(house.ask("GET", "/v1/applications?cursor=nonsense").status == 400);
    BOOST_TEST(house.ask("GET", "/v1/applications?lmit=5").status == 400);
}

BOOST_AUTO_TEST_CASE(takes_bodies_of_the_right_type_and_encoding_alone) {
    auto const& key = house.admin_key();
    auto const post = [&](fields more, std::string_view body) {
        more.emplace_back("x-access-token", key);
        return house.ask_bare("POST", "/v1/applications", body, more);
    };
    auto const body = R"({"name":"typed"})";
    BOOST_TEST(post({{"Content-Type", "application/json"}}, body).status == 201);
    BOOST_TEST(post({{"Content-Type", "application/json; charset=utf-8"}}, body).status == 201);
    BOOST_TEST(post({{"Content-Type", "Application/JSON"}}, body).status == 201);
    BOOST_TEST(post({}, body).status == 415);
    BOOST_TEST(post({{"Content-Type", "text/plain"}}, body).status == 415);
    BOOST_TEST(post({{"Content-Type", "application/json; charset=iso-8859-1"}}, body).status == 415);
    BOOST_TEST(post({{"Content-Type", "application/json"}, {"Content-Encoding", "gzip"}}, body).status == 415);
    BOOST_TEST(post({{"Content-Type", "application/json"}}, "{\"name\":\"\xe5\"}").status == 400);
    BOOST_TEST(post({{"Content-Type", "application/json"}}, std::string("\xff\xfe{\0}\0", 6)).status == 400);
    BOOST_TEST(post({{"Content-Type", "application/json"}}, R"({"name":"a","name":"b"})").status == 400);
    BOOST_TEST(post({{"Content-Type", "application/json"}}, R"({"name":)").status == 400);
    BOOST_TEST(post({{"Content-Type", "application/json"}}, "").status == 400);
    auto const deep = std::string(5000, '[') + std::string(5000, ']');
    BOOST_TEST(post({{"Content-Type", "application/json"}}, deep).status == 400);
    BOOST_TEST(post({{"Content-Type", "application/json"}}, R"({"name":5})").status == 422);
    BOOST_TEST(post({{"Content-Type", "application/json"}}, R"({"name":"a","nome":"b"})").status == 422);
    auto const large = R"({"name":")" + std::string(1 << 20, 'a') + "\"}";
    auto const refused = post({{"Content-Type", "application/json"}}, large);
    BOOST_TEST(refused.status == 413);
    BOOST_TEST(refused.header("content-type") == "application/problem+json");
    BOOST_TEST(refused.text("/name") == "PayloadTooLarge");
}

BOOST_AUTO_TEST_CASE(pages_by_cursor_without_gap_or_repetition) {
    api_house own;
    for (int at = 0; at < 7; ++at) own.add_application("page-" + std::to_string(at));
    std::set<std::string> seen;
    std::string target = "/v1/applications?limit=3";
    int pages = 0;
    while (!target.empty()) {
        auto const page = own.ask("GET", target);
        BOOST_REQUIRE(page.status == 200);
        for (auto const& one : page.json.at("data").as_array())
            BOOST_TEST(seen.insert(one.at("id").as_string().c_str()).second);
        ++pages;
        auto const cursor = page.text("/nextCursor");
        target = cursor.empty() ? "" : "/v1/applications?limit=3&cursor=" + cursor;
        BOOST_TEST(page.header("link").empty() == cursor.empty());
    }
    BOOST_TEST(seen.size() == 7u);
    BOOST_TEST(pages == 3);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(native_endpoints, in_shared_house)

BOOST_AUTO_TEST_CASE(says_of_a_url_what_registration_would_say) {
    auto const key = house.add_application("native-url");
    std::string const base = "/v1/applications/native-url";
    auto const verdict = [&](std::string const& url) {
        return house.ask_as(key, "POST", base + "/url-check", R"({"url":")" + url + "\"}");
    };
    auto const good = verdict("https://hooks.example.org/a?b=%20");
    BOOST_REQUIRE_EQUAL(good.status, 200);
    BOOST_TEST(good.flag("/allowed"));
    BOOST_TEST(good.text("/requestTarget") == "/a?b=%20");
    for (std::string const url :
         {"http://hooks.example.org/", "https://10.0.0.1/", "https://user@example.org/", "no url"}) {
        auto const refused = verdict(url);
        auto const registered =
            house.ask_as(key, "POST", base + "/endpoints", R"({"signingKey":"k","url":")" + url + "\"}");
        BOOST_TEST(refused.status == 200);
        BOOST_TEST(!refused.flag("/allowed"), url);
        BOOST_TEST(registered.status == 422);
        BOOST_TEST(refused.text("/problem") == registered.text("/message"), url);
    }
    BOOST_TEST(house.ask_as(key, "POST", base + "/url-check", "{}").status == 422);
    BOOST_TEST(house.ask_as(key, "POST", "/v1/applications/other/url-check", R"({"url":"x"})").status == 404);
}

BOOST_AUTO_TEST_CASE(registers_changes_pauses_and_removes_endpoints) {
    auto const key = house.add_application("native-ep");
    std::string const base = "/v1/applications/native-ep/endpoints";
    auto const made = house.ask_as(key, "POST", base, R"({"url":"https://hooks.example.org/1","signingKey":"k"})");
    BOOST_REQUIRE_EQUAL(made.status, 201);
    auto const path = base + "/" + made.text("/id");
    BOOST_TEST(made.header("location") == path);
    BOOST_TEST(house.ask_as(key, "GET", path).header("etag") == made.header("etag"));
    auto const paused = house.ask_as(key, "POST", path + "/pause");
    BOOST_TEST(!paused.flag("/enabled"));
    BOOST_TEST(house.ask_as(key, "POST", path + "/resume").flag("/enabled"));
    auto const stale = house.ask_as(key, "PATCH", path, R"({"coalesce":true})", {{"If-Match", made.header("etag")}});
    BOOST_TEST(stale.status == 412);
    auto const tag = house.ask_as(key, "GET", path).header("etag");
    auto const patched = house.ask_as(key, "PATCH", path, R"({"coalesce":true})", {{"If-Match", tag}});
    BOOST_TEST(patched.status == 200);
    BOOST_TEST(patched.flag("/coalesce"));
    auto const put = house.ask_as(key, "PUT", path, R"({"url":"https://hooks.example.org/2"})");
    BOOST_TEST(put.status == 200);
    BOOST_TEST(!put.flag("/coalesce"));
    BOOST_TEST(put.flag("/signingKeySet"));
    auto const check = house.ask_as(key, "POST", path + "/check");
    BOOST_TEST(check.flag("/urlValid"));
    BOOST_TEST(check.text("/requestTarget") == "/2");
    BOOST_TEST(check.text("/findings/0/check") == "url");
    BOOST_TEST(check.text("/findings/0/standing") == "ok");
    BOOST_TEST(house.ask_as(key, "DELETE", path, {}, {{"If-Match", tag}}).status == 412);
    BOOST_TEST(house.ask_as(key, "DELETE", path).status == 204);
    BOOST_TEST(house.ask_as(key, "GET", path).status == 404);
    BOOST_TEST(house.ask_as(key, "PATCH", base + "/default", R"({"coalesce":true})").status == 404);
    auto const bare = house.ask_as(key, "POST", base, R"({"coalesce":true})");
    BOOST_TEST(bare.status == 422);
    BOOST_TEST(bare.wrong_fields().size() == 2u);
    BOOST_TEST(house.ask_as(key, "POST", base, R"({"url":"","signingKey":"k"})").status == 422);
}

BOOST_AUTO_TEST_CASE(shows_names_of_headers_and_keeps_their_values) {
    auto const key = house.add_application("native-headers");
    house.add_webhook("native-headers");
    std::string const path = "/v1/applications/native-headers/endpoints/default/headers";
    auto const put = house.ask_as(
        key, "PUT", path, R"({"headers":[{"name":"X-Secret","value":"hush hush"},{"name":"X-B","value":"2"}]})");
    BOOST_TEST(put.status == 200);
    auto const shown = house.ask_as(key, "GET", path);
    BOOST_TEST(shown.text("/headers/0/name") == "X-Secret");
    BOOST_TEST(shown.flag("/headers/0/valueSet"));
    BOOST_TEST(shown.body.find("hush") == std::string::npos);
    // What was read can be written back: the value stays.
    auto const back = house.ask_as(key, "PUT", path, R"({"headers":[{"name":"x-secret","valueSet":true}]})");
    BOOST_TEST(back.flag("/headers/0/valueSet"));
    BOOST_TEST(house.ask_as(key, "PUT", path, R"({"headers":[{"name":"Host","value":"x"}]})").status == 422);
    BOOST_TEST(house.ask_as(key, "PUT", path, "{}").status == 422);
}

BOOST_AUTO_TEST_CASE(changes_single_headers_by_a_merge_patch) {
    auto const key = house.add_application("native-some-headers");
    house.add_webhook("native-some-headers");
    std::string const path = "/v1/applications/native-some-headers/endpoints/default/headers";
    house.ask_as(key, "PUT", path, R"({"headers":[{"name":"X-A","value":"1"},{"name":"X-B","value":"2"}]})");
    auto const changed = house.ask_as(key, "PATCH", path, R"({"headers":{"x-a":null,"X-C":"3"}})");
    BOOST_TEST(changed.status == 200);
    BOOST_TEST(changed.json.at("headers").as_array().size() == 2u);
    BOOST_TEST(changed.text("/headers/0/name") == "X-B");
    BOOST_TEST(changed.text("/headers/1/name") == "X-C");
    BOOST_TEST(house.ask_as(key, "PATCH", path, R"({"headers":{"Host":"x"}})").status == 422);
    auto const wrong = house.ask_as(key, "PATCH", path, R"({"headers":{"X-D":4}})");
    BOOST_TEST(wrong.status == 422);
    BOOST_TEST((wrong.wrong_fields() == std::vector<std::string>{"headers.X-D"}));
    BOOST_TEST(house.ask_as(key, "PATCH", path, R"({"headers":[]})").status == 422);
}

BOOST_AUTO_TEST_CASE(reveals_a_key_on_record_and_rotates_it) {
    auto const key = house.add_application("native-key");
    house.add_webhook("native-key");
    std::string const path = "/v1/applications/native-key/endpoints/default/signing-key";
    auto const shown = house.ask_as(key, "GET", path);
    BOOST_TEST(shown.text("/signingKey") == "a key for native-key");
    auto const trail = house.ask("GET", "/v1/audit?application=native-key&limit=1");
    BOOST_TEST(trail.text("/data/0/action") == "revealSigningKey");
    BOOST_TEST(trail.text("/data/0/subject") == path);
    BOOST_TEST(trail.text("/data/0/detail/requestId") == shown.header("x-request-id"));
    auto const rotated = house.ask_as(key, "POST", path + "/rotate");
    BOOST_TEST(rotated.status == 200);
    BOOST_TEST(rotated.text("/signingKey").starts_with("whsec_"));
    BOOST_TEST(rotated.json.at("olderSigningKeys").as_array().size() == 1u);
    BOOST_TEST(house.ask_as(key, "GET", path).text("/signingKey") == rotated.text("/signingKey"));
    auto const given = house.ask_as(key, "POST", path + "/rotate", R"({"signingKey":"mine","overlapSeconds":0})");
    BOOST_TEST(given.text("/signingKey") == "");
    BOOST_TEST(given.json.at("olderSigningKeys").as_array().empty());
    BOOST_TEST(house.ask_as(key, "POST", path + "/rotate", R"({"overlapSeconds":604801})").status == 422);
    BOOST_TEST(house.ask_as(key, "POST", path + "/rotate", R"({"overlapSeconds":-1})").status == 422);
    BOOST_TEST(house.ask_as(key, "PUT", path, R"({"signingKey":""})").status == 422);
    BOOST_TEST(house.ask_as(key, "PUT", path, R"({"signingKey":"new"})").status == 200);
    BOOST_TEST(house.ask("GET", "/v1/audit").body.find("a key for") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(native_register)

BOOST_AUTO_TEST_CASE(writes_persons_and_tells_those_who_may_see) {
    api_house house;
    auto const key = house.add_application("native-person");
    house.add_webhook("native-person");
    house.add_person(9);
    house.add_consent(9, "native-person");
    auto const same = house.ask("PUT", "/v1/persons/9", R"({"firstName":"Kari","email":"kari@example.org"})");
    BOOST_TEST(same.text("/effect") == "unchanged");
    auto const changed = house.ask("PATCH", "/v1/persons/9", R"({"email":"k@example.org"})");
    BOOST_TEST(changed.text("/effect") == "updated");
    BOOST_TEST(changed.number("/messages") == 1);
    BOOST_TEST(house.ask("PATCH", "/v1/persons/9", R"({"emil":"x"})").status == 422);
    BOOST_TEST(house.ask("PUT", "/v1/persons/9", R"({"personID":10})").status == 422);
    BOOST_TEST(house.ask("PUT", "/v1/persons/9", R"({"email":"a","email":"b"})").status == 400);
    BOOST_TEST(house.ask_as(key, "PATCH", "/v1/persons/9", R"({"email":"x"})").status == 403);
    BOOST_TEST(house.ask("GET", "/v1/persons?search=KAR").text("/data/0/firstName") == "Kari");
    BOOST_TEST(house.ask_as(key, "GET", "/v1/persons?search=kari").text("/data/0/firstName") == "Kari");
    BOOST_TEST(house.ask("GET", "/v1/persons?search=kari+nobody").text("/data/0/firstName") == "");
    auto const blank = house.ask("GET", "/v1/persons?search=%20");
    BOOST_TEST(blank.status == 422);
    BOOST_TEST((blank.wrong_fields() == std::vector<std::string>{"search"}));
    auto const tag = house.ask("GET", "/v1/persons/9").header("etag");
    BOOST_TEST(
        house.ask_as(house.admin_key(), "PATCH", "/v1/persons/9", R"({"firstName":"K"})", {{"If-Match", tag}}).status ==
        200);
    BOOST_TEST(
        house.ask_as(house.admin_key(), "PATCH", "/v1/persons/9", R"({"firstName":"L"})", {{"If-Match", tag}}).status ==
        412);
    auto const seen = house.ask_as(key, "GET", "/v1/persons/9").header("etag");
    BOOST_TEST(seen != house.ask("GET", "/v1/persons/9").header("etag"));  // of what it sees, not of the register
    BOOST_TEST(seen == house.ask_as(key, "GET", "/v1/persons/9").header("etag"));
    house.ask("PATCH", "/v1/persons/9", R"({"gender":"Female"})");
    BOOST_TEST(house.ask_as(key, "GET", "/v1/persons/9").text("/gender") == "");
    auto const consent = house.ask("GET", "/v1/persons/9/consents/native-person");
    BOOST_TEST(consent.text("/scopes/0") == "email");
    BOOST_TEST(house.ask("PUT", "/v1/persons/9/consents/native-person", R"({"scopes":["x"]})").status == 422);
    BOOST_TEST(house.ask("DELETE", "/v1/persons/9/consents/native-person").number("/messages") == 1);
    BOOST_TEST(house.ask("GET", "/v1/persons/9/consents/native-person").status == 404);
    BOOST_TEST(house.ask("DELETE", "/v1/persons/9").status == 204);
}

BOOST_AUTO_TEST_CASE(imports_lines_of_any_number_and_reports_the_bad_ones) {
    api_house house;
    house.add_application("native-import");
    std::string body;
    for (int id = 1; id <= 3000; ++id) {
        if (id == 7) body += "{\"personID\":7,\"nonsense\":1}\n";
        body += R"({"person":{"personID":)" + std::to_string(id) +
                R"(,"firstName":"N"},"consents":[{"application":"native-import","scopes":["members.read_name"]}]})" +
                "\n";
    }
    body += "not json";
    fields const typed{{"Content-Type", "application/x-ndjson"}};
    auto const report = house.ask_as(house.admin_key(), "POST", "/v1/persons:import", body, typed);
    BOOST_REQUIRE_EQUAL(report.status, 200);
    BOOST_TEST(report.number("/created") == 3000);
    BOOST_TEST(report.number("/refused") == 2);
    BOOST_TEST(report.number("/errors/0/line") == 7);
    BOOST_TEST(report.number("/errors/1/line") == 3002);
    BOOST_TEST(house.ask("GET", "/v1/applications/native-import/stats").number("/persons") == 3000);
    auto const again = house.ask_as(house.admin_key(), "POST", "/v1/persons:import", body, typed);
    BOOST_TEST(again.number("/unchanged") == 3000);
    BOOST_TEST(house.ask("POST", "/v1/persons:import", "{}").status == 415);
    int seen = 0;
    for (std::string target = "/v1/persons?limit=250"; !target.empty();) {
        auto const page = house.ask("GET", target);
        seen += static_cast<int>(page.json.at("data").as_array().size());
        auto const cursor = page.text("/nextCursor");
        target = cursor.empty() ? "" : "/v1/persons?limit=250&cursor=" + cursor;
    }
    BOOST_TEST(seen == 3000);
}

BOOST_AUTO_TEST_CASE(shows_what_was_sent_and_sends_it_again) {
    api_house house;
    auto const key = house.add_application("native-log");
    house.add_webhook("native-log");
    house.add_person(5);
    house.add_consent(5, "native-log");
    auto const settled = [](api_answer const& now) { return now.text("/data/0/state") == "delivered"; };
    auto const list = house.ask_until("/v1/deliveries?application=native-log", settled);
    auto const id = list.text("/data/0/id");
    BOOST_TEST(list.text("/data/0/key") == "5");
    auto const full = house.ask("GET", "/v1/deliveries?application=native-log&limit=1");
    BOOST_TEST(full.json.at("nextCursor").is_null());  // a full page, and nothing after it
    auto const detail = house.ask_as(key, "GET", "/v1/deliveries/" + id + "?include=request");
    BOOST_TEST(detail.text("/requestBody").find("\"data\"") != std::string::npos);
    auto const attempts = house.ask_as(key, "GET", "/v1/deliveries/" + id + "/attempts?include=request,response");
    BOOST_TEST(attempts.number("/data/0/status") == 200);
    BOOST_TEST(attempts.text("/data/0/requestHead").starts_with("POST /native-log"));
    BOOST_TEST(attempts.text("/data/0/responseBody") == "from the receiver");
    BOOST_TEST(attempts.text("/data/0/peer") == "");
    auto const attempt = attempts.text("/data/0/id");
    BOOST_TEST(house.ask("GET", "/v1/attempts/" + attempt).text("/peer") == "203.0.113.7:443");
    BOOST_TEST(house.ask_as(key, "GET", "/v1/deliveries/" + id + "?include=everything").status == 400);
    auto const again = house.ask_as(key, "POST", "/v1/deliveries/" + id + "/redeliver");
    BOOST_TEST(again.status == 202);
    auto const newest = house.ask_until("/v1/deliveries?kind=replay&state=delivered",
                                        [](auto const& now) { return !now.text("/data/0/id").empty(); });
    BOOST_TEST(newest.text("/data/0/id") == again.text("/id"));
    BOOST_TEST(newest.text("/data/0/replayOf") == id);
    BOOST_TEST(newest.text("/data/0/messageId") == detail.text("/messageId"));
    auto const dry = house.ask_as(key, "POST", "/v1/replays", R"({"state":"delivered","dryRun":true})");
    BOOST_TEST(dry.status == 200);
    BOOST_TEST(dry.number("/matched") == 2);
    BOOST_TEST(dry.number("/redelivered") == 0);
    auto const replayed = house.ask_as(key, "POST", "/v1/replays", R"({"state":"delivered"})");
    BOOST_TEST(replayed.status == 202);
    BOOST_TEST(replayed.number("/redelivered") == 2);
    BOOST_TEST(house.ask_as(key, "POST", "/v1/replays", "{}").status == 422);
    BOOST_TEST(house.ask("GET", "/v1/deliveries?state=gone").status == 400);
    BOOST_TEST(house.ask("GET", "/v1/deliveries?application=native-nobody").status == 404);
    house.add_application("native-silent");
    BOOST_TEST(house.ask("GET", "/v1/deliveries?application=native-silent").status == 200);
}

BOOST_AUTO_TEST_CASE(retries_those_whom_a_sync_has_left) {
    api_house house;
    auto const key = house.add_application("native-retry");
    house.add_webhook("native-retry");
    for (int id = 1; id <= 3; ++id) {
        house.add_person(id);
        if (id < 3) house.add_consent(id, "native-retry");
    }
    house.receivers_answer(500);
    auto const started = house.ask_as(key, "POST", "/v1/applications/native-retry/endpoints/default/syncs");
    auto const first = started.header("location");
    house.ask_until(first, [](auto const& now) { return now.number("/waiting") == 2; });
    auto const early = house.ask_as(key, "POST", first + "/retry");
    BOOST_TEST(early.status == 409);
    BOOST_TEST(early.header("location") == first);
    house.ask_as(key, "DELETE", first);
    house.receivers_answer(200);
    house.add_consent(3, "native-retry");
    auto const again = house.ask_as(key, "POST", first + "/retry");
    BOOST_TEST(again.status == 202);
    BOOST_TEST(again.text("/retryOf") == started.text("/id"));
    BOOST_TEST(again.number("/total") == 2);
    auto const second = again.header("location");
    auto const ended = house.ask_until(second, [](auto const& now) { return now.text("/state") == "completed"; });
    BOOST_TEST(ended.number("/acknowledged") == 2);
    BOOST_TEST(house.ask("GET", first).number("/waiting") == 2);
    BOOST_TEST(house.ask("GET", first).json.at("retryOf").is_null());
    BOOST_TEST(house.ask_as(key, "POST", second + "/retry").status == 409);
    BOOST_TEST(house.ask_as(house.add_application("native-other"), "POST", first + "/retry").status == 404);
}

BOOST_AUTO_TEST_CASE(cancels_what_still_waits) {
    api_house house;
    house.receivers_answer(500);
    auto const key = house.add_application("native-cancel");
    house.add_webhook("native-cancel");
    house.add_person(5);
    house.add_consent(5, "native-cancel");
    auto const list = house.ask_until("/v1/deliveries?failed=true",
                                      [](auto const& now) { return !now.text("/data/0/nextAttemptAt").empty(); });
    auto const id = list.text("/data/0/id");
    BOOST_TEST(house.ask_as(key, "POST", "/v1/deliveries/" + id + "/cancel").text("/state") == "cancelled");
    BOOST_TEST(house.ask_as(key, "POST", "/v1/deliveries/" + id + "/cancel").status == 409);
}

BOOST_AUTO_TEST_SUITE_END()
