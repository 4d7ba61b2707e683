#include "signing/vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>
#include <map>
#include <string>

namespace {

using namespace cohook::signing;

// The vectors of a file of tests/conformance all come out as expected; how many there are.
std::size_t pass_all(std::string const& name) {
    std::ifstream file(COHOOK_CONFORMANCE "/" + name, std::ios::binary);
    BOOST_REQUIRE_MESSAGE(file, "cannot read " COHOOK_CONFORMANCE "/" << name);
    auto const outcomes = run_vectors(std::string(std::istreambuf_iterator<char>(file), {}));
    BOOST_REQUIRE(outcomes);
    for (vector_outcome const& one : *outcomes)
        BOOST_TEST(one.ok, one.name << ": expected " << one.expect << ", got " << one.got);
    return outcomes->size();
}

vector_outcome only(std::string const& fields) {
    auto const outcomes = run_vectors(R"({"vectors":[{"name":"n",)" + fields + "}]}");
    BOOST_REQUIRE(outcomes);
    BOOST_REQUIRE(outcomes->size() == 1U);
    return outcomes->front();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vectors)

BOOST_AUTO_TEST_CASE(all_pass) {
    BOOST_TEST(pass_all("signatures.json") == 125U);
}

BOOST_AUTO_TEST_CASE(that_are_hard_all_pass) {
    BOOST_TEST(pass_all("hard_signatures.json") == 380U);
}

BOOST_AUTO_TEST_CASE(fail_where_the_outcome_is_another) {
    std::string const request =
        R"("scheme":"github","secret":"mysecret","headers":[["X-Hub-Signature-256",)"
        R"("sha256=4864d2759938a15468b5df9ade20bf161da9b4f737ea61794142f3484236bda3"]],"body_base64":"eyJmb28iOiJiYXIifQ==",)"
        R"("now":0,"tolerance":null,)";
    BOOST_TEST(only(request + R"("expect":"ok")").ok);
    vector_outcome const wrong = only(request + R"("expect":"signature-mismatch")");
    BOOST_TEST(!wrong.ok);
    BOOST_TEST(wrong.got == "ok");
    BOOST_TEST(only(request + R"("expect":"signature-mismatch","also_acceptable":["ok"])").ok);
    BOOST_TEST(only(request + R"("expect":"ok","decoded_base64":"W10=")").got == "output-mismatch");
    BOOST_TEST(only(request + R"("expect":"ok","op":"dance")").got == "unsupported");
}

BOOST_AUTO_TEST_CASE(compare_what_was_signed) {
    std::string const request =
        R"("op":"sign","scheme":"stripe","secret":"k","input":{"timestamp":1},"body_base64":"","expect":"ok","expect_headers":)";
    BOOST_TEST(only(request + "[]").got == "output-mismatch");
    BOOST_TEST(only(request + R"([["Stripe-Signature","t=1,v1=00"]])").got == "output-mismatch");
    BOOST_TEST(
        only(R"("op":"sign","scheme":"stripe","secret":"k","input":{"timestamp":1},"body_base64":"","expect":"ok")")
            .ok);
    std::string const envelope =
        R"("op":"sign","scheme":"members-envelope","secret":"k","input":{"messageId":"1","publishTime":"2021-02-26T19:13:55Z",)"
        R"("subscription":"s"},"body_base64":"W10=","expect":"ok","expect_fields":)";
    BOOST_TEST(only(envelope + R"({"/message/publishTime":"2021-02-26T19:13:55.000Z","/subscription":"s"})").ok);
    BOOST_TEST(only(envelope + R"({"/message/publishTime":"2021-02-26T19:13:56.000Z"})").got == "output-mismatch");
    BOOST_TEST(only(envelope + R"({"/message/nothing":"x"})").got == "output-mismatch");
}

BOOST_AUTO_TEST_CASE(compare_signed_headers_in_any_order_and_case) {
    std::string const request =
        R"("op":"sign","scheme":"standard-webhooks","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","body_base64":"",)"
        R"("input":{"id":"a","timestamp":1},"expect":"ok","expect_headers":)";
    std::string const signature = R"(["webhook-signature","v1,PSRSUeDIET2rOqW2tXRRNPtaDHUhM5hP9vypna1/Ouo="])";
    BOOST_TEST(only(request + R"([["Webhook-Timestamp","1"],)" + signature + R"(,["WEBHOOK-ID","a"]])").got == "ok");
    BOOST_TEST(only(request + R"([["webhook-timestamp","1"],)" + signature + R"(,["webhook-id","A"]])").got ==
               "output-mismatch");
    BOOST_TEST(only(request + R"([["webhook-timestamp","1"],["webhook-id","a"]])").got == "output-mismatch");
}

BOOST_AUTO_TEST_CASE(sign_for_the_url_of_the_input) {
    auto const got = [](std::string const& url, std::string const& input) {
        return only(
                   R"("op":"sign","scheme":"square","secret":"k","body_base64":"","expect":"ok",)" + url +
                   R"("input":)" + input +
                   R"(,"expect_headers":[["x-square-hmacsha256-signature","PA/Y3yZ7Nq32VG3pz6pEXVxGN8ZVLdRaD541Q9zRtz0="]])")
            .got;
    };
    BOOST_TEST(got("", R"({"url":"https://example.org/in"})") == "ok");
    BOOST_TEST(got(R"("url":"https://example.org/other",)", R"({"url":"https://example.org/in"})") == "ok");
    BOOST_TEST(got(R"("url":"https://example.org/in",)", "{}") == "ok");
}

BOOST_AUTO_TEST_CASE(sign_for_the_method_and_the_algorithm_of_the_input) {
    auto const got = [](std::string const& request, std::string const& input) {
        return only(R"("op":"sign","scheme":"rfc9421","secret":"a2V5","body_base64":"","expect":"ok",)" + request +
                    R"("config":{"components":["@method"]},"input":{"timestamp":1)" + input +
                    R"(},"expect_headers":[["Signature-Input","sig1=(\"@method\");created=1"],)"
                    R"(["Signature","sig1=:cORo3Du3ntae5e0K4OijvzT78MFAlrpgYfoE0GwSpwY=:"]])")
            .got;
    };
    BOOST_TEST(got("", R"(,"method":"PUT")") == "ok");
    BOOST_TEST(got(R"("method":"POST",)", R"(,"method":"PUT")") == "ok");
    BOOST_TEST(got(R"("method":"PUT",)", "") == "ok");
    BOOST_TEST(got("", "") == "output-mismatch");
    BOOST_TEST(got(R"("alg":"ed25519",)", R"(,"method":"PUT","alg":"hmac-sha256")") == "ok");
    BOOST_TEST(got(R"("alg":"ed25519",)", R"(,"method":"PUT")") == "malformed-secret");
}

BOOST_AUTO_TEST_CASE(refuse_to_sign_what_breaks_the_rules) {
    auto const got = [](std::string const& secret, std::string const& input) {
        return only(R"("op":"sign","scheme":"standard-webhooks","secret":")" + secret + R"(","input":)" + input +
                    R"(,"body_base64":"","expect":"x")")
            .got;
    };
    std::string const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    BOOST_TEST(got(key, R"({"id":"a.b","timestamp":1})") == "malformed-header");
    BOOST_TEST(got(key, R"({"id":"a\r\nb","timestamp":1})") == "malformed-header");
    BOOST_TEST(got(key, R"({"id":"a","timestamp":-1})") == "malformed-timestamp");
    BOOST_TEST(got(key, R"({"id":"a","timestamp":1.5})") == "malformed-timestamp");
    BOOST_TEST(got("", R"({"id":"a","timestamp":1})") == "malformed-secret");
    BOOST_TEST(got(key, R"({"id":"a","timestamp":1,"extra_secrets":[""]})") == "malformed-secret");
    BOOST_TEST(got("whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", R"({"id":"a","timestamp":1})") ==
               "malformed-secret");
}

BOOST_AUTO_TEST_CASE(are_refused_as_a_file_where_they_are_none) {
    for (char const* bad : {"", "[]", "{}", R"({"vectors":{}})", R"({"vectors":[1]})", "{"})
        BOOST_TEST(!run_vectors(bad).has_value(), bad);
    BOOST_TEST(only(R"("scheme":"github","secret":"k","expect":"ok")").got == "invalid-vector");
    BOOST_TEST(only(R"("scheme":7)").got == "unsupported");
}

BOOST_AUTO_TEST_CASE(print_as_one_line_each) {
    BOOST_TEST(to_json({"a\"b", "ok", "ok", true}) == R"({"name":"a\"b","expect":"ok","got":"ok","ok":true})");
}

BOOST_AUTO_TEST_SUITE_END()
