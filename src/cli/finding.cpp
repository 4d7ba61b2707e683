#include "cli/finding.hpp"

namespace cohook::cli {

std::string describe(finding const& one, terminal const& out) {
    std::string label(to_string(one.how));
    label.resize(8, ' ');
    if (one.how == standing::fine) label = out.good(label);
    if (one.how == standing::doubtful) label = out.warn(label);
    if (one.how == standing::wrong) label = out.bad(label);
    std::string check = one.check;
    check.resize(12, ' ');
    return label + check + one.what + (one.remedy.empty() ? "" : "; " + one.remedy);
}

}  // namespace cohook::cli
