// The smaller tables in memory.
#pragma once

#include "store/memory_journal.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cohook::store::memory {

class endpoints final : public endpoint_tables {
public:
    explicit endpoints(journal& log) : rows_(log), health_(log) {}
    std::optional<endpoint> find(std::string_view id) const override;
    std::optional<std::int64_t> revision(std::string_view id) const override;
    std::vector<endpoint> list(std::optional<std::string_view> tenant, std::string_view after,
                               std::size_t limit) const override;
    std::optional<endpoint_health> health(std::string_view id) const override;
    std::uint64_t count() const override;
    std::int64_t put(endpoint const& value) override;
    bool erase(std::string_view id) override;
    void put_health(endpoint_health const& value) override;

private:
    table<std::string, endpoint> rows_;
    table<std::string, endpoint_health> health_;
};

class syncs final : public sync_tables {
public:
    explicit syncs(journal& log) : rows_(log), failures_(log) {}
    std::optional<sync_row> find(record_id id) const override;
    std::optional<sync_row> active(std::string_view endpoint_id) const override;
    std::vector<sync_row> all_active() const override;
    std::vector<sync_row> list(std::string_view endpoint_id, record_id before, std::size_t limit) const override;
    std::vector<sync_failure> failures(record_id sync, std::string_view after_key, std::size_t limit) const override;
    std::vector<sync_failure> due_failures(record_id sync, wall_time now, std::size_t limit) const override;
    std::optional<wall_time> next_failure_due(record_id sync) const override;
    void insert(sync_row const& row) override;
    bool update(sync_row const& row, std::int64_t expected_owner) override;
    void put_failure(record_id sync, sync_failure const& failure) override;
    void erase_failure(record_id sync, std::string_view key) override;

private:
    table<record_id, sync_row> rows_;
    table<std::pair<record_id, std::string>, sync_failure> failures_;
};

class register_rows final : public register_tables {
public:
    explicit register_rows(journal& log)
        : organizations_(log),
          applications_(log),
          persons_(log),
          consents_(log),
          consented_(log),
          named_(log),
          api_keys_(log) {}
    std::optional<organization_row> find_organization(std::string_view id) const override;
    std::vector<organization_row> list_organizations(std::string_view after, std::size_t limit) const override;
    std::optional<application_row> find_application(std::string_view id) const override;
    std::vector<application_row> list_applications(std::optional<std::string_view> organization, std::string_view after,
                                                   std::size_t limit) const override;
    std::optional<person_row> find_person(std::int64_t id) const override;
    std::optional<consent_row> find_consent(std::int64_t person, std::string_view application) const override;
    std::vector<consent_row> consents_of(std::int64_t person) const override;
    void walk_persons(person_walk const& walk,
                      std::function<bool(person_row const&, consent_row const&)> const& visit) const override;
    std::uint64_t count_persons(std::string_view application_id) const override;
    std::optional<api_key_row> find_api_key(std::string_view id) const override;
    std::vector<api_key_row> list_api_keys(std::optional<std::string_view> application) const override;
    std::int64_t put_organization(organization_row const& row) override;
    bool erase_organization(std::string_view id) override;
    std::int64_t put_application(application_row const& row) override;
    bool erase_application(std::string_view id) override;
    std::int64_t put_person(person_row const& row) override;
    void put_consent(consent_row const& row) override;
    bool erase_consent(std::int64_t person, std::string_view application) override;
    void put_api_key(api_key_row const& row) override;

private:
    std::vector<person_row const*> candidates(person_walk const& walk) const;
    void walk_named(person_walk const& walk, std::function<bool(person_row const&)> const& visit) const;

    table<std::string, organization_row> organizations_;
    table<std::string, application_row> applications_;
    table<std::int64_t, person_row> persons_;
    table<std::pair<std::int64_t, std::string>, consent_row> consents_;  ///< by person, application
    table<std::pair<std::string, std::int64_t>, bool> consented_;        ///< by application, person
    table<std::pair<std::string, std::int64_t>, bool> named_;            ///< by name word, person
    table<std::string, api_key_row> api_keys_;
};

class requests final : public request_tables {
public:
    explicit requests(journal& log) : idempotency_(log), audit_(log) {}
    std::optional<idempotency_row> find_idempotency(std::string_view tenant, std::string_view key) const override;
    void put_idempotency(idempotency_row const& row) override;
    void erase_idempotency(std::string_view tenant, std::string_view key) override;
    std::size_t purge_idempotency(wall_time before, std::size_t limit) override;
    void append_audit(audit_row const& row) override;
    std::vector<audit_row> list_audit(std::optional<std::string_view> tenant, record_id before,
                                      std::size_t limit) const override;

private:
    table<std::pair<std::string, std::string>, idempotency_row> idempotency_;
    table<record_id, audit_row> audit_;
};

class accounts final : public account_tables {
public:
    explicit accounts(journal& log) : accounts_(log), sessions_(log) {}
    std::optional<account_row> find(std::string_view id) const override;
    std::optional<account_row> find_by_login(std::string_view login) const override;
    std::optional<account_row> find_by_subject(std::string_view issuer, std::string_view subject) const override;
    std::optional<account_row> find_by_invitation(std::string_view hash) const override;
    std::vector<account_row> list(std::string_view after, std::size_t limit) const override;
    std::optional<session_row> find_session(std::string_view hash) const override;
    void put(account_row const& row) override;
    bool erase(std::string_view id) override;
    void put_session(session_row const& row) override;
    bool erase_session(std::string_view hash) override;
    void erase_sessions_of(std::string_view account_id, std::string_view kept) override;
    std::size_t purge_sessions(wall_time seen, std::size_t limit) override;

private:
    template <class Fits>
    std::size_t erase_sessions(Fits fits);

    table<std::string, account_row> accounts_;
    table<std::string, session_row> sessions_;
};

}  // namespace cohook::store::memory
