// Files that are part of the program, embedded when it is built.
#pragma once

#include <string_view>

namespace cohook::service::assets {

std::string_view openapi() noexcept;  ///< openapi.json, the description of every route
std::string_view docs() noexcept;     ///< docs.html, the page at /docs

}  // namespace cohook::service::assets
