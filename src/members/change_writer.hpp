// One write of the register inside a unit of work, and the messages it causes.
//
// For every application that sees the person before or after, the view before is compared with the view after: visible
// for the first time is `created` (a new person) or `access-granted`; another view is `updated`; no longer visible is
// `deleted` or `access-revoked`, with id and date alone; the same view is nothing at all. Each goes to every endpoint of
// that application, accepted in the same unit.
#pragma once

#include <cohook/error.hpp>
#include <cohook/message.hpp>
#include <cohook/time.hpp>

#include "members/person.hpp"
#include "members/person_document.hpp"
#include "members/scopes.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::dispatch {
class acceptance;
}

namespace cohook::members {

/// What happened, in the words of the envelope's `change`.
namespace change_name {
inline constexpr std::string_view created = "created", updated = "updated", deleted = "deleted",
                                  access_granted = "access-granted", access_revoked = "access-revoked", sync = "sync",
                                  test = "test";
}

/// The message of one person: type `person.<change>`, content an array of one, key the id.
message person_message(std::string_view change, std::int64_t id, wall_time last_changed, std::string_view fields);
/// A test that shows nobody: to look at the endpoint alone.
message message_about_nobody();

/// A consent to be given along with a write.
struct consent_wish {
    consent_wish() = default;
    std::string application_id;
    scope_set scopes;
};

/// Lives in one run of one unit of work, on the store's thread; what it is given outlives it.
class change_writer {
public:
    change_writer(store::unit_of_work& unit, dispatch::acceptance& accepted, wall_time now)
        : unit_(unit), accepted_(accepted), now_(now) {}

    store::unit_of_work& unit() noexcept { return unit_; }
    wall_time now() const noexcept { return now_; }

    /// Creates or replaces a person; the consents wished for are granted or changed with it, others stay. An error
    /// that is not the store's or the acceptance's (`conflict`, an unknown application) leaves the unit as it was.
    result<write_report> put_person(person_document const& document, std::span<consent_wish const> wishes = {},
                                    std::optional<std::int64_t> expected = {});
    result<write_report> remove_person(std::int64_t id, std::optional<std::int64_t> expected = {});
    result<write_report> put_consent(std::int64_t id, std::string const& application_id, scope_set scopes);
    result<write_report> withdraw_consent(std::int64_t id, std::string const& application_id);
    /// After the application was written: tells it of every person whose view the other scopes change. Reads in pages.
    result<std::uint64_t> reapprove(std::string const& application_id, scope_set before, scope_set after);

private:
    /// What this unit knows of an application; read once.
    struct audience {
        bool exists = false;
        scope_set approved;
        std::vector<std::string> endpoints;
    };
    /// A consent before and after the write; no value: none.
    struct consent_change {
        std::optional<scope_set> before, after;
    };
    using consent_changes = std::map<std::string, consent_change, std::less<>>;

    audience const& audience_of(std::string const& application_id);
    result<consent_changes> plan_consents(std::int64_t id, bool living, std::span<consent_wish const> wishes);
    result<std::uint64_t> tell_all(store::person_row const* before, store::person_row const& after,
                                   consent_changes const& consents);
    result<std::uint64_t> tell(audience const& to, message const& what);

    store::unit_of_work& unit_;
    dispatch::acceptance& accepted_;
    wall_time now_;
    std::map<std::string, audience, std::less<>> audiences_;
};

}  // namespace cohook::members
