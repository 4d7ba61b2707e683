// RFC 9421: what a verification of it says, what a receiver may demand, what a sender may lay out. Single requests,
// right and wrong, are in the vector files.
#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace cohook;

constexpr std::string_view key = "a2V5IG9mIDMyIGJ5dGVzIGZvciBITUFDLVNIQTI1NiE=";
std::string const body = R"({"a":1})";

http_signature_layout layout_of(std::vector<std::string> components) {
    http_signature_layout layout;
    layout.algorithm = "hmac-sha256";
    layout.components = std::move(components);
    return layout;
}

samples::request request_signed(http_signature_layout layout, std::string id = {},
                                std::vector<header_view> const& headers = {}) {
    signer_options options;
    options.http_message = std::move(layout);
    std::vector<secret> const secrets = {key};
    request_view sent(headers, body);
    sent.method = "POST";
    sent.url = "https://example.com/in?a=1";
    auto const made = signer::make(scheme::rfc9421, secrets, options).value().sign(sent, id, samples::time);
    BOOST_REQUIRE_EQUAL(made.kind, verdict::ok);
    samples::request request{made.lines, body, samples::time, "POST", std::string(sent.url)};
    for (header_view const& line : headers)
        request.headers.push_back({std::string(line.name), std::string(line.value)});
    return request;
}

verifier receiver(std::vector<std::string> demanded, tolerance window = {}) {
    verifier_options options;
    options.window = window;
    options.http_message.algorithm = "hmac-sha256";
    options.http_message.components = std::move(demanded);
    return verifier::make(scheme::rfc9421, key, options).value();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_message)

BOOST_AUTO_TEST_CASE(says_which_components_are_covered) {
    samples::request const request = request_signed(layout_of({"@method", "@target-uri", "content-digest"}), "n-1");
    verification const seen = request.verified_by(receiver({"content-digest"}));
    BOOST_REQUIRE_EQUAL(seen.kind(), verdict::ok);
    BOOST_TEST(seen.components() == R"(("@method" "@target-uri" "content-digest"))");
    BOOST_TEST((seen.covers(coverage::body) && seen.covers(coverage::url) && seen.covers(coverage::method)));
    BOOST_TEST((seen.covers(coverage::id) && seen.covers(coverage::timestamp)));
    BOOST_TEST(seen.payload() == body);
    BOOST_TEST(seen.id() == "n-1");
    BOOST_TEST((seen.timestamp() == samples::time));
    BOOST_TEST(seen.fresh() == freshness::checked);
}

BOOST_AUTO_TEST_CASE(hands_no_body_out_that_is_not_covered) {
    samples::request const request = request_signed(layout_of({"@method", "@authority", "@path"}));
    verification const seen = request.verified_by(receiver({}));
    BOOST_REQUIRE_EQUAL(seen.kind(), verdict::ok);
    BOOST_TEST(!seen.covers(coverage::body));
    BOOST_TEST(seen.payload() == "");
    BOOST_TEST(!seen.covers(coverage::url));  // the query may have been changed
    BOOST_TEST(!seen.covers(coverage::id));
    BOOST_TEST(request.verified_by(receiver({"content-digest"})).kind() == verdict::insufficient_coverage);
}

BOOST_AUTO_TEST_CASE(demands_the_digest_of_the_body_unless_told_otherwise) {
    verifier_options options;
    options.http_message.algorithm = "hmac-sha256";
    auto const as_it_comes = verifier::make(scheme::rfc9421, key, options).value();
    BOOST_TEST(request_signed(layout_of({"@method"})).verified_by(as_it_comes).kind() ==
               verdict::insufficient_coverage);
    BOOST_TEST(request_signed(layout_of({"content-digest"})).verified_by(as_it_comes).kind() == verdict::ok);
}

BOOST_AUTO_TEST_CASE(takes_no_signature_without_a_time_for_a_fresh_one) {
    samples::request request = request_signed(layout_of({"content-digest"}));
    BOOST_TEST(request.verified_by(receiver({}, tolerance::off())).fresh() == freshness::switched_off);
    request.now += 301;
    BOOST_TEST(request.verified_by(receiver({})).kind() == verdict::timestamp_too_old);
    BOOST_TEST(request.verified_by(receiver({}, tolerance::off())).kind() == verdict::ok);
}

