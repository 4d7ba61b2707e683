// Finding persons by name: what of the names somebody typed is looked up, and who matches.
#pragma once

#include <cohook/error.hpp>

#include "members/scopes.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace cohook::members {

/// The name words (model/name_words.hpp) of a person's document, of the fields that these scopes show.
std::vector<std::string> name_words_of(std::string_view document, scope_set seen);

/// What somebody typed: each word of it begins a word of the first, middle, last or display name, in any order.
class name_search {
public:
    /// Errors: `invalid_argument` where there is no letter or digit to look for, or more than 200 bytes.
    static result<name_search> parse(std::string_view typed);

    /// The word that the fewest will have, as far as can be told: what the store looks up.
    std::string const& longest() const noexcept;
    /// By what is seen of the person: names that are not shown tell nothing here, either.
    bool finds(std::string_view document, scope_set seen) const;

private:
    std::vector<std::string> wanted_;
};

}  // namespace cohook::members
