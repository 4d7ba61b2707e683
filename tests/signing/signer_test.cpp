#include <cohook/signer.hpp>

#include "samples.hpp"

#include <boost/test/unit_test.hpp>

#include <limits>
#include <string>
#include <vector>

namespace {

using namespace cohook;

std::vector<signing_key> keys_of(std::vector<std::string_view> const& texts) {
    std::vector<signing_key> keys;
    for (std::string_view const text : texts) keys.push_back(signing_key::load(text).value());
    return keys;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(signatures)

BOOST_AUTO_TEST_CASE(are_those_published) {
    BOOST_TEST(samples::signed_with(samples::key, samples::id, samples::time, samples::body) == samples::signature);
    BOOST_TEST(samples::signed_with(samples::private_key, samples::id, samples::time, samples::body) ==
               samples::curve_signature);
}

BOOST_AUTO_TEST_CASE(come_one_a_key_in_the_order_of_the_keys) {
    auto const keys = keys_of({samples::private_key, samples::key});
    std::string out;
    BOOST_REQUIRE_EQUAL(append_signatures(out, keys, samples::id, samples::time, samples::body), verdict::ok);
    BOOST_TEST(out == std::string(samples::curve_signature) + " " + std::string(samples::signature));
}

BOOST_AUTO_TEST_CASE(are_appended_within_the_room_reserved) {
    auto const keys = keys_of({samples::key, samples::other_key});
    std::string out = "webhook-signature: ";
    out.reserve(out.size() + 2 * 48);
    char const* const room = out.data();
    BOOST_REQUIRE_EQUAL(append_signatures(out, keys, samples::id, samples::time, samples::body), verdict::ok);
    BOOST_TEST(static_cast<void const*>(out.data()) == static_cast<void const*>(room));
    BOOST_TEST(out.starts_with("webhook-signature: v1,g0hM9SsE"));
}

BOOST_AUTO_TEST_CASE(are_refused_for_ids_that_could_not_be_read_back) {
    auto const keys = keys_of({samples::key});
    for (std::string const& bad :
         {std::string(), std::string("a.b"), std::string("a b"), std::string("a\r\nx-evil: 1"), std::string("a\tb"),
          std::string("b\xc3\xa5t"), std::string("a\0b", 3), std::string("a\x7f")}) {
        std::string out = "as it was";
        BOOST_TEST(append_signatures(out, keys, bad, samples::time, samples::body) == verdict::malformed_header);
        BOOST_TEST(out == "as it was");
        BOOST_TEST(!is_signable_id(bad));
    }
    BOOST_TEST(is_signable_id("2070443601311540"));
}

BOOST_AUTO_TEST_CASE(are_refused_without_a_key_or_before_1970) {
    auto const keys = keys_of({samples::key});
    std::string out;
    BOOST_TEST(append_signatures(out, {}, samples::id, samples::time, samples::body) == verdict::malformed_secret);
    BOOST_TEST(append_signatures(out, keys, samples::id, -1, samples::body) == verdict::malformed_timestamp);
    BOOST_TEST(out == "");
    BOOST_TEST(append_signatures(out, keys, samples::id, 0, "") == verdict::ok);
    BOOST_TEST(append_signatures(out, keys, samples::id, std::numeric_limits<std::int64_t>::max(), "") == verdict::ok);
}

BOOST_AUTO_TEST_CASE(outlive_the_keys_copied_from) {
    std::vector<signing_key> copy;
    {
        auto const keys = keys_of({samples::key});
        copy = keys;
    }
    std::string out;
    BOOST_REQUIRE_EQUAL(append_signatures(out, copy, samples::id, samples::time, samples::body), verdict::ok);
    BOOST_TEST(out == samples::signature);
}

BOOST_AUTO_TEST_SUITE_END()
