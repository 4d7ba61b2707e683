// A sync's status as the API tells it, for a person.
#pragma once

#include "cli/progress.hpp"

#include <boost/json/value.hpp>

namespace cohook::cli {

progress_figures figures_of(boost::json::value const& status);
/// `520 of 520 persons acknowledged, 0 failed, in 10.4 s`.
std::string receipt_line(boost::json::value const& status);

}  // namespace cohook::cli
