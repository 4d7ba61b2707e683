// From the words of the command line to an invocation.
#pragma once

#include "cli/command.hpp"

#include <optional>

namespace cohook::cli {

/// What the words ask for, besides running a command.
struct parsed {
    command_spec const* command = nullptr;
    std::string group;  ///< set where only the first words of commands were given (`sync`)
    bool help = false;
    std::optional<std::string> config_file;
    given_flags flags;
    std::map<std::string, std::vector<std::string>, std::less<>> options;
    std::vector<std::string> operands;
};

/// Reads the words after the program's name. Errors are usage errors: unknown command or option (with the nearest one),
/// a missing operand, a value where there is none. The message names the word.
result<parsed> parse_words(std::vector<std::string> words);
/// The command, or the group of commands, that the first words name; empty where they name none.
std::string named_by(std::vector<std::string> const& words);

}  // namespace cohook::cli
