// Signing in by an OpenID Connect issuer: the tokens that are taken, and the whole way there and back.
#include "api_house.hpp"
#include "service/base64url.hpp"
#include "service/id_token.hpp"
#include "small_issuer.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

using namespace cohook;
using namespace cohook::testing;
using namespace cohook::service;
namespace json = boost::json;

namespace {

struct some_tokens {
    some_tokens() {
        expected.issuer = "https://id.example.org";
        expected.client_id = "client";
        expected.nonce = "n-1";
        expected.now = std::chrono::sys_days(std::chrono::year(2025) / 6 / 1);
    }
    json::object good() const {
        auto const now = std::chrono::duration_cast<std::chrono::seconds>(expected.now.time_since_epoch()).count();
        return {{"iss", "https://id.example.org"},
                {"aud", "client"},
                {"sub", "kari"},
                {"nonce", "n-1"},
                {"iat", now},
                {"exp", now + 60},
                {"email", "k@e.org"},
                {"email_verified", true}};
    }
    static issuer_keys keys_of(std::initializer_list<token_key const*> all) {
        json::array listed{json::object{{"kty", "oct"}, {"k", "AAAA"}}, "nonsense"};
        for (auto const* one : all) listed.push_back(one->jwk());
        json::object const set{{"keys", std::move(listed)}};
        return issuer_keys::parse(json::serialize(set)).value();
    }
    errc refused(std::string const& token) const {
        auto const done = check_id_token(token, keys, expected);
        BOOST_TEST_REQUIRE(done.has_error(), token);
        BOOST_TEST(done.error().message().find("kari") == std::string::npos);
        return done.error().kind();
    }
    errc refused_with(char const* claim, json::value value) const {
        auto claims = good();
        if (value.is_null())
            claims.erase(claim);
        else
            claims[claim] = std::move(value);
        return refused(ec.sign(claims));
    }

    token_key const ec{token_key::kind::ec, "one"}, rsa{token_key::kind::rsa, "two"};
    issuer_keys const keys = keys_of({&ec, &rsa});
    expected_token expected;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(id_tokens, some_tokens)

BOOST_AUTO_TEST_CASE(of_either_algorithm_say_who_it_is) {
    for (auto const* key : {&ec, &rsa}) {
        auto const claims = check_id_token(key->sign(good()), keys, expected);
        BOOST_TEST_REQUIRE(claims.has_value());
        BOOST_TEST(claims->subject == "kari");
        BOOST_TEST(claims->verified_email == "k@e.org");
    }
    auto claims = good();
    claims["email_verified"] = "true";
    BOOST_TEST(check_id_token(ec.sign(claims), keys, expected)->verified_email == "");
    claims["aud"] = json::array{"client", "other"};
    claims["azp"] = "client";
    BOOST_TEST(check_id_token(ec.sign(claims), keys, expected).has_value());
}

BOOST_AUTO_TEST_CASE(for_others_or_of_others_or_too_old_are_refused) {
    auto const now = good()["iat"].as_int64();
    BOOST_TEST((refused_with("iss", "https://id.example.org/") == errc::unauthorized));
    BOOST_TEST((refused_with("iss", nullptr) == errc::unauthorized));
    BOOST_TEST((refused_with("aud", "other") == errc::unauthorized));
    BOOST_TEST((refused_with("aud", json::array{"client", "other"}) == errc::unauthorized));
    BOOST_TEST((refused_with("aud", nullptr) == errc::unauthorized));
    BOOST_TEST((refused_with("azp", "other") == errc::unauthorized));
    BOOST_TEST((refused_with("nonce", "n-2") == errc::unauthorized));
    BOOST_TEST((refused_with("nonce", nullptr) == errc::unauthorized));
    BOOST_TEST((refused_with("exp", now - 60) == errc::unauthorized));
    BOOST_TEST((refused_with("exp", nullptr) == errc::unauthorized));
    BOOST_TEST((refused_with("exp", "tomorrow") == errc::unauthorized));
    BOOST_TEST((refused_with("iat", now + 61) == errc::unauthorized));
    BOOST_TEST((refused_with("iat", nullptr) == errc::unauthorized));
    BOOST_TEST((refused_with("nbf", now + 61) == errc::unauthorized));
    BOOST_TEST((refused_with("sub", "") == errc::unauthorized));
    BOOST_TEST((refused_with("sub", nullptr) == errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(without_a_good_signature_are_refused) {
    auto const token = ec.sign(good());
    auto const claims = token.substr(token.find('.'), token.rfind('.') - token.find('.') + 1);
    for (auto const* header : {R"({"alg":"none"})", R"({"alg":"HS256"})", R"({"alg":"RS256","kid":"one"})", "{}",
                               R"({"alg":"ES256","kid":"one","crit":["x"],"x":1})"}) {
        auto const forged = base64url(header) + claims;
        BOOST_TEST((refused(forged) == errc::unauthorized));
        BOOST_TEST((refused(forged + token.substr(token.rfind('.') + 1)) == errc::unauthorized));
    }
    auto spoilt = token;
    spoilt[token.find('.') + 3] ^= 1;
    BOOST_TEST((refused(spoilt) == errc::unauthorized));
    token_key const stranger(token_key::kind::ec, "one");
    BOOST_TEST((refused(stranger.sign(good())) == errc::unauthorized));
    token_key const newer(token_key::kind::ec, "three");
    BOOST_TEST((refused(newer.sign(good())) == errc::not_found));
    for (auto const* nonsense : {"", ".", "..", "a.b", "a.b.c", "a.b.c.d"})
        BOOST_TEST((refused(nonsense) == errc::unauthorized));
}

BOOST_AUTO_TEST_CASE(are_not_checked_by_keys_that_are_none) {
    for (auto const* wrong : {"", "[]", "{}", R"({"keys":5})"}) BOOST_TEST(issuer_keys::parse(wrong).has_error());
    auto const short_one =
        R"({"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}]})";
    BOOST_TEST(issuer_keys::parse(short_one)->all().empty());
}

BOOST_AUTO_TEST_SUITE_END()

namespace {

struct house_with_issuer {
    house_with_issuer() : house(options()) {
        house.add_account(R"({"login":"kari@example.org","role":"system-administrator"})");
    }

