// The texts of --help and the completions, made from the table of commands.
#pragma once

#include "cli/command.hpp"

namespace cohook::cli {

/// `cohook --help`, or of a group of commands (`sync`).
std::string help_of_group(std::string_view group);
std::string help_of_command(command_spec const& command);
/// One line, for usage errors.
std::string usage_line(command_spec const& command);
/// A completion script; empty for a shell that is not known.
std::string completion_script(std::string_view shell);

}  // namespace cohook::cli
