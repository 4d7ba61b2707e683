#include "members/person_schema.hpp"

#include "members/scope_table.hpp"

#include <array>

namespace cohook::members {
namespace {

constexpr bool required = true;

constexpr std::array country_fields{
    field{"iso2Code", field_kind::country},
    field{"nameEn"},
    field{"nameNative"},
    field{"nameNo"},
};
constexpr std::array address_fields{
    field{"address1"},
    field{"city"},
    field{"country", field_kind::object, country_fields},
    field{"formatted", field_kind::long_text},
    field{"formattedAddressLine1"},
    field{"formattedAddressLine2"},
    field{"formattedAddressLine3"},
    field{"formattedAddressLine4"},
    field{"formattedAddressLine5"},
    field{"formattedAddressLine6"},
    field{"postalCode"},
};
constexpr std::array phone_fields{
    field{"formatted"},
    field{"number"},
    field{"prefix"},
    field{"unFormatted"},
};
constexpr std::array org_fields{
    field{"name", field_kind::text, {}, 0, required},
    field{"orgID", field_kind::number_id},
    field{"status"},
    field{"type"},
    field{"visitingAddress", field_kind::object, address_fields},
    field{"website"},
};
constexpr std::array church_fields{
    field{"active", field_kind::flag},
    field{"archived", field_kind::flag},
    field{"startDate", field_kind::date},
    field{"endDate", field_kind::date},
    field{"name"},
    field{"visitingAddress", field_kind::object, address_fields},
    field{"orgID", field_kind::number_id},
    field{"org", field_kind::object, org_fields},
};

// A relative is shown by id to whoever may see the relation; name and church are shown by the family scope alone.
#define COHOOK_RELATIVES(relation)                                                                 \
    std::array {                                                                                   \
        field{"personID", field_kind::person_id, {}, 0, required},                                 \
            field{"displayName", field_kind::text, {}, shown_by(relation ".displayName")}, field { \
            "churchID", field_kind::number_id, {}, shown_by(relation ".churchID")                  \
        }                                                                                          \
    }
constexpr auto spouse_fields = COHOOK_RELATIVES("related.spouse");
constexpr auto children_fields = COHOOK_RELATIVES("related.children");
constexpr auto dependents_fields = COHOOK_RELATIVES("related.dependents");
constexpr auto parents_fields = COHOOK_RELATIVES("related.parents");
constexpr auto guardians_fields = COHOOK_RELATIVES("related.guardians");
#undef COHOOK_RELATIVES

constexpr std::array related_fields{
    field{"spouse", field_kind::list, spouse_fields, shown_by("related.spouse")},
    field{"children", field_kind::list, children_fields, shown_by("related.children")},
    field{"dependents", field_kind::list, dependents_fields, shown_by("related.dependents")},
    field{"parents", field_kind::list, parents_fields, shown_by("related.parents")},
    field{"guardians", field_kind::list, guardians_fields, shown_by("related.guardians")},
};

constexpr std::array top_fields{
    field{"personID", field_kind::person_id, {}, 0, required},
    field{"lastChangedDate", field_kind::timestamp},
    field{"firstName", field_kind::text, {}, shown_by("firstName")},
    field{"middleName", field_kind::text, {}, shown_by("middleName")},
    field{"lastName", field_kind::text, {}, shown_by("lastName")},
    field{"displayName", field_kind::text, {}, shown_by("displayName")},
    field{"birthDate", field_kind::date, {}, shown_by("birthDate")},
    field{"gender", field_kind::text, {}, shown_by("gender")},
    field{"cultureCode1", field_kind::culture, {}, shown_by("cultureCode1")},
    field{"profilePicture", field_kind::text, {}, shown_by("profilePicture")},
    field{"email", field_kind::email, {}, shown_by("email")},
    field{"cellPhone", field_kind::object, phone_fields, shown_by("cellPhone")},
    field{"homePhone", field_kind::object, phone_fields, shown_by("homePhone")},
    field{"currentAddress", field_kind::object, address_fields, shown_by("currentAddress")},
    field{"churchID", field_kind::number_id, {}, shown_by("churchID")},
    field{"church", field_kind::object, church_fields, shown_by("church")},
    field{"organizations", field_kind::list, org_fields, shown_by("organizations")},
    field{"related", field_kind::object, related_fields, shown_below("related")},
};
static_assert(top_fields.size() <= 32, "field_choice holds one bit each");

}  // namespace

std::span<field const> person_fields() noexcept {
    return top_fields;
}

std::span<field const> organization_fields() noexcept {
    return org_fields;
}

std::optional<std::size_t> person_field_index(std::string_view name) noexcept {
    for (std::size_t index = 0; index < top_fields.size(); ++index)
        if (top_fields[index].name == name) return index;
    return std::nullopt;
}

}  // namespace cohook::members
