// The schema: every field a person may have, what its value is, in which order it is written and which scopes show it.
// Drives the reading of documents, their canonical form, and the view.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace cohook::members {

enum class field_kind : std::uint8_t {
    person_id,  ///< integer 1 to 2^53
    number_id,  ///< the same, of something else than a person
    text,       ///< a string without control characters, at most 1000 bytes
    long_text,  ///< may hold line breaks
    email,      ///< one address
    date,       ///< `2001-12-31`, or that with a time of day in UTC
    timestamp,  ///< checked, not kept
    culture,    ///< `nb-NO`
    country,    ///< `NO`
    flag,       ///< true or false
    object,     ///< of `members`
    list,       ///< an array of objects of `members`, at most 1000
};

struct field {
    std::string_view name;
    field_kind kind = field_kind::text;
    std::span<field const> members{};
    std::uint32_t shown_by = 0;  ///< bits of the scopes that show it; 0: shown with what it is part of
    bool required = false;
};

/// The fields of a person, in canonical order; the first is `personID`.
std::span<field const> person_fields() noexcept;
/// The fields of an organization's document.
std::span<field const> organization_fields() noexcept;

/// The place of a top-level field of a person; none: there is no such field.
std::optional<std::size_t> person_field_index(std::string_view name) noexcept;

}  // namespace cohook::members
