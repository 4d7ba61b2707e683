#include "signing/key_ring.hpp"

#include "signing/bytes.hpp"
#include "signing/layout.hpp"

#include <algorithm>

namespace cohook::signing {
namespace {

using algorithm = candidate::algorithm;

bool verifies(ed25519_public_key const& key, candidate const& one, std::string_view message) {
    return one.made_by == algorithm::ed25519 && key.matches(message, one.view());
}
bool verifies(ecdsa_public_key const& key, candidate const& one, std::string_view message) {
    return one.made_by == algorithm::ecdsa && key.matches(message, one.view());
}
bool verifies(hmac_key const&, candidate const&, std::string_view) {
    return false;
}

}  // namespace

result<void> key_ring::load(recipe const& how, std::span<secret const> secrets) {
    keys_.reserve(secrets.size());
    for (std::size_t i = 0; i < secrets.size(); ++i) {
        result<verifying_key> key = load_verifying_key(how.keys, how.hash, secrets[i]);
        if (!key) return at_place(key.error(), i, secrets.size());
        usable_.hmac |= std::holds_alternative<hmac_key>(*key);
        usable_.ed25519 |= std::holds_alternative<ed25519_public_key>(*key);
        usable_.ecdsa |= std::holds_alternative<ecdsa_public_key>(*key);
        keys_.push_back(std::move(*key));
    }
    return {};
}

verdict key_ring::match_secret(std::size_t key, candidates const& found,
                               std::span<std::string_view const> parts) const {
    auto const* const hmac = std::get_if<hmac_key>(&keys_[key]);
    if (hmac == nullptr) return verdict::signature_mismatch;
    mac_value expected;
    if (!hmac->compute(parts, expected)) return verdict::internal_error;
    bool matched = false;
    for (candidate const& one : found.all()) {
        bool const comparable = one.made_by == algorithm::hmac;
        matched |= comparable && same_bytes(expected.bytes(), {one.bytes.data(), one.size});
    }
    return matched ? verdict::ok : verdict::signature_mismatch;
}

bool key_ring::match_public(std::size_t key, candidates const& found, std::string_view message) const {
    auto const by_any = [&](auto const& typed) {
        return std::any_of(found.all().begin(), found.all().end(),
                           [&](candidate const& one) { return verifies(typed, one, message); });
    };
    return std::visit(by_any, keys_[key]);
}

// Every HMAC key is computed with, whichever matches, so that the time tells nothing of it. Public keys have nothing to
// hide and cost a hundred times as much: the first that matches ends the search.
verdict key_ring::match(candidates const& found, std::span<std::string_view const> parts,
                        std::size_t& key_index) const {
    verdict outcome = found.if_none_matches();
    if (found.all().empty()) return outcome;
    for (std::size_t i = keys_.size(); i-- != 0;) {
        verdict const one = match_secret(i, found, parts);
        if (one == verdict::internal_error) return one;
        if (one == verdict::ok) {
            outcome = one;
            key_index = i;
        }
    }
    if (outcome == verdict::ok) return outcome;
    bool const by_public_key = std::any_of(found.all().begin(), found.all().end(),
                                           [](candidate const& one) { return one.made_by != algorithm::hmac; });
    if (!by_public_key) return outcome;
    std::string const message = joined(parts);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
        if (!match_public(i, found, message)) continue;
        key_index = i;
        return verdict::ok;
    }
    return outcome;
}

}  // namespace cohook::signing
