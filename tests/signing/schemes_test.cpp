// What every scheme of the table promises, whatever its row says.
#include "every_scheme.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace cohook;
using samples::generic;
using samples::receiving;
using samples::sample;
using samples::sending;
using samples::signable;
using samples::url;
using samples::verifying_secret;

samples::request request_of(sample const& one, std::string body) {
    std::vector<secret> const secrets = {one.secret};
    request_view sent({}, body);
    sent.method = "POST";
    auto const made = signer::make(one.name, secrets, sending(one)).value().sign(sent, "msg_1", samples::time);
    BOOST_REQUIRE_EQUAL(made.kind, verdict::ok);
    return {made.lines, std::move(body), samples::time};
}

verifier verifier_for(sample const& one, std::string_view address = url, tolerance window = {}) {
    verifier_options options = receiving(one);
    options.window = window;
    options.url = address;
    return verifier::make(one.name, verifying_secret(one), options).value();
}

std::string const body = R"({"webhookTimestamp":1614265330000,"x":"å"})";

}  // namespace

BOOST_AUTO_TEST_SUITE(every_scheme)

BOOST_AUTO_TEST_CASE(verifies_what_it_signed_and_nothing_altered) {
    for (sample const& one : signable()) {
        samples::request const good = request_of(one, body);
        verification const seen = good.verified_by(verifier_for(one));
        BOOST_TEST(seen.kind() == verdict::ok, to_string(one.name));
        BOOST_TEST(seen.payload() == body);
        samples::request other_body = good;
        other_body.body.back() = ' ';
        // RFC 9421 signs a digest of the body, which is looked at when the signature has matched.
        verdict const refused =
            one.name == scheme::rfc9421 ? verdict::content_digest_mismatch : verdict::signature_mismatch;
        BOOST_TEST(other_body.verified_by(verifier_for(one)).kind() == refused, to_string(one.name));
        bool const covers_url = seen.covers(coverage::url);
        BOOST_TEST((good.verified_by(verifier_for(one, "https://example.com/hook")).kind() ==
                    (covers_url ? verdict::signature_mismatch : verdict::ok)));
    }
}

BOOST_AUTO_TEST_CASE(wants_its_signature_and_wants_it_once) {
    for (sample const& one : signable()) {
        samples::request none = request_of(one, body), twice = none;
        twice.headers.push_back(twice.headers.back());
        none.headers.pop_back();
        BOOST_TEST(none.verified_by(verifier_for(one)).kind() == verdict::missing_header, to_string(one.name));
        BOOST_TEST(twice.verified_by(verifier_for(one)).kind() == verdict::duplicate_header, to_string(one.name));
    }
}

BOOST_AUTO_TEST_CASE(says_whether_it_could_tell_a_replay) {
    for (sample const& one : signable()) {
        samples::request request = request_of(one, body);
        bool const timed = request.verified_by(verifier_for(one)).covers(coverage::timestamp);
        BOOST_TEST(request.verified_by(verifier_for(one)).fresh() ==
                   (timed ? freshness::checked : freshness::not_available));
        BOOST_TEST(request.verified_by(verifier_for(one, url, tolerance::off())).fresh() ==
                   (timed ? freshness::switched_off : freshness::not_available));
        request.now = samples::time + 301;
        BOOST_TEST(request.verified_by(verifier_for(one)).kind() == (timed ? verdict::timestamp_too_old : verdict::ok));
        request.now = samples::time - 301;
        BOOST_TEST(request.verified_by(verifier_for(one)).kind() == (timed ? verdict::timestamp_too_new : verdict::ok));
    }
}

