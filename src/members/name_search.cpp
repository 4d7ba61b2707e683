#include "members/name_search.hpp"

#include "members/json_scan.hpp"
#include "members/person_schema.hpp"
#include "model/name_words.hpp"

#include <algorithm>
#include <array>

namespace cohook::members {
namespace {

constexpr std::size_t longest_search = 200;
constexpr std::array<std::string_view, 4> names{"firstName", "middleName", "lastName", "displayName"};

}  // namespace

std::vector<std::string> name_words_of(std::string_view document, scope_set seen) {
    std::string all;
    for (auto const name : names) {
        if (!seen.shows(person_fields()[*person_field_index(name)].shown_by)) continue;
        // As JSON writes it: only quotes and backslashes are escaped in a name, and they part words either way.
        all.append(member_of(document, name)).append(" ");
    }
    return name_words(all);
}

result<name_search> name_search::parse(std::string_view typed) {
    if (typed.size() > longest_search)
        return error(errc::invalid_argument,
                     "a search has " + std::to_string(longest_search) + " bytes at most; a few letters will do",
                     "search");
    name_search made;
    made.wanted_ = name_words(typed);
    if (made.wanted_.empty())
        return error(errc::invalid_argument, "there is nothing to look for; give the beginning of a name", "search");
    return made;
}

std::string const& name_search::longest() const noexcept {
    return *std::ranges::max_element(wanted_, {}, &std::string::size);
}

bool name_search::finds(std::string_view document, scope_set seen) const {
    auto const words = name_words_of(document, seen);
    // The first word that is not before the wanted one begins with it, if any does.
    return std::ranges::all_of(wanted_, [&](std::string const& wanted) {
        auto const at = std::ranges::lower_bound(words, wanted);
        return at != words.end() && at->starts_with(wanted);
    });
}

}  // namespace cohook::members
