// JSON that a person typed, before it is sent.
#pragma once

#include <cohook/error.hpp>

#include <string_view>

namespace cohook::cli {

/// An error that says where it is wrong, by line and column; `field` is the option it was given with.
result<void> check_json(std::string_view text, std::string_view option);

}  // namespace cohook::cli
