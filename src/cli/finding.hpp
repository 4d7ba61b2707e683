// One line of `doctor` on a terminal.
#pragma once

#include "cli/terminal.hpp"
#include "model/finding.hpp"

#include <string>

namespace cohook::cli {

/// How it stands, what was looked at, what was seen and what to do about it.
std::string describe(finding const& one, terminal const& out);

}  // namespace cohook::cli
