// A sync's status as the API tells it, for a person.
#pragma once

#include "cli/progress.hpp"

#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace cohook::cli {

progress_figures figures_of(boost::json::value const& status);
/// `520 of 520 persons acknowledged, 0 failed, in 10.4 s`.
std::string receipt_line(boost::json::value const& status);
/// Id, state, begin, end and the counts, one fact a line.
std::vector<std::string> receipt_lines(boost::json::value const& status);
/// A person that was not acknowledged: its id, what becomes of it, why.
std::string failure_line(boost::json::value const& failure);

}  // namespace cohook::cli
