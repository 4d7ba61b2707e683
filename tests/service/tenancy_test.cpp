#include "api_house.hpp"
#include "service/router.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <functional>
#include <map>

using namespace cohook::testing;
using cohook::service::all_routes;
using cohook::service::route;
using cohook::service::route_auth;
using cohook::service::route_body;

namespace {

/// Two applications. Everything that has an id belongs to `owner`; `stranger` asks.
struct two_tenants {
    two_tenants() {
        stranger_key = house.add_application("stranger");
        owner_key = house.add_application("owner");
        house.ask("POST", "/v1/organizations", R"({"id":"owner-org","name":"Hidden hall"})");
        house.ask("PATCH", "/v1/applications/owner", R"({"organization":"owner-org"})");
        house.add_webhook("owner");
        house.add_webhook("stranger");
        house.add_person(4711, R"(,"lastName":"Canary")");
        house.add_consent(4711, "owner");
        auto const settled = [](api_answer const& now) { return now.text("/data/0/state") == "delivered"; };
        auto const deliveries = house.ask_until("/v1/deliveries?application=owner", settled);
        ids["delivery"] = deliveries.text("/data/0/id");
        ids["message"] = deliveries.text("/data/0/messageId");
        auto const tested = house.ask("POST", "/v1/applications/owner/endpoints/default/test", R"({"personID":4711})");
        ids["test"] = tested.text("/attempt/deliveryId");
        auto const attempts = house.ask("GET", "/v1/deliveries/" + ids["delivery"] + "/attempts");
        ids["attempt"] = attempts.text("/data/0/id");
        ids["sync"] = house.ask("POST", "/application/owner/webhook/sync").text("/id");
        ids["application"] = "owner";
        ids["endpoint"] = "default";
        ids["person"] = "4711";
        ids["organization"] = "owner-org";
        house.ask("POST", "/v1/organizations", R"({"id":"stranger-org","name":"Another hall"})");
        house.ask("PATCH", "/v1/applications/stranger", R"({"organization":"stranger-org"})");
        stranger_session = house.add_account(
            R"({"login":"stranger","role":"technical-administrator","organizations":["stranger-org"]})");
        house.add_account(R"({"login":"owner@canary","role":"system-administrator"})");
        ids["account"] = house.ask("GET", "/v1/accounts").text("/data/0/accountId");
        ids["key"] = house.ask("GET", "/v1/api-keys?application=owner").text("/data/0/id");
        for (auto const& [name, id] : ids) BOOST_REQUIRE_MESSAGE(!id.empty(), name);
    }

    std::string address(route const& one) const {
        std::string made;
        for (std::string_view rest = one.path; !rest.empty();) {
            auto const open = std::min(rest.find('{'), rest.size());
            made.append(rest.substr(0, open));
            rest.remove_prefix(open);
            if (rest.empty()) break;
            auto const close = rest.find('}');
            made.append(ids.at(std::string(rest.substr(1, close - 1))));
            rest.remove_prefix(close + 1);
        }
        return made;
    }

    /// Those who have no part in it: the key of an application, and an account of another organization.
    std::array<std::function<api_answer(route const&)>, 2> strangers() {
        return {
            [this](route const& one) { return house.ask_as(stranger_key, one.method, address(one), body_for(one)); },
            [this](route const& one) {
                return house.ask_by(stranger_session, one.method, address(one), body_for(one));
            }};
    }

