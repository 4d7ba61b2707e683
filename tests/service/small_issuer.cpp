#include "small_issuer.hpp"

#include "members/secret_text.hpp"
#include "service/base64url.hpp"
#include "service/query.hpp"
#include "signing/ecdsa.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/rsa.h>

#include <stdexcept>

namespace cohook::testing {

namespace json = boost::json;
using service::base64url;

namespace {

std::string number_of(EVP_PKEY const* key, char const* name) {
    BIGNUM* number = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &number) != 1) throw std::runtime_error(name);
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(number);
    return bytes;
}

std::string rsa_signature(EVP_PKEY* key, std::string_view text) {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    std::size_t size = 0;
    auto const* const bytes = reinterpret_cast<unsigned char const*>(text.data());
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key);
    EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size());
    std::string made(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(made.data()), &size, bytes, text.size());
    return made;
}

std::string ec_signature(EVP_PKEY* key, std::string_view text) {
    EVP_PKEY_up_ref(key);
    auto const signer = signing::ecdsa_private_key::make(signing::evp_pkey(key)).value();
    signing::ecdsa_signature made{};
    if (!signer.sign(text, made)) throw std::runtime_error("cannot sign");
    return {reinterpret_cast<char const*>(made.data()), made.size()};
}

std::string form_value(std::string_view form, std::string_view name) {
    for (auto const& pair : service::read_query(form).value())
        if (pair.name == name) return pair.value;
    return {};
}

}  // namespace

token_key::token_key(kind what, std::string id)
    : kind_(what),
      id_(std::move(id)),
      // The macro EVP_EC_gen casts its argument's const away, of which clang warns.
      key_(what == kind::rsa ? EVP_RSA_gen(2048) : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free) {}

json::object token_key::jwk() const {
    json::object made{{"kid", id_}, {"use", "sig"}};
    if (kind_ == kind::rsa) {
        made["kty"] = "RSA";
        made["n"] = base64url(number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N));
        made["e"] = base64url(number_of(key_.get(), OSSL_PKEY_PARAM_RSA_E));
        return made;
    }
    std::string point(65, '\0');
    std::size_t size = 0;
    EVP_PKEY_get_octet_string_param(key_.get(), OSSL_PKEY_PARAM_PUB_KEY, reinterpret_cast<unsigned char*>(point.data()),
                                    point.size(), &size);
    made["kty"] = "EC";
    made["crv"] = "P-256";
    made["x"] = base64url(point.substr(1, 32));
    made["y"] = base64url(point.substr(33, 32));
    return made;
}

std::string token_key::sign(json::object const& claims, json::object header) const {
    header.emplace("alg", kind_ == kind::rsa ? "RS256" : "ES256");
    header.emplace("kid", id_);
    auto const covered = base64url(json::serialize(header)) + "." + base64url(json::serialize(claims));
    auto const signature = kind_ == kind::rsa ? rsa_signature(key_.get(), covered) : ec_signature(key_.get(), covered);
    return covered + "." + base64url(signature);
}

small_issuer::small_issuer(running_context& on) : key_(std::make_unique<token_key>(token_key::kind::ec, "one")) {
    service::server_handlers handlers;
    handlers.handle = [this](service::request& message) { return reply(message); };
    server_ = std::make_unique<running_server>(on, std::move(handlers));
    server_->started().value();
}

small_issuer::~small_issuer() = default;

std::string small_issuer::url() const {
    return (*server_)->url();
}

void small_issuer::use(token_key fresh) {
    std::lock_guard const lock(mutex_);
    key_ = std::make_unique<token_key>(std::move(fresh));
}

int small_issuer::times_asked(std::string_view path) const {
    std::lock_guard const lock(mutex_);
    auto const found = asked_.find(path);
    return found == asked_.end() ? 0 : found->second;
}

std::string small_issuer::parameter(std::string_view url, std::string_view name) {
    return form_value(url.substr(url.find('?') + 1), name);
}

std::string small_issuer::admit(std::string const& sign_in_url, json::object claims) {
    auto const now = std::chrono::duration_cast<std::chrono::seconds>(system_clock().wall().time_since_epoch()).count();
    claims.emplace("iss", url());
    claims.emplace("aud", parameter(sign_in_url, "client_id"));
    claims.emplace("nonce", parameter(sign_in_url, "nonce"));
    claims.emplace("iat", now);
    claims.emplace("exp", now + 300);
    std::lock_guard const lock(mutex_);
    auto const code = "code " + std::to_string(codes_.size());
    grant& made = codes_[code];
    made.claims = std::move(claims);
    made.challenge = parameter(sign_in_url, "code_challenge");
    made.redirect_uri = parameter(sign_in_url, "redirect_uri");
    return code;
}

boost::asio::awaitable<service::response> small_issuer::reply(service::request& message) {
    co_return answer(message);
}

service::response small_issuer::answer(service::request const& message) {
    std::lock_guard const lock(mutex_);
    ++asked_[message.path];
    json::object body;
    if (message.path == "/.well-known/openid-configuration") {
        body = {{"issuer", url()},
                {"authorization_endpoint", url() + "/sign-in"},
                {"token_endpoint", url() + "/token"},
                {"jwks_uri", url() + "/keys"}};
    } else if (message.path == "/keys") {
        body.emplace("keys", json::array{key_->jwk()});
    } else if (message.path == "/token") {
        return give_token(message);
    } else {
        return service::response(404);
    }
    return {200, "application/json", json::serialize(body)};
}

service::response small_issuer::give_token(service::request const& message) {
    auto const found = codes_.find(form_value(message.body, "code"));
    // `client:secret`
    bool const known = message.header("authorization") == "Basic Y2xpZW50OnNlY3JldA==";
    if (message.method != "POST" || !known || found == codes_.end())
        return {400, "application/json", R"({"error":"invalid_grant"})"};
    auto granted = std::move(found->second);
    codes_.erase(found);
    bool const same = base64url(members::hash_secret(form_value(message.body, "code_verifier"))) == granted.challenge &&
                      form_value(message.body, "redirect_uri") == granted.redirect_uri;
    if (!same) return {400, "application/json", R"({"error":"invalid_grant"})"};
    if (spoil) spoil(granted.claims);
    json::object const body{{"token_type", "Bearer"}, {"id_token", key_->sign(granted.claims)}};
    return {200, "application/json", json::serialize(body)};
}

}  // namespace cohook::testing
