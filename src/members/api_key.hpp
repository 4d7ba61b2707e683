// API keys: `chk_<public id>_<secret><checksum>`, shown once, kept as a hash.
#pragma once

#include <cohook/error.hpp>
#include <cohook/time.hpp>

#include "members/principal.hpp"
#include "runtime/chance.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::members {

/// The text of a key taken apart. Base 32 throughout (digits and lower-case letters without i, l, o, u).
struct key_text {
    std::string id;      ///< 13 characters: 64 random bits; public, names the key in lists and in the audit trail
    std::string secret;  ///< 32 characters: 160 random bits
};

/// A new key's text. `parts` gets its parts.
std::string make_key(chance& randomness, key_text& parts);
/// None: not the form of a key, or its checksum does not hold (a typo, told without asking the store).
std::optional<key_text> parse_key(std::string_view text);

/// What to create.
struct api_key_request {
    api_key_request() = default;
    std::string application_id;             ///< empty: an administrator's
    std::string label;                      ///< at most 200 bytes
    std::optional<std::int64_t> person_id;  ///< the person it stands for: whom Run Test takes
    right_set rights = right_set::all();
    std::optional<wall_time> expires_at;
    /// Made beforehand with `make_key`; empty: a new one is made. `invalid_argument` if it is not the text of a key,
    /// `conflict` if its id is known.
    std::string text;
};

/// A key as lists show it.
struct api_key {
    api_key() = default;
    std::string id;
    std::string application_id;
    std::string label;
    std::optional<std::int64_t> person_id;
    right_set rights;
    wall_time created{};
    std::optional<wall_time> expires_at, last_used_at, revoked_at;
};

struct created_api_key {
    created_api_key() = default;
    api_key key;
    std::string text;  ///< the only time it is there
};

}  // namespace cohook::members