    /// A body that the operation would take from its owner.
    static std::string body_for(route const& one) {
        static std::map<std::string_view, std::string> const bodies{
            {"patchMyApplication", R"({"name":"x"})"},
            {"patchMySync", R"({"state":"paused"})"},
            {"patchSync", R"({"state":"paused"})"},
            {"patchApplication", R"({"name":"x"})"},
            {"createEndpoint", R"({"url":"https://hooks.example.org/x","signingKey":"k"})"},
            {"checkUrl", R"({"url":"https://hooks.example.org/x"})"},
            {"putEndpoint", R"({"url":"https://hooks.example.org/x"})"},
            {"patchEndpoint", R"({"coalesce":true})"},
            {"putHeaders", R"({"headers":[]})"},
            {"patchHeaders", R"({"headers":{}})"},
            {"putSigningKey", R"({"signingKey":"stolen"})"},
            {"putConsent", R"({"scopes":[]})"},
        };
        auto const found = bodies.find(one.id);
        return found == bodies.end() ? std::string() : found->second;
    }

    api_house house;
    std::string owner_key, stranger_key, stranger_session;
    std::map<std::string, std::string> ids;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tenancy, two_tenants)

BOOST_AUTO_TEST_CASE(answers_every_route_with_foreign_ids_as_if_there_were_nothing) {
    auto const before = house.ask("GET", "/application/owner").body;
    int asked = 0;
    for (auto const& one : all_routes()) {
        if (one.path.find('{') == std::string_view::npos || one.auth == route_auth::none) continue;
        for (auto const& stranger : strangers()) {
            auto const answer = stranger(one);
            auto const wanted = one.auth == route_auth::admin ? 403 : 404;
            BOOST_TEST(answer.status == wanted,
                       one.method << " " << one.path << ": " << answer.status << " " << answer.body);
            for (auto const secret :
                 {"Canary", "Hidden hall", "a key for owner", "hooks.example.org/owner", "owner@canary"})
                BOOST_TEST(answer.body.find(secret) == std::string::npos, one.id);
            ++asked;
        }
    }
    BOOST_TEST(asked > 90);
    BOOST_TEST(house.ask("GET", "/application/owner").body == before);
    BOOST_TEST(house.ask_as(owner_key, "GET", "/application").status == 200);
}

BOOST_AUTO_TEST_CASE(tells_a_foreign_id_and_an_unknown_one_apart_by_nothing) {
    for (auto const& one : all_routes()) {
        if (one.path.find('{') == std::string_view::npos || one.auth != route_auth::any) continue;
        for (auto const& stranger : strangers()) {
            auto const foreign = stranger(one);
            auto const kept = ids;
            ids["application"] = "nobody";
            ids["delivery"] = "dlv_12345";
            ids["attempt"] = "att_12345";
            ids["sync"] = "syn_12345";
            ids["person"] = "4712";
            ids["organization"] = "no-org";
            ids["key"] = "0000000000000";
            auto const missing = stranger(one);
            ids = kept;
            BOOST_TEST(foreign.status == missing.status, one.id);
            BOOST_TEST(foreign.text("/className") == missing.text("/className"), one.id);
        }
    }
}

BOOST_AUTO_TEST_CASE(lists_what_is_ones_own_alone) {
    for (auto const target : {"/application", "/v1/applications", "/v1/deliveries", "/v1/persons", "/person", "/org",
                              "/v1/organizations", "/v1/api-keys", "/v1/overview"}) {
        for (auto const& answer :
             {house.ask_as(stranger_key, "GET", target), house.ask_by(stranger_session, "GET", target)}) {
            BOOST_TEST(answer.status == 200, target);
            for (auto const foreign : {"\"owner\"", "4711", "Canary", "Hidden hall"})
                BOOST_TEST(answer.body.find(foreign) == std::string::npos, target << " " << answer.body);
        }
    }
    for (auto const target : {"/v1/deliveries?application=owner", "/v1/api-keys?application=owner",
                              "/v1/stream?application=owner", "/v1/persons?application=owner"}) {
        BOOST_TEST(house.ask_as(stranger_key, "GET", target).status == 404, target);
        BOOST_TEST(house.ask_by(stranger_session, "GET", target).status == 404, target);
    }
    for (auto const target : {"/v1/stats", "/v1/audit", "/v1/system", "/v1/accounts"}) {
        BOOST_TEST(house.ask_as(stranger_key, "GET", target).status == 403, target);
        BOOST_TEST(house.ask_by(stranger_session, "GET", target).status == 403, target);
    }
    auto const replay =
        house.ask_as(stranger_key, "POST", "/v1/replays", R"({"application":"owner","state":"delivered"})");
    BOOST_TEST(replay.status == 404);
    BOOST_TEST(house.ask_as(stranger_key, "POST", "/v1/api-keys", R"({"application":"owner"})").status == 404);
}

BOOST_AUTO_TEST_SUITE_END()
