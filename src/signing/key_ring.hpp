// The keys that a verifier holds, and the one question put to them: which of you made one of these signatures?
#pragma once

#include "signing/keys.hpp"
#include "signing/request.hpp"

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace cohook::signing {

class key_ring {
public:
    /// Errors: those of `load_verifying_key`, of several secrets with the place in the field: `secrets[1]`.
    result<void> load(recipe const& how, std::span<secret const> secrets);

    usable_algorithms usable() const noexcept { return usable_; }
    verifying_key const& at(std::size_t index) const { return keys_[index]; }

    /// Tries the candidates against the bytes that were to be signed, given in parts. `ok` with the place of the key,
    /// the verdict of `if_none_matches`, or `internal_error`.
    verdict match(candidates const& found, std::span<std::string_view const> parts, std::size_t& key_index) const;

private:
    verdict match_secret(std::size_t key, candidates const& found, std::span<std::string_view const> parts) const;
    bool match_public(std::size_t key, candidates const& found, std::string_view message) const;

    std::vector<verifying_key> keys_;
    usable_algorithms usable_;
};

}  // namespace cohook::signing
