#include "signing/hmac.hpp"

#include "signing/bytes.hpp"
#include "signing/encoding.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/err.h>

#include <string>
#include <thread>
#include <vector>

namespace {

using namespace cohook::signing;

std::string mac_hex(std::string_view key, std::string_view data, digest kind) {
    mac_value mac;
    BOOST_REQUIRE(hmac_key::make(key, kind).value().compute({data}, mac));
    std::string text;
    append_hex(text, text_of(mac.bytes()));
    return text;
}

struct rfc_4231_case {
    std::string key, data, sha256, sha384, sha512;
};

std::string counting() {
    std::string key;
    for (char byte = 1; byte <= 0x19; ++byte) key += byte;
    return key;
}

// RFC 4231, cases 1 to 4, 6 and 7.
std::vector<rfc_4231_case> rfc_4231() {
    return {
        {std::string(20, '\x0b'), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
         "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
         "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f"
         "1"
         "702e696c203a126854"},
        {"Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
         "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649",
         "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea2505549758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6"
         "b"
         "4b636e070a38bce737"},
        {std::string(20, '\xaa'), std::string(50, '\xdd'),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
         "88062608d3e6ad8a0aa2ace014c8a86f0aa635d947ac9febe83ef4e55966144b2a5ab39dc13814b94e3ab6e101a34f27",
         "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39bf3e848279a722c806b485a47e67c807b946a337bee89"
         "4"
         "2674278859e13292fb"},
        {counting(), std::string(50, '\xcd'), "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b",
         "3e8a69b7783c25851933ab6290af6ca77a9981480850009cc5577c6e1f573b4e6801dd23c4a7d679ccf8a386c674cffb",
         "b0ba465637458c6990e5a8c5f61d4af7e576d97ff94b872de76f8050361ee3dba91ca5c11aa25eb4d679275cc5788063a5f19741120c4"
         "f"
         "2de2adebeb10a298dd"},
        {std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
         "4ece084485813e9088d2c63a041bc5b44f9ef1012a2b588f3cd11f05033ac4c60c2ef6ab4030fe8296248df163f44952",
         "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f3526b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0"
         "a"
         "ec8b915a985d786598"},
        {std::string(131, '\xaa'),
         "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be "
         "hashed before being used by the HMAC algorithm.",
         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
         "6617178e941f020d351e2f254e8fd32c602420feb0b8fb9adccebb82461e99c5a678cc31e799176d3860e6110c46523e",
         "e37b6a775dc87dbaa4dfa9f96e5e3ffddebd71f8867289865df5a32d20cdc944b6022cac3c4982b10d5eeb55c3e4de15134676fb6de04"
         "4"
         "6065c97440fa8c6a58"},
    };
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hmac)

BOOST_AUTO_TEST_CASE(agrees_with_rfc_4231) {
    for (rfc_4231_case const& one : rfc_4231()) {
        BOOST_TEST(mac_hex(one.key, one.data, digest::sha256) == one.sha256);
        BOOST_TEST(mac_hex(one.key, one.data, digest::sha384) == one.sha384);
        BOOST_TEST(mac_hex(one.key, one.data, digest::sha512) == one.sha512);
    }
    // RFC 4231 case 5 shows a truncation to 128 bits.
    BOOST_TEST(mac_hex(std::string(20, '\x0c'), "Test With Truncation", digest::sha256).substr(0, 32) ==
               "a3b6167473100ee06e0c796c2955552b");
}

BOOST_AUTO_TEST_CASE(agrees_with_rfc_2202_for_sha1) {
    BOOST_TEST(mac_hex("Jefe", "what do ya want for nothing?", digest::sha1) ==
               "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
    BOOST_TEST(mac_hex(std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
                       digest::sha1) == "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

BOOST_AUTO_TEST_CASE(takes_a_key_of_exactly_a_block_as_it_is) {
    // Equivalent keys by RFC 2104: zero-padded to the block, and the hash of a longer one.
    BOOST_TEST(mac_hex("Jefe", "x", digest::sha256) == mac_hex("Jefe" + std::string(60, '\0'), "x", digest::sha256));
    BOOST_TEST(mac_hex(std::string(64, 'k'), "x", digest::sha256) !=
               mac_hex(std::string(65, 'k'), "x", digest::sha256));
}

BOOST_AUTO_TEST_CASE(gives_the_same_for_parts_as_for_the_whole) {
    hmac_key const key = hmac_key::make("key").value();
    mac_value whole, parts;
    BOOST_REQUIRE(key.compute({"id.1.body"}, whole));
    BOOST_REQUIRE(key.compute({"id", ".", "1", ".", "", "body"}, parts));
    BOOST_TEST(same_bytes(whole.bytes(), parts.bytes()));
}

BOOST_AUTO_TEST_CASE(starts_afresh_for_each_message_and_each_key) {
    hmac_key const one = hmac_key::make("one").value(), two = hmac_key::make("two", digest::sha512).value();
    mac_value first, between, again;
    BOOST_REQUIRE(one.compute({"message"}, first));
    BOOST_REQUIRE(two.compute({"something else"}, between));
    BOOST_REQUIRE(one.compute({"message"}, again));
    BOOST_TEST(same_bytes(first.bytes(), again.bytes()));
    BOOST_TEST(between.bytes().size() == 64U);
}

BOOST_AUTO_TEST_CASE(serves_several_threads_at_once) {
    hmac_key const key = hmac_key::make("shared").value();
    mac_value expected;
    BOOST_REQUIRE(key.compute({"message"}, expected));
    std::vector<int> wrong(4, 0);
    std::vector<std::thread> threads;
    for (int& mine : wrong)
        threads.emplace_back([&] {
            for (int i = 0; i < 2000; ++i) {
                mac_value mac;
                if (!key.compute({"mes", "sage"}, mac) || !same_bytes(mac.bytes(), expected.bytes())) ++mine;
            }
        });
    for (std::thread& each : threads) each.join();
    for (int const count : wrong) BOOST_TEST(count == 0);
}

BOOST_AUTO_TEST_CASE(refuses_an_empty_key) {
    auto const made = hmac_key::make("");
    BOOST_REQUIRE(!made);
    BOOST_TEST(made.error().field() == "secret");
    BOOST_TEST((made.error().kind() == cohook::errc::invalid_argument));
}

BOOST_AUTO_TEST_CASE(knows_digests_by_name_only) {
    BOOST_TEST((parse_digest("sha256") == digest::sha256));
    BOOST_TEST(!parse_digest("md5"));
    BOOST_TEST(!parse_digest("SHA256"));
    BOOST_TEST(!parse_digest(""));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(secret_memory)

BOOST_AUTO_TEST_CASE(keeps_its_bytes_over_a_move) {
    secret_bytes first("hush");
    secret_bytes second(std::move(first));
    BOOST_TEST(second.view() == "hush");
    secret_bytes third;
    third = std::move(second);
    BOOST_TEST(third.view() == "hush");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(comparing_bytes)

BOOST_AUTO_TEST_CASE(sees_a_difference_in_any_bit_of_any_byte) {
    for (std::size_t size = 0; size <= 64; ++size) {
        std::vector<unsigned char> const one(size, 0x5a);
        std::vector<unsigned char> other = one;
        BOOST_REQUIRE(same_bytes(one, other));
        for (std::size_t bit = 0; bit < 8 * size; ++bit) {
            other = one;
            other[bit / 8] ^= static_cast<unsigned char>(1U << bit % 8);
            BOOST_REQUIRE(!same_bytes(one, other));
        }
        other = one;
        other.push_back(0);
        BOOST_REQUIRE(!same_bytes(one, other));
    }
}

BOOST_AUTO_TEST_SUITE_END()
