#include "signing/ecdsa.hpp"

#include "signing/bytes.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <vector>

namespace cohook::signing {
namespace {

constexpr std::size_t scalar_size = 32;
constexpr std::size_t most_der = 72;  // of a P-256 signature

error bad_key(char const* why) {
    return error(errc::invalid_argument, why, "secret");
}

struct release {
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
    void operator()(EVP_PKEY_CTX* context) const noexcept { EVP_PKEY_CTX_free(context); }
    void operator()(ECDSA_SIG* signature) const noexcept { ECDSA_SIG_free(signature); }
    void operator()(BIGNUM* number) const noexcept { BN_free(number); }
};
template <class T>
using owned = std::unique_ptr<T, release>;

bool is_p256(EVP_PKEY* key) {
    std::array<char, 32> group{};
    std::size_t size = 0;
    return EVP_PKEY_is_a(key, "EC") == 1 && EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) == 1 &&
           std::string_view(group.data(), size) == "prime256v1";
}

bool is_sound_point(EVP_PKEY* key) {
    owned<EVP_PKEY_CTX> const context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    return context && EVP_PKEY_public_check(context.get()) == 1;
}

// From r and s to the DER that OpenSSL reads; empty where it fails.
std::vector<unsigned char> der_of(std::string_view signature) {
    owned<ECDSA_SIG> const pair(ECDSA_SIG_new());
    BIGNUM* const r = BN_bin2bn(octets(signature), scalar_size, nullptr);
    BIGNUM* const s = BN_bin2bn(octets(signature) + scalar_size, scalar_size, nullptr);
    // The pair owns them once it has them.
    if (!pair || r == nullptr || s == nullptr || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    int const size = i2d_ECDSA_SIG(pair.get(), nullptr);
    if (size <= 0) return {};
    std::vector<unsigned char> der(static_cast<std::size_t>(size));
    unsigned char* at = der.data();
    return i2d_ECDSA_SIG(pair.get(), &at) == size ? der : std::vector<unsigned char>();
}

bool raw_of(std::span<unsigned char const> der, ecdsa_signature& out) {
    unsigned char const* at = der.data();
    owned<ECDSA_SIG> const pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
    return pair && BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out.data(), scalar_size) == scalar_size &&
           BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out.data() + scalar_size, scalar_size) == scalar_size;
}

}  // namespace

result<ecdsa_public_key> ecdsa_public_key::make(evp_pkey key) {
    clean_error_queue const guard;
    if (!is_p256(key.get())) return bad_key("the key is not an EC key of the curve P-256");
    if (!is_sound_point(key.get())) return bad_key("the public key is no point of the curve P-256");
    return ecdsa_public_key(std::move(key));
}

result<ecdsa_public_key> ecdsa_public_key::from_point(std::string_view bytes) {
    clean_error_queue const guard;
    std::array<char, 11> group = {"prime256v1"};
    std::vector<unsigned char> point(bytes.begin(), bytes.end());
    std::array<OSSL_PARAM, 3> const parameters = {
        OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group.data(), 0),
        OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()),
        OSSL_PARAM_construct_end()};
    owned<EVP_PKEY_CTX> const context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* made = nullptr;
    bool const good =
        context && EVP_PKEY_fromdata_init(context.get()) == 1 &&
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, const_cast<OSSL_PARAM*>(parameters.data())) == 1;
    evp_pkey key(made);
    if (!good) return bad_key("the public key is no point of the curve P-256");
    return make(std::move(key));
}

bool ecdsa_public_key::matches(std::string_view message, std::string_view signature) const noexcept {
    clean_error_queue const guard;
    if (signature.size() != 2 * scalar_size) return false;
    std::vector<unsigned char> const der = der_of(signature);
    owned<EVP_MD_CTX> const context(EVP_MD_CTX_new());
    return !der.empty() && context &&
           EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA2-256", nullptr, nullptr, key_.get(), nullptr) == 1 &&
           EVP_DigestVerify(context.get(), der.data(), der.size(), octets(message), message.size()) == 1;
}

result<ecdsa_private_key> ecdsa_private_key::make(evp_pkey key) {
    clean_error_queue const guard;
    if (!is_p256(key.get())) return bad_key("the key is not an EC key of the curve P-256");
    return ecdsa_private_key(std::move(key));
}

bool ecdsa_private_key::sign(std::string_view message, ecdsa_signature& out) const noexcept {
    clean_error_queue const guard;
    owned<EVP_MD_CTX> const context(EVP_MD_CTX_new());
    std::array<unsigned char, most_der> der{};
    std::size_t size = der.size();
    return context &&
           EVP_DigestSignInit_ex(context.get(), nullptr, "SHA2-256", nullptr, nullptr, key_.get(), nullptr) == 1 &&
           EVP_DigestSign(context.get(), der.data(), &size, octets(message), message.size()) == 1 &&
           raw_of(std::span(der).first(size), out);
}

}  // namespace cohook::signing