    api_house::options options() {
        issuer_settings known;
        known.issuer = issuer.url();
        known.client_id = "client";
        known.client_secret = "secret";
        known.name = "The hall";
        known.allow_http = true;
        api_house::options wanted;
        wanted.issuer = known;
        return wanted;
    }

    struct journey {
        std::string cookie, there, state;
    };
    journey set_out() {
        auto const start = house.ask_bare("GET", "/v1/session/oidc/issuer/start", "", {});
        BOOST_REQUIRE_EQUAL(start.status, 302);
        journey made;
        made.cookie = cookie_of(start);
        made.there = start.header("location");
        made.state = small_issuer::parameter(made.there, "state");
        return made;
    }
    api_answer come_back(journey const& from, std::string const& code) {
        std::string escaped;
        for (char const c : code) escaped += c == ' ' ? std::string("%20") : std::string(1, c);
        return house.ask_bare("GET", "/v1/session/oidc/callback?code=" + escaped + "&state=" + from.state, "",
                              {{"Cookie", from.cookie}});
    }
    static json::object kari() { return {{"sub", "kari-1"}, {"email", "kari@example.org"}, {"email_verified", true}}; }
    /// The whole way; where it ends.
    api_answer travel(json::object claims) {
        auto const way = set_out();
        return come_back(way, issuer.admit(way.there, std::move(claims)));
    }
    static bool is_refused(api_answer const& answer) {
        return answer.status == 302 && answer.header("location").starts_with("/console#/sign-in?error=");
    }
    /// The session that the answer begins; empty: none.
    static std::string session_in(api_answer const& answer) {
        for (auto const& [name, value] : answer.headers)
            if (name == "set-cookie" && value.starts_with("cohook-session=")) return value.substr(0, value.find(';'));
        return {};
    }

