#include "signing/ed25519.hpp"

#include "signing/bytes.hpp"
#include "signing/encoding.hpp"

#include <boost/test/unit_test.hpp>
#include <openssl/err.h>

#include <string>
#include <vector>

namespace {

using namespace cohook::signing;

std::string bytes_of(std::string_view hex) {
    std::string out(hex.size() / 2, '\0');
    BOOST_REQUIRE(decode_hex(hex, {reinterpret_cast<unsigned char*>(out.data()), out.size()}));
    return out;
}

struct rfc_8032_case {
    std::string_view seed, half, message, signature;
};

// RFC 8032, section 7.1, tests 1 to 3.
constexpr rfc_8032_case rfc_8032[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe246"
     "5"
     "5141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb"
     "0"
     "0d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc"
     "0"
     "27beceea1ec40a"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(ed25519)

BOOST_AUTO_TEST_CASE(signs_and_matches_the_examples_of_rfc_8032) {
    for (rfc_8032_case const& one : rfc_8032) {
        auto const key = ed25519_private_key::make(bytes_of(one.seed)).value();
        BOOST_TEST(text_of(key.public_bytes()) == bytes_of(one.half));
        ed25519_signature signature;
        BOOST_REQUIRE(key.sign(bytes_of(one.message), signature));
        BOOST_TEST(text_of(signature) == bytes_of(one.signature));
        auto const half = ed25519_public_key::make(bytes_of(one.half)).value();
        BOOST_TEST(half.matches(bytes_of(one.message), text_of(signature)));
        BOOST_TEST(!half.matches(bytes_of(one.message) + "x", text_of(signature)));
    }
}

BOOST_AUTO_TEST_CASE(takes_a_secret_key_with_the_public_half_that_belongs_to_it_only) {
    std::string const seed = bytes_of(rfc_8032[0].seed);
    BOOST_TEST(ed25519_private_key::make(seed + bytes_of(rfc_8032[0].half)).has_value());
    auto const foreign = ed25519_private_key::make(seed + bytes_of(rfc_8032[1].half));
    BOOST_REQUIRE(!foreign);
    BOOST_TEST(foreign.error().field() == "secret");
    for (std::size_t const length : {0U, 31U, 33U, 63U, 65U})
        BOOST_TEST(!ed25519_private_key::make(std::string(length, 'k')).has_value());
}

BOOST_AUTO_TEST_CASE(refuses_public_keys_under_which_anyone_can_sign) {
    // All encodings of the eight points of small order, the non-canonical ones included.
    std::vector<std::string> const weak = {
        "0100000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    };
    for (std::string const& hex : weak) BOOST_TEST(!ed25519_public_key::make(bytes_of(hex)).has_value(), hex);
}

BOOST_AUTO_TEST_CASE(refuses_public_keys_that_are_no_point_or_not_reduced) {
    BOOST_TEST(!ed25519_public_key::make(bytes_of("02" + std::string(62, '0'))).has_value());
    BOOST_TEST(ed25519_public_key::make(bytes_of("03" + std::string(62, '0'))).has_value());
    // y = 3 + p names the same point as y = 3, in a second spelling.
    BOOST_TEST(!ed25519_public_key::make(bytes_of("f0" + std::string(60, 'f') + "7f")).has_value());
    for (std::size_t const length : {0U, 31U, 33U, 64U})
        BOOST_TEST(!ed25519_public_key::make(std::string(length, '\3')).has_value());
}

BOOST_AUTO_TEST_CASE(refuses_a_signature_whose_scalar_is_not_reduced) {
    auto const half = ed25519_public_key::make(bytes_of(rfc_8032[0].half)).value();
    // S + L, with L = 2^252 + 27742317777372353535851937790883648493, in little endian.
    std::string altered = bytes_of(rfc_8032[0].signature);
    std::string const order = bytes_of("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    unsigned carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        carry += static_cast<unsigned char>(altered[32 + i]) + unsigned{static_cast<unsigned char>(order[i])};
        altered[32 + i] = static_cast<char>(carry & 255);
        carry >>= 8;
    }
    BOOST_TEST(!half.matches("", altered));
}

BOOST_AUTO_TEST_CASE(leaves_the_error_queue_as_it_was) {
    auto const half = ed25519_public_key::make(bytes_of(rfc_8032[0].half)).value();
    ERR_clear_error();
    BOOST_TEST(!half.matches("x", std::string(64, '\xff')));
    BOOST_TEST(!half.matches("x", ""));
    BOOST_TEST(!ed25519_public_key::make(std::string(32, '\2')).has_value());
    BOOST_TEST(ERR_peek_error() == 0U);
    ERR_raise(ERR_LIB_USER, 7);  // the host's own
    BOOST_TEST(!half.matches("x", std::string(64, '\xff')));
    BOOST_TEST(ERR_GET_REASON(ERR_get_error()) == 7);
    BOOST_TEST(ERR_peek_error() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
