#include <cohook/endpoint.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <limits>
#include <string>

namespace {

using namespace cohook;
using namespace std::chrono_literals;

endpoint good() {
    endpoint value;
    value.id = "ep_1";
    value.tenant = "application 7";
    value.url = "https://receiver.example/hooks?a=%20b";
    value.signing_keys = {{"hush", {}}};
    return value;
}

void refuses(std::string const& field, std::function<void(endpoint&)> const& change) {
    auto candidate = good();
    change(candidate);
    auto const checked = validate(candidate);
    BOOST_TEST_REQUIRE(checked.has_error());
    BOOST_TEST((checked.error().kind() == errc::invalid_argument));
    BOOST_TEST(checked.error().field() == field);
    BOOST_TEST(!checked.error().message().empty());
    BOOST_TEST(checked.error().message().find("hush") == std::string::npos);  // no secret in a message
}

void takes(std::function<void(endpoint&)> const& change) {
    auto candidate = good();
    change(candidate);
    auto const checked = validate(candidate);
    BOOST_TEST(checked.has_value(), (checked ? "" : checked.error().field() + ": " + checked.error().message()));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(endpoint_settings)

BOOST_AUTO_TEST_CASE(the_least_and_the_most_are_taken) {
    takes([](endpoint&) {});
    takes([](endpoint& e) { e.id = std::string(64, 'Z'); });
    takes([](endpoint& e) { e.url = "HTTPS://receiver.example/" + std::string(2048 - 25, 'a'); });
    takes([](endpoint& e) { e.request_interval = 24h; });
    takes([](endpoint& e) { e.max_in_flight = 1000; });
    takes([](endpoint& e) { e.policy = standard_policy(); });
    takes([](endpoint& e) { e.signing_keys = {{"kå", {}}, {"old", wall_time(5s)}}; });
    takes([](endpoint& e) { e.signing_keys = {{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", {}}}; });
    takes([](endpoint& e) { e.signing_keys = {{"whsk_" + std::string(42, 'A') + "E=", {}}}; });
    takes([](endpoint& e) {
        for (int n = 0; n < 16; ++n) e.headers.push_back({"X-Tag-" + std::to_string(n), "välue with spaces"});
        e.headers[0] = {"Authorization", "Bearer x"};
    });
}

BOOST_AUTO_TEST_CASE(an_id_that_cannot_stand_in_a_path_is_refused) {
    for (auto const* id : {"", "a/b", "a b", "å"}) refuses("id", [&](endpoint& e) { e.id = id; });
    refuses("id", [](endpoint& e) { e.id = std::string(65, 'a'); });
    refuses("tenant", [](endpoint& e) { e.tenant = "a\nb"; });
}

BOOST_AUTO_TEST_CASE(a_url_without_protocol_or_with_raw_bytes_is_refused) {
    for (auto const* url : {"", "receiver.example/hooks", "//receiver.example", "ftp://receiver.example", "https:/x",
                            "https://receiver.example/a b", "https://receiver.example/\n", "https://rëceiver.example/"})
        refuses("url", [&](endpoint& e) { e.url = url; });
    refuses("url", [](endpoint& e) { e.url = "https://receiver.example/" + std::string(2048 - 24, 'a'); });
}

BOOST_AUTO_TEST_CASE(a_key_that_cannot_sign_is_refused) {
    refuses("signingKey", [](endpoint& e) { e.signing_keys.clear(); });
    refuses("signingKey", [](endpoint& e) { e.signing_keys[0].secret.clear(); });
    refuses("signingKey", [](endpoint& e) { e.signing_keys[0].secret = "hush\xff\xfe"; });
    refuses("signingKey", [](endpoint& e) { e.signing_keys[0].secret = "whsec_hush!"; });
    refuses("signingKey", [](endpoint& e) { e.signing_keys[0].secret = "whsec_"; });
    refuses("signingKey", [](endpoint& e) { e.signing_keys[0].secret = "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"; });
    refuses("signingKey", [](endpoint& e) { e.signing_keys[0].expires_at = wall_time(1s); });
    refuses("signingKeys[1]", [](endpoint& e) { e.signing_keys.push_back({"", wall_time(1s)}); });
    refuses("signingKey", [](endpoint& e) { e.signing_keys.assign(9, {"hush", {}}); });
}

BOOST_AUTO_TEST_CASE(an_interval_outside_a_day_is_refused) {
    refuses("requestIntervalMs", [](endpoint& e) { e.request_interval = -1ms; });
    refuses("requestIntervalMs", [](endpoint& e) { e.request_interval = 24h + 1ms; });
}

BOOST_AUTO_TEST_CASE(headers_of_the_sender_are_not_replaced) {
    for (auto const* name :
         {"Host", "content-length", "Transfer-Encoding", "CONNECTION", "TE", "Trailer", "Upgrade", "Content-Type",
          "Expect", "user-agent", "webhook-id", "Webhook-Signature", "svix-anything", "SVIX-ID", "Keep-Alive"})
        refuses("headers[1].name", [&](endpoint& e) { e.headers = {{"X-First", "1"}, {name, "2"}}; });
    takes([](endpoint& e) { e.headers = {{"X-Webhook-Id", "1"}, {"Hosts", "2"}}; });
}

BOOST_AUTO_TEST_CASE(headers_that_would_break_the_request_are_refused) {
    for (auto const* name : {"", "a b", "a:b", "å", "a\r\n"})
        refuses("headers[0].name", [&](endpoint& e) { e.headers = {{name, "1"}}; });
    for (auto const* value : {"a\r\nb: c", "hush\tb", "\x7f", " a", "a ", "\xc3"})
        refuses("headers[0].value", [&](endpoint& e) { e.headers = {{"X-A", value}}; });
    refuses("headers[0].value", [](endpoint& e) { e.headers = {{"X-A", std::string("a\0b", 3)}}; });
    refuses("headers[1].name", [](endpoint& e) { e.headers = {{"X-A", "1"}, {"x-a", "2"}}; });
    refuses("headers", [](endpoint& e) {
        for (int n = 0; n < 17; ++n) e.headers.push_back({"X-" + std::to_string(n), "1"});
    });
}

BOOST_AUTO_TEST_CASE(a_policy_that_could_not_be_kept_is_refused) {
    refuses("policy.deadlines.wholeMs", [](endpoint& e) { e.policy.deadlines.whole = 0ms; });
    refuses("policy.deadlines.tlsMs", [](endpoint& e) { e.policy.deadlines.tls = 2h; });
    refuses("policy.resend.firstMs", [](endpoint& e) { e.policy.resend.first = 0ms; });
    refuses("policy.resend.capMs", [](endpoint& e) { e.policy.resend.cap = 1s; });
    refuses("policy.resend.listMs[1]", [](endpoint& e) { e.policy.resend.list = {1s, -1ms}; });
    refuses("policy.resend.jitter", [](endpoint& e) { e.policy.resend.jitter = 0.51; });
    refuses("policy.resend.jitter",
            [](endpoint& e) { e.policy.resend.jitter = std::numeric_limits<double>::quiet_NaN(); });
    refuses("policy.lifeMs", [](endpoint& e) { e.policy.life.reset(); });
    refuses("policy.lifeMs", [](endpoint& e) { e.policy.life = 0ms; });
    refuses("policy.disableAfterMs", [](endpoint& e) { e.policy.disable_after = -1s; });
    refuses("maxInFlight", [](endpoint& e) { e.max_in_flight = 0; });
    refuses("maxInFlight", [](endpoint& e) { e.max_in_flight = 1001; });
}

BOOST_AUTO_TEST_CASE(the_named_policies_hold_the_numbers_of_the_contract) {
    auto const members = members_policy();
    BOOST_TEST((members.acknowledge == acknowledge_rule::members_statuses));
    BOOST_TEST((members.deadlines.whole == 600s && members.deadlines.connect == 10s && members.deadlines.tls == 10s));
    BOOST_TEST((members.resend.first == 10s && members.resend.cap == 600s && members.resend.list.empty()));
    BOOST_TEST((members.life == std::chrono::days(7)));
    auto const standard = standard_policy();
    BOOST_TEST((standard.acknowledge == acknowledge_rule::any_2xx));
    BOOST_TEST((standard.deadlines.whole == 30s && standard.deadlines.connect == 10s && standard.deadlines.tls == 5s &&
                standard.deadlines.first_byte == 15s));
    std::vector<std::chrono::milliseconds> const waits{5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};
    BOOST_TEST((standard.resend.list == waits));
    BOOST_TEST(!standard.life.has_value());
    for (auto const& policy : {members, standard}) {
        BOOST_TEST(policy.resend.jitter == 0.2);
        BOOST_TEST((policy.disable_after == std::chrono::days(5)));
        BOOST_TEST(policy.disable_on_gone);
    }
}

BOOST_AUTO_TEST_SUITE_END()
