// A person as one JSON document: checked, and always written the same way, so that the same person gives the same bytes.
//
// In comes JSON as somebody wrote it: the fields of the contract (section 6) and no others. Out goes the canonical text
// that the store keeps: members in the order of the schema, no white space, no null, no `lastChangedDate` (the register
// sets that at a write; in the input it is checked and passed over, so that what was read can be written back).
#pragma once

#include <cohook/error.hpp>

#include <boost/json/fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::members {

inline constexpr std::int64_t largest_person_id = std::int64_t{1} << 53;  ///< what JSON readers keep exact
inline constexpr std::size_t largest_person = 256 * 1024;                 ///< bytes of the JSON text
inline constexpr unsigned deepest_json = 64;

/// A person that may be stored.
struct person_document {
    person_document() = default;

    std::int64_t id = 0;
    std::optional<std::int64_t> church_id;
    std::string text;  ///< canonical JSON, `personID` first

    bool operator==(person_document const&) const = default;
};

/// Reads JSON text. Errors: `invalid_argument` with the path of the field (`cellPhone.number`, `organizations[2].name`):
/// not JSON, not UTF-8, an unknown field, a value of the wrong kind, no such date, an id outside 1 to 2^53; `too_large`.
/// `null` is the same as leaving the field out.
result<person_document> parse_person(std::string_view json);
/// The same from JSON that was read already. Given `id`, `personID` may be left out and must not differ.
result<person_document> person_of(boost::json::value const& json, std::optional<std::int64_t> id = {});
/// As `parse_person(json)` with the id that the address of the request names.
result<person_document> parse_person(std::string_view json, std::int64_t id);

/// The stored document changed by an RFC 7396 merge patch (JSON text): null removes a field, an array replaces. The id
/// stays. Errors as for `parse_person`.
result<person_document> patch_person(std::string_view stored, std::string_view merge_patch, std::int64_t id);

}  // namespace cohook::members
