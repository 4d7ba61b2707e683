// What the sample register must lead to, counted from its text alone and not by the code that is shown.
#pragma once

#include <cstdint>
#include <set>
#include <string_view>

namespace cohook::cli {

struct sample_figures {
    std::size_t persons = 0;
    std::size_t consenting = 0;  ///< to the application
    std::set<std::int64_t> who;  ///< these
    std::int64_t shown = 0;      ///< one who consented to every scope of the application
};

sample_figures figures_of_sample(std::string_view application);

}  // namespace cohook::cli
