// The tables on one SQLite connection: the same classes serve the writer's units and the readers' queries. What goes
// wrong is left with the connection as its `trouble()`; whoever runs a unit or a query looks there.
#pragma once

#include "store/sqlite_connection.hpp"
#include "store/sqlite_names.hpp"
#include "store/sqlite_tallies.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace cohook::store::sqlite {

/// What the writer's thread knows of the disk and counts, beside the tables.
struct conditions {
    bool low_space = false;          ///< new deliveries are refused, outcomes are not
    std::uint64_t stale_writes = 0;  ///< by the units of the group at work
};

class deliveries final : public delivery_tables {
public:
    deliveries(connection& db, names& texts, tallies& counts, conditions& state)
        : db_(db), names_(texts), tallies_(counts), conditions_(state) {}

    std::optional<delivery> find(record_id id) const override;
    body_ptr body(record_id delivery_id) const override;
    std::vector<delivery> list(delivery_filter const& filter) const override;
    std::vector<attempt> attempts(record_id delivery_id) const override;
    std::optional<attempt> find_attempt(record_id attempt_id) const override;
    void each_due(std::function<void(std::string_view, wall_time)> const& visit) const override;
    state_counts count(std::optional<std::string_view> endpoint_id) const override;
    std::optional<wall_time> oldest_due() const override;
    std::optional<wall_time> oldest_pending(std::optional<std::string_view> endpoint_id) const override;
    void each_attempt(wall_time from, wall_time until,
                      std::function<void(attempt_brief const&)> const& visit) const override;

    void insert(delivery const& row, std::string_view body) override;
    std::uint32_t replace_waiting(std::string_view endpoint_id, std::string_view key, wall_time at) override;
    claim_result claim(claim_request const& request) override;
    bool settle(settlement const& outcome) override;
    void release(std::int64_t owner, std::vector<record_id> const& ids) override;
    void release_all(std::int64_t owner) override;
    std::size_t recover(std::int64_t owner, wall_time now, std::function<record_id()> const& next_attempt_id) override;
    bool cancel(record_id id, wall_time at) override;
    std::size_t end_all(std::string_view endpoint_id, delivery_state state, wall_time at) override;
    std::size_t expire(wall_time now, std::size_t limit) override;
    std::size_t purge(wall_time before, std::size_t limit) override;

private:
    std::optional<std::string> body_text(record_id delivery_id) const;
    /// What decides whether and how a row may change.
    struct facts {
        std::int64_t endpoint = 0, tenant = 0;
        delivery_state state = delivery_state::pending;
        std::int64_t owner = 0;
        std::uint32_t attempts = 0;
    };
    struct claim_scan;

    delivery read_row(query& from) const;
    attempt read_attempt(query& from) const;
    std::optional<facts> facts_of(record_id id) const;
    void write_attempt(attempt const& made, std::int64_t endpoint, std::int64_t tenant);
    void note_served(std::int64_t tenant, std::int64_t endpoint);
    /// Ends a pending row whose counts of attempts stay as they are.
    void end(record_id id, std::int64_t endpoint, bool owned, delivery_state state, wall_time at);
    std::set<std::int64_t>& endpoints_holding_back();
    void let_next_go(std::int64_t endpoint, record_id id);
    void hold_back(std::int64_t endpoint, std::vector<record_id> const& ids);
    /// Whether an attempt was closed.
    bool recover_one(delivery const& row, wall_time now, std::function<record_id()> const& next_attempt_id);
    std::optional<wall_time> first_due(std::int64_t endpoint) const;
    std::vector<std::int64_t> listed_endpoints(delivery_filter const& filter) const;
    void list_part(delivery_filter const& filter, std::int64_t endpoint, delivery_state state,
                   std::vector<delivery>& found) const;

    connection& db_;
    names& names_;
    tallies& tallies_;
    conditions& conditions_;
    std::optional<std::set<std::int64_t>> holding_back_;
};

class endpoints final : public endpoint_tables {
public:
    explicit endpoints(connection& db) : db_(db) {}
    std::optional<endpoint> find(std::string_view id) const override;
    std::optional<std::int64_t> revision(std::string_view id) const override;
    std::vector<endpoint> list(std::optional<std::string_view> tenant, std::string_view after,
                               std::size_t limit) const override;
    std::optional<endpoint_health> health(std::string_view id) const override;
    std::uint64_t count() const override;
    std::int64_t put(endpoint const& value) override;
    bool erase(std::string_view id) override;
    void put_health(endpoint_health const& value) override;
    /// After a rollback: what was read in it may be undone.
    void forget() noexcept { revisions_.clear(); }

private:
    std::optional<std::int64_t> stored_revision(std::string_view id) const;

    connection& db_;
    /// Of those that are accepted for, on the connection that writes: nobody else changes them.
    mutable std::unordered_map<std::string, std::int64_t, text_hash, std::equal_to<>> revisions_;
};

class syncs final : public sync_tables {
public:
    syncs(connection& db, tallies& counts) : db_(db), tallies_(counts) {}
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
    connection& db_;
    tallies& tallies_;
};

class register_rows final : public register_tables {
public:
    explicit register_rows(connection& db) : db_(db) {}
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
    void replace_name_words(std::int64_t person, std::string_view was, std::string_view are);

    connection& db_;
};

class requests final : public request_tables {
public:
    requests(connection& db, tallies& counts) : db_(db), tallies_(counts) {}
    std::optional<idempotency_row> find_idempotency(std::string_view tenant, std::string_view key) const override;
    void put_idempotency(idempotency_row const& row) override;
    void erase_idempotency(std::string_view tenant, std::string_view key) override;
    std::size_t purge_idempotency(wall_time before, std::size_t limit) override;
    void append_audit(audit_row const& row) override;
    std::vector<audit_row> list_audit(std::optional<std::string_view> tenant, record_id before,
                                      std::size_t limit) const override;

private:
    connection& db_;
    tallies& tallies_;
};

class accounts final : public account_tables {
public:
    explicit accounts(connection& db) : db_(db) {}
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
    connection& db_;
};

/// All of them on one connection.
class tables final : public unit_of_work, public snapshot {
public:
    explicit tables(connection& db)
        : names_(db),
          tallies_(db),
          deliveries_(db, names_, tallies_, conditions_),
          endpoints_(db),
          syncs_(db, tallies_),
          register_(db),
          requests_(db, tallies_),
          accounts_(db) {}

    delivery_tables& deliveries() override { return deliveries_; }
    endpoint_tables& endpoints() override { return endpoints_; }
    sync_tables& syncs() override { return syncs_; }
    register_tables& members() override { return register_; }
    request_tables& requests() override { return requests_; }
    account_tables& accounts() override { return accounts_; }
    delivery_tables const& deliveries() const override { return deliveries_; }
    endpoint_tables const& endpoints() const override { return endpoints_; }
    sync_tables const& syncs() const override { return syncs_; }
    register_tables const& members() const override { return register_; }
    request_tables const& requests() const override { return requests_; }
    account_tables const& accounts() const override { return accounts_; }

    tallies& counts() noexcept { return tallies_; }
    /// After a rollback: what was remembered of the rows may be undone.
    void forget() noexcept {
        names_.forget();
        endpoints_.forget();
    }
    conditions& state() noexcept { return conditions_; }

private:
    conditions conditions_;
    names names_;
    tallies tallies_;
    sqlite::deliveries deliveries_;
    sqlite::endpoints endpoints_;
    sqlite::syncs syncs_;
    register_rows register_;
    sqlite::requests requests_;
    sqlite::accounts accounts_;
};

}  // namespace cohook::store::sqlite
