#include <cohook/verifier.hpp>

#include "samples.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/err.h>

#include <limits>
#include <string>
#include <vector>

namespace {

using namespace cohook;

verdict judged(samples::request const& request, std::string_view key = samples::key) {
    return request.verified_by(samples::verifier_of(key)).kind();
}

samples::request with_signature(std::string value) {
    samples::request request = samples::published();
    request["webhook-signature"] = std::move(value);
    return request;
}

samples::request signed_request(std::string id, std::int64_t time, std::string body) {
    std::vector<secret> const secrets = {samples::key};
    auto const made = signer::make(scheme::standard_webhooks, secrets).value().sign(id, time, body);
    BOOST_REQUIRE_EQUAL(made.kind, verdict::ok);
    return {made.lines, std::move(body), time};
}

std::string repeated(std::string_view entry, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all.append(entry) += ' ';
    return all;
}

std::string const wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";
std::string const right(samples::signature);

}  // namespace

BOOST_AUTO_TEST_SUITE(standard_webhooks_verifier)

BOOST_AUTO_TEST_CASE(says_what_it_vouches_for) {
    samples::request const request = samples::published();
    verification const seen = request.verified_by(samples::verifier_of(samples::key));
    BOOST_REQUIRE_EQUAL(seen.kind(), verdict::ok);
    BOOST_TEST(seen.payload() == samples::body);
    BOOST_TEST(seen.payload().data() == request.body.data());
    BOOST_TEST(seen.id() == samples::id);
    BOOST_TEST((seen.timestamp() == samples::time));
    BOOST_TEST(seen.fresh() == freshness::checked);
    BOOST_TEST((seen.covers(coverage::body) && seen.covers(coverage::id) && seen.covers(coverage::timestamp)));
    BOOST_TEST((!seen.covers(coverage::url) && !seen.covers(coverage::envelope_data)));
}

BOOST_AUTO_TEST_CASE(lets_nothing_out_of_a_request_that_does_not_verify) {
    samples::request request = samples::published();
    request.body += ' ';
    verification const seen = request.verified_by(samples::verifier_of(samples::key));
    BOOST_TEST(seen.kind() == verdict::signature_mismatch);
    BOOST_TEST(!seen);
    BOOST_TEST((seen.payload().empty() && seen.id().empty() && !seen.timestamp()));
    BOOST_TEST(!seen.covers(coverage::body));
}

BOOST_AUTO_TEST_CASE(wants_each_header_once_and_not_empty) {
    for (char const* name : {"webhook-id", "webhook-timestamp", "webhook-signature"}) {
        samples::request request = samples::published();
        std::erase_if(request.headers, [&](header_line const& line) { return line.name == name; });
        BOOST_TEST(judged(request) == verdict::missing_header, name);
        request[name] = " \t ";
        BOOST_TEST(judged(request) == verdict::missing_header, name);

        samples::request twice = samples::published();
        twice.headers.push_back({name, twice[name]});
        BOOST_TEST(judged(twice) == verdict::duplicate_header, name);
        twice.headers.back() = {"WEBHOOK" + std::string(name).substr(7), ""};
        BOOST_TEST(judged(twice) == verdict::duplicate_header, name);
    }
}

BOOST_AUTO_TEST_CASE(strips_blanks_around_values_but_knows_no_folding) {
    samples::request request = samples::published();
    for (header_line& line : request.headers) line.value = " \t" + line.value + "\t ";
    BOOST_TEST(judged(request) == verdict::ok);
    request["webhook-id"] = std::string(samples::id) + "\r\n";
    BOOST_TEST(judged(request) == verdict::malformed_header);
}

