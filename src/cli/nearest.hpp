// "Did you mean …?"
#pragma once

#include <span>
#include <string_view>

namespace cohook::cli {

/// The candidate that differs least from what was typed, if it is near enough to be what was meant; empty otherwise.
std::string_view nearest(std::string_view typed, std::span<std::string_view const> candidates);

}  // namespace cohook::cli
