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

namespace cohook {

/// What a signature vouches for. Anything not covered may have been changed on the way.
enum class coverage : unsigned {
    body = 1,
    id = 2,
    timestamp = 4,
    url = 8,
    envelope_data = 16,  ///< only what `message.data` decodes to: not messageId, publishTime, attributes, subscription
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
/// Lifetime: `payload()` and `id()` are views of the headers and the body that were verified, save for the envelope,
/// whose decoded data and id are owned by this object. They hold as long as both do.
class verification {
public:
    explicit verification(verdict kind) noexcept : kind_(kind) {}

    explicit operator bool() const noexcept { return kind_ == verdict::ok; }
    verdict kind() const noexcept { return kind_; }

    /// The place, in the list given to `make`, of the key that matched: to see when an old key is out of use.
    /// Not for the remote side.
    std::size_t key_index() const noexcept { return key_index_; }
    freshness fresh() const noexcept { return fresh_; }
    bool covers(coverage what) const noexcept { return (covered_ & static_cast<unsigned>(what)) != 0; }
    /// The signed time in Unix seconds, where the scheme signs one.
    std::optional<std::int64_t> timestamp() const noexcept { return timestamp_; }

    /// The verified bytes: the body, or for the envelope what `message.data` decodes to. Use these, and do not decode
    /// the request a second time.
    std::string_view payload() const noexcept { return owns_ ? std::string_view(owned_payload_) : payload_; }
    /// The id by which a repetition is known, empty where the scheme has none. Good against replay only if
    /// `covers(coverage::id)`; otherwise it serves to drop honest repetitions.
    std::string_view id() const noexcept { return owns_ ? std::string_view(owned_id_) : id_; }

private:
    friend struct verification_access;

    verdict kind_;
    bool owns_ = false;
    freshness fresh_ = freshness::not_available;
    unsigned covered_ = 0;
    std::size_t key_index_ = 0;
    std::optional<std::int64_t> timestamp_;
    std::string_view payload_;
    std::string_view id_;
    std::string owned_payload_;
    std::string owned_id_;
};

/// May a webhook id hold a `.`? It makes `id.timestamp.body` ambiguous: with a body that starts with digits and a
/// point, one signature then fits several triples. Allow it only for a sender that cannot do otherwise.
enum class dots_in_id { refused, allowed };

class verifier_options {
public:
    verifier_options() = default;

    tolerance window;                       ///< negative is refused
    dots_in_id dots = dots_in_id::refused;  ///< Standard Webhooks and Svix
    std::string url;                        ///< Square: the notification URL byte for byte as it was registered
    generic_hmac_layout generic;            ///< `scheme::generic_hmac`
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

    /// Judges one request. `headers` in wire order, repeated lines included, names in any case; `body` the raw bytes
    /// before any decoding; `now` in Unix seconds. Checks in this order: presence, duplicates, syntax, freshness,
    /// signature. The work is bounded by the size of the input and 8 keys × 8 candidates. Never throws: where memory
    /// runs out the kind is `internal_error`.
    verification verify(std::span<header_view const> headers, std::string_view body, std::int64_t now) const noexcept;

    scheme name() const noexcept;

    struct state;

private:
    explicit verifier(std::shared_ptr<state const> made) : state_(std::move(made)) {}
    std::shared_ptr<state const> state_;
};

}  // namespace cohook
