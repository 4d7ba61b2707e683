#include <cohook/challenge.hpp>

#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace cohook;

std::string value_of(challenge_answer const& answer, std::string_view name) {
    for (header_line const& line : answer.headers)
        if (line.name == name) return line.value;
    return "none";
}

std::string zoom_question(std::string_view token) {
    return R"({"payload":{"plainToken":")" + std::string(token) +
           R"("},"event_ts":1654503849680,"event":"endpoint.url_validation"})";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zoom_validation)

BOOST_AUTO_TEST_CASE(is_answered_with_the_token_under_the_key_that_verified) {
    std::vector<secret> const secrets = {"old", "new"};
    auto const receiver = verifier::make(scheme::zoom, secrets).value();
    samples::request const request = samples::signed_by(scheme::zoom, "new", zoom_question("qgg8vlvZRS6UYooatFL8Aw"));
    auto const answer = answer_zoom_validation(receiver, request.verified_by(receiver));
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->status == 200);
    // printf qgg8vlvZRS6UYooatFL8Aw | openssl dgst -sha256 -hmac new
    BOOST_TEST(answer->body == R"({"plainToken":"qgg8vlvZRS6UYooatFL8Aw","encryptedToken":")"
                               "38c55cb9e1fc21b4158da896aeea4b8b23eebfab3851933c96b09f8170111fbf\"}");
}

BOOST_AUTO_TEST_CASE(is_not_answered_to_a_stranger) {
    auto const receiver = verifier::make(scheme::zoom, "key").value();
    auto const other = verifier::make(scheme::zoom, "other").value();
    samples::request request = samples::signed_by(scheme::zoom, "other", zoom_question("abc"));
    BOOST_TEST(!answer_zoom_validation(receiver, request.verified_by(receiver)).has_value());
    // Proof made with other keys is none here, whatever it is of.
    BOOST_TEST(answer_zoom_validation(other, request.verified_by(other)).has_value());
    BOOST_TEST(!answer_zoom_validation(receiver, request.verified_by(other)).has_value());
    BOOST_TEST(!answer_zoom_validation(receiver, verification(verdict::ok)).has_value());
    auto const slack = verifier::make(scheme::slack, "key").value();
    samples::request const elsewhere = samples::signed_by(scheme::slack, "key", zoom_question("abc"));
    BOOST_TEST(!answer_zoom_validation(slack, elsewhere.verified_by(slack)).has_value());
}

