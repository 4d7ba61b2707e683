// What an OpenID Connect issuer says of somebody: its keys, and the signed token checked by them. Pure.
#pragma once

#include <cohook/error.hpp>
#include <cohook/time.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::service {

/// The public keys of an issuer (RFC 7517) that may sign a token here: RSA of 2048 bits or more (RS256), and EC over
/// P-256 (ES256).
class issuer_keys {
public:
    /// Keys of other kinds and uses are passed over. Errors: what is no key set.
    static result<issuer_keys> parse(std::string_view json);

    struct key;
    std::vector<std::shared_ptr<key const>> const& all() const noexcept { return keys_; }

private:
    std::vector<std::shared_ptr<key const>> keys_;
};

/// What the token must say.
struct expected_token {
    expected_token() = default;
    std::string issuer, client_id, nonce;
    wall_time now{};
};

struct token_claims {
    token_claims() = default;
    std::string subject;
    std::string verified_email;  ///< empty: none, or the issuer did not verify it
};

/// Errors: `unauthorized`, saying which check failed and nothing that is in the token; `not_found` where no key of this
/// set has the token's key id: the issuer may have new ones.
result<token_claims> check_id_token(std::string_view token, issuer_keys const& keys, expected_token const& expected);

}  // namespace cohook::service
