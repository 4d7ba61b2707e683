// An OpenID Connect issuer, as small as it can be: discovery, keys and tokens over real connections. The test is the
// browser and whoever signs in.
#pragma once

#include "server_fixture.hpp"

#include <boost/json/object.hpp>
#include <openssl/evp.h>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace cohook::testing {

/// A key of an issuer.
class token_key {
public:
    enum class kind { rsa, ec };
    token_key(kind what, std::string id);
    boost::json::object jwk() const;
    /// A compact JWS with this header (its `alg` and `kid` are the key's, where it does not say otherwise).
    std::string sign(boost::json::object const& claims, boost::json::object header = {}) const;

private:
    kind kind_;
    std::string id_;
    std::shared_ptr<EVP_PKEY> key_;
};

class small_issuer {
public:
    explicit small_issuer(running_context& on);
    ~small_issuer();

    std::string url() const;
    /// As if somebody had signed in on the page at this address; gives the code. `claims`: sub, email, …
    std::string admit(std::string const& sign_in_url, boost::json::object claims);
    /// The value of a parameter of an address.
    static std::string parameter(std::string_view url, std::string_view name);

    /// Changes a token before it is signed.
    std::function<void(boost::json::object&)> spoil;
    /// What signs from now on; published from now on.
    void use(token_key fresh);
    int times_asked(std::string_view path) const;

private:
    boost::asio::awaitable<service::response> reply(service::request& message);
    service::response answer(service::request const& message);
    service::response give_token(service::request const& message);

    struct grant {
        boost::json::object claims;
        std::string challenge, redirect_uri;
    };
    mutable std::mutex mutex_;
    std::map<std::string, grant> codes_;
    std::map<std::string, int, std::less<>> asked_;
    std::unique_ptr<token_key> key_;
    std::unique_ptr<running_server> server_;
};

}  // namespace cohook::testing
