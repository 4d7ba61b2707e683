// Passwords: what one must be, and what is kept of it (scrypt, RFC 7914).
#pragma once

#include <cohook/error.hpp>

#include "runtime/chance.hpp"

#include <string>
#include <string_view>

namespace cohook::members {

/// At least 10 characters, at most 1024 bytes of UTF-8, whatever they are. Errors name the field `field`.
result<void> check_password(std::string_view password, std::string_view login, std::string field = "password");

/// `scrypt$15$8$1$SALT$HASH`: 2^15 rounds over 32 MiB. Takes a tenth of a second of a core: not for a thread that
/// serves others.
std::string hash_password(std::string_view password, chance& randomness);
/// Whether `kept` was made of this password. Takes as long as `hash_password`; also where nothing is kept, so that the
/// time does not tell who has an account.
bool is_password(std::string_view password, std::string_view kept);

}  // namespace cohook::members