BOOST_AUTO_TEST_CASE(refuses_an_empty_secret) {
    for (sample const& one : signable()) {
        auto const made = verifier::make(one.name, "", receiving(one));
        BOOST_REQUIRE(!made);
        BOOST_TEST(made.error().field() == "secret");
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_secret_of_blanks_alone_save_the_envelope) {
    for (sample const& one : signable()) {
        auto const made = verifier::make(one.name, " \n", receiving(one));
        BOOST_REQUIRE(!made);
        BOOST_TEST(made.error().field() == "secret");
    }
    // A Members signing key is any text that is not empty.
    BOOST_TEST(verifier::make(scheme::members_envelope, " ").has_value());
}

BOOST_AUTO_TEST_CASE(is_found_by_its_name) {
    for (sample const& one : signable()) BOOST_TEST((parse_scheme(to_string(one.name)).value() == one.name));
    BOOST_TEST((parse_scheme("members-envelope").value() == scheme::members_envelope));
    BOOST_TEST((parse_scheme("rot13").error().kind() == errc::unsupported));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(svix_headers)

BOOST_AUTO_TEST_CASE(come_from_one_family_only) {
    sample const one{scheme::svix, samples::key};
    samples::request request = request_of(one, body);
    for (header_line& line : request.headers) line.name = "webhook" + line.name.substr(4);
    BOOST_TEST(request.verified_by(verifier_for(one)).kind() == verdict::ok);
    request.headers[0].name = "svix-id";
    BOOST_TEST(request.verified_by(verifier_for(one)).kind() == verdict::missing_header);
    // A complete family of its own is not disturbed by another one beside it.
    samples::request both = request_of(one, body);
    both["webhook-id"] = "other";
    BOOST_TEST(both.verified_by(verifier_for(one)).id() == "msg_1");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(tagged_lists)

BOOST_AUTO_TEST_CASE(hold_one_time_and_any_number_of_signatures) {
    sample const one{scheme::stripe, "key"};
    samples::request request = request_of(one, body);
    std::string const value = request["Stripe-Signature"], zeros(64, '0');
    auto const judged = [&](std::string header) {
        request["Stripe-Signature"] = std::move(header);
        return request.verified_by(verifier_for(one)).kind();
    };
    BOOST_TEST(judged("v1=" + zeros + "," + value + ",v1=zz,v0=x,junk,") == verdict::ok);
    BOOST_TEST(judged(value + ",t=1") == verdict::malformed_header);
    BOOST_TEST(judged("t=," + value) == verdict::ok);
    BOOST_TEST(judged("t=1614265330") == verdict::no_supported_signature);
    BOOST_TEST(judged("t=1614265330,v1=") == verdict::malformed_signature);
    BOOST_TEST(judged("t=01614265330" + value.substr(12)) == verdict::malformed_timestamp);
    BOOST_TEST(judged("T" + value.substr(1)) == verdict::malformed_header);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(linear_freshness)

BOOST_AUTO_TEST_CASE(comes_from_the_signed_body_and_fails_closed) {
    sample const one{scheme::linear, "key"};
    auto const judged = [&](std::string text) {
        return request_of(one, std::move(text)).verified_by(verifier_for(one));
    };
    BOOST_TEST((judged(body).timestamp() == samples::time));
    BOOST_TEST(judged("{}").kind() == verdict::missing_field);
    BOOST_TEST(judged(R"({"webhookTimestamp":"1614265330000"})").kind() == verdict::malformed_timestamp);
    BOOST_TEST(judged(R"({"webhookTimestamp":-1})").kind() == verdict::malformed_timestamp);
    BOOST_TEST(judged(R"({"webhookTimestamp":-0})").kind() == verdict::malformed_timestamp);
    BOOST_TEST(judged("not json").kind() == verdict::malformed_envelope);
    BOOST_TEST(judged(R"({"webhookTimestamp":1614265330000,"webhookTimestamp":1})").kind() ==
               verdict::malformed_envelope);
}

BOOST_AUTO_TEST_CASE(ends_with_a_millisecond_on_either_side) {
    sample const one{scheme::linear, "key"};
    auto const judged = [&](std::int64_t milliseconds, std::chrono::seconds window) {
        verifier_options options;
        options.window = tolerance(window);
        auto const text = R"({"webhookTimestamp":)" + std::to_string(samples::time * 1000 + milliseconds) + "}";
        return request_of(one, text).verified_by(verifier::make(scheme::linear, "key", options).value()).kind();
    };
    using std::chrono::seconds;
    BOOST_TEST(judged(60'000, seconds(60)) == verdict::ok);
    BOOST_TEST(judged(60'001, seconds(60)) == verdict::timestamp_too_new);
    BOOST_TEST(judged(-60'000, seconds(60)) == verdict::ok);
    BOOST_TEST(judged(-60'001, seconds(60)) == verdict::timestamp_too_old);
    BOOST_TEST(judged(999, seconds(0)) == verdict::ok);  // this second, all of it
    BOOST_TEST(judged(1'000, seconds(0)) == verdict::timestamp_too_new);
    BOOST_TEST(judged(-1, seconds(0)) == verdict::timestamp_too_old);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(generic_layouts)

BOOST_AUTO_TEST_CASE(are_refused_where_they_make_no_sense) {
    auto const field = [](auto change) {
        verifier_options options;
        options.generic = generic();
        options.url = url;
        change(options);
        auto const made = verifier::make(scheme::generic_hmac, "key", options);
        return made ? std::string("made") : made.error().field();
    };
    BOOST_TEST(field([](verifier_options&) {}) == "made");
    BOOST_TEST(field([](verifier_options& o) { o.generic.header.clear(); }) == "generic.header");
    BOOST_TEST(field([](verifier_options& o) { o.generic.hash = "md5"; }) == "generic.hash");
    BOOST_TEST(field([](verifier_options& o) { o.generic.encoding = "base32"; }) == "generic.encoding");
    BOOST_TEST(field([](verifier_options& o) { o.generic.encoding = "b64"; }) == "made");
    BOOST_TEST(field([](verifier_options& o) { o.generic.id_header.clear(); }) == "generic.id_header");
    BOOST_TEST(field([](verifier_options& o) { o.generic.timestamp_header.clear(); }) == "generic.timestamp_header");
    BOOST_TEST(field([](verifier_options& o) { o.generic.signed_bytes = "{body}"; }) == "generic.timestamp_header");
    BOOST_TEST(field([](verifier_options& o) { o.generic.signed_bytes = "{ts}"; }) == "signed_bytes");
    // A variable that is not set, for one: an HMAC over nothing would vouch for any body.
    BOOST_TEST(field([](verifier_options& o) { o.generic.signed_bytes.clear(); }) == "signed_bytes");
    BOOST_TEST(field([](verifier_options& o) { o.url.clear(); }) == "url");
}

BOOST_AUTO_TEST_SUITE_END()
