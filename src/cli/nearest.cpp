#include "cli/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace cohook::cli {
namespace {

/// Edits between two words: insertion, deletion, replacement, and the swap of neighbours, which is what fingers do most.
std::size_t distance(std::string_view from, std::string_view to) {
    std::vector<std::size_t> before_last, last(to.size() + 1), current(to.size() + 1);
    for (std::size_t i = 0; i <= to.size(); ++i) last[i] = i;
    for (std::size_t row = 1; row <= from.size(); ++row) {
        current[0] = row;
        for (std::size_t column = 1; column <= to.size(); ++column) {
            bool const same = from[row - 1] == to[column - 1];
            current[column] =
                std::min({last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0u : 1u)});
            bool const swapped =
                row > 1 && column > 1 && from[row - 1] == to[column - 2] && from[row - 2] == to[column - 1];
            if (swapped) current[column] = std::min(current[column], before_last[column - 2] + 1);
        }
        before_last = last;
        last.swap(current);
    }
    return last[to.size()];
}

}  // namespace

std::string_view nearest(std::string_view typed, std::span<std::string_view const> candidates) {
    std::string_view best;
    std::size_t best_distance = std::max<std::size_t>(1, typed.size() / 3) + 1;
    for (std::string_view candidate : candidates) {
        std::size_t const far = candidate.starts_with(typed) && typed.size() >= 3 ? 1 : distance(typed, candidate);
        if (far < best_distance) {
            best = candidate;
            best_distance = far;
        }
    }
    return best;
}

}  // namespace cohook::cli
