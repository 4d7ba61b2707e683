// The documentation as the server has it: made from docs/ and openapi.json when the program is built.
#pragma once

#include <span>
#include <string_view>

namespace cohook::service {

/// One file below `/docs/`.
struct documentation_file {
    std::string_view path;     ///< `webhooks`, `images/console.png`; home has none
    std::string_view type;     ///< for `Content-Type`
    std::string_view tag;      ///< strong, for `ETag`; changes with the content
    std::string_view content;  ///< as it is sent
};

/// Every file, sorted by path.
std::span<documentation_file const> documentation() noexcept;
/// The file at this path, or none.
documentation_file const* find_documentation(std::string_view path) noexcept;

}  // namespace cohook::service
