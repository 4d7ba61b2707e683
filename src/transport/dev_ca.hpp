// A certificate authority for development, made on the spot: `cohook demo`, `cohook listen` and the tests serve https
// with certificates of it. Its key lives in this object alone and dies with it; nothing is installed anywhere.
#pragma once

#include <cohook/error.hpp>
#include <cohook/time.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace cohook::transport {

/// A certificate chain and its private key, both as PEM text. The key is a secret.
struct pem_identity {
    std::string certificate;
    std::string private_key;
};

/// What a certificate is to say.
struct certificate_request {
    std::vector<std::string> names;  ///< subject alternative names: DNS names, or addresses as text
    std::string common_name = "cohook development";
    wall_time not_before{};
    wall_time not_after{};
};

/// EC P-256 keys, SHA-256 signatures, random serial numbers (RFC 5280). Not thread-safe.
class development_ca {
public:
    /// Makes the authority's key and self-signed certificate, valid from a day before `now` for `lasting`.
    /// Errors: `internal` where OpenSSL refuses; the message holds its words.
    static result<development_ca> create(wall_time now, std::chrono::hours lasting = std::chrono::hours(24 * 30));
    development_ca(development_ca&&) noexcept;
    development_ca& operator=(development_ca&&) noexcept;
    ~development_ca();

    /// The authority's certificate, for the trust of a sender. PEM.
    std::string const& certificate() const noexcept { return certificate_; }
    /// A server certificate for `request`, signed by the authority. Errors: `invalid_argument` where a name is neither
    /// a DNS name nor an address; `internal` where OpenSSL refuses.
    result<pem_identity> issue(certificate_request const& request) const;
    /// The usual case: these names, valid from a day before `now` for thirty days.
    result<pem_identity> issue(std::vector<std::string> names, wall_time now) const;
    /// A certificate that nobody vouches for: signed with its own key.
    static result<pem_identity> self_signed(certificate_request const& request);
    /// A DER encoded OCSP response (RFC 6960) about a certificate of `issue`, as a server may staple it.
    enum class standing { good, revoked };
    result<std::string> ocsp_response(pem_identity const& about, standing says) const;

private:
    struct keys;
    explicit development_ca(std::unique_ptr<keys> made, std::string certificate);

    std::unique_ptr<keys> keys_;
    std::string certificate_;
};

}  // namespace cohook::transport
