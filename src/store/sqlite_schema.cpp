#include "store/sqlite_schema.hpp"

#include "model/name_words.hpp"

#include <iterator>
#include <string>

namespace cohook::store::sqlite {
namespace {

// What the tables are made for:
// - A delivery's row is narrow; its body and the record of its attempts lie elsewhere, so that claims touch little.
// - Texts that repeat in every row (endpoint, tenant) are numbers into `names`, which is only ever added to.
// - What the process that accepted a delivery sends at once never enters the queues (`due`, `ends`): they hold what
//   nobody owns. Those of an ordered endpoint that wait behind an earlier one of their key are taken out of `due` when a
//   claim meets them (`behind`) and put back when their turn has come, so that no claim passes them by twice.
// - Every index costs each delivery twice or thrice, so a pending one is in one order (`pending`) and a settled one in two.
// - `tallies` counts rows by endpoint (0: all) and is written once a commit.
constexpr char version_1[] = R"sql(
CREATE TABLE opening (
    one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL) STRICT;
INSERT INTO opening VALUES (1, 0);

CREATE TABLE names (no INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;

CREATE TABLE tallies (
    endpoint INTEGER PRIMARY KEY, pending INTEGER NOT NULL, owned INTEGER NOT NULL, delivered INTEGER NOT NULL,
    exhausted INTEGER NOT NULL, expired INTEGER NOT NULL, cancelled INTEGER NOT NULL, endpoint_gone INTEGER NOT NULL,
    purged INTEGER NOT NULL, created INTEGER NOT NULL, last_id INTEGER NOT NULL) STRICT;
INSERT INTO tallies VALUES (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

CREATE TABLE endpoints (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, revision INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
CREATE INDEX endpoints_by_tenant ON endpoints (tenant, id);
CREATE TABLE endpoint_health (
    endpoint TEXT PRIMARY KEY, failing_since INTEGER, last_success_at INTEGER, last_error TEXT NOT NULL)
    STRICT, WITHOUT ROWID;

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY, message INTEGER NOT NULL, endpoint INTEGER NOT NULL, tenant INTEGER NOT NULL,
    kind INTEGER NOT NULL, state INTEGER NOT NULL, owner INTEGER NOT NULL, attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL, coalesced INTEGER NOT NULL, accepted_at INTEGER NOT NULL, expires_at INTEGER,
    due_at INTEGER, settled_at INTEGER, replay_of INTEGER, type TEXT NOT NULL, key TEXT NOT NULL,
    behind INTEGER NOT NULL) STRICT;
CREATE INDEX deliveries_by_state ON deliveries (endpoint, state, id) WHERE state <> 0;
CREATE INDEX deliveries_due ON deliveries (endpoint, due_at, id) WHERE state = 0 AND owner = 0 AND behind = 0;
CREATE INDEX deliveries_behind ON deliveries (endpoint) WHERE state = 0 AND behind = 1;
CREATE INDEX deliveries_pending ON deliveries (endpoint, key, id) WHERE state = 0;
CREATE INDEX deliveries_ending ON deliveries (expires_at) WHERE state = 0 AND owner = 0 AND expires_at IS NOT NULL;
CREATE INDEX deliveries_settled ON deliveries (settled_at) WHERE state <> 0;
CREATE TABLE served (tenant INTEGER NOT NULL, endpoint INTEGER NOT NULL, PRIMARY KEY (tenant, endpoint))
    STRICT, WITHOUT ROWID;
CREATE TABLE bodies (delivery INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, delivery INTEGER NOT NULL, endpoint INTEGER NOT NULL, tenant INTEGER NOT NULL,
    number INTEGER NOT NULL, verdict INTEGER NOT NULL, fault INTEGER NOT NULL, wire INTEGER NOT NULL,
    status INTEGER NOT NULL, started_at INTEGER NOT NULL, dns INTEGER, connect INTEGER, tls INTEGER, send INTEGER,
    first_byte INTEGER, total INTEGER NOT NULL, reused INTEGER NOT NULL, certificate_expires_at INTEGER,
    truncated INTEGER NOT NULL, peer TEXT NOT NULL, tls_version TEXT NOT NULL, detail TEXT NOT NULL,
    request_head BLOB NOT NULL, response_head BLOB NOT NULL, response_body BLOB NOT NULL) STRICT;
CREATE INDEX attempts_by_delivery ON attempts (delivery, number, id);

CREATE TABLE syncs (
    id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, tenant TEXT NOT NULL, state INTEGER NOT NULL,
    total INTEGER NOT NULL, acknowledged INTEGER NOT NULL, failed INTEGER NOT NULL, waiting INTEGER NOT NULL,
    skipped INTEGER NOT NULL, interval INTEGER NOT NULL, batch INTEGER NOT NULL, started_at INTEGER NOT NULL,
    ended_at INTEGER, reason TEXT NOT NULL, position TEXT NOT NULL, open BLOB NOT NULL, owner INTEGER NOT NULL) STRICT;
CREATE INDEX syncs_by_endpoint ON syncs (endpoint, id);
CREATE INDEX syncs_active ON syncs (endpoint, id) WHERE state <= 1;
CREATE TABLE sync_failures (
    sync INTEGER NOT NULL, key TEXT NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER, first_at INTEGER NOT NULL,
    error TEXT NOT NULL, message INTEGER NOT NULL, published_at INTEGER NOT NULL, sequence INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (sync, key)) STRICT, WITHOUT ROWID;
CREATE INDEX sync_failures_due ON sync_failures (sync, due_at, key) WHERE due_at IS NOT NULL;

CREATE TABLE organizations (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL,
    document TEXT NOT NULL) STRICT;
CREATE TABLE applications (
    id TEXT PRIMARY KEY, organization TEXT NOT NULL, revision INTEGER NOT NULL, created INTEGER NOT NULL,
    changed INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
CREATE INDEX applications_by_organization ON applications (organization, id);
CREATE TABLE persons (
    id INTEGER PRIMARY KEY, church INTEGER, changed INTEGER NOT NULL, revision INTEGER NOT NULL,
    deleted INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
CREATE INDEX persons_alive ON persons (id) WHERE deleted = 0;
CREATE INDEX persons_by_church ON persons (church, id) WHERE deleted = 0 AND church IS NOT NULL;
CREATE INDEX persons_by_change ON persons (changed, id) WHERE deleted = 0;
CREATE TABLE consents (
    person INTEGER NOT NULL, application TEXT NOT NULL, scopes TEXT NOT NULL, granted_at INTEGER NOT NULL,
    alive INTEGER NOT NULL, PRIMARY KEY (person, application)) STRICT, WITHOUT ROWID;
CREATE INDEX consents_by_application ON consents (application, alive, person);
CREATE TABLE api_keys (
    id TEXT PRIMARY KEY, hash BLOB NOT NULL, application TEXT NOT NULL, label TEXT NOT NULL, person INTEGER,
    rights TEXT NOT NULL, created INTEGER NOT NULL, expires_at INTEGER, last_used_at INTEGER, revoked_at INTEGER) STRICT;
CREATE INDEX api_keys_by_application ON api_keys (application, id);

CREATE TABLE idempotency (
    tenant TEXT NOT NULL, key TEXT NOT NULL, fingerprint BLOB NOT NULL, status INTEGER NOT NULL,
    response BLOB NOT NULL, created INTEGER NOT NULL, owner INTEGER NOT NULL, PRIMARY KEY (tenant, key)) STRICT;
CREATE INDEX idempotency_by_age ON idempotency (created);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, tenant TEXT NOT NULL, action TEXT NOT NULL,
    subject TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE INDEX audit_by_tenant ON audit (tenant, id);
)sql";

// Those who sign in. Of an invitation and of a session only the hash is kept.
constexpr char version_2[] = R"sql(
CREATE TABLE accounts (
    id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE, role TEXT NOT NULL, organizations TEXT NOT NULL, person INTEGER,
    password TEXT NOT NULL, issuer TEXT NOT NULL, subject TEXT NOT NULL, invitation BLOB NOT NULL,
    invitation_expires_at INTEGER, created INTEGER NOT NULL, last_sign_in_at INTEGER, disabled INTEGER NOT NULL) STRICT;
CREATE UNIQUE INDEX accounts_by_subject ON accounts (issuer, subject) WHERE issuer <> '';
CREATE INDEX accounts_by_invitation ON accounts (invitation) WHERE invitation <> x'';
CREATE TABLE sessions (
    hash BLOB PRIMARY KEY, account TEXT NOT NULL, created INTEGER NOT NULL, seen INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_account ON sessions (account);
CREATE INDEX sessions_by_age ON sessions (seen);
)sql";

// A sync of what another one left unacknowledged.
constexpr char version_3[] = "ALTER TABLE syncs ADD COLUMN retry_of INTEGER NOT NULL DEFAULT 0";

// Persons are found by the words of their names. The words stand with the person, too, one space after another: so a
// write finds what it takes away without an index of its own.
constexpr char version_4[] = R"sql(
ALTER TABLE persons ADD COLUMN name_words TEXT NOT NULL DEFAULT '';
CREATE TABLE person_words (word TEXT NOT NULL, person INTEGER NOT NULL, PRIMARY KEY (word, person))
    STRICT, WITHOUT ROWID;
)sql";

/// Of the persons who were there before the words were.
void find_name_words(connection& db) {
    query persons(db,
                  "SELECT id, coalesce(json_extract(document, '$.firstName'), '') || ' ' || "
                  "coalesce(json_extract(document, '$.middleName'), '') || ' ' || "
                  "coalesce(json_extract(document, '$.lastName'), '') || ' ' || "
                  "coalesce(json_extract(document, '$.displayName'), '') "
                  "FROM persons WHERE deleted = 0 AND json_valid(document)");
    while (persons.next()) {
        std::int64_t id = 0;
        std::string names;
        persons.read(id, names);
        auto const words = name_words(names);
        for (auto const& word : words) query(db, "INSERT INTO person_words VALUES (?, ?)", word, id).run();
        query(db, "UPDATE persons SET name_words = ? WHERE id = ?", joined_words(words), id).run();
    }
}

struct step {
    char const* tables;
    void (*fill)(connection&) = nullptr;  ///< what no statement can work out
};

// The n-th brings a file of version n to n + 1. A released one is never changed: what it lacks is a step of its own.
constexpr step steps[] = {{version_1}, {version_2}, {version_3}, {version_4, find_name_words}};

// Tells our files from those of other programs: `application_id` of the header ("chk1").
constexpr std::int64_t application_mark = 0x63686b31;

std::int64_t ask(connection& db, char const* sql) {
    query asked(db, sql);
    return asked.next() ? asked.integer() : 0;
}

void set_version(connection& db, std::size_t version) {
    db.execute(("PRAGMA user_version = " + std::to_string(version)).c_str());
    db.execute(("PRAGMA application_id = " + std::to_string(application_mark)).c_str());
}

}  // namespace

int const schema_version = static_cast<int>(std::size(steps));

result<std::size_t> version_of(connection& db) {
    auto const mark = ask(db, "PRAGMA application_id");
    auto const version = ask(db, "PRAGMA user_version");
    auto const tables = ask(db, "SELECT count(*) FROM sqlite_schema");
    if (db.trouble()) return *db.trouble();
    if (tables > 0 && mark != application_mark)
        return error(errc::unsupported, "the file is an SQLite database of another program; name another file");
    if (version < 0 || version > schema_version)
        return error(errc::unsupported, "the store has format " + std::to_string(version) +
                                            ", this program knows formats up to " + std::to_string(schema_version) +
                                            "; it was written by a newer version, which must be used for it");
    return static_cast<std::size_t>(version);
}

result<void> migrate(connection& db) {
    auto const version = version_of(db);
    if (!version) return version.error();
    for (auto at = *version; at < std::size(steps); ++at) {
        db.execute("BEGIN IMMEDIATE");
        db.execute(steps[at].tables);
        if (steps[at].fill) steps[at].fill(db);
        set_version(db, at + 1);
        db.execute("COMMIT");
        if (!db.trouble()) continue;
        auto why = *db.trouble();
        db.clear_trouble();
        if (db.in_transaction()) db.execute("ROLLBACK");
        return why;
    }
    return {};
}

}  // namespace cohook::store::sqlite
