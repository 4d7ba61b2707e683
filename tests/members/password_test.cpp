#include "members/password.hpp"

#include "runtime/chance.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace cohook;
using namespace cohook::members;

BOOST_AUTO_TEST_SUITE(passwords)

BOOST_AUTO_TEST_CASE(are_known_again_and_kept_salted) {
    std::string const good = "correct horse battery";
    auto const kept = hash_password(good, system_chance());
    BOOST_TEST(kept.starts_with("scrypt$15$8$1$"));
    BOOST_TEST(kept.find(good) == std::string::npos);
    BOOST_TEST(is_password(good, kept));
    BOOST_TEST(!is_password("correct horse batterz", kept));
    BOOST_TEST(!is_password("", kept));
    BOOST_TEST(hash_password(good, system_chance()) != kept);
}

BOOST_AUTO_TEST_CASE(are_never_that_of_an_account_without_one) {
    for (auto const* kept :
         {"", "scrypt$", "scrypt$15$8$1$", "plain", "scrypt$15$8$1$00000000000000000000000000000000$"})
        for (auto const* tried : {"", "plain", "0", "anything at all"}) BOOST_TEST(!is_password(tried, kept));
}

// So that a store written here can be read by a later version, and by other programs: RFC 7914 with these parameters.
BOOST_AUTO_TEST_CASE(are_scrypt_as_others_compute_it) {
    BOOST_TEST(is_password("correct horse battery",
                           "scrypt$15$8$1$00000000000000000000000000000000$"
                           "r0dse7z9p53nwm22a68f9jwxnbh0ezb7egeq5hn6w0x50q9zqatyw2f4a5vvdsbc"));
}

BOOST_AUTO_TEST_CASE(have_a_least_length_in_characters_and_are_not_the_name) {
    BOOST_TEST(check_password("ten chars!", "kari").has_value());
    BOOST_TEST(check_password("åååååååååå", "kari").has_value());
    BOOST_TEST(!check_password("ååååå", "kari").has_value());
    BOOST_TEST(check_password(std::string(1024, 'x'), "kari").has_value());
    for (auto const& wrong : {std::string(), std::string("nine char"), std::string(1025, 'x'),
                              std::string("Kari@Example.org"), std::string("0123456789\xff")}) {
        auto const why = check_password(wrong, "kari@example.org");
        BOOST_TEST_REQUIRE(why.has_error());
        BOOST_TEST((why.error().kind() == errc::invalid_argument));
        BOOST_TEST(why.error().field() == "password");
    }
}

BOOST_AUTO_TEST_SUITE_END()
