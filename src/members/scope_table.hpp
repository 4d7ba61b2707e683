// The table of scopes itself: the one place that says which scope shows which field. The schema of a person
// (person_schema.cpp) takes the visibility of its fields from here, at compile time.
#pragma once

#include "members/scopes.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace cohook::members {
namespace scope_fields {

using name = std::string_view;
inline constexpr std::array email{name("email")};
inline constexpr std::array phone{name("cellPhone"), name("homePhone")};
inline constexpr std::array address{name("currentAddress")};
inline constexpr std::array profile{name("firstName"),    name("middleName"),    name("lastName"),
                                    name("displayName"),  name("birthDate"),     name("gender"),
                                    name("cultureCode1"), name("profilePicture")};
inline constexpr std::array names{name("firstName"), name("middleName"), name("lastName"), name("displayName")};
inline constexpr std::array birthdate{name("birthDate")};
inline constexpr std::array gender{name("gender")};
inline constexpr std::array culture{name("cultureCode1")};
inline constexpr std::array picture{name("profilePicture")};
inline constexpr std::array church{name("churchID"), name("church")};
inline constexpr std::array spouse{name("related.spouse")};
inline constexpr std::array children{name("related.children"), name("related.dependents")};
inline constexpr std::array parents{name("related.parents"), name("related.guardians")};
inline constexpr std::array family{
    name("related.spouse"),     name("related.spouse.displayName"),     name("related.spouse.churchID"),
    name("related.children"),   name("related.children.displayName"),   name("related.children.churchID"),
    name("related.dependents"), name("related.dependents.displayName"), name("related.dependents.churchID"),
    name("related.parents"),    name("related.parents.displayName"),    name("related.parents.churchID"),
    name("related.guardians"),  name("related.guardians.displayName"),  name("related.guardians.churchID")};
inline constexpr std::array orgs{name("organizations")};

}  // namespace scope_fields

/// In the order of the docs. The place in it is the bit in a `scope_set` of this process; only names are stored.
inline constexpr std::array scope_table{
    scope_info{"members.read_person_id", "read_person_id", "that you are a member: your person id", {}},
    scope_info{"email", "", "your e-mail address", scope_fields::email},
    scope_info{"phone", "", "your phone numbers", scope_fields::phone},
    scope_info{"address", "", "your current address", scope_fields::address},
    scope_info{"profile", "", "your name, birth date, gender, culture and picture", scope_fields::profile, true,
               "members.read_name members.read_birthdate members.read_gender members.read_culture "
               "members.read_picture"},
    scope_info{"members.read_name", "read_name", "your name", scope_fields::names},
    scope_info{"members.read_birthdate", "read_birthdate", "your birth date", scope_fields::birthdate},
    scope_info{"members.read_gender", "read_gender", "your gender", scope_fields::gender},
    scope_info{"members.read_culture", "read_culture", "your language and culture", scope_fields::culture},
    scope_info{"members.read_picture", "read_picture", "your profile picture", scope_fields::picture},
    scope_info{"members.read_church", "read_church", "your church", scope_fields::church},
    scope_info{"members.read_membership", "read_membership", "your church", scope_fields::church, true,
               "members.read_church"},
    scope_info{"members.read_spouse", "read_spouse", "who your spouse is", scope_fields::spouse},
    scope_info{"members.read_children_dependents", "read_children_dependents", "who your children and dependents are",
               scope_fields::children},
    scope_info{"members.read_parents_guardians", "read_parents_guardians", "who your parents and guardians are",
               scope_fields::parents},
    scope_info{"members.read_family", "read_family", "who your family are, with their names and churches",
               scope_fields::family, true,
               "members.read_spouse members.read_children_dependents members.read_parents_guardians"},
    scope_info{"members.read_orgs", "read_orgs", "the organizations you belong to", scope_fields::orgs},
};
static_assert(scope_table.size() < 32);

/// The bits of the scopes that show the field of this path.
consteval std::uint32_t shown_by(std::string_view path) {
    std::uint32_t bits = 0;
    for (std::size_t index = 0; index < scope_table.size(); ++index)
        for (auto const field : scope_table[index].fields)
            if (field == path) bits |= std::uint32_t{1} << index;
    if (bits == 0) throw "no scope shows this field";
    return bits;
}

/// The bits of the scopes that show any field below this path.
consteval std::uint32_t shown_below(std::string_view path) {
    std::uint32_t bits = 0;
    for (std::size_t index = 0; index < scope_table.size(); ++index)
        for (auto const field : scope_table[index].fields)
            if (field.size() > path.size() && field.starts_with(path) && field[path.size()] == '.')
                bits |= std::uint32_t{1} << index;
    return bits;
}

}  // namespace cohook::members
