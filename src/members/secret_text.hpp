// Texts that are secrets of ours: drawn at random, given out once, kept as a hash.
#pragma once

#include "runtime/chance.hpp"

#include <string>
#include <string_view>

namespace cohook::members {

/// 56 characters of base 32: 280 random bits. What sessions, invitations and the set-up token are.
std::string make_secret_text(chance& randomness);
/// SHA-256, 32 raw bytes: all the store learns. Enough for what is random throughout; a password needs more.
std::string hash_secret(std::string_view secret);
/// In time that depends on the lengths alone.
bool same_hash(std::string_view left, std::string_view right) noexcept;

}  // namespace cohook::members
