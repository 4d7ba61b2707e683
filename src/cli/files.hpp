// Files, stdin and secrets as the commands take them.
#pragma once

#include <cohook/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::cli {

/// The bytes of a file; `-` is stdin. Errors name the path and the reason; `too_large` over `limit` bytes.
result<std::string> read_file(std::string const& path, std::size_t limit = 64u << 20);

/// A secret from a file or, with `-`, from stdin: the text without its last line break. Errors: also where it is empty,
/// which is the fault of the secret, as the field says, and not of the file.
/// A secret is never an argument: every user of the machine can read those.
result<std::string> read_secret(std::string const& path);

/// `@FILE` and `-` are read; anything else is the text itself.
result<std::string> read_data(std::string const& argument);

/// The text without its last line break of a file that is ours alone: a regular one of this user's, which no other may
/// read or write. None: there is no such file.
std::optional<std::string> read_private_file(std::string const& path);

/// Writes a new file that only its owner may read (mode 0600), or replaces one of ours. Durable when it returns.
result<void> write_private_file(std::string const& path, std::string_view text);

}  // namespace cohook::cli
