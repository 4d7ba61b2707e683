// The options that describe `--scheme generic-hmac`, the same for `sign` and `verify`.
#pragma once

#include <cohook/scheme.hpp>

#include "cli/command.hpp"

namespace cohook::cli {

std::vector<option_spec> const& generic_layout_options();
/// What those options say; not judged yet.
generic_hmac_layout generic_layout_of(invocation const& call);
/// The same error with the option for its field, where a member of the layout is to blame.
error named_by_option(error const& why);

}  // namespace cohook::cli
