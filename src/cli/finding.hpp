// One line of `doctor`: what was looked at, how it stands, what to do about it.
#pragma once

#include "cli/terminal.hpp"

#include <string>
#include <vector>

namespace cohook::cli {

enum class standing { fine, doubtful, wrong, skipped };

struct finding {
    std::string check;  ///< `dns`, `address`, `tls`, …
    standing how = standing::fine;
    std::string what;
    std::string remedy;  ///< empty where there is nothing to do
};

std::string describe(finding const& one, terminal const& out);
/// A JSON array with the members check, standing, what, remedy.
std::string to_json(std::vector<finding> const& all);

}  // namespace cohook::cli
