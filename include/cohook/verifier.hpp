// For receivers: is this request from who it should be from, unaltered, and fresh?
//
//     auto verifier = cohook::verifier::make(cohook::scheme::standard_webhooks, "whsec_…").value();
//     auto checked = verifier.verify(headers, body, now);
//     if (!checked) return answer(401);
//     handle(checked.payload());
#pragma once

#include <cohook/scheme.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook {

/// What a signature vouches for. Anything not covered may have been changed on the way.
enum class coverage : unsigned {
    body = 1,  ///< every byte of it
    id = 2,
    timestamp = 4,
    url = 8,
    envelope_data = 16,  ///< only what `message.data` decodes to: not messageId, publishTime, attributes, subscription
    form = 32,    ///< Twilio: the names and values of a form, run together: not their order, repetitions or boundaries
    method = 64,  ///< RFC 9421 alone
};

/// What became of the question "is it fresh?".
enum class freshness {
    checked,        ///< a signed timestamp lies inside the window
    switched_off,   ///< there is a signed timestamp; the verifier was told not to look at it
    not_available,  ///< the scheme signs no time: an old request replayed looks like a new one
};
std::string_view to_string(freshness state) noexcept;

/// The outcome of `verifier::verify`. Of a request that did not verify it holds the kind and nothing else, so no
/// unverified byte can be taken for a verified one.
///
/// Lifetime: what it gives are views of the headers and the body that were verified, or of texts that it owns itself (an
/// envelope's decoded data and id, the nonce and the components of RFC 9421). They hold as long as those, and this object
/// or a copy of it.
class verification {
public:
    /// A refusal of this kind. An `ok` comes from a verifier alone: here it becomes `internal_error`.
    explicit verification(verdict kind) noexcept : kind_(kind == verdict::ok ? verdict::internal_error : kind) {}

    explicit operator bool() const noexcept { return kind_ == verdict::ok; }
    verdict kind() const noexcept { return kind_; }

    /// The scheme that was verified; only of one that is `ok`.
    scheme name() const noexcept { return name_; }
    /// The place, in the list given to `make`, of the key that matched: to see when an old key is out of use.
    /// Not for the remote side.
    std::size_t key_index() const noexcept { return key_index_; }
    freshness fresh() const noexcept { return fresh_; }
    bool covers(coverage what) const noexcept { return (covered_ & static_cast<unsigned>(what)) != 0; }
    /// RFC 9421: the identifiers of the covered components as they were signed, `("@method" "content-digest")`; empty
    /// for the other schemes. A header field is vouched for only if it is listed here.
    std::string_view components() const noexcept { return components_; }
    /// The signed time in Unix seconds, where the scheme signs one.
    std::optional<std::int64_t> timestamp() const noexcept { return timestamp_; }

    /// The verified bytes: the body, or for the envelope what `message.data` decodes to. Use these, and do not decode
    /// the request a second time. Empty where the signature vouches for no part of the body, which RFC 9421 allows if
    /// `content-digest` is not demanded.
    std::string_view payload() const noexcept { return payload_; }
    /// The id by which a repetition is known, empty where the scheme has none; of RFC 9421 the `nonce`. Good against
    /// replay only if `covers(coverage::id)`; otherwise it serves to drop honest repetitions.
    std::string_view id() const noexcept { return id_; }

private:
    friend struct verification_access;
    struct texts {
        std::string payload, id, components;
    };

    verdict kind_;
    scheme name_{};
    freshness fresh_ = freshness::not_available;
    unsigned covered_ = 0;
    std::size_t key_index_ = 0;
    void const* keys_ = nullptr;  // whose keys it was verified with; never followed
    std::optional<std::int64_t> timestamp_;
    std::string_view payload_;
    std::string_view id_;
    std::string_view components_;
    std::shared_ptr<texts const> owned_;
};

/// May a webhook id hold a `.`? It makes `id.timestamp.body` ambiguous: with a body that starts with digits and a
/// point, one signature then fits several triples. Allow it only for a sender that cannot do otherwise.
enum class dots_in_id { refused, allowed };

/// What a receiver demands of an RFC 9421 signature. The sender chooses what it signs; the receiver must know what it
/// needs, or a signature over nothing that matters would do.
class http_signature_demands {
public:
    http_signature_demands() = default;

    /// Of all keys, required: `hmac-sha256`, `ed25519` or `ecdsa-p256-sha256`. The `alg` of a request may only agree.
    std::string algorithm;
    /// The components that must be covered: a name such as `content-digest` or `@method`, or with parameters as it is
    /// spelled in `Signature-Input`, `"@query-param";name="id"`. A covered `content-digest` is computed anew.
    std::vector<std::string> components = {"content-digest"};
    /// Where not empty, only a signature with this `tag` is looked at.
    std::string tag;
};

class verifier_options {
public:
    verifier_options() = default;

    /// Negative is refused. Not set: 300 s, and 60 s for Linear, whose documentation asks for it.
    std::optional<tolerance> window;
    dots_in_id dots = dots_in_id::refused;  ///< Standard Webhooks and Svix
    /// Square: the notification URL byte for byte as it was registered. Twilio and RFC 9421: of requests that bring no
    /// URL of their own.
    std::string url;
    generic_hmac_layout generic;          ///< `scheme::generic_hmac`
    http_signature_demands http_message;  ///< `scheme::rfc9421`
};

/// An immutable value, cheap to copy; copies share their keys. Any thread may use it, also the same one at once.
class verifier {
public:
    static constexpr std::size_t max_keys = 8;
    /// Well-formed signatures of one request that are looked at; further ones are ignored.
    static constexpr std::size_t max_candidates = 8;

    /// Loads the keys: the current one and those still accepted, in any order, at most `max_keys`.
    /// Errors: `invalid_argument` with `field()` = `secret` (or `secrets[1]`, …) where a secret is not one of the
    /// scheme, empty ones included; another field where an option is wrong; `internal` where OpenSSL is unusable.
    static result<verifier> make(scheme name, std::span<secret const> secrets, verifier_options options = {});
    static result<verifier> make(scheme name, secret only, verifier_options options = {});

    /// Judges one request; `now` in Unix seconds. Checks in this order: presence, duplicates, syntax, coverage,
    /// freshness, signature, digest of the body. The work is bounded by the size of the input and 8 keys × 8 candidates. Never throws: where memory
    /// runs out the kind is `internal_error`.
    verification verify(request_view const& request, std::int64_t now) const noexcept;
    /// The same for schemes that sign neither the method nor the URL of each request.
    verification verify(std::span<header_view const> headers, std::string_view body, std::int64_t now) const noexcept;

    scheme name() const noexcept;
    /// Was this verification made with the keys of this verifier, and is it `ok`?
    bool vouches_for(verification const& message) const noexcept;

    struct state;
    state const& inner() const noexcept { return *state_; }

private:
    explicit verifier(std::shared_ptr<state const> made) : state_(std::move(made)) {}
    std::shared_ptr<state const> state_;
};

}  // namespace cohook
