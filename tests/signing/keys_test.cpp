#include "samples.hpp"
#include "signing/bytes.hpp"
#include "signing/encoding.hpp"
#include "signing/signing.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace cohook;

bool blames(result<signing_key> const& made, std::string_view words) {
    return !made && made.error().kind() == errc::invalid_argument && made.error().field() == "secret" &&
           made.error().message().find(words) != std::string::npos;
}

std::string signature_of(signing_key const& key) {
    std::vector<signing_key> const keys = {key};
    std::string out;
    BOOST_REQUIRE_EQUAL(append_signatures(out, keys, samples::id, samples::time, samples::body), verdict::ok);
    return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(standard_webhooks_keys)

BOOST_AUTO_TEST_CASE(are_the_decoded_bytes_with_and_without_prefix) {
    std::string const bare(samples::key.substr(6));
    BOOST_TEST(signature_of(signing_key::load(samples::key).value()) == samples::signature);
    BOOST_TEST(signature_of(signing_key::load(bare).value()) == samples::signature);
}

BOOST_AUTO_TEST_CASE(are_refused_with_a_reason_and_without_repeating_the_secret) {
    BOOST_TEST(blames(signing_key::load(""), "empty"));
    BOOST_TEST(blames(signing_key::load("whsec_"), "empty"));
    BOOST_TEST(blames(signing_key::load("whsec_!!!!"), "not standard base64"));
    BOOST_TEST(blames(signing_key::load("whsec_aGVsbG8"), "padded"));
    BOOST_TEST(blames(signing_key::load("whsec_aGVsbG8=\n"), "line end"));
    BOOST_TEST(blames(signing_key::load(" whsec_aGVsbG8="), "blank"));
    BOOST_TEST(blames(signing_key::load("v1,whsec_aGVsbG8="), "version"));
    BOOST_TEST(blames(signing_key::load("whsec_-_-_"), "URL alphabet"));
    BOOST_TEST(blames(signing_key::load("whsec_aGVsbG9="), "base64"));
    BOOST_TEST(blames(signing_key::load("whpk1_aGVsbG8="), "another prefix"));
    auto const refused = signing_key::load("whsec_c2VjcmV0IQ");
    BOOST_REQUIRE(!refused);
    BOOST_TEST(refused.error().message().find("c2VjcmV0") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(take_a_pair_as_seed_with_or_without_its_public_half) {
    auto const pair = signing_key::load(samples::private_key).value();
    BOOST_TEST(pair.public_key() == samples::public_key);
    BOOST_TEST(signature_of(pair) == samples::curve_signature);
    auto const seed = signing_key::load("whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbc=");
    BOOST_REQUIRE(seed);
    BOOST_TEST(seed->public_key() == samples::public_key);
    BOOST_TEST(signing_key::load(samples::key)->public_key() == "");
}

BOOST_AUTO_TEST_CASE(never_swap_public_private_and_shared) {
    BOOST_TEST(blames(signing_key::load(samples::public_key), "public key"));
    auto const private_to_verify = verifier::make(scheme::standard_webhooks, samples::private_key);
    BOOST_REQUIRE(!private_to_verify);
    BOOST_TEST(private_to_verify.error().message().find("whpk_") != std::string::npos);
    // Halves that do not belong together.
    std::string foreign(samples::private_key);
    foreign.replace(60, 4, "AAAA");
    BOOST_TEST(blames(signing_key::load(foreign), "does not belong"));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(endpoint_signing_keys)

BOOST_AUTO_TEST_CASE(use_the_text_as_typed_for_the_envelope_and_decode_whsec_for_the_header) {
    auto const keys = signing::make_endpoint_keys(samples::key);
    BOOST_REQUIRE(keys);
    BOOST_TEST(signature_of(keys->header) == samples::signature);
    signing::mac_value as_typed, expected;
    BOOST_REQUIRE(keys->envelope->compute({"[]"}, as_typed));
    BOOST_REQUIRE(signing::hmac_key::make(samples::key).value().compute({"[]"}, expected));
    BOOST_TEST(signing::same_bytes(as_typed.bytes(), expected.bytes()));
}

BOOST_AUTO_TEST_CASE(use_any_other_text_as_its_bytes) {
    for (std::string_view const text : {"helloWorld", "aGVsbG8=", "whsk_nonsense", "blåbær", " "}) {
        auto const keys = signing::make_endpoint_keys(text);
        BOOST_REQUIRE(keys);
        std::string in_base64;
        signing::append_base64(in_base64, text);
        BOOST_TEST(signature_of(keys->header) == signature_of(signing_key::load(in_base64).value()));
    }
}

BOOST_AUTO_TEST_CASE(are_understood_by_a_verifier_told_the_same_rule) {
    auto const header = signing::make_endpoint_keys("helloWorld")->header;
    samples::request request = samples::published();
    request["webhook-signature"] = signature_of(header);
    auto const receiver = verifier::make(scheme::standard_webhooks, secret("helloWorld", secret::dialect::endpoint));
    BOOST_TEST(request.verified_by(*receiver).kind() == verdict::ok);
}

BOOST_AUTO_TEST_CASE(are_refused_where_empty_or_half_decodable) {
    for (std::string_view const bad : {"", "whsec_", "whsec_aGVsbG8", "whsec_%%%%"}) {
        auto const keys = signing::make_endpoint_keys(bad);
        BOOST_REQUIRE(!keys);
        BOOST_TEST(keys.error().field() == "signingKey");
        BOOST_TEST((keys.error().kind() == errc::invalid_argument));
    }
}

BOOST_AUTO_TEST_SUITE_END()
