// Base64 for addresses and tokens (RFC 4648, 5): without padding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cohook::service {

std::string base64url(std::string_view bytes);
/// None: a foreign character, padding, or unused bits that are not zero.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace cohook::service