BOOST_AUTO_TEST_CASE(reports_a_missing_header_before_a_repeated_one_before_syntax_before_age_before_signature) {
    samples::request request = with_signature("v1,nonsense");
    BOOST_TEST(judged(request) == verdict::malformed_signature);
    request["webhook-timestamp"] = "1";
    BOOST_TEST(judged(request) == verdict::timestamp_too_old);
    request["webhook-timestamp"] = "x";
    BOOST_TEST(judged(request) == verdict::malformed_timestamp);
    request["webhook-id"] = "a.b";
    BOOST_TEST(judged(request) == verdict::malformed_header);
    request.headers.push_back({"webhook-id", "c"});
    BOOST_TEST(judged(request) == verdict::duplicate_header);
    std::erase_if(request.headers, [](header_line const& line) { return line.name == "webhook-timestamp"; });
    BOOST_TEST(judged(request) == verdict::missing_header);
}

BOOST_AUTO_TEST_CASE(refuses_the_same_bytes_split_elsewhere) {
    // "id" "." "1614265330" "." "1614265330.5" also reads as id.1614265330 at time 1614265330 with body 5.
    samples::request request = signed_request("id", samples::time, "1614265330.5");
    BOOST_TEST(judged(request) == verdict::ok);
    request["webhook-id"] = "id." + std::to_string(samples::time);
    request.body = "5";
    BOOST_TEST(judged(request) == verdict::malformed_header);

    verifier_options options;
    options.dots = dots_in_id::allowed;
    auto const permissive = verifier::make(scheme::standard_webhooks, samples::key, options);
    BOOST_TEST(request.verified_by(*permissive).kind() == verdict::ok);
}

BOOST_AUTO_TEST_CASE(finds_the_right_signature_among_others) {
    BOOST_TEST(judged(with_signature(wrong + " " + right)) == verdict::ok);
    BOOST_TEST(judged(with_signature(right + " " + wrong)) == verdict::ok);
    BOOST_TEST(judged(with_signature("  " + wrong + "  " + right + "  ")) == verdict::ok);
    BOOST_TEST(judged(with_signature("v1, v1 , ,v1 v2,x v1,%%% x " + right)) == verdict::ok);
    BOOST_TEST(judged(with_signature(std::string(samples::curve_signature) + " " + right)) == verdict::ok);
}

BOOST_AUTO_TEST_CASE(looks_at_eight_well_formed_signatures_and_no_more) {
    BOOST_TEST(judged(with_signature(repeated(wrong, 7) + right)) == verdict::ok);
    BOOST_TEST(judged(with_signature(repeated(wrong, 8) + right)) == verdict::signature_mismatch);
    // Those of other versions and malformed ones do not count.
    BOOST_TEST(judged(with_signature(repeated("v2,AAAA", 500) + repeated("v1,AAAA", 500) + right)) == verdict::ok);
}

BOOST_AUTO_TEST_CASE(tells_malformed_from_unsupported_from_wrong) {
    BOOST_TEST(judged(with_signature(wrong)) == verdict::signature_mismatch);
    BOOST_TEST(judged(with_signature(wrong + " v1,x v9,y")) == verdict::signature_mismatch);
    BOOST_TEST(judged(with_signature("v2,x v1a,y V1,z ,q")) == verdict::no_supported_signature);
    BOOST_TEST(judged(with_signature("v2,x v1,y")) == verdict::malformed_signature);
    std::string const text = right.substr(3);
    for (std::string const& bad :
         {std::string("v1,"), right + ",extra", "v1," + text.substr(0, 43), right + "=", "v1," + text + text,
          "v1,," + text, "v1\t" + text, text, std::string("v1"), std::string(1, '\0')})
        BOOST_TEST(judged(with_signature(bad)) == verdict::malformed_signature, bad);
    // The last character before the padding has two bits that mean nothing: only one spelling is right.
    std::string loose = right;
    ++loose[loose.size() - 2];
    BOOST_TEST(judged(with_signature(loose)) == verdict::malformed_signature);
}

