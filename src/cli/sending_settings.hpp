// The operator's settings on sending, as the options that a sender is opened with.
#pragma once

#include <cohook/sender.hpp>

#include "cli/settings.hpp"

namespace cohook::cli {

/// Of allow-http, allow-address, nat64 and ca-file; the rest is the command's. Errors: `invalid_argument` with `field`
/// `ca-file`.
result<sender_options> sender_options_of(settings const& config);

}  // namespace cohook::cli
