#include "members/api_key.hpp"

#include "members/base32.hpp"
#include "members/secret_text.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <set>
#include <string>

namespace {

using namespace cohook;
using namespace cohook::members;

BOOST_AUTO_TEST_SUITE(api_key_texts)

BOOST_AUTO_TEST_CASE(a_key_is_read_back_into_the_parts_it_was_made_of) {
    key_text made;
    auto const text = make_key(system_chance(), made);
    BOOST_TEST(text.starts_with("chk_"));
    BOOST_TEST(made.secret.size() == 32U);
    auto const parts = parse_key(text);
    BOOST_REQUIRE(parts);
    BOOST_TEST(parts->id == made.id);
    BOOST_TEST(parts->secret == made.secret);
}

BOOST_AUTO_TEST_CASE(any_single_wrong_character_is_told_without_asking_the_store) {
    key_text made;
    auto const text = make_key(system_chance(), made);
    for (std::size_t at = 0; at < text.size(); ++at) {
        auto wrong = text;
        wrong[at] = wrong[at] == 'q' ? 'r' : 'q';
        BOOST_TEST(!parse_key(wrong), at);
        BOOST_TEST(!parse_key(text.substr(0, at)), at);
    }
    BOOST_TEST(!parse_key(text + "0"));
    BOOST_TEST(!parse_key(""));
}

BOOST_AUTO_TEST_CASE(no_two_keys_are_alike) {
    std::set<std::string> ids, secrets;
    for (int i = 0; i < 200; ++i) {
        key_text parts;
        make_key(system_chance(), parts);
        ids.insert(parts.id);
        secrets.insert(parts.secret);
    }
    BOOST_TEST(ids.size() == 200U);
    BOOST_TEST(secrets.size() == 200U);
}

BOOST_AUTO_TEST_CASE(what_is_stored_is_the_sha_256_of_the_secret) {
    auto const hash = hash_secret("abc");
    BOOST_TEST(hash.size() == 32U);
    BOOST_TEST(std::memcmp(hash.data(), "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23", 16) == 0);
    BOOST_TEST(same_hash(hash, hash_secret("abc")));
    BOOST_TEST(!same_hash(hash, hash_secret("abd")));
    BOOST_TEST(!same_hash(hash, hash.substr(1)));
}

BOOST_AUTO_TEST_CASE(numbers_keep_their_order_in_base_32) {
    std::uint64_t const rising[] = {0, 1, 31, 32, 1ULL << 40, (1ULL << 40) + 1, ~0ULL};
    for (std::size_t i = 1; i < std::size(rising); ++i)
        BOOST_TEST(base32_number(rising[i - 1]) < base32_number(rising[i]));
    BOOST_TEST(base32_number(0).size() == 13U);
}

BOOST_AUTO_TEST_CASE(rights_are_read_back_as_they_are_written) {
    for (auto const* text : {"", "read", "write", "read write"})
        BOOST_TEST(to_string(parse_rights(text).value()) == text);
    BOOST_TEST(to_string(parse_rights("write read").value()) == "read write");
    BOOST_TEST(!parse_rights("read admin").has_value());
    BOOST_TEST(right_set::all().includes(right::read));
    BOOST_TEST(!right_set(right::read).includes(right_set::all()));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
