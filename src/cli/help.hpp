// The texts of --help and the completions, made from the table of commands.
#pragma once

#include "cli/command.hpp"

namespace cohook::cli {

/// `cohook --help`, or of a group of commands (`sync`).
std::string help_of_group(std::string_view group);
std::string help_of_command(command_spec const& command);
/// An option as --help and the manual show it.
struct described_option {
    std::string flag;        ///< `--store`
    std::string_view value;  ///< what stands for its value; empty: a switch
    std::string help;        ///< with the default, if there is one
};
/// Every option of a command: its own, then the settings that it reads, then those of all commands.
std::vector<described_option> described_options(command_spec const& command);
/// What each exit status means, as a list within a sentence.
std::string_view exit_statuses() noexcept;
/// One line, for usage errors.
std::string usage_line(command_spec const& command);
/// A completion script; empty for a shell that is not known.
std::string completion_script(std::string_view shell);

}  // namespace cohook::cli