    running_context context;
    small_issuer issuer{context};
    api_house house;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sign_in_by_issuer, house_with_issuer)

BOOST_AUTO_TEST_CASE(goes_there_and_comes_back_as_the_account_of_the_address) {
    auto const methods = house.ask_bare("GET", "/v1/session/methods", "", {});
    BOOST_TEST(methods.text("/oidc/0/name") == "The hall");
    BOOST_TEST(methods.text("/oidc/0/startUrl") == "/v1/session/oidc/issuer/start");
    auto const way = set_out();
    BOOST_TEST(way.there.starts_with(issuer.url() + "/sign-in?"));
    BOOST_TEST(small_issuer::parameter(way.there, "response_type") == "code");
    BOOST_TEST(small_issuer::parameter(way.there, "code_challenge_method") == "S256");
    BOOST_TEST(small_issuer::parameter(way.there, "scope") == "openid email");
    BOOST_TEST(way.cookie.starts_with("cohook-sign-in="));
    BOOST_TEST(way.there.find(way.cookie.substr(15)) == std::string::npos);
    auto const end = come_back(way, issuer.admit(way.there, kari()));
    BOOST_TEST(end.status == 302);
    BOOST_TEST(end.header("location") == "/console");
    auto const session = session_in(end);
    BOOST_TEST_REQUIRE(!session.empty());
    BOOST_TEST(house.ask_by(session, "GET", "/v1/session").text("/account/login") == "kari@example.org");
    auto const trail = house.ask("GET", "/v1/audit?limit=1");
    BOOST_TEST(trail.text("/data/0/action") == "signInByIssuer");
    BOOST_TEST(trail.text("/data/0/actor") == "account kari@example.org");
    // From now on by the subject, whatever address it has.
    BOOST_TEST(!session_in(travel({{"sub", "kari-1"}})).empty());
}

BOOST_AUTO_TEST_CASE(lets_nobody_in_who_has_no_account_here) {
    for (auto const& claims :
         {json::object{{"sub", "ola"}, {"email", "ola@example.org"}, {"email_verified", true}},
          json::object{{"sub", "kari-1"}, {"email", "kari@example.org"}, {"email_verified", false}},
          json::object{{"sub", "kari-1"}, {"email", "kari@example.org"}}, json::object{{"sub", "kari-1"}}}) {
        auto const end = travel(claims);
        BOOST_TEST(is_refused(end));
        BOOST_TEST(session_in(end).empty());
    }
}

BOOST_AUTO_TEST_CASE(is_bound_to_the_browser_that_began_it_and_to_one_time) {
    auto const mine = set_out(), other = set_out();
    auto const code = issuer.admit(other.there, kari());
    journey mixed = mine;
    mixed.state = other.state;
    BOOST_TEST(is_refused(come_back(mixed, code)));
    mixed.cookie.clear();
    BOOST_TEST(is_refused(come_back(mixed, code)));
    // A code that was made for another attempt: its challenge is of another verifier.
    BOOST_TEST(is_refused(come_back(mine, code)));
    auto const again = issuer.admit(mine.there, kari());
    BOOST_TEST(!session_in(come_back(mine, again)).empty());
    BOOST_TEST(is_refused(come_back(mine, again)));
    BOOST_TEST(house.ask_bare("GET", "/v1/session/oidc/nobody/start", "", {}).status == 404);
}

BOOST_AUTO_TEST_CASE(believes_no_token_that_is_not_for_this_sign_in) {
    for (auto const* claim : {"nonce", "aud", "iss", "exp"}) {
        issuer.spoil = [&](json::object& claims) { claims[claim] = "another"; };
        BOOST_TEST(is_refused(travel(kari())), claim);
    }
    issuer.spoil = nullptr;
    BOOST_TEST(!session_in(travel(kari())).empty());
}

BOOST_AUTO_TEST_CASE(reads_the_issuer_s_documents_once_as_long_as_its_keys_are_known) {
    for (int times = 0; times < 3; ++times) BOOST_TEST(!session_in(travel(kari())).empty());
    BOOST_TEST(issuer.times_asked("/.well-known/openid-configuration") == 1);
    BOOST_TEST(issuer.times_asked("/keys") == 1);
    BOOST_TEST(issuer.times_asked("/token") == 3);
}

BOOST_AUTO_TEST_CASE(tells_what_a_refusal_was_about_in_words) {
    auto const way = set_out();
    auto const denied = house.ask_bare("GET", "/v1/session/oidc/callback?error=access_denied&state=" + way.state, "",
                                       {{"Cookie", way.cookie}});
    BOOST_TEST(is_refused(denied));
    BOOST_TEST(denied.header("location").find("let%20you%20in") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(no_issuer_is_no_way_to_sign_in) {
    auto& house = shared_house();
    BOOST_TEST(house.ask_bare("GET", "/v1/session/oidc/issuer/start", "", {}).status == 404);
    BOOST_TEST(house.ask_bare("GET", "/v1/session/oidc/callback?code=x&state=y", "", {}).status == 404);
}
