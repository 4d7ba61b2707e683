#include "service/id_token.hpp"

#include "documents/json_input.hpp"
#include "service/base64url.hpp"
#include "signing/ecdsa.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <optional>

namespace cohook::service {

namespace json = boost::json;

/// One of the two is set.
struct issuer_keys::key {
    std::string id;  ///< empty: it has none
    std::shared_ptr<EVP_PKEY> rsa;
    std::optional<signing::ecdsa_public_key> ecdsa;
};

namespace {

constexpr std::chrono::seconds clock_skew(60);
constexpr std::size_t longest_token = 16 * 1024, longest_subject = 255;
constexpr int least_rsa_bits = 2048;

error refused(std::string why) {
    return error(errc::unauthorized, "the issuer's token is not good: " + std::move(why));
}

std::string text_in(json::object const& from, char const* name) {
    auto const* const found = from.if_contains(name);
    if (found == nullptr || !found->is_string()) return {};
    return std::string(found->get_string().data(), found->get_string().size());
}

std::optional<std::string> bytes_in(json::object const& from, char const* name) {
    return from_base64url(text_in(from, name));
}

struct release_parts {
    void operator()(BIGNUM* number) const noexcept { BN_free(number); }
    void operator()(OSSL_PARAM_BLD* builder) const noexcept { OSSL_PARAM_BLD_free(builder); }
    void operator()(OSSL_PARAM* parameters) const noexcept { OSSL_PARAM_free(parameters); }
    void operator()(EVP_PKEY_CTX* context) const noexcept { EVP_PKEY_CTX_free(context); }
    void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
};
template <class T>
using part = std::unique_ptr<T, release_parts>;

part<BIGNUM> number_of(std::string const& bytes) {
    return part<BIGNUM>(
        BN_bin2bn(reinterpret_cast<unsigned char const*>(bytes.data()), static_cast<int>(bytes.size()), nullptr));
}

/// Null: no RSA key that is strong enough.
std::shared_ptr<EVP_PKEY> rsa_of(json::object const& from) {
    auto const modulus = bytes_in(from, "n"), exponent = bytes_in(from, "e");
    if (!modulus || !exponent || modulus->size() > 1024 || exponent->size() > 8) return nullptr;
    auto const n = number_of(*modulus), e = number_of(*exponent);
    part<OSSL_PARAM_BLD> const builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
        OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1)
        return nullptr;
    part<OSSL_PARAM> const parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    part<EVP_PKEY_CTX> const context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY* made = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1)
        return nullptr;
    std::shared_ptr<EVP_PKEY> key(made, EVP_PKEY_free);
    return EVP_PKEY_get_bits(made) >= least_rsa_bits ? key : nullptr;
}

std::optional<signing::ecdsa_public_key> ecdsa_of(json::object const& from) {
    auto const x = bytes_in(from, "x"), y = bytes_in(from, "y");
    if (text_in(from, "crv") != "P-256" || !x || !y || x->size() != 32 || y->size() != 32) return std::nullopt;
    auto made = signing::ecdsa_public_key::from_point("\x04" + *x + *y);
    if (!made) return std::nullopt;
    return std::move(*made);
}

bool signed_by_rsa(EVP_PKEY* key, std::string_view message, std::string_view signature) {
    part<EVP_MD_CTX> const context(EVP_MD_CTX_new());
    return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), reinterpret_cast<unsigned char const*>(signature.data()), signature.size(),
                            reinterpret_cast<unsigned char const*>(message.data()), message.size()) == 1;
}

/// A compact JWS (RFC 7515) taken apart.
struct signed_token {
    json::object header, claims;
    std::string_view covered;  ///< what the signature is over
    std::string signature;
};

std::optional<json::object> object_in(std::string_view part) {
    auto const text = from_base64url(part);
    if (!text) return std::nullopt;
    auto value = documents::read_json(*text);
    if (!value || !value->is_object()) return std::nullopt;
    return std::move(value->get_object());
}

std::optional<signed_token> take_apart(std::string_view token) {
    auto const first = token.find('.'), last = token.rfind('.');
    if (token.size() > longest_token || first == std::string_view::npos || first == last) return std::nullopt;
    auto header = object_in(token.substr(0, first));
    auto claims = object_in(token.substr(first + 1, last - first - 1));
    auto signature = from_base64url(token.substr(last + 1));
    if (!header || !claims || !signature) return std::nullopt;
    signed_token made;
    made.header = std::move(*header);
    made.claims = std::move(*claims);
    made.covered = token.substr(0, last);
    made.signature = std::move(*signature);
    return made;
}

