// The signature schemes by name, what a verification can come to, and what an operator configures as a secret.
#pragma once

#include <cohook/error.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cohook {

/// How a request is signed. The algorithm is part of the scheme and of the key, never chosen by the message.
enum class scheme {
    members_envelope,   ///< the Members envelope: HMAC-SHA256 over what `message.data` decodes to
    standard_webhooks,  ///< Standard Webhooks 1.0.0: `v1` HMAC-SHA256 and `v1a` Ed25519 over id.timestamp.body
    svix,               ///< the same bytes under `svix-*` header names, or `webhook-*` where there is none of them
    stripe,
    github,
    slack,
    zoom,
    shopify,
    square,
    paddle,
    linear,
    discord,
    generic_hmac,  ///< one HMAC header described by a `generic_hmac_layout`
    twilio,        ///< HMAC-SHA1 over the URL and the form's parameters, or the URL with its `bodySHA256`
    rfc9421,       ///< HTTP Message Signatures: `Signature-Input`, `Signature`, and `Content-Digest` for the body
};

/// The stable name, as in vector files and on the command line: `standard-webhooks`.
std::string_view to_string(scheme name) noexcept;
/// The scheme of that name; `errc::unsupported` otherwise.
result<scheme> parse_scheme(std::string_view name);

/// What a verification, or an attempt to sign, came to. Keep the kind for logs and metrics; tell the remote side no
/// more than "refused".
enum class verdict {
    ok,
    missing_header,           ///< a required header is absent or empty
    duplicate_header,         ///< a single-valued header has more than one line
    malformed_header,         ///< header syntax unusable, or the id breaks the rules
    malformed_timestamp,      ///< not canonical ASCII decimal seconds in the range of int64
    timestamp_too_old,        ///< before now - tolerance
    timestamp_too_new,        ///< after now + tolerance
    malformed_signature,      ///< the right kind of signature, but none that decodes strictly to the right length
    no_supported_signature,   ///< no entry of a version that fits a configured key
    signature_mismatch,       ///< well-formed candidates, none matches
    malformed_secret,         ///< a configuration error; comes from loading keys, never from `verify`
    malformed_envelope,       ///< the body is not JSON of the expected shape
    missing_field,            ///< a required JSON member is absent, or a signed part of the request was not handed in
    malformed_data,           ///< `message.data` is not strict base64 of at least one byte
    insufficient_coverage,    ///< something that must be signed is not: RFC 9421 components, a Twilio body
    content_digest_mismatch,  ///< the body does not match the signed digest
    internal_error,           ///< out of memory, or OpenSSL failed: nothing was verified
};

/// The stable name, as in vector files: `signature-mismatch`.
std::string_view to_string(verdict kind) noexcept;

/// One header line as received. Views: what they point at must outlive the use.
struct header_view {
    std::string_view name;
    std::string_view value;
};

/// One request: as received, before any decoding, or as it is about to be sent. Views: what they point at must outlive
/// the use.
class request_view {
public:
    request_view() = default;
    request_view(std::span<header_view const> lines, std::string_view bytes) : headers(lines), body(bytes) {}

    std::span<header_view const> headers;  ///< in wire order, repeated lines included, names in any case
    std::string_view body;
    /// Only RFC 9421 can sign it: `POST`.
    std::string_view method;
    /// The absolute URL as the sender used it. RFC 9421 and Twilio sign it, or parts of it. Behind a proxy it is not
    /// what the socket saw: build it from what is registered, not from `Host`.
    std::string_view url;
};

/// One header line to be sent.
struct header_line {
    std::string name;
    std::string value;
    friend bool operator==(header_line const&, header_line const&) = default;
};

/// How far a signed timestamp may be from now, both ways and inclusive. Zero means this exact second; not looking at
/// the time at all is a choice of its own, `tolerance::off()`.
class tolerance {
public:
    /// 300 s, the convention of all schemes with a signed timestamp.
    constexpr tolerance() = default;
    constexpr explicit tolerance(std::chrono::seconds window) : window_(window) {}
    static constexpr tolerance off() {
        tolerance none;
        none.window_.reset();
        return none;
    }
    constexpr bool is_off() const noexcept { return !window_; }
    /// Zero where it is off.
    constexpr std::chrono::seconds window() const noexcept { return window_.value_or(std::chrono::seconds{0}); }

private:
    std::optional<std::chrono::seconds> window_ = std::chrono::seconds{300};
};

/// A secret as somebody configured it, with the dialect in which it is to be read. A view: the characters must outlive
/// the call that takes it, which copies what it needs and cleanses its copy.
class secret {
public:
    enum class dialect {
        of_scheme,  ///< as the scheme's own documentation has it: `whsec_` + base64, plain text, hex, PEM
        raw,        ///< the key bytes themselves
        endpoint,   ///< a Members `signingKey` used for `webhook-signature`: `whsec_` + base64, any other is plain text
    };
    secret(std::string_view value, dialect read_as = dialect::of_scheme) : value_(value), read_as_(read_as) {}
    secret(std::string const& value) : secret(std::string_view(value)) {}
    secret(char const* value) : secret(std::string_view(value)) {}

    std::string_view value() const noexcept { return value_; }
    dialect read_as() const noexcept { return read_as_; }

private:
    std::string_view value_;
    dialect read_as_;
};

/// The layout of `scheme::generic_hmac`: one header with one HMAC, perhaps a timestamp and an id beside it.
class generic_hmac_layout {
public:
    generic_hmac_layout() = default;

    std::string header;                   ///< the header that holds the signature; required
    std::string prefix;                   ///< what stands before it, such as `sha256=`
    std::string encoding = "hex";         ///< `hex` (lower case) or `base64`
    std::string hash = "sha256";          ///< `sha1`, `sha256`, `sha384` or `sha512`
    std::string signed_bytes = "{body}";  ///< text with `{body}`, and `{id}`, `{ts}`, `{url}` where they are signed
    std::string timestamp_header;         ///< required if and only if `{ts}` is signed
    std::string id_header;                ///< required if `{id}` is signed
};

}  // namespace cohook
