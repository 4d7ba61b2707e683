// For senders: the headers that prove where a request comes from.
//
// `signing_key` and `append_signatures` are the way of the delivery engine: Standard Webhooks, no more work than the
// signature itself. `signer` speaks every scheme, for tools and for tests of receivers.
#pragma once

#include <cohook/scheme.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook {

/// A key that signs: HMAC-SHA256 (`v1`) or Ed25519 (`v1a`). Immutable, cheap to copy, for any thread; it is cleansed
/// when the last copy goes.
class signing_key {
public:
    /// Loads a Standard Webhooks key: `whsec_` + base64, bare base64, or `whsk_` + base64 of a seed of 32 bytes,
    /// followed or not by its public half of 32. In the dialect `endpoint`, `whsec_` + base64 or any other text as its
    /// UTF-8 bytes; in the dialect `raw`, HMAC key bytes. Errors: `invalid_argument` in the field `secret`.
    static result<signing_key> load(secret const& from);

    /// The `whpk_…` text that receivers verify `v1a` with; empty for an HMAC key.
    std::string public_key() const;

    struct state;
    explicit signing_key(std::shared_ptr<state const> made) : state_(std::move(made)) {}
    state const& inner() const noexcept { return *state_; }

private:
    std::shared_ptr<state const> state_;
};

/// Appends the value of `webhook-signature` to `out`: one `v1,…` or `v1a,…` a key, in the order of `keys`, separated by
/// single spaces. `id` becomes `webhook-id`, `unix_seconds` becomes `webhook-timestamp`. For HMAC keys it allocates
/// nothing of its own: reserve 48 bytes a key in `out`. An Ed25519 key costs one copy of the body.
///
/// Returns `ok`; `malformed_header` for an id that is empty or holds anything but visible ASCII without `.`;
/// `malformed_timestamp` for a negative time; `malformed_secret` for no key at all; `internal_error` where OpenSSL
/// fails. Where it is not `ok`, `out` is as it was.
[[nodiscard]] verdict append_signatures(std::string& out, std::span<signing_key const> keys, std::string_view id,
                                        std::int64_t unix_seconds, std::string_view body);

/// Is this an id that `append_signatures` takes? To be asked when an id is made, not at each attempt.
bool is_signable_id(std::string_view id) noexcept;

/// What an RFC 9421 signature is made of.
class http_signature_layout {
public:
    http_signature_layout() = default;

    std::string algorithm;  ///< required: `hmac-sha256`, `ed25519` or `ecdsa-p256-sha256`
    /// What is covered, in this order, spelled as in `http_signature_demands`. A header field must be in the request
    /// that is signed, save `content-digest`, which the signer makes.
    std::vector<std::string> components = {"@method", "@target-uri", "content-digest"};
    std::string digest = "sha-256";    ///< or `sha-512`: of `Content-Digest`
    std::string label = "sig1";        ///< a structured-field key; further keys get `sig1-2`, `sig1-3`, …
    std::vector<std::string> key_ids;  ///< `keyid` of each key, in their order
    std::string tag;                   ///< `tag`, where not empty
    std::chrono::seconds lifetime{0};  ///< `expires` this long after `created`; none where 0
};

class signer_options {
public:
    signer_options() = default;

    std::string url;                     ///< Square; Twilio and RFC 9421 where the request brings none
    generic_hmac_layout generic;         ///< `scheme::generic_hmac`
    http_signature_layout http_message;  ///< `scheme::rfc9421`
};

/// What `signer::sign` came to: headers where `kind` is `ok`, nothing otherwise.
class signed_headers {
public:
    explicit signed_headers(verdict why) : kind(why) {}
    verdict kind;
    std::vector<header_line> lines;
};

/// Signs in any scheme but the envelope, whose signature is part of its body. An immutable value for any thread.
class signer {
public:
    /// `secrets`: the live keys, newest first; more than one only where the scheme's header takes several.
    /// Where signatures are Ed25519 or ECDSA they are secret keys: Discord the seed in hex, RFC 9421 base64 or PEM.
    /// Errors as of `verifier::make`; `unsupported` for the envelope.
    static result<signer> make(scheme name, std::span<secret const> secrets, signer_options options = {});

    /// Makes the headers, in the scheme's usual spelling and order. `id` matters only where the scheme signs one, and
    /// becomes the `nonce` of RFC 9421 if it is not empty.
    signed_headers sign(request_view const& request, std::string_view id, std::int64_t unix_seconds) const;
    /// The same for schemes that sign neither the method nor the URL of each request.
    signed_headers sign(std::string_view id, std::int64_t unix_seconds, std::string_view body) const;

    struct state;

private:
    explicit signer(std::shared_ptr<state const> made) : state_(std::move(made)) {}
    std::shared_ptr<state const> state_;
};

}  // namespace cohook
