// The room of the command line. What comes in: words, an environment, a configuration file. What goes out: data on
// stdout, words for a person on stderr, an exit status (exit_code.hpp). The flow:
//
//     main → parse (parse.hpp, by the table of command.hpp) → settings (settings.hpp) → one command, one file of its own
//
// It never does what the library should: signing is signing/'s, judging egress/'s, sending transport/'s, serving
// service/'s. It wires them, shows what they say, and turns their errors into sentences and statuses.
#pragma once

namespace cohook::cli {

/// Runs one call of the executable; the return value is the exit status.
int run(int argc, char** argv);

}  // namespace cohook::cli
