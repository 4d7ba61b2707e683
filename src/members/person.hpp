// Persons and consents, as they are given to and taken from the register.
#pragma once

#include <cohook/time.hpp>

#include "members/name_search.hpp"
#include "members/scopes.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook::members {

/// A person as the asking principal sees it: an administrator everything, an application its view.
struct person_shown {
    person_shown() = default;
    std::int64_t id = 0;
    /// Counts the writes, those to hidden fields included: for an application's ETag hash `json` instead.
    std::int64_t revision = 0;
    wall_time last_changed{};
    std::string json;  ///< one object
};

/// What an application sees of a person, and why it does not see the rest.
struct person_preview {
    person_preview() = default;
    struct withheld_field {
        withheld_field() = default;
        withheld_field(std::string_view name, bool is_approved) : field(name), approved(is_approved) {}
        std::string_view field;
        bool approved =
            false;  ///< a scope that shows it is approved for the application: the person's consent is missing
    };
    std::optional<person_shown> visible;  ///< none: there is no such person, or none who consented to the application
    std::vector<withheld_field> withheld;
};

enum class write_effect : std::uint8_t { created, updated, unchanged };

/// What a write did.
struct write_report {
    write_report() = default;
    write_effect effect = write_effect::unchanged;
    std::int64_t revision = 0;
    wall_time last_changed{};
    std::uint64_t consents = 0;  ///< granted or changed or withdrawn
    std::uint64_t messages = 0;  ///< deliveries accepted in the same commit
};

struct consent {
    consent() = default;
    consent(std::int64_t person, std::string application, scope_set given)
        : person_id(person), application_id(std::move(application)), scopes(given) {}
    std::int64_t person_id = 0;
    std::string application_id;
    scope_set scopes;  ///< empty: to be seen by id alone
    wall_time granted_at{};
};

/// `GET /person` of the members face, taken apart. What is not set does not filter.
struct person_query {
    person_query() = default;

    struct sort_key {
        std::string field;  ///< a top-level field
        bool descending = false;
    };

    std::optional<std::vector<std::int64_t>> ids;         ///< personID, one, a list or $in
    std::optional<std::vector<std::int64_t>> church_ids;  ///< churchID; matches only where the asker sees it
    std::optional<std::int64_t> id_gt, id_gte, id_lt, id_lte;
    std::optional<wall_time> changed_gt, changed_gte, changed_lt, changed_lte;
    std::optional<name_search> named;  ///< by what the asker sees of the names
    std::uint64_t limit = 50;          ///< over 1000: 1000; 0: count only
    std::uint64_t skip = 0;
    std::vector<sort_key> sort;       ///< none: by personID
    std::vector<std::string> select;  ///< none: every field seen
};

inline constexpr std::uint64_t largest_page = 1000;
/// Sorting by other fields than personID and lastChangedDate is done in memory, up to this many matches.
inline constexpr std::uint64_t largest_sorted = 100'000;

struct person_page {
    person_page() = default;
    std::uint64_t total = 0, limit = 0, skip = 0;  ///< `limit` as it was applied
    std::vector<std::string> data;                 ///< JSON objects
};

}  // namespace cohook::members
