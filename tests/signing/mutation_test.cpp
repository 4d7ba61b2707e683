// Seeded mutations: whatever is done to a signed request, it does not verify with other content, and nothing breaks.
#include <cohook/envelope.hpp>

#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <random>
#include <string>
#include <vector>

namespace {

using namespace cohook;

constexpr unsigned seed = 20210226;
constexpr int rounds = 4000;

// One of the things that go wrong with bytes, or that somebody does to them.
class mutator {
public:
    std::string mutated(std::string text) {
        static std::string const tokens[] = {"v1,",
                                             "v1a,",
                                             " ",
                                             ",",
                                             "=",
                                             "==",
                                             ".",
                                             "\t",
                                             "\r\n",
                                             "\\u0061",
                                             "\"",
                                             "{",
                                             "[",
                                             "}",
                                             ":",
                                             "t=",
                                             "\"hash\":\"\",",
                                             "\"data\":\"W10=\",",
                                             "null",
                                             "0",
                                             std::string(1, '\0'),
                                             "\xff",
                                             "\xc3\xa5",
                                             std::string(300, 'A'),
                                             "-",
                                             "+1"};
        std::size_t const at = below(text.size() + 1);
        switch (below(7)) {
            case 0: return text.insert(at, 1, static_cast<char>(below(256)));
            case 1: return text.insert(at, tokens[below(std::size(tokens))]);
            case 2: return text.erase(at, 1 + below(4));
            case 3: return text.substr(0, at);
            case 4: return text + text.substr(at);
            case 5: return at == text.size() ? text : text.replace(at, 1, 1, static_cast<char>(below(256)));
            default:
                return at == text.size() ? text : text.replace(at, 1, 1, static_cast<char>(text[at] ^ 1 << below(8)));
        }
    }
    std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }

private:
    std::mt19937 random_{seed};
};

