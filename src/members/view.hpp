// The view: what one application may see of one person. Pure: stored document and scopes in, JSON text out. The same
// person and the same scopes always give the same bytes, so two views can be compared as text.
#pragma once

#include <cohook/error.hpp>
#include <cohook/time.hpp>

#include "members/scopes.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::members {

/// Top-level fields of a person chosen by name. `personID` and `lastChangedDate` are always in.
class field_choice {
public:
    /// All fields.
    constexpr field_choice() noexcept = default;
    /// Errors: `invalid_argument` naming the known fields; `field` is `$select[1]`.
    static result<field_choice> parse(std::vector<std::string> const& names);
    constexpr bool has(std::size_t index) const noexcept { return (bits_ >> index & 1) != 0; }

private:
    std::uint32_t bits_ = ~std::uint32_t{0};
};

/// The fields that these scopes show, as JSON members without the braces (`"email":"…","church":{…}`), in the order of
/// the schema; empty: none. `personID` and `lastChangedDate` are not among them. Two views are the same if and only if
/// these texts are.
/// `scopes`: approved for the application and consented to by the person.
/// `document`: canonical (`person_document::text`); of any other text only the leading well-formed part is shown.
std::string visible_fields(std::string_view document, scope_set scopes, field_choice chosen = {});

/// The JSON object: `{"personID":…,"lastChangedDate":"…",<fields>}`. With empty fields: what is sent of a person that was
/// deleted or can no longer be read.
std::string render_person(std::int64_t id, wall_time last_changed, std::string_view fields);

}  // namespace cohook::members
