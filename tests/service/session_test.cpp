// Signing in over HTTP: cookies, what a browser must show, what a session may.
#include "api_house.hpp"

#include <boost/test/unit_test.hpp>

using namespace cohook::testing;

namespace {

std::string const password(account_password);

std::string credentials(std::string const& login, std::string const& with = password) {
    return R"({"login":")" + login + R"(","password":")" + with + R"("})";
}

fields plus(fields all, fields const& more) {
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

struct set_up_house {
    api_answer as(std::string const& cookie, std::string_view method, std::string_view target,
                  std::string_view body = {}) {
        return house.ask_by(cookie, method, target, body);
    }
    api_answer sign_in(std::string const& login, std::string const& with = password) {
        return house.ask_bare("POST", "/v1/session", credentials(login, with), from_page);
    }

    api_house house;
    std::string const root = house.set_up();
};

}  // namespace

BOOST_AUTO_TEST_SUITE(set_up_by_browser)

BOOST_AUTO_TEST_CASE(is_offered_until_it_is_done_and_asks_for_the_token) {
    api_house house;
    BOOST_TEST(house.ask_bare("GET", "/v1/session/methods", "", {}).flag("/setupNeeded"));
    auto const wrong = R"({"token":"guess","login":"root","password":"correct horse battery"})";
    BOOST_TEST(house.ask_bare("POST", "/v1/setup", wrong, from_page).status == 403);
    auto const right =
        R"({"token":")" + house.setup_token() + R"(","login":"root","password":"correct horse battery"})";
    BOOST_TEST(house.ask_bare("POST", "/v1/setup", right, {{"Content-Type", "application/json"}}).status == 403);
    auto const made = house.ask_bare("POST", "/v1/setup", right, from_page);
    BOOST_TEST(made.status == 201);
    BOOST_TEST(made.text("/account/login") == "root");
    BOOST_TEST(made.text("/account/role") == "system-administrator");
    BOOST_TEST(made.header("cache-control") == "no-store");
    BOOST_TEST(!house.ask_bare("GET", "/v1/session/methods", "", {}).flag("/setupNeeded"));
    BOOST_TEST(house.ask_bare("POST", "/v1/setup", right, from_page).status == 409);
    auto const trail = house.ask("GET", "/v1/audit?limit=1");
    BOOST_TEST(trail.text("/data/0/action") == "setUp");
    BOOST_TEST(trail.text("/data/0/actor") == "account root");
}

BOOST_AUTO_TEST_CASE(slows_down_who_guesses_the_token) {
    api_house house;
    auto const wrong = R"({"token":"guess","login":"root","password":"correct horse battery"})";
    api_answer last;
    for (int guess = 0; guess < 40 && last.status != 429; ++guess)
        last = house.ask_bare("POST", "/v1/setup", wrong, from_page);
    BOOST_TEST(last.status == 429);
    BOOST_TEST(!last.header("retry-after").empty());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(sessions_of_browsers, set_up_house)

BOOST_AUTO_TEST_CASE(are_held_by_a_cookie_that_scripts_and_other_sites_do_not_get) {
    auto const made = sign_in("ROOT@example.org");
    BOOST_TEST(made.status == 200);
    auto const set = made.header("set-cookie");
    BOOST_TEST(set.starts_with("cohook-session="));
    for (auto const wanted : {"; Path=/", "; HttpOnly", "; SameSite=Strict", "; Max-Age=43200"})
        BOOST_TEST(set.find(wanted) != std::string::npos, set);
    BOOST_TEST(set.find("Secure") == std::string::npos);
    BOOST_TEST(made.body.find(cookie_of(made).substr(15)) == std::string::npos);
    // Asked by another name, it stands behind a proxy that speaks TLS.
    http_client proxied(house.port());
    auto const body = credentials("root@example.org");
    proxied.send(
        "POST /v1/session HTTP/1.1\r\nHost: hooks.example.org\r\nX-Cohook-Console: 1\r\nContent-Type: "
        "application/json\r\nContent-Length: " +
        std::to_string(body.size()) + "\r\n\r\n" + body);
    auto const secure = proxied.receive().header("set-cookie");
    BOOST_TEST(secure.starts_with("__Host-cohook="));
    BOOST_TEST(secure.find("; Secure") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(show_who_is_signed_in_until_he_signs_out) {
    auto const shown = as(root, "GET", "/v1/session");
    BOOST_TEST(shown.status == 200);
    BOOST_TEST(shown.text("/account/login") == "root@example.org");
    BOOST_TEST(shown.number("/idleMinutes") == 30);
    BOOST_TEST(!shown.text("/expiresAt").empty());
    BOOST_TEST(as(root, "GET", "/v1/system").status == 200);
    auto const out = as(root, "DELETE", "/v1/session");
    BOOST_TEST(out.status == 204);
    BOOST_TEST(out.header("set-cookie").find("Max-Age=0") != std::string::npos);
    BOOST_TEST(as(root, "GET", "/v1/session").status == 401);
    BOOST_TEST(as(root, "GET", "/v1/system").status == 401);
}

BOOST_AUTO_TEST_CASE(show_the_person_of_the_account) {
    house.add_person(11, R"(,"displayName":"Kari N.")");
    auto const kari = house.add_account(R"({"login":"kari","role":"system-administrator","personID":11})");
    auto const shown = as(kari, "GET", "/v1/session");
    BOOST_TEST(shown.number("/person/personID") == 11);
    BOOST_TEST(shown.text("/person/displayName") == "Kari N.");
    BOOST_TEST(as(root, "GET", "/v1/session").json.at("person").is_null());
}

BOOST_AUTO_TEST_CASE(change_nothing_for_another_site) {
    auto const target = "/v1/organizations";
    auto const body = R"({"name":"Hall"})";
    fields const cookie{{"Cookie", root}, {"Content-Type", "application/json"}};
    BOOST_TEST(house.ask_bare("POST", target, body, cookie).status == 403);
    for (auto const& wrong :
         {fields{{"X-Cohook-Console", "0"}}, fields{{"X-Cohook-Console", "1"}, {"Sec-Fetch-Site", "cross-site"}},
          fields{{"X-Cohook-Console", "1"}, {"Sec-Fetch-Site", "same-site"}},
          fields{{"X-Cohook-Console", "1"}, {"Origin", "https://evil.example"}},
          fields{{"X-Cohook-Console", "1"}, {"Origin", "null"}}})
        BOOST_TEST(house.ask_bare("POST", target, body, plus(cookie, wrong)).status == 403);
    for (auto const& right :
         {fields{{"X-Cohook-Console", "1"}}, fields{{"X-Cohook-Console", "1"}, {"Sec-Fetch-Site", "same-origin"}}})
        BOOST_TEST(house.ask_bare("POST", target, body, plus(cookie, right)).status == 201);
    // Nor is anybody signed in by one: not with the credentials of whoever made the page.
    for (auto const& wrong : {fields(), fields{{"X-Cohook-Console", "1"}, {"Origin", "https://evil.example"}}})
        BOOST_TEST(house
                       .ask_bare("POST", "/v1/session", credentials("root@example.org"),
                                 plus({{"Content-Type", "application/json"}}, wrong))
                       .status == 403);
}

BOOST_AUTO_TEST_CASE(are_not_mixed_with_keys) {
    BOOST_TEST(
        house.ask_bare("GET", "/v1/system", "", {{"Cookie", root}, {"x-access-token", house.admin_key()}}).status ==
        401);
    BOOST_TEST(house.ask("GET", "/v1/session").status == 401);
    BOOST_TEST(house.ask("DELETE", "/v1/session").status == 401);
}

BOOST_AUTO_TEST_CASE(are_refused_in_one_way_and_then_later_and_later) {
    auto const wrong = sign_in("root@example.org", "not the password");
    BOOST_TEST(wrong.status == 401);
    BOOST_TEST(wrong.text("/message") == "the name or the password is wrong");
    BOOST_TEST(sign_in("nobody@example.org").text("/message") == wrong.text("/message"));
    BOOST_TEST(wrong.header("set-cookie").empty());
    // However slow the machine: the waits double, and soon one of them is longer than a try takes.
    api_answer slow;
    for (int slip = 0; slip < 15 && slow.status != 429; ++slip) {
        slow = sign_in("root@example.org", "not the password");
        BOOST_TEST((slow.status == 401 || slow.status == 429));
    }
    BOOST_TEST(slow.status == 429);
    BOOST_TEST(std::stoi(slow.header("retry-after")) >= 1);
}

BOOST_AUTO_TEST_CASE(end_everywhere_else_with_a_new_password) {
    auto const other = cookie_of(sign_in("root@example.org"));
    auto const wrong = as(root, "PUT", "/v1/session/password", R"({"current":"no","password":"a new password"})");
    BOOST_TEST(wrong.status == 422);
    BOOST_TEST(wrong.wrong_fields().at(0) == "current");
    auto const body = R"({"current":"correct horse battery","password":"a new password"})";
    BOOST_TEST(as(root, "PUT", "/v1/session/password", body).status == 204);
    BOOST_TEST(as(root, "GET", "/v1/session").status == 200);
    BOOST_TEST(as(other, "GET", "/v1/session").status == 401);
}

BOOST_AUTO_TEST_CASE(leave_one_line_in_the_trail_when_they_are_opened_and_none_when_they_are_refused) {
    BOOST_TEST(sign_in("root@example.org").status == 200);
    BOOST_TEST(sign_in("root@example.org", "a wrong password").status == 401);
    auto const trail = house.ask("GET", "/v1/audit");
    BOOST_TEST(trail.json.at("data").as_array().size() == 2u);
    BOOST_TEST(trail.text("/data/0/action") == "signIn");
    BOOST_TEST(trail.text("/data/0/actor") == "account root@example.org");
    BOOST_TEST(trail.text("/data/1/action") == "setUp");
    BOOST_TEST(trail.text("/data/1/actor") == "account root@example.org");
}

BOOST_AUTO_TEST_CASE(name_the_account_in_the_trail) {
    BOOST_TEST(as(root, "POST", "/v1/organizations", R"({"id":"trail-org","name":"Hall"})").status == 201);
    auto const trail = house.ask("GET", "/v1/audit?limit=1");
    BOOST_TEST(trail.text("/data/0/action") == "createOrganization");
    BOOST_TEST(trail.text("/data/0/actor") == "account root@example.org");
}

BOOST_AUTO_TEST_CASE(of_accounts_are_a_system_administrator_s_to_give) {
    house.ask("POST", "/v1/organizations", R"({"id":"hall","name":"Hall"})");
    auto const kari =
        house.add_account(R"({"login":"kari","role":"technical-administrator","organizations":["hall"]})");
    BOOST_TEST(as(kari, "GET", "/v1/accounts").status == 403);
    BOOST_TEST(as(kari, "POST", "/v1/accounts", R"({"login":"x","role":"system-administrator"})").status == 403);
    auto const all = as(root, "GET", "/v1/accounts");
    BOOST_TEST(all.json.at("data").as_array().size() == 2u);
    BOOST_TEST(all.body.find("scrypt") == std::string::npos);
    auto const id = all.text("/data/0/login") == "kari" ? all.text("/data/0/accountId") : all.text("/data/1/accountId");
    auto const changed = as(root, "PATCH", "/v1/accounts/" + id, R"({"personID":12,"organizations":[]})");
    BOOST_TEST(changed.number("/personID") == 12);
    BOOST_TEST(as(root, "PATCH", "/v1/accounts/" + id, R"({"personID":null})").json.at("personID").is_null());
    BOOST_TEST(as(root, "PATCH", "/v1/accounts/" + id, R"({"role":"king"})").status == 422);
    BOOST_TEST(as(root, "PATCH", "/v1/accounts/" + id, R"({"organizations":["none"]})").status == 422);
    BOOST_TEST(as(root, "POST", "/v1/accounts/" + id + "/invitation").status == 201);
    BOOST_TEST(as(root, "PATCH", "/v1/accounts/" + id, R"({"disabled":true})").flag("/disabled"));
    BOOST_TEST(as(kari, "GET", "/v1/session").status == 401);
    BOOST_TEST(as(root, "DELETE", "/v1/accounts/" + id).status == 204);
    BOOST_TEST(as(root, "DELETE", "/v1/accounts/" + id).status == 404);
}

BOOST_AUTO_TEST_CASE(of_technical_administrators_reach_all_applications_of_their_organizations_and_no_other) {
    house.ask("POST", "/v1/organizations", R"({"id":"hall","name":"Hall"})");
    for (auto const* id : {"one", "two", "foreign"}) {
        house.add_application(id);
        house.add_webhook(id);
    }
    for (auto const* id : {"one", "two"})
        house.ask("PATCH", "/v1/applications/" + std::string(id), R"({"organization":"hall"})");
    house.add_person(11);
    for (auto const* id : {"one", "two", "foreign"}) house.add_consent(11, id);
    auto const kari = house.add_account(
        R"({"login":"kari","role":"technical-administrator","organizations":["hall"],"personID":11})");
    house.ask_until("/v1/deliveries?state=delivered",
                    [](auto const& now) { return now.json.at("data").as_array().size() == 3; });
    auto const deliveries = as(kari, "GET", "/v1/deliveries");
    BOOST_TEST(deliveries.json.at("data").as_array().size() == 2u);
    BOOST_TEST(deliveries.body.find("foreign") == std::string::npos);
    auto const newest = as(kari, "GET", "/v1/deliveries?limit=1");
    BOOST_TEST(newest.text("/data/0/id") == deliveries.text("/data/0/id"));
    auto const next = as(kari, "GET", "/v1/deliveries?limit=1&cursor=" + newest.text("/nextCursor"));
    BOOST_TEST(next.text("/data/0/id") == deliveries.text("/data/1/id"));
    BOOST_TEST(as(kari, "GET", "/v1/deliveries?application=foreign").status == 404);
    BOOST_TEST(as(kari, "GET", "/v1/applications").json.at("data").as_array().size() == 2u);
    BOOST_TEST(as(kari, "GET", "/v1/persons?application=two").json.at("data").as_array().size() == 1u);
    BOOST_TEST(as(kari, "GET", "/v1/persons/11?application=one").status == 200);
    BOOST_TEST(as(kari, "GET", "/v1/persons/11?application=foreign").status == 404);
    // Without a name, through all of hers together: everybody once.
    BOOST_TEST(as(kari, "GET", "/v1/persons").json.at("data").as_array().size() == 1u);
    BOOST_TEST(as(kari, "GET", "/v1/persons/11").text("/email") == "kari@example.org");
    BOOST_TEST(as(kari, "GET", "/person").wrong_fields().at(0) == "application");
    auto const replay = as(kari, "POST", "/v1/replays", R"({"state":"delivered","dryRun":true})");
    BOOST_TEST(replay.number("/matched") == 2);
    auto const hook = std::string("/v1/applications/two/endpoints/default");
    BOOST_TEST(as(kari, "GET", hook + "/signing-key").text("/signingKey") == "a key for two");
    BOOST_TEST(as(kari, "POST", hook + "/signing-key/rotate").status == 200);
    BOOST_TEST(as(kari, "POST", hook + "/test").status == 200);
    auto const key = as(kari, "POST", "/v1/api-keys", R"({"application":"two"})");
    BOOST_TEST(key.status == 201);
    BOOST_TEST(as(kari, "GET", "/v1/api-keys").json.at("data").as_array().size() == 3u);
    BOOST_TEST(as(kari, "DELETE", "/v1/api-keys/" + key.text("/id")).status == 204);
    BOOST_TEST(as(kari, "POST", "/v1/applications", R"({"id":"mine","name":"Mine"})").status == 201);
    BOOST_TEST(as(kari, "GET", "/v1/applications/mine").status == 200);
    BOOST_TEST(as(kari, "PATCH", "/v1/applications/mine", R"({"scopes":["email"]})").status == 403);
    BOOST_TEST(as(kari, "DELETE", "/v1/applications/mine").status == 403);
    BOOST_TEST(as(kari, "GET", "/v1/system").status == 403);
}

BOOST_AUTO_TEST_CASE(take_the_account_s_own_person_for_a_test_and_say_so_where_there_is_none) {
    house.add_application("app");
    house.add_webhook("app");
    auto const none = as(root, "POST", "/v1/applications/app/endpoints/default/test");
    BOOST_TEST(none.status == 422);
    BOOST_TEST(none.wrong_fields().at(0) == "personID");
}

BOOST_AUTO_TEST_CASE(keep_no_secret_in_logs_trail_or_stored_answers) {
    auto const invited = house.ask("POST", "/v1/accounts", R"({"login":"kari","role":"system-administrator"})");
    auto const trail = house.ask("GET", "/v1/audit?limit=250").body;
    auto const log = house.log_with("\"route\":\"/v1/audit\"");
    for (auto const& secret : {root.substr(15), invited.text("/invitation"), house.setup_token(), password})
        for (auto const& text : {trail, log}) BOOST_TEST(text.find(secret) == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
