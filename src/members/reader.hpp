// The reader: on whose behalf persons are read, and what of each it may see.
#pragma once

#include <cohook/error.hpp>

#include "members/name_search.hpp"
#include "members/person.hpp"
#include "members/view.hpp"
#include "store/register_tables.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace cohook::members {

/// An application with its approved scopes as of one state of the store, or (no application) an administrator.
class reader {
public:
    /// Empty id: an administrator. Errors: `not_found`.
    static result<reader> of(store::register_tables const& rows, std::string_view application_id);

    std::string const& application_id() const noexcept { return application_id_; }
    bool administrator() const noexcept { return application_id_.empty(); }

    /// What this consent lets it see.
    scope_set scopes(store::consent_row const& consent) const;
    std::string fields(store::person_row const& person, store::consent_row const& consent,
                       field_choice chosen = {}) const;
    person_shown show(store::person_row const& person, store::consent_row const& consent,
                      field_choice chosen = {}) const;
    /// Those it sees, by id, after `after`; those alone whom `named` finds, if it is given. Until `visit` says false.
    void walk(store::register_tables const& rows, std::int64_t after, std::optional<name_search> const& named,
              std::function<bool(store::person_row const&, store::consent_row const&)> const& visit) const;
    /// Errors: `not_found` for a person that is not there or not to be seen.
    result<person_shown> find(store::register_tables const& rows, std::int64_t id) const;

private:
    std::string application_id_;
    scope_set approved_;
};

}  // namespace cohook::members
