// The rows of the members register. What they mean is members/' matter; here they are kept, found and counted.
#pragma once

#include <cohook/time.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cohook::store {

struct organization_row {
    std::string id;
    std::string document;  ///< JSON: name, type, …
    std::int64_t revision = 0;
    wall_time created{}, changed{};
};

struct application_row {
    std::string id;
    std::string organization_id;
    std::string document;  ///< JSON: name, approved scopes, metadata
    std::int64_t revision = 0;
    wall_time created{}, changed{};
};

struct person_row {
    std::int64_t id = 0;  ///< personID, positive
    std::optional<std::int64_t> church_id;
    wall_time last_changed{};
    std::string document;       ///< JSON: every field of the person
    std::int64_t revision = 0;  ///< counts the writes; given by the store
    bool deleted = false;       ///< kept as a tombstone: id and last change alone
    /// Sorted, each once: by what the person is found by name. Given at a write; a read may leave them out.
    std::vector<std::string> name_words;
};

struct consent_row {
    std::int64_t person_id = 0;
    std::string application_id;
    std::string scopes;  ///< space-separated, sorted
    wall_time granted_at{};
};

struct api_key_row {
    std::string id;              ///< the public part
    std::string hash;            ///< SHA-256 of the secret part, 32 raw bytes
    std::string application_id;  ///< empty: an administrator's
    std::string label;
    std::optional<std::int64_t> person_id;  ///< the signed-in person it stands for
    std::string rights;                     ///< space-separated
    wall_time created{};
    std::optional<wall_time> expires_at, last_used_at, revoked_at;
};

/// A walk over the persons an application may see (those who consented to it and are not deleted).
struct person_walk {
    std::string_view application_id;  ///< empty: every person, with an empty consent
    std::vector<std::int64_t> ids;    ///< these only; empty: all
    std::optional<std::int64_t> church_id;
    std::optional<wall_time> changed_from;  ///< inclusive
    std::optional<wall_time> changed_to;    ///< exclusive
    enum class order { by_id, by_id_descending, by_change, by_change_descending } by = order::by_id;
    std::int64_t after_id = 0;  ///< with order `by_id`: ids above this
    /// With order `by_id` and no `ids`: who has a name word that begins so; empty: all. Costs by how many have one, and
    /// not by how many there are.
    std::string_view name_begins;
};

class register_tables {
public:
    virtual ~register_tables() = default;

    // --- reading
    virtual std::optional<organization_row> find_organization(std::string_view id) const = 0;
    virtual std::vector<organization_row> list_organizations(std::string_view after, std::size_t limit) const = 0;
    virtual std::optional<application_row> find_application(std::string_view id) const = 0;
    virtual std::vector<application_row> list_applications(std::optional<std::string_view> organization,
                                                           std::string_view after, std::size_t limit) const = 0;
    virtual std::optional<person_row> find_person(std::int64_t id) const = 0;
    virtual std::optional<consent_row> find_consent(std::int64_t person, std::string_view application) const = 0;
    virtual std::vector<consent_row> consents_of(std::int64_t person) const = 0;
    /// Visits in order until `visit` says false. The rows are valid during the call alone; `visit` writes nothing.
    virtual void walk_persons(person_walk const& walk,
                              std::function<bool(person_row const&, consent_row const&)> const& visit) const = 0;
    /// How many persons `walk_persons` would visit with no other condition.
    virtual std::uint64_t count_persons(std::string_view application_id) const = 0;
    virtual std::optional<api_key_row> find_api_key(std::string_view id) const = 0;
    virtual std::vector<api_key_row> list_api_keys(std::optional<std::string_view> application) const = 0;

    // --- writing: creates or replaces; a revision becomes the stored one + 1 and is returned
    virtual std::int64_t put_organization(organization_row const& row) = 0;
    virtual bool erase_organization(std::string_view id) = 0;
    virtual std::int64_t put_application(application_row const& row) = 0;
    virtual bool erase_application(std::string_view id) = 0;  ///< with its consents and keys
    virtual std::int64_t put_person(person_row const& row) = 0;
    virtual void put_consent(consent_row const& row) = 0;
    virtual bool erase_consent(std::int64_t person, std::string_view application) = 0;
    virtual void put_api_key(api_key_row const& row) = 0;
};

}  // namespace cohook::store
