#include "signing/ed25519.hpp"

#include "signing/bytes.hpp"

#include <openssl/bn.h>
#include <openssl/evp.h>

#include <algorithm>

namespace cohook::signing {
namespace {

constexpr std::size_t half = 32;

error bad_key(std::string why) {
    return error(errc::invalid_argument, std::move(why), "secret");
}

struct bn_release {
    void operator()(BIGNUM* number) const noexcept { BN_free(number); }
    void operator()(BN_CTX* context) const noexcept { BN_CTX_free(context); }
};
using big = std::unique_ptr<BIGNUM, bn_release>;
using big_context = std::unique_ptr<BN_CTX, bn_release>;

big from_hex(char const* digits) {
    BIGNUM* number = nullptr;
    BN_hex2bn(&number, digits);
    return big(number);
}

constexpr char const* field_prime = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
constexpr char const* curve_d = "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3";
// The y coordinates of the eight points whose order divides 8: 1, -1, 0, and the two of order 8.
constexpr std::array<char const*, 5> small_order_y = {
    "01", "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec", "00",
    "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
    "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826"};

// x² = (y² - 1) / (d y² + 1) must have a root; u/v is a square exactly where u·v is.
bool lies_on_curve(BIGNUM const* y, BIGNUM const* p) {
    big_context const context(BN_CTX_new());
    big const u(BN_new()), v(BN_new()), d = from_hex(curve_d);
    if (!context || !u || !v || !d) return false;
    bool const computed = BN_mod_sqr(u.get(), y, p, context.get()) == 1 &&
                          BN_mod_mul(v.get(), u.get(), d.get(), p, context.get()) == 1 &&
                          BN_add_word(v.get(), 1) == 1 && BN_sub_word(u.get(), 1) == 1 &&
                          BN_mod_mul(u.get(), u.get(), v.get(), p, context.get()) == 1;
    return computed && BN_kronecker(u.get(), p, context.get()) == 1;
}

// What is wrong with a public key of 32 bytes; empty where nothing is.
std::string fault_of_point(std::string_view bytes) {
    std::array<unsigned char, half> y_bytes{};
    std::copy_n(octets(bytes), half, y_bytes.begin());
    y_bytes[31] &= 0x7f;
    big const p = from_hex(field_prime), y(BN_lebin2bn(y_bytes.data(), half, nullptr));
    if (!p || !y) return "OpenSSL is out of memory";
    if (BN_cmp(y.get(), p.get()) >= 0) return "the Ed25519 public key is not in its canonical form";
    for (char const* weak : small_order_y) {
        big const forbidden = from_hex(weak);
        if (!forbidden || BN_cmp(y.get(), forbidden.get()) == 0)
            return "the Ed25519 public key is a point of small order, under which anyone can make valid signatures";
    }
    if (!lies_on_curve(y.get(), p.get()))
        return "the Ed25519 public key is no point of the curve; a character of it must be wrong";
    return {};
}

struct md_release {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
using md_context = std::unique_ptr<EVP_MD_CTX, md_release>;

}  // namespace

void evp_pkey_release::operator()(EVP_PKEY* key) const noexcept {
    EVP_PKEY_free(key);
}

result<ed25519_public_key> ed25519_public_key::make(std::string_view bytes) {
    clean_error_queue const guard;
    if (bytes.size() != half)
        return bad_key("an Ed25519 public key has 32 bytes, this one has " + std::to_string(bytes.size()));
    if (std::string fault = fault_of_point(bytes); !fault.empty()) return bad_key(std::move(fault));
    evp_pkey key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(bytes), half));
    if (!key) return error(errc::internal, "OpenSSL offers no Ed25519; its default provider seems to be switched off");
    return ed25519_public_key(std::move(key));
}

result<ed25519_public_key> ed25519_public_key::make(evp_pkey const& read) {
    clean_error_queue const guard;
    std::array<unsigned char, half> bytes{};
    std::size_t size = bytes.size();
    if (EVP_PKEY_is_a(read.get(), "ED25519") != 1 || EVP_PKEY_get_raw_public_key(read.get(), bytes.data(), &size) != 1)
        return bad_key("the key is not an Ed25519 key");
    return make(text_of(bytes));
}

bool ed25519_public_key::matches(std::string_view message, std::string_view signature) const noexcept {
    clean_error_queue const guard;
    md_context const context(EVP_MD_CTX_new());
    return context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
           EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message), message.size()) == 1;
}

result<ed25519_private_key> ed25519_private_key::make(std::string_view bytes) {
    clean_error_queue const guard;
    if (bytes.size() != half && bytes.size() != 2 * half)
        return bad_key("an Ed25519 secret key has 32 bytes (the seed) or 64 (seed and public half), this one has " +
                       std::to_string(bytes.size()));
    evp_pkey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, octets(bytes), half));
    std::array<unsigned char, half> derived{};
    std::size_t size = derived.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), derived.data(), &size) != 1)
        return error(errc::internal, "OpenSSL offers no Ed25519; its default provider seems to be switched off");
    if (bytes.size() == 2 * half && !same_bytes({octets(bytes) + half, half}, derived))
        return bad_key("the public half of the Ed25519 secret key does not belong to its seed");
    return ed25519_private_key(std::move(key), derived);
}

result<ed25519_private_key> ed25519_private_key::make(evp_pkey const& read) {
    clean_error_queue const guard;
    secret_bytes seed(half);
    std::size_t size = half;
    if (EVP_PKEY_is_a(read.get(), "ED25519") != 1 ||
        EVP_PKEY_get_raw_private_key(read.get(), seed.span().data(), &size) != 1)
        return bad_key("the key is not an Ed25519 key");
    return make(seed.view());
}

bool ed25519_private_key::sign(std::string_view message, ed25519_signature& out) const noexcept {
    clean_error_queue const guard;
    md_context const context(EVP_MD_CTX_new());
    std::size_t size = out.size();
    return context && EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_.get()) == 1 &&
           EVP_DigestSign(context.get(), out.data(), &size, octets(message), message.size()) == 1 && size == out.size();
}

}  // namespace cohook::signing