BOOST_AUTO_TEST_CASE(binds_the_algorithm_to_the_key) {
    std::string const curve(samples::curve_signature);
    BOOST_TEST(judged(with_signature(curve), samples::public_key) == verdict::ok);
    BOOST_TEST(judged(with_signature(curve)) == verdict::no_supported_signature);
    BOOST_TEST(judged(with_signature(right), samples::public_key) == verdict::no_supported_signature);
    // The public key is public: an HMAC made with its bytes must not count.
    std::string const forged = samples::signed_with("whsec_" + std::string(samples::public_key.substr(5)), samples::id,
                                                    samples::time, samples::body);
    BOOST_TEST(judged(with_signature(forged), samples::public_key) == verdict::no_supported_signature);
    BOOST_TEST(judged(with_signature("v1a" + forged.substr(2)), samples::public_key) == verdict::malformed_signature);
}

BOOST_AUTO_TEST_CASE(takes_several_keys_of_both_kinds_and_tells_which_matched) {
    std::vector<secret> const secrets = {samples::other_key, samples::public_key, samples::key};
    auto const rotating = verifier::make(scheme::standard_webhooks, secrets);
    BOOST_REQUIRE(rotating);
    BOOST_TEST(samples::published().verified_by(*rotating).key_index() == 2U);
    verification const curve = with_signature(std::string(samples::curve_signature)).verified_by(*rotating);
    BOOST_TEST(curve.kind() == verdict::ok);
    BOOST_TEST(curve.key_index() == 1U);
    BOOST_TEST(with_signature(wrong).verified_by(*rotating).kind() == verdict::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(can_be_told_not_to_look_at_the_time_but_still_reads_it) {
    verifier_options options;
    options.window = tolerance::off();
    auto const timeless = verifier::make(scheme::standard_webhooks, samples::key, options);
    samples::request request = samples::published();
    request.now = std::numeric_limits<std::int64_t>::max();
    verification const seen = request.verified_by(*timeless);
    BOOST_TEST(seen.kind() == verdict::ok);
    BOOST_TEST(seen.fresh() == freshness::switched_off);
    request["webhook-timestamp"] = "01614265330";
    BOOST_TEST(request.verified_by(*timeless).kind() == verdict::malformed_timestamp);
}

BOOST_AUTO_TEST_CASE(verifies_bytes_and_not_text) {
    std::string const odd("\xff\0\xef\xbb\xbf\r\n\xed\xa0\x80", 10);
    samples::request request = signed_request("id", samples::time, odd);
    BOOST_TEST(judged(request) == verdict::ok);
    // What a decoder to text would make of the first byte.
    request.body.replace(0, 1, "\xef\xbf\xbd");
    BOOST_TEST(judged(request) == verdict::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(leaves_the_error_queue_clean) {
    ERR_clear_error();
    judged(with_signature(wrong));
    judged(with_signature(std::string(samples::curve_signature)), "whpk_8ZOzRH6UF/CcXHkYl8pm4l6A+gaSDkTGwzNn5qP/0To=");
    BOOST_TEST(ERR_peek_error() == 0U);
}

BOOST_AUTO_TEST_CASE(is_not_made_of_bad_secrets_or_options) {
    auto const field = [](std::vector<secret> const& secrets, verifier_options options = {}) {
        auto const made = verifier::make(scheme::standard_webhooks, secrets, options);
        return made ? std::string("made") : made.error().field();
    };
    BOOST_TEST(field({}) == "secret");
    BOOST_TEST(field({""}) == "secret");
    BOOST_TEST(field({samples::key, ""}) == "secrets[1]");
    BOOST_TEST(field(std::vector<secret>(8, samples::key)) == "made");
    BOOST_TEST(field(std::vector<secret>(9, samples::key)) == "secrets");
    verifier_options negative;
    negative.window = tolerance(std::chrono::seconds(-1));
    BOOST_TEST(field({samples::key}, negative) == "window");
}

BOOST_AUTO_TEST_SUITE_END()
