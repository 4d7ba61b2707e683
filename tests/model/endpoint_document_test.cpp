#include "model/endpoint_document.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace cohook;
using namespace std::chrono_literals;

endpoint every_member_set() {
    endpoint value;
    value.id = "ep_1";
    value.tenant = "app \"seven\"";
    value.url = "https://receiver.example/hooks?q=1#frag";
    value.signing_keys = {{"new\n\"kéy\"", {}}, {"old", wall_time(1'600'000'000'123ms)}};
    value.request_interval = 1500ms;
    value.enabled = false;
    value.disabled_reason = "410 Gone";
    value.headers = {{"Authorization", "Bearer \\x"}, {"X-B", ""}};
    value.format = payload_format::cloudevents;
    value.policy = standard_policy();
    value.policy.deadlines = {1ms, 2ms, 3ms, 4ms, 5ms, 6ms};
    value.policy.resend.jitter = 0.125;
    value.policy.breaker_threshold = 9;
    value.policy.disable_after.reset();
    value.policy.disable_on_gone = false;
    value.order = delivery_order::by_key;
    value.coalesce = true;
    value.max_in_flight = 77;
    value.revision = 41;
    value.created = wall_time(1'700'000'000'001ms);
    value.changed = wall_time(1'700'000'000'002ms);
    return value;
}

void check_same(endpoint const& left, endpoint const& right) {
    BOOST_TEST(left.id == right.id);
    BOOST_TEST(left.tenant == right.tenant);
    BOOST_TEST(left.url == right.url);
    BOOST_TEST((left.signing_keys == right.signing_keys));
    BOOST_TEST((left.request_interval == right.request_interval));
    BOOST_TEST(left.enabled == right.enabled);
    BOOST_TEST(left.disabled_reason == right.disabled_reason);
    BOOST_TEST((left.headers == right.headers));
    BOOST_TEST((left.format == right.format));
    BOOST_TEST((left.policy == right.policy));
    BOOST_TEST((left.order == right.order));
    BOOST_TEST(left.coalesce == right.coalesce);
    BOOST_TEST(left.max_in_flight == right.max_in_flight);
    BOOST_TEST(left.revision == right.revision);
    BOOST_TEST((left.created == right.created));
    BOOST_TEST((left.changed == right.changed));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(endpoint_document)

BOOST_AUTO_TEST_CASE(gives_back_every_member) {
    auto const original = every_member_set();
    auto const read = endpoint_from_document(to_document(original));
    BOOST_TEST_REQUIRE(read.has_value());
    check_same(*read, original);
    auto const plain = endpoint_from_document(to_document(endpoint()));
    BOOST_TEST_REQUIRE(plain.has_value());
    check_same(*plain, endpoint());
}

BOOST_AUTO_TEST_CASE(keeps_a_policy_that_is_as_its_name_has_it_as_its_name) {
    for (auto const& policy : {members_policy(), standard_policy()}) {
        auto original = every_member_set();
        original.policy = policy;
        auto const document = to_document(original);
        BOOST_TEST(document.find("deadlines") == std::string::npos);
        auto const read = endpoint_from_document(document);
        BOOST_TEST_REQUIRE(read.has_value());
        check_same(*read, original);
    }
}

BOOST_AUTO_TEST_CASE(gives_back_a_list_of_waits_that_is_not_the_one_of_its_policys_name) {
    for (std::vector<std::chrono::milliseconds> const& list : {std::vector{1ms, 2ms}, {}}) {
        auto original = every_member_set();
        original.policy.resend.list = list;
        auto const read = endpoint_from_document(to_document(original));
        BOOST_TEST_REQUIRE(read.has_value());
        check_same(*read, original);
    }
}

BOOST_AUTO_TEST_CASE(gives_back_bytes_that_are_not_utf8) {
    auto original = every_member_set();
    original.signing_keys[0].secret = "\xff\x80";
    auto const read = endpoint_from_document(to_document(original));
    BOOST_TEST_REQUIRE(read.has_value());
    check_same(*read, original);
}

BOOST_AUTO_TEST_CASE(reads_documents_of_other_versions) {
    auto const read = endpoint_from_document(R"({"id":"a","tomorrow":{"x":[1]},"policy":{"lifeMs":null}})");
    BOOST_TEST_REQUIRE(read.has_value());
    BOOST_TEST(read->id == "a");
    BOOST_TEST(read->max_in_flight == 16u);
    BOOST_TEST(!read->policy.life.has_value());
}

BOOST_AUTO_TEST_CASE(names_the_member_of_the_wrong_kind) {
    auto const field_of = [](std::string_view text) {
        auto const read = endpoint_from_document(text);
        BOOST_TEST_REQUIRE(read.has_error());
        BOOST_TEST((read.error().kind() == errc::invalid_argument));
        return read.error().field();
    };
    BOOST_TEST(field_of("[]") == "");
    BOOST_TEST(field_of("{") == "");
    BOOST_TEST(field_of(R"({"id":7})") == "id");
    BOOST_TEST(field_of(R"({"headers":[{"name":"a"},{"name":1}]})") == "headers[1].name");
    BOOST_TEST(field_of(R"({"signingKeys":[1]})") == "signingKeys[0]");
    BOOST_TEST(field_of(R"({"policy":{"deadlines":{"tlsMs":"5"}}})") == "policy.deadlines.tlsMs");
    BOOST_TEST(field_of(R"({"policy":{"resend":{"listMs":[1,"a"]}}})") == "policy.resend.listMs[1]");
    BOOST_TEST(field_of(R"({"format":"morse"})") == "format");
    BOOST_TEST(field_of(R"({"maxInFlight":-1})") == "maxInFlight");
}

BOOST_AUTO_TEST_SUITE_END()