std::string_view stripped(std::string_view text) {
    std::size_t const first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string value_of(samples::request const& request, std::string_view name) {
    for (header_line const& line : request.headers)
        if (line.name == name) return std::string(stripped(line.value));
    return {};
}

bool says_the_same(samples::request const& a, samples::request const& b) {
    return a.body == b.body && value_of(a, "webhook-id") == value_of(b, "webhook-id") &&
           value_of(a, "webhook-timestamp") == value_of(b, "webhook-timestamp");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(mutations)

BOOST_AUTO_TEST_CASE(of_a_standard_webhooks_request_never_verify_with_other_content) {
    mutator chance;
    std::vector<secret> const secrets = {samples::key, samples::public_key};
    auto const receiver = verifier::make(scheme::standard_webhooks, secrets).value();
    samples::request original = samples::published();
    original["webhook-signature"] += " " + std::string(samples::curve_signature);
    int accepted = 0;
    for (int round = 0; round < rounds; ++round) {
        samples::request altered = original;
        for (std::size_t i = 0; i <= chance.below(2); ++i) {
            std::size_t const which = chance.below(5);
            if (which < 3) altered.headers[which].value = chance.mutated(altered.headers[which].value);
            if (which == 3) altered.body = chance.mutated(altered.body);
            if (which == 4) altered.headers.push_back(altered.headers[chance.below(3)]);
        }
        verification const seen = altered.verified_by(receiver);
        if (!seen) continue;
        ++accepted;
        BOOST_REQUIRE(says_the_same(altered, original));
        BOOST_REQUIRE_EQUAL(seen.payload(), samples::body);
    }
    // Damage to one of the two signatures leaves the other: some rounds must have got through, most must not.
    BOOST_TEST(accepted > rounds / 100);
    BOOST_TEST(accepted < rounds / 2);
}

BOOST_AUTO_TEST_CASE(of_a_lone_signature_are_refused_one_and_all) {
    mutator chance;
    auto const receiver = samples::verifier_of(samples::key);
    for (int round = 0; round < rounds; ++round) {
        samples::request altered = samples::published();
        // The version and the text of the signature; all bytes of it matter.
        std::string const changed = chance.mutated(std::string(samples::signature));
        if (changed.find(samples::signature) != std::string::npos) continue;
        altered["webhook-signature"] = changed;
        std::string const entries = " " + changed + " ";
        bool const still_there = entries.find(" " + std::string(samples::signature) + " ") != std::string::npos;
        BOOST_REQUIRE_EQUAL(altered.verified_by(receiver).kind() == verdict::ok, still_there);
    }
}

BOOST_AUTO_TEST_CASE(of_an_envelope_never_verify_with_other_data) {
    mutator chance;
    std::string const data = R"([{"personID":54512}])";
    envelope_content content;
    content.data = data;
    content.message_id = "1";
    std::string const body = compose_envelope(content, "helloWorld").value();
    auto const receiver = verifier::make(scheme::members_envelope, "helloWorld").value();
    BOOST_REQUIRE(receiver.verify({}, body, 0));
    int accepted = 0;
    for (int round = 0; round < 2 * rounds; ++round) {
        std::string altered = chance.mutated(body);
        if (chance.below(2) == 0) altered = chance.mutated(std::move(altered));
        verification const seen = receiver.verify({}, altered, 0);
        BOOST_REQUIRE_NE(static_cast<int>(seen.kind()), static_cast<int>(verdict::internal_error));
        if (!seen) continue;
        ++accepted;
        BOOST_REQUIRE_EQUAL(seen.payload(), data);
    }
    // Changes to what is not signed (ids, times, the subscription) pass, and the contract says so.
    BOOST_TEST(accepted > rounds / 100);
    BOOST_TEST(accepted < rounds);
}

// A change that is accepted leaves the form or the digest as it was: Twilio and RFC 9421 sign those.
BOOST_AUTO_TEST_CASE(of_a_request_whose_url_is_signed_never_verify_with_another_body_url_or_method) {
    mutator chance;
    for (scheme const name : {scheme::twilio, scheme::rfc9421}) {
        signer_options sending;
        sending.http_message.algorithm = "hmac-sha256";
        verifier_options receiving;
        receiving.http_message.algorithm = "hmac-sha256";
        std::vector<secret> const secrets = {"a2V5"};
        std::vector<header_view> const headers = {{"Content-Type", "application/json"}};
        std::string const body = R"({"a":1})";
        // printf '{"a":1}' | sha256sum
        std::string const url =
            "https://example.com/in?bodySHA256=015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862";
        request_view sent(headers, body);
        sent.method = "POST";
        sent.url = url;
        auto const made = signer::make(name, secrets, sending).value().sign(sent, "n", samples::time);
        BOOST_REQUIRE_EQUAL(made.kind, verdict::ok);
        auto const receiver = verifier::make(name, "a2V5", receiving).value();
        samples::request good{made.lines, body, samples::time, "POST", url};
        good.headers.push_back({"Content-Type", "application/json"});
        BOOST_REQUIRE(good.verified_by(receiver));
        for (int round = 0; round < rounds; ++round) {
            samples::request altered = good;
            std::size_t const which = chance.below(good.headers.size() + 3);
            if (which < good.headers.size())
                altered.headers[which].value = chance.mutated(altered.headers[which].value);
            else if (which == good.headers.size())
                altered.body = chance.mutated(altered.body);
            else if (which == good.headers.size() + 1)
                altered.url = chance.mutated(altered.url);
            else
                altered.method = chance.mutated(altered.method);
            verification const seen = altered.verified_by(receiver);
            BOOST_REQUIRE_NE(static_cast<int>(seen.kind()), static_cast<int>(verdict::internal_error));
            if (!seen) continue;
            BOOST_REQUIRE_EQUAL(seen.payload(), body);
            BOOST_REQUIRE_EQUAL(altered.url, url);
            BOOST_REQUIRE((altered.method == "POST" || !seen.covers(coverage::method)));
        }
    }
}

BOOST_AUTO_TEST_CASE(of_headers_of_every_other_scheme_never_verify_and_never_break) {
    mutator chance;
    for (scheme const name : {scheme::stripe, scheme::github, scheme::slack, scheme::shopify, scheme::paddle}) {
        std::vector<secret> const secrets = {"key"};
        auto const made = signer::make(name, secrets).value().sign("", samples::time, "{}");
        auto const receiver = verifier::make(name, "key").value();
        samples::request const good{made.lines, "{}", samples::time};
        BOOST_REQUIRE(good.verified_by(receiver));
        for (int round = 0; round < rounds / 4; ++round) {
            samples::request altered = good;
            altered.body = chance.mutated(altered.body);
            header_line& line = altered.headers[chance.below(altered.headers.size())];
            line.value = chance.mutated(line.value);
            verification const seen = altered.verified_by(receiver);
            BOOST_REQUIRE(!seen || seen.payload() == "{}");
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
