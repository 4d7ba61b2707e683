// The ways in which verifiers of webhooks have been broken, each with its test. The numbers are those of the list that
// this library was written against; what a case is about is in its name.
#include <cohook/challenge.hpp>
#include <cohook/envelope.hpp>
#include <cohook/replay_guard.hpp>

#include "samples.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/err.h>

#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace {

using namespace cohook;

std::string const good(samples::signature);

verdict judged(samples::request const& request, std::string_view key = samples::key) {
    return request.verified_by(samples::verifier_of(key)).kind();
}
samples::request with(std::string_view name, std::string value) {
    samples::request request = samples::published();
    request[name] = std::move(value);
    return request;
}

bool loads(scheme name, std::string_view key) {
    verifier_options options;
    options.url = "https://example.com";
    options.http_message.algorithm = "hmac-sha256";
    options.generic.header = "X-Sign";
    return verifier::make(name, key, options).has_value();
}

constexpr scheme with_secrets[] = {scheme::members_envelope,
                                   scheme::standard_webhooks,
                                   scheme::svix,
                                   scheme::stripe,
                                   scheme::github,
                                   scheme::slack,
                                   scheme::zoom,
                                   scheme::shopify,
                                   scheme::square,
                                   scheme::paddle,
                                   scheme::linear,
                                   scheme::discord,
                                   scheme::generic_hmac,
                                   scheme::twilio,
                                   scheme::rfc9421};

}  // namespace

BOOST_AUTO_TEST_SUITE(pitfalls)

BOOST_AUTO_TEST_CASE(pitfall_1_no_prefix_of_a_signature_is_a_signature) {
    for (std::size_t size = 0; size < good.size(); ++size)
        BOOST_TEST(judged(with("webhook-signature", good.substr(0, size))) != verdict::ok, size);
    std::string const hex = samples::signed_by(scheme::github, "key", "{}").headers[0].value;
    for (std::size_t size = 0; size < hex.size(); ++size) {
        samples::request request = samples::signed_by(scheme::github, "key", "{}");
        request.headers[0].value.resize(size);
        BOOST_TEST(request.verified_by(verifier::make(scheme::github, "key").value()).kind() != verdict::ok, size);
    }
}

// That the comparison takes constant time cannot be asserted without measuring time; it is `CRYPTO_memcmp` in one
// place, `same_bytes`. What can be: a difference in any byte is a difference.
BOOST_AUTO_TEST_CASE(pitfall_2_every_byte_of_a_signature_is_compared) {
    for (std::size_t at = 3; at + 1 < good.size(); ++at) {
        std::string other = good;
        other[at] = other[at] == 'A' ? 'E' : 'A';
        BOOST_TEST(judged(with("webhook-signature", other)) != verdict::ok, at);
    }
}

