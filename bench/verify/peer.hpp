// A receiver in another language, measured by a program of its own.
#pragma once

#include <optional>
#include <string>

namespace bench {

/// Runs the command, which prints nanoseconds of processor time a verification; none where it fails.
std::optional<double> run_peer(std::string const& command);

}  // namespace bench