result<void> check_signature(signed_token const& token, issuer_keys const& keys) {
    auto const algorithm = text_in(token.header, "alg"), id = text_in(token.header, "kid");
    if (algorithm != "RS256" && algorithm != "ES256") return refused("it is signed by neither RS256 nor ES256");
    if (token.header.contains("crit")) return refused("it demands what is not understood here");
    bool known = false;
    for (auto const& each : keys.all()) {
        if (!id.empty() && each->id != id) continue;
        known = true;
        bool const good = algorithm == "RS256"
                              ? each->rsa && signed_by_rsa(each->rsa.get(), token.covered, token.signature)
                              : each->ecdsa && each->ecdsa->matches(token.covered, token.signature);
        if (good) return {};
    }
    if (!known) return error(errc::not_found, "the issuer has no key of the token's id");
    return refused("its signature does not match");
}

bool is_for(json::object const& claims, std::string const& client_id) {
    auto const* const audience = claims.if_contains("aud");
    if (audience == nullptr) return false;
    auto const party = text_in(claims, "azp");
    if (!party.empty() && party != client_id) return false;
    if (audience->is_string()) return text_in(claims, "aud") == client_id;
    auto const* const all = audience->if_array();
    if (all == nullptr || (all->size() > 1 && party.empty())) return false;
    return std::ranges::any_of(*all, [&](json::value const& one) {
        return one.is_string() && std::string_view(one.get_string().data(), one.get_string().size()) == client_id;
    });
}

std::optional<wall_time> moment_in(json::object const& from, char const* name) {
    auto const* const found = from.if_contains(name);
    if (found == nullptr || !found->is_number()) return std::nullopt;
    auto const seconds = found->to_number<double>();
    if (!(seconds > 0 && seconds < 1e11)) return std::nullopt;
    return wall_time(std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

result<void> check_claims(json::object const& claims, expected_token const& expected) {
    if (text_in(claims, "iss") != expected.issuer) return refused("another issuer made it");
    if (!is_for(claims, expected.client_id)) return refused("it is for another client");
    auto const expires = moment_in(claims, "exp"), issued = moment_in(claims, "iat"), begins = moment_in(claims, "nbf");
    if (!expires || *expires + clock_skew <= expected.now) return refused("it has expired");
    if (!issued || *issued > expected.now + clock_skew) return refused("it was made in the future");
    if (begins && *begins > expected.now + clock_skew) return refused("it is not valid yet");
    if (expected.nonce.empty() || text_in(claims, "nonce") != expected.nonce)
        return refused("it belongs to another sign-in");
    return {};
}

}  // namespace

result<issuer_keys> issuer_keys::parse(std::string_view text) {
    auto const value = documents::read_json(text);
    auto const* const set = value ? value->if_object() : nullptr;
    auto const* const listed = set ? set->if_contains("keys") : nullptr;
    if (listed == nullptr || !listed->is_array()) return error(errc::invalid_argument, "this is no set of keys");
    issuer_keys made;
    for (auto const& one : listed->get_array()) {
        auto const* const from = one.if_object();
        if (from == nullptr || (from->contains("use") && text_in(*from, "use") != "sig")) continue;
        key read;
        read.id = text_in(*from, "kid");
        if (text_in(*from, "kty") == "RSA") read.rsa = rsa_of(*from);
        if (text_in(*from, "kty") == "EC") read.ecdsa = ecdsa_of(*from);
        if (read.rsa || read.ecdsa) made.keys_.push_back(std::make_shared<key const>(std::move(read)));
    }
    return made;
}

result<token_claims> check_id_token(std::string_view token, issuer_keys const& keys, expected_token const& expected) {
    auto const read = take_apart(token);
    if (!read) return refused("it cannot be read");
    if (auto good = check_signature(*read, keys); !good) return good.error();
    if (auto good = check_claims(read->claims, expected); !good) return good.error();
    token_claims made;
    made.subject = text_in(read->claims, "sub");
    if (made.subject.empty() || made.subject.size() > longest_subject) return refused("it names nobody");
    auto const* const verified = read->claims.if_contains("email_verified");
    if (verified != nullptr && verified->is_bool() && verified->get_bool())
        made.verified_email = text_in(read->claims, "email");
    return made;
}

}  // namespace cohook::service