BOOST_AUTO_TEST_CASE(needs_the_method_and_the_url_that_are_signed) {
    samples::request request = request_signed(layout_of({"@method", "@path", "content-digest"}));
    request.method.clear();
    BOOST_TEST(request.verified_by(receiver({})).kind() == verdict::missing_field);
    request.method = "POST";
    request.url.clear();
    BOOST_TEST(request.verified_by(receiver({})).kind() == verdict::missing_field);
    request.url = "https://other.example/in?b=2";
    BOOST_TEST(request.verified_by(receiver({})).kind() == verdict::ok);  // neither is signed
}

BOOST_AUTO_TEST_CASE(of_several_keys_carries_a_signature_each) {
    signer_options options;
    options.http_message = layout_of({"content-digest"});
    options.http_message.key_ids = {"new", "old"};
    std::vector<secret> const secrets = {"bmV3", "b2xk"};
    auto const made = signer::make(scheme::rfc9421, secrets, options).value().sign("", samples::time, body);
    BOOST_REQUIRE_EQUAL(made.kind, verdict::ok);
    samples::request const request{made.lines, body, samples::time};
    verifier_options demands;
    demands.http_message.algorithm = "hmac-sha256";
    for (char const* one : {"bmV3", "b2xk"})
        BOOST_TEST(request.verified_by(verifier::make(scheme::rfc9421, one, demands).value()).kind() == verdict::ok);
    BOOST_TEST(made.lines[1].value == R"(sig1=("content-digest");created=1614265330;keyid="new", )"
                                      R"(sig1-2=("content-digest");created=1614265330;keyid="old")");
}

BOOST_AUTO_TEST_CASE(is_not_signed_over_two_digests_or_what_cannot_be_written) {
    signer_options options;
    options.http_message = layout_of({"content-digest"});
    std::vector<secret> const secrets = {key};
    auto const sender = signer::make(scheme::rfc9421, secrets, options).value();
    std::vector<header_view> const headers = {{"content-digest", "sha-256=:AAAA:"}};
    BOOST_TEST(sender.sign(request_view(headers, body), "", samples::time).kind == verdict::duplicate_header);
    BOOST_TEST(sender.sign("a\r\nb", samples::time, body).kind == verdict::malformed_header);
    BOOST_TEST(sender.sign("", -1, body).kind == verdict::malformed_timestamp);
    BOOST_TEST(sender.sign("", 1'000'000'000'000'000, body).kind == verdict::malformed_timestamp);
}

BOOST_AUTO_TEST_CASE(is_not_made_of_options_without_sense) {
    auto const receiving = [](auto change) {
        verifier_options options;
        options.http_message.algorithm = "hmac-sha256";
        change(options.http_message);
        auto const made = verifier::make(scheme::rfc9421, key, options);
        return made ? std::string("made") : made.error().field();
    };
    BOOST_TEST(receiving([](http_signature_demands&) {}) == "made");
    BOOST_TEST(receiving([](http_signature_demands& d) { d.algorithm.clear(); }) == "http_message.algorithm");
    BOOST_TEST(receiving([](http_signature_demands& d) { d.algorithm = "rsa-pss-sha512"; }) ==
               "http_message.algorithm");
    for (char const* bad : {"@status", "Content-Digest", "", "@query-param", "\"a", "a b", "\"x\";req"})
        BOOST_TEST(receiving([&](http_signature_demands& d) { d.components = {bad}; }) == "http_message.components",
                   bad);

    auto const sending = [](auto change) {
        signer_options options;
        options.http_message = layout_of({"@method"});
        change(options.http_message);
        std::vector<secret> const secrets = {key};
        auto const made = signer::make(scheme::rfc9421, secrets, options);
        return made ? std::string("made") : made.error().field();
    };
    BOOST_TEST(sending([](http_signature_layout&) {}) == "made");
    BOOST_TEST(sending([](http_signature_layout& l) { l.algorithm.clear(); }) == "http_message.algorithm");
    BOOST_TEST(sending([](http_signature_layout& l) { l.components = {"a", "a"}; }) == "http_message.components");
    BOOST_TEST(sending([](http_signature_layout& l) { l.label = "Sig"; }) == "http_message.label");
    BOOST_TEST(sending([](http_signature_layout& l) { l.digest = "md5"; }) == "http_message.digest");
    BOOST_TEST(sending([](http_signature_layout& l) { l.tag = "a\n"; }) == "http_message.tag");
    BOOST_TEST(sending([](http_signature_layout& l) { l.key_ids = {"\xc3\xa5"}; }) == "http_message.key_ids");
    BOOST_TEST(sending([](http_signature_layout& l) { l.lifetime = std::chrono::seconds(-1); }) ==
               "http_message.lifetime");
}

BOOST_AUTO_TEST_SUITE_END()
