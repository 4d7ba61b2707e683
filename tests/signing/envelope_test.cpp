#include <cohook/envelope.hpp>

#include "samples.hpp"
#include "signing/bytes.hpp"
#include "signing/encoding.hpp"
#include "signing/hmac.hpp"
#include "signing/json_text.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

namespace {

using namespace cohook;
using namespace cohook::signing;
using std::chrono::milliseconds;

constexpr std::string_view persons =
    R"([{"personID":54512,"lastChangedDate":"2021-07-16T12:41:10.168Z","email":"person@example.test"}])";

envelope_content content_of(std::string_view data) {
    envelope_content content;
    content.data = data;
    content.message_id = "2070443601311540";
    content.subscription = "idOfASubscription";
    content.publish_time = std::chrono::sys_time<milliseconds>(milliseconds(1614366835749));
    return content;
}

verification judged(std::string_view body, std::string_view key = "helloWorld") {
    // The headers are no part of the scheme.
    return verifier::make(scheme::members_envelope, key).value().verify({}, body, 0);
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
    std::size_t const at = text.find(what);
    BOOST_REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

std::string sample_body() {
    return compose_envelope(content_of(persons), "helloWorld").value();
}

// The field of the error, or "made".
std::string fault(envelope_content const& content) {
    auto const made = compose_envelope(content, "helloWorld");
    return made ? "made" : made.error().field();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(envelope_composition)

BOOST_AUTO_TEST_CASE(is_this_text_and_no_other) {
    std::vector<envelope_attribute> const attributes = {{"entity", "person"}, {"change", "updated"}};
    envelope_content content = content_of(persons);
    content.attributes = attributes;
    std::string const expected =
        R"({"message":{"attributes":{"hash":"8Jkv2NTBOmyiLJsa3FxC8PTXTcI6lcioEAgN6lNuRNM=","entity":"person",)"
        R"("change":"updated"},"data":"W3sicGVyc29uSUQiOjU0NTEyLCJsYXN0Q2hhbmdlZERhdGUiOiIyMDIxLTA3LTE2VDEyOjQxOjEwLjE2)"
        R"(OFoiLCJlbWFpbCI6InBlcnNvbkBleGFtcGxlLnRlc3QifV0=","messageId":"2070443601311540",)"
        R"("message_id":"2070443601311540","publishTime":"2021-02-26T19:13:55.749Z",)"
        R"("publish_time":"2021-02-26T19:13:55.749Z"},"subscription":"idOfASubscription"})";
    BOOST_TEST(compose_envelope(content, "helloWorld").value() == expected);
    BOOST_TEST(compose_envelope(content, "helloWorld").value() == expected);
}

BOOST_AUTO_TEST_CASE(carries_a_second_hash_while_keys_rotate_and_either_key_verifies_it) {
    std::string const body = compose_envelope(content_of("[]"), "newer", "older").value();
    BOOST_TEST(body.find(R"("attributes":{"hash":")") != std::string::npos);
    BOOST_TEST(body.find(R"(","previousHash":")") != std::string::npos);
    BOOST_TEST(judged(body, "newer").kind() == verdict::ok);
    BOOST_TEST(judged(body, "older").kind() == verdict::ok);
    BOOST_TEST(judged(body, "third").kind() == verdict::signature_mismatch);
}

BOOST_AUTO_TEST_CASE(escapes_what_json_demands_and_keeps_the_rest) {
    std::vector<envelope_attribute> const attributes = {{"q\"\\", std::string_view("\0\x1f\b\f\n\r\t/\x7f"
                                                                                   "blå 😀",
                                                                                   18)}};
    envelope_content content = content_of("[]");
    content.attributes = attributes;
    content.subscription = "a\"b";
    std::string const body = compose_envelope(content, "helloWorld").value();
    BOOST_TEST(body.find(R"("q\"\\":"\u0000\u001f\b\f\n\r\t/)"
                         "\x7f"
                         R"(blå 😀")") != std::string::npos);
    BOOST_TEST(body.ends_with(R"("subscription":"a\"b"})"));
    BOOST_TEST(judged(body).kind() == verdict::ok);
}

BOOST_AUTO_TEST_CASE(writes_times_with_all_their_digits) {
    auto const time_in = [](milliseconds since_1970) {
        envelope_content content = content_of("[]");
        content.publish_time = std::chrono::sys_time<milliseconds>(since_1970);
        std::string const body = compose_envelope(content, "k").value();
        return body.substr(body.find("publishTime") + 14, 24);
    };
    BOOST_TEST(time_in(milliseconds(0)) == "1970-01-01T00:00:00.000Z");
    BOOST_TEST(time_in(milliseconds(-1)) == "1969-12-31T23:59:59.999Z");
    BOOST_TEST(time_in(milliseconds(951782400007)) == "2000-02-29T00:00:00.007Z");
    BOOST_TEST(time_in(milliseconds(253402300799999)) == "9999-12-31T23:59:59.999Z");
}

BOOST_AUTO_TEST_CASE(names_the_field_that_cannot_be_sent) {
    BOOST_TEST(fault(content_of("[]")) == "made");
    BOOST_TEST(fault(content_of("")) == "data");
    auto const with = [](auto change) {
        envelope_content content = content_of("[]");
        change(content);
        return fault(content);
    };
    BOOST_TEST(with([](envelope_content& c) { c.message_id = ""; }) == "messageId");
    BOOST_TEST(with([](envelope_content& c) { c.message_id = "12a"; }) == "messageId");
    BOOST_TEST(with([](envelope_content& c) { c.subscription = "\xff"; }) == "subscription");
    BOOST_TEST(with([](envelope_content& c) { c.publish_time += std::chrono::years(9000); }) == "publishTime");
    for (std::string_view const name : {"hash", "previousHash"}) {
        std::vector<envelope_attribute> const reserved = {{name, "x"}};
        BOOST_TEST(with([&](envelope_content& c) { c.attributes = reserved; }) == "attributes." + std::string(name));
    }
    BOOST_TEST((compose_envelope(content_of("[]"), "").error().field() == "key"));
    BOOST_TEST((compose_envelope(content_of("[]"), "key", "").error().field() == "previousKey"));
    std::vector<envelope_attribute> const twice = {{"a", "1"}, {"a", "2"}}, garbled = {{"a", "\xc3"}};
    BOOST_TEST(with([&](envelope_content& c) { c.attributes = twice; }) == "attributes.a");
    BOOST_TEST(with([&](envelope_content& c) { c.attributes = garbled; }) == "attributes.a");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(envelope_verification)

BOOST_AUTO_TEST_CASE(hands_out_the_decoded_data_and_owns_it) {
    verification const seen = [] {
        std::string const body = sample_body();
        return judged(body);
    }();
    BOOST_REQUIRE_EQUAL(seen.kind(), verdict::ok);
    verification const moved = seen;
    BOOST_TEST(moved.payload() == persons);
    BOOST_TEST(moved.id() == "2070443601311540");
    BOOST_TEST(seen.covers(coverage::envelope_data));
    BOOST_TEST((!seen.covers(coverage::body) && !seen.covers(coverage::id) && !seen.covers(coverage::timestamp)));
    BOOST_TEST(seen.fresh() == freshness::not_available);
}

BOOST_AUTO_TEST_CASE(takes_json_as_json) {
    std::string const body = sample_body();
    BOOST_TEST(judged(replaced(body, R"("data")", R"("d\u0061ta")")).kind() == verdict::ok);
    BOOST_TEST(judged(replaced(body, "8Jkv2NTBO", R"(8\u004akv2NTBO)")).kind() == verdict::ok);
    BOOST_TEST(judged(" \r\n" + body + "\n").kind() == verdict::ok);
    BOOST_TEST(judged(replaced(body, R"({"message")", R"({"x":[{"data":[1,2.5e3,null]}],"message")")).kind() ==
               verdict::ok);
}

BOOST_AUTO_TEST_CASE(refuses_an_envelope_that_two_parsers_could_read_differently) {
    std::string const body = sample_body();
    auto const kind = [&](std::string_view what, std::string_view by) {
        return judged(replaced(body, what, by)).kind();
    };
    BOOST_TEST(kind(R"("data":)", R"("data":"W10=","data":)") == verdict::malformed_envelope);
    BOOST_TEST(kind(R"("data":)", R"("d\u0061ta":"W10=","data":)") == verdict::malformed_envelope);
    BOOST_TEST(kind(R"({"message":)", R"({"message":{},"message":)") == verdict::malformed_envelope);
    BOOST_TEST(kind(R"("attributes":)", R"("attributes":{"hash":"x"},"attributes":)") == verdict::malformed_envelope);
    BOOST_TEST(kind(R"({"hash":)", R"({"hash":"x","hash":)") == verdict::malformed_envelope);
    BOOST_TEST(kind(R"("subscription")", R"("x":{"y":1,"y":1},"subscription")") == verdict::malformed_envelope);
    BOOST_TEST(judged(body + "x").kind() == verdict::malformed_envelope);
    BOOST_TEST(judged(body + body).kind() == verdict::malformed_envelope);
    BOOST_TEST(judged("\xef\xbb\xbf" + body).kind() == verdict::malformed_envelope);
}

BOOST_AUTO_TEST_CASE(tells_missing_from_malformed) {
    std::string const body = sample_body();
    auto const kind = [&](std::string_view what, std::string_view by) {
        return judged(replaced(body, what, by)).kind();
    };
    BOOST_TEST(kind(R"("message":)", R"("Message":)") == verdict::missing_field);
    BOOST_TEST(kind(R"("data":)", R"("DATA":)") == verdict::missing_field);
    BOOST_TEST(kind(R"("attributes":)", R"("Attributes":)") == verdict::missing_field);
    BOOST_TEST(kind(R"({"hash":)", R"({"Hash":)") == verdict::missing_field);
    BOOST_TEST(judged("{}").kind() == verdict::missing_field);
    for (char const* bad :
         {"", "null", "[]", "\"{\"", R"([{"message":{}}])", R"({"message":1})", R"({"message":[]})",
          R"({"message":{"data":"W10=","attributes":[]}})", R"({"message":{"data":null,"attributes":{"hash":"x"}}})",
          R"({"message":{"data":"W10=","attributes":{"hash":1}}})"})
        BOOST_TEST(judged(bad).kind() == verdict::malformed_envelope, bad);
}

BOOST_AUTO_TEST_CASE(decodes_data_and_hash_strictly) {
    auto const kind = [](std::string_view data, std::string_view hash) {
        return judged(R"({"message":{"attributes":{"hash":")" + std::string(hash) + R"("},"data":")" +
                      std::string(data) + "\"}}")
            .kind();
    };
    mac_value mac;
    BOOST_REQUIRE(hmac_key::make("helloWorld").value().compute({"["}, mac));
    std::string hash;
    append_base64(hash, text_of(mac.bytes()));
    BOOST_TEST(kind("Ww==", hash) == verdict::ok);
    for (char const* bad : {"", "Ww", "Ww=", "Wx==", "Ww==\\n", " Ww==", "Ww==Ww==", "W_=="})
        BOOST_TEST(kind(bad, hash) == verdict::malformed_data, bad);
    for (std::string const& bad :
         {std::string(), hash.substr(0, 43), hash + "\\n", std::string("AAAA"), std::string(64, 'a')})
        BOOST_TEST(kind("Ww==", bad) == verdict::malformed_signature, bad);
}

BOOST_AUTO_TEST_CASE(does_not_let_a_bad_previous_hash_hide_a_good_hash) {
    std::string const body = sample_body();
    for (char const* previous : {"null", "[]", "\"x\"", "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\""})
        BOOST_TEST(
            judged(replaced(body, R"({"hash")", R"({"previousHash":)" + std::string(previous) + R"(,"hash")")).kind() ==
            verdict::ok);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(utf8)

BOOST_AUTO_TEST_CASE(knows_the_bounds_of_rfc_3629) {
    for (std::string_view const good : {"", "a", "\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf",
                                        "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
        BOOST_TEST(is_utf8(good), good);
    for (std::string_view const bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x41", "\xe0\x9f\xbf", "\xe1\x80",
                                       "\xed\xa0\x80", "\xef\xbf\x41", "\xf0\x8f\xbf\xbf", "\xf0\x90\x80",
                                       "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "a\xe2\x82"})
        BOOST_TEST(!is_utf8(bad));
}

BOOST_AUTO_TEST_SUITE_END()
