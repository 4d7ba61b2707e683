// Files, stdin and secrets as the commands take them.
#pragma once

#include <cohook/error.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace cohook::cli {

/// The bytes of a file; `-` is stdin. Errors name the path and the reason; `too_large` over `limit` bytes.
result<std::string> read_file(std::string const& path, std::size_t limit = 64u << 20);

/// A secret from a file or, with `-`, from stdin: the text without its last line break. Errors: also where it is empty.
/// A secret is never an argument: every user of the machine can read those.
result<std::string> read_secret(std::string const& path);

/// `@FILE` and `-` are read; anything else is the text itself.
result<std::string> read_data(std::string const& argument);

/// Writes a new file that only its owner may read (mode 0600), or replaces one of ours.
result<void> write_private_file(std::string const& path, std::string_view text);

}  // namespace cohook::cli
