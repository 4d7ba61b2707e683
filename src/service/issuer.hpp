// An OpenID Connect issuer as a client sees it: its documents, and the exchange of a code for who it stands for. Whatever
// is asked of it goes through the guarded transport: to no address that the egress policy has not judged.
#pragma once

#include <cohook/error.hpp>

#include "egress/url.hpp"
#include "runtime/clock.hpp"
#include "service/id_token.hpp"
#include "transport/transport.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::service {

/// The one there is, in addresses.
inline constexpr std::string_view oidc_provider_id = "issuer";

struct issuer_settings {
    issuer_settings() = default;
    std::string issuer;  ///< its URL, as it writes it in its tokens
    std::string client_id;
    std::string client_secret;  ///< empty: a public client
    std::string name;           ///< for people: `Sign in with NAME`
    bool allow_http = false;    ///< development only
};

/// What one sign-in is recognised by. All of it follows from one secret that the browser holds meanwhile, so that nothing
/// of it has to be kept here.
struct sign_in_attempt {
    explicit sign_in_attempt(std::string_view secret);
    std::string state, nonce, verifier;
    std::string challenge;  ///< of the verifier (RFC 7636, S256)
};

/// Every function is awaited on any executor, one transport with its single-threaded executor below it; both outlive it.
/// Errors: `unavailable` where the issuer cannot be reached or answers what it should not; `unauthorized` where it
/// vouches for nobody.
class issuer {
public:
    issuer(issuer_settings settings, transport::transport& wire, boost::asio::any_io_executor wire_executor,
           cohook::clock& clock);

    issuer_settings const& settings() const noexcept { return settings_; }
    /// Where the browser is sent.
    boost::asio::awaitable<result<std::string>> sign_in_url(sign_in_attempt const& attempt, std::string redirect_uri);
    /// Who came back with this code.
    boost::asio::awaitable<result<token_claims>> redeem(std::string code, sign_in_attempt const& attempt,
                                                        std::string redirect_uri);

private:
    /// From its discovery document, and the keys that it points to.
    struct known {
        std::string authorization_endpoint, token_endpoint, jwks_uri;
        bool secret_in_body = false;
        issuer_keys keys;
        steady_time keys_read{}, read{};
    };
    enum class freshness : std::uint8_t { may_be_kept, of_now };
    using known_ptr = std::shared_ptr<known const>;

    // On the transport's executor, one after the other as it comes.
    boost::asio::awaitable<result<known_ptr>> discover(freshness keys);
    boost::asio::awaitable<result<std::string>> id_token_for(known const& where, std::string const& code,
                                                             sign_in_attempt const& attempt,
                                                             std::string const& redirect_uri);
    boost::asio::awaitable<result<token_claims>> redeem_there(std::string const& code, sign_in_attempt const& attempt,
                                                              std::string const& redirect_uri);
    boost::asio::awaitable<result<std::string>> exchange(std::string url, std::string method, std::string fields,
                                                         std::string body);

    issuer_settings const settings_;
    transport::transport& wire_;
    boost::asio::any_io_executor wire_executor_;
    cohook::clock& clock_;
    known_ptr known_;
};

}  // namespace cohook::service
