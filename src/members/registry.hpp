// The members register as a service: organizations, applications, persons, scopes, consents.
//
// What comes in: changes by a principal. What goes out: the register's rows and, in the same commit, one message to each
// endpoint of each application for which something it may see has changed, and to no other. It never does HTTP, never
// decides when a message is sent, and never shows a principal what is not its own: whatever is foreign is `not_found`.
//
// The pages beside this one, from the table upwards: scopes.hpp (who may see which field), person_document.hpp (what a
// person is), view.hpp (what one application sees), change_writer.hpp (a write inside a unit and the messages it
// causes), importer.hpp (many persons), person_source.hpp (Sync Data).
#pragma once

#include <cohook/error.hpp>
#include <cohook/message.hpp>

#include "members/api_key.hpp"
#include "members/application.hpp"
#include "members/person.hpp"
#include "members/principal.hpp"
#include "runtime/chance.hpp"
#include "store/store.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cohook::dispatch {
class core;
class acceptance;
}  // namespace cohook::dispatch

namespace cohook::members {

class change_writer;

/// Every function may be awaited on any executor and thread. A `principal const&` must stay alive until the awaitable is
/// done. The engine and the chance outlive the registry; the registry outlives what is awaited of it.
///
/// Errors everywhere: `forbidden` where the principal lacks the right or only administrators may; `not_found` for what
/// does not exist or is not the principal's (the two are never told apart); `invalid_argument` with the path in `field`;
/// `conflict` where `expected_revision` is not the stored revision (0: there must be none); and the store's. After an
/// error nothing was written and no message accepted.
class registry {
public:
    template <class T>
    using task = boost::asio::awaitable<result<T>>;
    using revision = std::optional<std::int64_t>;

    registry(dispatch::core& engine, chance& randomness);

    // --- organizations (registry_organizations.cpp)
    task<organization> create_organization(principal const& who, organization wanted);
    /// Replaces the document.
    task<organization> put_organization(principal const& who, organization wanted, revision expected = {});
    task<organization> find_organization(principal const& who, std::string id);
    /// By id, after `after`. An application sees its own and the directory's. `limit` 1 to 1000. `type`: of that alone.
    task<std::vector<organization>> list_organizations(principal const& who, std::string after, std::size_t limit,
                                                       std::optional<std::string> type = {});
    /// `conflict` while it has applications.
    task<void> remove_organization(principal const& who, std::string id, revision expected = {});

    // --- applications (registry_applications.cpp)
    task<application> create_application(principal const& who, application wanted);
    task<application_with_webhook> find_application(principal const& who, std::string id);
    /// By id, after `after`; an application sees itself alone.
    task<std::vector<application_with_webhook>> list_applications(principal const& who, std::string after,
                                                                  std::size_t limit,
                                                                  std::optional<std::string> organization_id = {});
    /// Changes the application and, where `webhook` is set, its `default` endpoint, as one. Other approved scopes are a
    /// change of every person whose view they change.
    task<application_with_webhook> change_application(principal const& who, std::string id, application_patch patch,
                                                      endpoint_change webhook = nullptr, revision expected = {});
    /// With its endpoints (their deliveries end), consents and keys.
    task<void> remove_application(principal const& who, std::string id, revision expected = {});

    // --- endpoints of an application (registry_endpoints.cpp); `name`: an endpoint's id, or `default`
    task<endpoint> create_endpoint(principal const& who, std::string application_id, endpoint wanted);
    task<endpoint> find_endpoint(principal const& who, std::string application_id, std::string name);
    task<std::vector<endpoint>> list_endpoints(principal const& who, std::string application_id, std::string after,
                                               std::size_t limit);
    /// No value: `change` emptied the url, and the endpoint was removed. `default` is created where it is missing.
    task<std::optional<endpoint>> change_endpoint(principal const& who, std::string application_id, std::string name,
                                                  endpoint_change change, revision expected = {});
    task<void> remove_endpoint(principal const& who, std::string application_id, std::string name,
                               revision expected = {});
    /// `not_found` where the tenant (of an endpoint, a delivery, a sync) is not the principal's application.
    result<void> check_tenant(principal const& who, std::string_view tenant) const;

    // --- API keys (registry_keys.cpp)
    task<created_api_key> create_api_key(principal const& who, api_key_request wanted);
    /// No application: an administrator sees all; an application its own in any case.
    task<std::vector<api_key>> list_api_keys(principal const& who, std::optional<std::string> application_id);
    task<void> revoke_api_key(principal const& who, std::string id);
    /// `unauthorized`: no key, an unknown, a revoked or an expired one (the message does not tell which).
    task<principal> authenticate(std::string text);

    // --- persons (registry_persons.cpp). Writing is an administrator's.
    /// As the principal sees the person: through all its applications together, or through the one that is named.
    task<person_shown> find_person(principal const& who, std::int64_t id, std::string application_id = {});
    /// `who` decides whose view: of `application_id`, as if that application asked; an application may name itself alone.
    task<person_shown> preview_person(principal const& who, std::string application_id, std::int64_t id);
    /// The same, and field by field why it shows no more. Tells nothing of a person who did not consent.
    task<person_preview> explain_view(principal const& who, std::string application_id, std::int64_t id);
    /// By id, after `after`; as `find_person` shows each. With `search`, those whom it finds by what is shown of their
    /// names (`name_search`, whose errors these are, too).
    task<std::vector<person_shown>> list_persons(principal const& who, std::int64_t after, std::size_t limit,
                                                 std::string application_id = {},
                                                 std::optional<std::string> search = {});
    /// Errors: `invalid_argument` where the principal acts for several applications and none is named.
    task<person_page> find_persons(principal const& who, person_query query, std::string application_id = {});
    /// Replaces or creates; `json` as for `parse_person`, `personID` may be left out.
    task<write_report> put_person(principal const& who, std::int64_t id, std::string json, revision expected = {});
    /// RFC 7396 merge patch.
    task<write_report> patch_person(principal const& who, std::int64_t id, std::string merge_patch,
                                    revision expected = {});
    /// Leaves a tombstone and ends the person's consents.
    task<write_report> remove_person(principal const& who, std::int64_t id, revision expected = {});

    // --- consents (registry_consents.cpp). Writing is an administrator's, on behalf of the person.
    /// An application sees its own alone.
    task<std::vector<consent>> consents_of(principal const& who, std::int64_t person_id);
    /// Grants, or changes the scopes of, a consent.
    task<write_report> put_consent(principal const& who, std::int64_t person_id, std::string application_id,
                                   scope_set scopes);
    task<write_report> withdraw_consent(principal const& who, std::int64_t person_id, std::string application_id);

    // --- Run Test
    /// The message of a test: the person (none: the one the principal stands for) as a real change would show it.
    /// `not_found` where the application may not see the person.
    task<message> test_message(principal const& who, std::string application_id, std::optional<std::int64_t> person_id);

    dispatch::core& engine() noexcept { return engine_; }

private:
    friend class importer;
    /// Runs `work` in one unit with a writer of changes and hands over what it accepted; the principal's line of the
    /// audit trail is kept with the first of them. `work` may run again.
    boost::asio::awaitable<result<void>> write(principal const& who,
                                               store::function_ref<result<void>(change_writer&)> work);
    /// The same for one change, and what it did.
    task<write_report> write_and_report(principal const& who,
                                        store::function_ref<result<write_report>(change_writer&)> change);

    task<person_shown> read_person(std::string application_id, std::int64_t id);
    boost::asio::awaitable<void> note_use(std::string key_id, wall_time now);

    dispatch::core& engine_;
    chance& chance_;
};

}  // namespace cohook::members
