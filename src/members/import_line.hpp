// One line of an import, taken apart.
#pragma once

#include <cohook/error.hpp>

#include "members/change_writer.hpp"
#include "members/person_document.hpp"

#include <string_view>
#include <vector>

namespace cohook::members {

struct import_line {
    import_line() = default;
    person_document person;
    std::vector<consent_wish> consents;
};

/// A person object, or `{"person":{…},"consents":[{"application":"…","scopes":["…"]}]}`. Errors as `parse_person`; the
/// paths of the second form begin with `person.` or `consents[…]`.
result<import_line> parse_import_line(std::string_view text);

}  // namespace cohook::members