BOOST_AUTO_TEST_CASE(pitfall_3_no_scheme_takes_an_empty_or_undecodable_secret) {
    for (scheme const name : with_secrets) BOOST_TEST(!loads(name, ""), to_string(name));
    for (char const* bad : {"whsec_", "whsec_!!!!", "whsec_====", "whpk_", "whsk_"})
        BOOST_TEST(!loads(scheme::standard_webhooks, bad), bad);
    std::vector<secret> const rotation = {samples::key, ""};
    BOOST_TEST(!verifier::make(scheme::standard_webhooks, rotation).has_value());
    // A key that starts with NUL is a key like any other.
    std::string_view const with_nul("\0b", 2), only_nul("\0", 1);
    samples::request const request = samples::signed_by(scheme::github, with_nul, "{}");
    BOOST_TEST(request.verified_by(verifier::make(scheme::github, with_nul).value()).kind() == verdict::ok);
    BOOST_TEST(request.verified_by(verifier::make(scheme::github, only_nul).value()).kind() ==
               verdict::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(pitfall_4_there_is_no_verifier_without_a_key_and_no_ok_without_a_match) {
    for (scheme const name : with_secrets)
        BOOST_TEST(!verifier::make(name, std::span<secret const>()).has_value(), to_string(name));
    BOOST_TEST(!std::is_default_constructible_v<verifier>);
    BOOST_TEST(!std::is_default_constructible_v<verification>);
    verification const made_up(verdict::ok);
    BOOST_TEST(!made_up);
    BOOST_TEST(!samples::verifier_of(samples::key).vouches_for(made_up));
}

BOOST_AUTO_TEST_CASE(pitfall_5_a_malformed_entry_neither_matches_nor_hides_a_good_one) {
    for (char const* junk : {"v1", "v1,", ",", "v1,%%%", "v1,AAAA", "v2,x", "v1a,AAAA", "v1,,", "=", "v1 "})
        for (std::string const& value : {junk + (" " + good), good + " " + junk})
            BOOST_TEST(judged(with("webhook-signature", value)) == verdict::ok, value);
}

BOOST_AUTO_TEST_CASE(pitfall_6_no_input_lets_an_exception_out) {
    static_assert(noexcept(std::declval<verifier const&>().verify(request_view(), 0)));
    for (std::string const& odd : {std::string(), std::string(1, '\0'), std::string("\xff\xfe"),
                                   std::string(1 << 20, 'v'), std::string(1 << 16, '('), std::string("t=,v1=")})
        for (scheme const name : {scheme::standard_webhooks, scheme::stripe, scheme::github, scheme::linear}) {
            auto const receiver = verifier::make(name, samples::key).value();
            std::vector<header_view> const headers = {{"webhook-id", odd},          {"webhook-timestamp", odd},
                                                      {"webhook-signature", odd},   {"Stripe-Signature", odd},
                                                      {"X-Hub-Signature-256", odd}, {"Linear-Signature", odd},
                                                      {std::string_view(), odd}};
            for (std::int64_t const now :
                 {std::numeric_limits<std::int64_t>::min(), std::int64_t{0}, std::numeric_limits<std::int64_t>::max()})
                BOOST_TEST(receiver.verify(headers, odd, now).kind() != verdict::ok);
        }
}

BOOST_AUTO_TEST_CASE(pitfall_7_a_signature_has_one_spelling) {
    std::string loose = good;
    ++loose[loose.size() - 2];
    for (std::string const& other : {loose, good + "=", good.substr(0, good.size() - 1), " v1, " + good.substr(3)})
        BOOST_TEST(judged(with("webhook-signature", other)) != verdict::ok, other);
    samples::request request = samples::signed_by(scheme::github, "key", "{}");
    for (char& c : request.headers[0].value)
        if (c >= 'a' && c <= 'f') c = static_cast<char>(c - 'a' + 'A');
    BOOST_TEST(request.verified_by(verifier::make(scheme::github, "key").value()).kind() != verdict::ok);
}

BOOST_AUTO_TEST_CASE(pitfall_8_a_timestamp_is_canonical_decimal_and_judged_both_ways) {
    for (char const* bad : {"+1614265330", "01614265330", "1614265330.0", "1.6e9", "0x60", "1_614", "-1",
                            "9223372036854775808", "18446744075323816946", "1614265330abc", "\xef\xbc\x91"})
        BOOST_TEST(judged(with("webhook-timestamp", bad)) == verdict::malformed_timestamp, bad);
    for (scheme const name : {scheme::stripe, scheme::paddle, scheme::slack}) {
        samples::request request = samples::signed_by(name, "key", "{}");
        auto const receiver = verifier::make(name, "key").value();
        request.now = samples::time - 301;
        BOOST_TEST(request.verified_by(receiver).kind() == verdict::timestamp_too_new, to_string(name));
        request.now = samples::time + 301;
        BOOST_TEST(request.verified_by(receiver).kind() == verdict::timestamp_too_old, to_string(name));
        request.now = std::numeric_limits<std::int64_t>::min();
        BOOST_TEST(request.verified_by(receiver).kind() == verdict::timestamp_too_new, to_string(name));
    }
}

BOOST_AUTO_TEST_CASE(pitfall_9_a_challenge_is_no_signing_oracle) {
    auto const receiver = verifier::make(scheme::zoom, "key").value();
    auto const question = [](std::string_view token) {
        return R"({"event":"endpoint.url_validation","payload":{"plainToken":")" + std::string(token) + "\"}}";
    };
    samples::request unsigned_one = samples::signed_by(scheme::zoom, "not the key", question("abc"));
    BOOST_TEST(!answer_zoom_validation(receiver, unsigned_one.verified_by(receiver)).has_value());
    samples::request const forging = samples::signed_by(scheme::zoom, "key", question("v0:1614265330:{}"));
    BOOST_REQUIRE_EQUAL(forging.verified_by(receiver).kind(), verdict::ok);
    BOOST_TEST(!answer_zoom_validation(receiver, forging.verified_by(receiver)).has_value());
}

BOOST_AUTO_TEST_CASE(pitfall_10_signed_bytes_are_not_split_elsewhere) {
    samples::request request = samples::signed_by(scheme::standard_webhooks, samples::key, "1614265330.5");
    request["webhook-id"] = "msg_1.1614265330";
    request.body = "5";
    BOOST_TEST(judged(request) == verdict::malformed_header);
    std::vector<secret> const secrets = {samples::key};
    auto const sender = signer::make(scheme::standard_webhooks, secrets).value();
    BOOST_TEST(sender.sign("msg.1", samples::time, "5").kind == verdict::malformed_header);
    samples::request slack = samples::signed_by(scheme::slack, "key", "{}");
    slack["X-Slack-Request-Timestamp"] = "1614265330:{";
    slack.body = "}";
    BOOST_TEST(slack.verified_by(verifier::make(scheme::slack, "key").value()).kind() == verdict::malformed_timestamp);
}

BOOST_AUTO_TEST_CASE(pitfall_11_bytes_are_verified_before_anything_reads_them) {
    for (std::string const& odd : {std::string("\xff"), std::string("\xef\xbb\xbf{}"), std::string("a\0b", 3),
                                   std::string("{}\r\n"), std::string("A\xcc\x8a")}) {
        samples::request const request = samples::signed_by(scheme::standard_webhooks, samples::key, odd);
        BOOST_TEST(judged(request) == verdict::ok);
        for (std::string const& text : {std::string("\xef\xbf\xbd"), std::string("{}"), std::string("a"),
                                        std::string("{}\n"), std::string("\xc3\x85")}) {
            samples::request altered = request;
            altered.body = text;
            BOOST_TEST(judged(altered) == verdict::signature_mismatch);
        }
    }
}

BOOST_AUTO_TEST_CASE(pitfall_12_a_header_is_there_once_in_any_case_and_cannot_be_injected) {
    samples::request twice = samples::published();
    twice.headers.push_back({"WEBHOOK-ID", "another"});
    BOOST_TEST(judged(twice) == verdict::duplicate_header);
    samples::request capitals = samples::published();
    for (header_line& line : capitals.headers) line.name[0] = 'W';
    BOOST_TEST(judged(capitals) == verdict::ok);
    std::vector<secret> const secrets = {samples::key};
    auto const sender = signer::make(scheme::standard_webhooks, secrets).value();
    BOOST_TEST(sender.sign("a\r\nX-Evil: 1", samples::time, "").kind == verdict::malformed_header);
}

BOOST_AUTO_TEST_CASE(pitfall_13_the_key_decides_the_algorithm) {
    BOOST_TEST(judged(with("webhook-signature", std::string(samples::curve_signature))) ==
               verdict::no_supported_signature);
    std::string const by_public_key = samples::signed_with("whsec_" + std::string(samples::public_key.substr(5)),
                                                           samples::id, samples::time, samples::body);
    BOOST_TEST(judged(with("webhook-signature", by_public_key), samples::public_key) ==
               verdict::no_supported_signature);
    // The same text is another key in another scheme.
    samples::request const stripe = samples::signed_by(scheme::stripe, samples::key, "{}");
    BOOST_TEST(stripe.verified_by(verifier::make(scheme::stripe, samples::key.substr(6)).value()).kind() ==
               verdict::signature_mismatch);
    samples::request downgraded = samples::signed_by(scheme::github, "key", "{}");
    downgraded.headers[0] = {"X-Hub-Signature", "sha1=de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9"};
    BOOST_TEST(downgraded.verified_by(verifier::make(scheme::github, "key").value()).kind() == verdict::missing_header);
    BOOST_TEST(!loads(scheme::rfc9421, "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n"));
}

BOOST_AUTO_TEST_CASE(pitfall_14_what_is_not_fresh_is_said_and_what_is_repeated_is_known) {
    samples::request const github = samples::signed_by(scheme::github, "key", "{}");
    BOOST_TEST(github.verified_by(verifier::make(scheme::github, "key").value()).fresh() == freshness::not_available);
    replay_guard guard(std::chrono::seconds(600), 10);
    samples::request request = samples::published();
    auto const admitted = [&] {
        return guard.admit("scope", request.verified_by(samples::verifier_of(samples::key)), samples::time);
    };
    std::string const right = std::exchange(request["webhook-signature"], "v1," + std::string(43, 'A') + "=");
    BOOST_TEST((admitted() == admission::not_verified));
    request["webhook-signature"] = right;
    BOOST_TEST((admitted() == admission::first_time));
    BOOST_TEST((admitted() == admission::repeated));
    // The time of Linear is read after its signature has matched, and is never taken from an unsigned header.
    samples::request linear = samples::signed_by(scheme::linear, "key", "{}");
    linear.headers.push_back({"Linear-Timestamp", std::to_string(samples::time) + "000"});
    BOOST_TEST(linear.verified_by(verifier::make(scheme::linear, "key").value()).kind() == verdict::missing_field);
    linear.body = "no json";
    BOOST_TEST(linear.verified_by(verifier::make(scheme::linear, "key").value()).kind() == verdict::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(pitfall_15_the_work_of_a_stranger_is_bounded) {
    std::string const wrong = "v1," + std::string(43, 'A') + "= ";
    std::string many;
    for (std::size_t i = 0; i < verifier::max_candidates; ++i) many += wrong;
    BOOST_TEST(judged(with("webhook-signature", many + good)) == verdict::signature_mismatch);
    std::vector<secret> const secrets(verifier::max_keys + 1, samples::key);
    BOOST_TEST(!verifier::make(scheme::standard_webhooks, secrets).has_value());
    std::string const deep = std::string(1 << 20, '[');
    BOOST_TEST(verifier::make(scheme::members_envelope, "key").value().verify({}, deep, 0).kind() ==
               verdict::malformed_envelope);
}

BOOST_AUTO_TEST_CASE(pitfall_16_weak_curve_keys_and_reducible_signatures_are_refused) {
    for (char const* weak : {"whpk_AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",   // the identity
                             "whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",   // order 4
                             "whpk_7P///////////////////////////////////////38=",   // order 2
                             "whpk_7v///////////////////////////////////////38="})  // 1, not reduced
        BOOST_TEST(!loads(scheme::standard_webhooks, weak), weak);
    auto const foreign_half = signing_key::load(
        "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbcAAAAAAAAAAAAAAAAAAAAA"
        "AAAAAAAAAAAAAAAAAAAAAA==");
    BOOST_TEST(!foreign_half.has_value());
}

BOOST_AUTO_TEST_CASE(pitfall_17_an_envelope_reads_in_one_way_only) {
    std::string const data = "[{}]";
    envelope_content content;
    content.data = data;
    content.message_id = "1";
    auto const receiver = verifier::make(scheme::members_envelope, "key").value();
    std::string const body = compose_envelope(content, "key").value();
    BOOST_TEST(receiver.verify({}, body, 0).payload() == data);
    std::string const member = R"("data":)";
    for (char const* second : {R"("data":"W10=",)", R"("d\u0061ta":"W10=",)"}) {
        std::string twice = body;
        twice.insert(twice.find(member), second);
        BOOST_TEST(receiver.verify({}, twice, 0).kind() == verdict::malformed_envelope, second);
    }
    std::string capitals = body;
    capitals.replace(capitals.find(member) + 1, 1, "D");
    BOOST_TEST(receiver.verify({}, capitals, 0).kind() == verdict::missing_field);
}

BOOST_AUTO_TEST_CASE(pitfall_18_a_refusal_holds_its_kind_and_nothing_more) {
    samples::request request = samples::published();
    request.body = "other";
    verification const refused = request.verified_by(samples::verifier_of(samples::key));
    BOOST_TEST(refused.kind() == verdict::signature_mismatch);
    BOOST_TEST((refused.payload().empty() && refused.id().empty() && refused.components().empty()));
    auto const unusable = verifier::make(scheme::standard_webhooks, "whsec_not a key, but secret");
    BOOST_REQUIRE(!unusable.has_value());
    BOOST_TEST(unusable.error().message().find("but secret") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