BOOST_AUTO_TEST_CASE(never_signs_what_could_be_a_webhook) {
    auto const receiver = verifier::make(scheme::zoom, "key").value();
    for (std::string const& token : {std::string("v0:1614265330:{}"), std::string("a.b"), std::string("a b"),
                                     std::string(), std::string(129, 'a'), std::string("b\xc3\xa5")}) {
        samples::request const request = samples::signed_by(scheme::zoom, "key", zoom_question(token));
        verification const seen = request.verified_by(receiver);
        BOOST_REQUIRE_EQUAL(seen.kind(), verdict::ok);
        BOOST_TEST(!answer_zoom_validation(receiver, seen).has_value(), token);
    }
    for (char const* body : {"{}", "no json", R"({"event":"endpoint.url_validation"})",
                             R"({"event":"meeting.started","payload":{"plainToken":"abc"}})",
                             R"({"event":"endpoint.url_validation","payload":{"plainToken":7}})"}) {
        samples::request const request = samples::signed_by(scheme::zoom, "key", body);
        BOOST_TEST(!answer_zoom_validation(receiver, request.verified_by(receiver)).has_value(), body);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(discord_ping)

BOOST_AUTO_TEST_CASE(is_answered_by_its_kind) {
    std::string_view const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    std::string_view const key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    auto const receiver = verifier::make(scheme::discord, key).value();
    auto const answered = [&](std::string body) {
        samples::request const request = samples::signed_by(scheme::discord, seed, std::move(body));
        return answer_discord_ping(request.verified_by(receiver));
    };
    auto const interaction = answered(R"({"id":"1","type":1,"version":1})");
    BOOST_REQUIRE(interaction.has_value());
    BOOST_TEST(interaction->status == 200);
    BOOST_TEST(interaction->body == R"({"type":1})");
    BOOST_TEST(value_of(*interaction, "Content-Type") == "application/json");
    auto const event = answered(R"({"version":1,"application_id":"1","type":0})");
    BOOST_REQUIRE(event.has_value());
    BOOST_TEST(event->status == 204);
    BOOST_TEST(event->body == "");
    for (char const* none :
         {R"({"type":2})", R"({"version":1,"type":1,"event":{"type":"X"}})", "{}", R"({"type":"1"})", "x"})
        BOOST_TEST(!answered(none).has_value(), none);
}

BOOST_AUTO_TEST_CASE(is_not_answered_where_it_is_not_signed) {
    std::string_view const key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    auto const receiver = verifier::make(scheme::discord, key).value();
    samples::request const probe{
        {{"X-Signature-Timestamp", std::to_string(samples::time)}, {"X-Signature-Ed25519", std::string(128, '0')}},
        R"({"type":1})",
        samples::time};
    BOOST_TEST(!answer_discord_ping(probe.verified_by(receiver)).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(webhook_origin)

BOOST_AUTO_TEST_CASE(is_granted_to_those_allowed_and_nobody_else) {
    webhook_origins origins;
    origins.allowed = {"events.example.com"};
    std::vector<header_view> const good = {{"webhook-request-origin", " Events.Example.com "},
                                           {"WebHook-Request-Callback", "https://evil.example/x"}};
    auto const granted = answer_webhook_origin("OPTIONS", good, origins);
    BOOST_REQUIRE(granted.has_value());
    BOOST_TEST(granted->status == 200);
    BOOST_TEST(value_of(*granted, "WebHook-Allowed-Origin") == "Events.Example.com");
    BOOST_TEST(value_of(*granted, "WebHook-Allowed-Rate") == "*");
    origins.most_per_minute = 0;
    BOOST_TEST(value_of(*answer_webhook_origin("OPTIONS", good, origins), "WebHook-Allowed-Rate") == "1");

    BOOST_TEST(!answer_webhook_origin("POST", good, origins).has_value());
    BOOST_TEST(!answer_webhook_origin("OPTIONS", {}, origins).has_value());
    std::vector<header_view> const twice = {good[0], good[0]};
    BOOST_TEST(!answer_webhook_origin("OPTIONS", twice, origins).has_value());
    origins.allowed = {"events.example.com", "*", "a\r\nX: y"};
    for (char const* bad : {"example.com", "sub.events.example.com", "*", "", "a\r\nX: y"}) {
        std::vector<header_view> const asked = {{"WebHook-Request-Origin", bad}};
        BOOST_TEST(!answer_webhook_origin("OPTIONS", asked, origins).has_value(), bad);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(websub_verification)

BOOST_AUTO_TEST_CASE(echoes_the_challenge_of_what_was_asked_for) {
    using mode = websub_intent::mode;
    websub_intent const wanted(mode::subscribe, "https://example.com/feed?a=1");
    std::string const query =
        "hub.mode=subscribe&hub.topic=https%3A%2F%2Fexample.com%2Ffeed%3Fa%3D1&hub.challenge=Xy%2B9&hub.lease_seconds="
        "10";
    auto const answer = answer_websub_intent(query, wanted);
    BOOST_REQUIRE(answer.has_value());
    BOOST_TEST(answer->status == 200);
    BOOST_TEST(answer->body == "Xy+9");
    BOOST_TEST(value_of(*answer, "Content-Type") == "text/plain");

    auto const changed = [&](std::string_view from, std::string_view to) {
        std::string other = query;
        return other.replace(other.find(from), from.size(), to);
    };
    for (std::string const& bad :
         {changed("=subscribe", "=unsubscribe"), changed("feed", "Feed"), changed("Xy%2B9", ""),
          changed("Xy%2B9", "%3Cscript%3E%0A"), changed("Xy%2B9", std::string(513, 'a')), changed("=10", "=0"),
          changed("=10", "=-1"), changed("=10", "=x"), changed("&hub.lease_seconds=10", ""),
          query + "&hub.challenge=other", query + "&hub.lease_seconds=20", query + "&hub.mode=subscribe",
          std::string()})
        BOOST_TEST(!answer_websub_intent(bad, wanted).has_value(), bad);

    websub_intent const leaving(mode::unsubscribe, "https://example.com/feed?a=1");
    BOOST_TEST(!answer_websub_intent(query, leaving).has_value());
    BOOST_TEST(answer_websub_intent(changed("=subscribe", "=unsubscribe"), leaving).has_value());
    std::string const without = changed("=subscribe", "=unsubscribe").substr(0, query.find("&hub.lease") + 2);
    BOOST_TEST(answer_websub_intent(without, leaving).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
