// The signing key that sign, verify, send, listen and doctor take: a file, stdin or the environment, never an argument.
#pragma once

#include "cli/command.hpp"

namespace cohook::cli {

/// From `--key-file`, else COHOOK_SIGNING_KEY. Errors: usage where there is neither.
result<std::string> signing_key_of(invocation const& call);
/// The same where several keys may be given.
result<std::vector<std::string>> signing_keys_of(invocation const& call);

}  // namespace cohook::cli
