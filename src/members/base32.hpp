// Crockford's base 32 in lower case: what ids and keys are written in. Its order is that of the numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace cohook::members {

/// 13 characters.
std::string base32_number(std::uint64_t value);
/// 8 characters for every 5 bytes; the size must be a multiple of 5.
std::string base32_bytes(std::span<std::byte const> bytes);
bool is_base32(std::string_view text) noexcept;

}  // namespace cohook::members
