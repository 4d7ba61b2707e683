#include "model/model.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace cohook;

namespace {

/// Every value up to `last` has a name of its own that is parsed back to it.
template <class Enum>
std::set<std::string> check_names(Enum last, std::optional<Enum> (*parse)(std::string_view) noexcept) {
    std::set<std::string> names;
    for (int value = 0; value <= static_cast<int>(last); ++value) {
        auto const name = to_string(static_cast<Enum>(value));
        BOOST_TEST(names.insert(std::string(name)).second);
        BOOST_TEST((parse(name) == static_cast<Enum>(value)));
    }
    BOOST_TEST(!parse("").has_value());
    BOOST_TEST(!parse("unknown kind of thing").has_value());
    return names;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(names)

BOOST_AUTO_TEST_CASE(are_parsed_back) {
    check_names(delivery_kind::replay, parse_delivery_kind);
    check_names(delivery_state::endpoint_gone, parse_delivery_state);
    check_names(attempt_verdict::unknown, parse_attempt_verdict);
    check_names(attempt_fault::cancelled, parse_attempt_fault);
    check_names(sync_state::failed, parse_sync_state);
    check_names(payload_format::cloudevents, parse_payload_format);
    check_names(delivery_order::by_key, parse_delivery_order);
    check_names(policy_name::standard, parse_policy_name);
}

BOOST_AUTO_TEST_CASE(are_the_ones_of_the_contract) {
    BOOST_TEST(to_string(delivery_state::endpoint_gone) == "endpoint_gone");
    BOOST_TEST(to_string(attempt_fault::tls_cert_not_yet_valid) == "tls_cert_not_yet_valid");
    BOOST_TEST(to_string(attempt_fault::first_byte_timeout) == "first_byte_timeout");
    BOOST_TEST(to_string(wire_state::possibly_received) == "possibly_received");
    BOOST_TEST(to_string(sync_state::completed) == "completed");
}

BOOST_AUTO_TEST_CASE(every_fault_is_explained_in_one_sentence_of_its_own) {
    std::set<std::string> seen;
    for (int value = 0; value <= static_cast<int>(attempt_fault::cancelled); ++value) {
        auto const words = explain(static_cast<attempt_fault>(value));
        BOOST_TEST(words.ends_with('.'));
        BOOST_TEST(seen.insert(std::string(words)).second);
    }
}

BOOST_AUTO_TEST_SUITE_END()
