// What is told of an endpoint that was looked at: a line a step, up to where the way ended.
#include "delivery/findings.hpp"

#include "egress/url.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace cohook;
using namespace cohook::dispatch;

namespace {

using lines = std::vector<std::string>;

egress::url url_of(std::string_view text) {
    egress::url_rules rules;
    rules.allow_http = true;
    return egress::parse_url(text, rules).value();
}

attempt was_answered(int status) {
    attempt made;
    made.status = status;
    made.wire = wire_state::answered;
    made.verdict = status > 0 && status < 300 ? attempt_verdict::acknowledged : attempt_verdict::failed;
    made.peer = "203.0.113.7:443";
    made.tls_version = "TLSv1.3";
    made.certificate_expires_at = wall_time(std::chrono::days(20));
    return made;
}

attempt has_failed(attempt_fault fault, std::string peer = {}) {
    attempt made;
    made.fault = fault;
    made.detail = "10.0.0.1 said no";
    made.peer = std::move(peer);
    return made;
}

struct one_look {
    egress::url url = url_of("https://hooks.example.org/in?a=1");
    endpoint_look look{url};

    /// `check: standing` of every line.
    lines tell() {
        lines told;
        for (auto const& one : findings_of(look)) told.push_back(one.check + ": " + std::string(to_string(one.how)));
        return told;
    }
    finding found(std::string_view check) {
        auto const all = findings_of(look);
        auto const at = std::ranges::find(all, check, &finding::check);
        BOOST_TEST_REQUIRE((at != all.end()), "there is no line on " << check);
        return *at;
    }
};

lines const whole_way{"url: ok", "dns: ok", "address: ok", "connection: ok", "tls: ok", "expiry: ok"};

lines way_with(lines more) {
    auto all = whole_way;
    all.insert(all.end(), more.begin(), more.end());
    return all;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(findings, one_look)

BOOST_AUTO_TEST_CASE(of_a_sound_endpoint_are_all_fine) {
    look.signed_rightly = was_answered(200);
    look.verdict = "it said so";
    look.signed_wrongly = was_answered(401);
    BOOST_TEST((tell() == way_with({"answer: ok", "signature: ok"})));
    BOOST_TEST(found("answer").what == "it said so");
    BOOST_TEST(found("url").what.find("/in?a=1") != std::string::npos);
    for (auto const& one : findings_of(look)) BOOST_TEST(one.remedy == "", one.check);
}

BOOST_AUTO_TEST_CASE(end_where_the_way_ended) {
    using enum attempt_fault;
    look.signed_rightly = has_failed(dns_nxdomain);
    BOOST_TEST((tell() == lines{"url: ok", "dns: failed"}));
    look.signed_rightly = has_failed(egress_blocked);
    BOOST_TEST((tell() == lines{"url: ok", "dns: ok", "address: failed"}));
    for (auto const fault : {connect_refused, connect_timeout, attempt_timeout}) {
        look.signed_rightly = has_failed(fault);
        BOOST_TEST((tell() == lines{"url: ok", "dns: ok", "connection: failed"}));
    }
    for (auto const fault : {tls_cert_expired, tls_cert_untrusted, tls_timeout}) {
        look.signed_rightly = has_failed(fault);
        BOOST_TEST((tell() == lines{"url: ok", "dns: ok", "address: ok", "connection: ok", "tls: failed"}));
    }
    auto silent = was_answered(0);
    silent.fault = first_byte_timeout;
    look.signed_rightly = silent;
    BOOST_TEST((tell() == way_with({"answer: failed"})));
}

BOOST_AUTO_TEST_CASE(name_what_an_endpoint_does_wrong_and_what_to_do) {
    look.signed_rightly = was_answered(500);
    look.signed_wrongly = was_answered(200);
    look.verdict = "It would be sent again.";
    BOOST_TEST((tell() == way_with({"answer: failed", "signature: failed"})));
    BOOST_TEST(found("answer").what == "It would be sent again", "the remedy follows in the same sentence");
    BOOST_TEST(found("signature").remedy.find("webhook-signature") != std::string::npos);
    look.signed_wrongly = has_failed(attempt_fault::reset);
    BOOST_TEST((found("signature").how == standing::doubtful));
}

BOOST_AUTO_TEST_CASE(do_not_take_a_receiver_that_refuses_everything_for_one_that_checks) {
    look.signed_rightly = was_answered(500);
    look.signed_wrongly = was_answered(500);
    BOOST_TEST((tell() == way_with({"answer: failed", "signature: skipped"})));
    look.signed_rightly.reset();
    BOOST_TEST((tell() == way_with({"answer: skipped", "signature: skipped"})));
    BOOST_TEST(found("signature").remedy.find("--key-file") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(say_that_a_right_signature_was_not_tried) {
    look.signed_wrongly = was_answered(401);
    BOOST_TEST((tell() == way_with({"answer: skipped", "signature: ok"})));
    auto silent = was_answered(0);
    silent.fault = attempt_fault::closed;
    look.signed_wrongly = silent;
    BOOST_TEST((tell() == way_with({"answer: failed"})));
}

BOOST_AUTO_TEST_CASE(warn_of_plain_http_and_of_a_certificate_that_ends_soon) {
    look.signed_rightly = was_answered(200);
    look.now = wall_time(std::chrono::days(10));
    BOOST_TEST((found("expiry").how == standing::doubtful));
    auto const plain = url_of("http://192.0.2.1/in");
    endpoint_look other(plain);
    other.signed_rightly = was_answered(200);
    lines told;
    for (auto const& one : findings_of(other)) told.push_back(one.check + ": " + std::string(to_string(one.how)));
    BOOST_TEST((told == lines{"url: ok", "address: ok", "connection: ok", "tls: warning", "answer: ok"}));
}

BOOST_AUTO_TEST_CASE(tell_what_a_fault_was_in_detail_to_operators_alone) {
    look.signed_rightly = has_failed(attempt_fault::egress_blocked);
    BOOST_TEST(found("address").what.find("10.0.0.1") == std::string::npos);
    look.for_operators = true;
    BOOST_TEST(found("address").what.find("10.0.0.1") != std::string::npos);
    look.signed_rightly = was_answered(200);
    look.for_operators = false;
    BOOST_TEST(found("connection").what.find("203.0.113.7") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
