// The files of the console as they are part of the program; made by src/console/embed.py.
#pragma once

#include <span>
#include <string_view>

namespace cohook::service {

struct console_file {
    std::string_view path;  ///< below `/console/`: `index.html`, `screens/overview.js`
    std::string_view type;
    std::string_view tag;            ///< of its content
    std::string_view plain, packed;  ///< as it is, and by gzip
};

/// None where the program was built without npm.
std::span<console_file const> embedded_console() noexcept;

}  // namespace cohook::service
