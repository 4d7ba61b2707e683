#include "samples.hpp"
#include "signing/target_url.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace cohook;

constexpr std::string_view hook_url = "https://example.com/hook?foo=1";

// A signed request as a Twilio sender would make it.
samples::request request_to(std::string address, std::string type, std::string body) {
    std::vector<secret> const secrets = {"token"};
    std::vector<header_view> const headers = {{"Content-Type", type}};
    request_view sent(headers, body);
    sent.url = address;
    auto const made = signer::make(scheme::twilio, secrets).value().sign(sent, "", 0);
    BOOST_REQUIRE_EQUAL(made.kind, verdict::ok);
    samples::request request{made.lines, std::move(body), 0};
    request.headers.push_back({"Content-Type", std::move(type)});
    request.url = std::move(address);
    return request;
}

constexpr char const* form = "application/x-www-form-urlencoded";

}  // namespace

BOOST_AUTO_TEST_SUITE(twilio)

BOOST_AUTO_TEST_CASE(vouches_for_the_url_and_the_form_but_not_for_the_bytes_of_it) {
    auto const receiver = verifier::make(scheme::twilio, "token").value();
    samples::request const request = request_to(std::string(hook_url), form, "a=1&b=2");
    verification const seen = request.verified_by(receiver);
    BOOST_REQUIRE_EQUAL(seen.kind(), verdict::ok);
    BOOST_TEST((seen.covers(coverage::url) && seen.covers(coverage::form) && !seen.covers(coverage::body)));
    BOOST_TEST(seen.fresh() == freshness::not_available);
    BOOST_TEST(seen.payload() == "a=1&b=2");
    samples::request reordered = request;
    reordered.body = "b=2&a=1&a=1";
    BOOST_TEST(reordered.verified_by(receiver).kind() == verdict::ok);
}

BOOST_AUTO_TEST_CASE(vouches_for_every_byte_of_a_body_whose_digest_is_in_the_url) {
    auto const receiver = verifier::make(scheme::twilio, "token").value();
    std::string const address = std::string(hook_url) + "&bodySHA256=" + std::string(64, '0');
    std::vector<header_view> const headers = {{"Content-Type", "application/json"}};
    std::vector<secret> const secrets = {"token"};
    request_view wrong(headers, R"({"a":1})");
    wrong.url = address;
    BOOST_TEST(signer::make(scheme::twilio, secrets).value().sign(wrong, "", 0).kind ==
               verdict::content_digest_mismatch);
    // printf '{"a":1}' | sha256sum
    samples::request const request = request_to(
        std::string(hook_url) + "&bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862",
        "application/json", R"({"a":1})");
    verification const seen = request.verified_by(receiver);
    BOOST_REQUIRE_EQUAL(seen.kind(), verdict::ok);
    BOOST_TEST((seen.covers(coverage::body) && !seen.covers(coverage::form)));
}

BOOST_AUTO_TEST_CASE(takes_the_url_of_the_request_before_the_one_configured) {
    verifier_options options;
    options.url = hook_url;
    auto const receiver = verifier::make(scheme::twilio, "token", options).value();
    samples::request request = request_to(std::string(hook_url), form, "a=1");
    request.url.clear();
    BOOST_TEST(request.verified_by(receiver).kind() == verdict::ok);
    request.url = "https://example.com/other";
    BOOST_TEST(request.verified_by(receiver).kind() == verdict::signature_mismatch);
    auto const without = verifier::make(scheme::twilio, "token").value();
    for (char const* unusable : {"", "example.com/hook", "ftp://example.com", "https://", "https://#x",
                                 "https://e.com/a b", "https://[::1/", "https://e.com:8x/"}) {
        request.url = unusable;
        BOOST_TEST(request.verified_by(without).kind() == verdict::missing_field, unusable);
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(target_urls)

BOOST_AUTO_TEST_CASE(are_taken_apart_and_left_as_they_are) {
    std::string const text = "HTTPS://u:p@[::1]:8443?x=%20#/?";
    auto const url = signing::split_url(text);
    BOOST_REQUIRE(url);
    BOOST_TEST(url->scheme == "HTTPS");
    BOOST_TEST(url->is_https());
    BOOST_TEST(url->authority == "u:p@[::1]:8443");
    BOOST_TEST(url->host == "[::1]");
    BOOST_TEST((url->port == "8443"));
    BOOST_TEST(url->path == "");
    BOOST_TEST((url->query == "x=%20"));
    BOOST_TEST((url->fragment == "/?"));
}

BOOST_AUTO_TEST_SUITE_END()
