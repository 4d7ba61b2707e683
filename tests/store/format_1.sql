-- A store of format 1 with a little of everything, as it was dumped.
PRAGMA application_id = 1667787569;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE api_keys (
    id TEXT PRIMARY KEY, hash BLOB NOT NULL, application TEXT NOT NULL, label TEXT NOT NULL, person INTEGER,
    rights TEXT NOT NULL, created INTEGER NOT NULL, expires_at INTEGER, last_used_at INTEGER, revoked_at INTEGER) STRICT;
INSERT INTO "api_keys" VALUES('0000000000001',X'ABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABABAB','hall','a key',NULL,'read write',1000,NULL,NULL,NULL);
CREATE TABLE applications (
    id TEXT PRIMARY KEY, organization TEXT NOT NULL, revision INTEGER NOT NULL, created INTEGER NOT NULL,
    changed INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
INSERT INTO "applications" VALUES('hall','org',1,1000,1000,'{"name":"Hall","approved":"email","metadata":{}}');
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, delivery INTEGER NOT NULL, endpoint INTEGER NOT NULL, tenant INTEGER NOT NULL,
    number INTEGER NOT NULL, verdict INTEGER NOT NULL, fault INTEGER NOT NULL, wire INTEGER NOT NULL,
    status INTEGER NOT NULL, started_at INTEGER NOT NULL, dns INTEGER, connect INTEGER, tls INTEGER, send INTEGER,
    first_byte INTEGER, total INTEGER NOT NULL, reused INTEGER NOT NULL, certificate_expires_at INTEGER,
    truncated INTEGER NOT NULL, peer TEXT NOT NULL, tls_version TEXT NOT NULL, detail TEXT NOT NULL,
    request_head BLOB NOT NULL, response_head BLOB NOT NULL, response_body BLOB NOT NULL) STRICT;
CREATE TABLE audit (
    id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, tenant TEXT NOT NULL, action TEXT NOT NULL,
    subject TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
INSERT INTO "audit" VALUES(90,1000,'operator','hall','createApiKey','/v1/api-keys','{}');
CREATE TABLE bodies (delivery INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE consents (
    person INTEGER NOT NULL, application TEXT NOT NULL, scopes TEXT NOT NULL, granted_at INTEGER NOT NULL,
    alive INTEGER NOT NULL, PRIMARY KEY (person, application)) STRICT, WITHOUT ROWID;
INSERT INTO "consents" VALUES(11,'hall','email',1000,1);
CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY, message INTEGER NOT NULL, endpoint INTEGER NOT NULL, tenant INTEGER NOT NULL,
    kind INTEGER NOT NULL, state INTEGER NOT NULL, owner INTEGER NOT NULL, attempts INTEGER NOT NULL,
    failures INTEGER NOT NULL, coalesced INTEGER NOT NULL, accepted_at INTEGER NOT NULL, expires_at INTEGER,
    due_at INTEGER, settled_at INTEGER, replay_of INTEGER, type TEXT NOT NULL, key TEXT NOT NULL,
    behind INTEGER NOT NULL) STRICT;
CREATE TABLE endpoint_health (
    endpoint TEXT PRIMARY KEY, failing_since INTEGER, last_success_at INTEGER, last_error TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE endpoints (
    id TEXT PRIMARY KEY, tenant TEXT NOT NULL, revision INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
CREATE TABLE idempotency (
    tenant TEXT NOT NULL, key TEXT NOT NULL, fingerprint BLOB NOT NULL, status INTEGER NOT NULL,
    response BLOB NOT NULL, created INTEGER NOT NULL, owner INTEGER NOT NULL, PRIMARY KEY (tenant, key)) STRICT;
CREATE TABLE names (no INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO "names" VALUES(1,'hall-default');
INSERT INTO "names" VALUES(2,'hall');
CREATE TABLE opening (
    one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL) STRICT;
INSERT INTO "opening" VALUES(1,7);
CREATE TABLE organizations (
    id TEXT PRIMARY KEY, revision INTEGER NOT NULL, created INTEGER NOT NULL, changed INTEGER NOT NULL,
    document TEXT NOT NULL) STRICT;
INSERT INTO "organizations" VALUES('org',1,1000,1000,'{"name":"Hall"}');
CREATE TABLE persons (
    id INTEGER PRIMARY KEY, church INTEGER, changed INTEGER NOT NULL, revision INTEGER NOT NULL,
    deleted INTEGER NOT NULL, document TEXT NOT NULL) STRICT;
INSERT INTO "persons" VALUES(11,NULL,1000,1,0,'{"personID":11,"email":"kari@example.org","firstName":"Kari Anne","lastName":"Østby"}');
CREATE TABLE served (tenant INTEGER NOT NULL, endpoint INTEGER NOT NULL, PRIMARY KEY (tenant, endpoint))
    STRICT, WITHOUT ROWID;
CREATE TABLE sync_failures (
    sync INTEGER NOT NULL, key TEXT NOT NULL, attempts INTEGER NOT NULL, due_at INTEGER, first_at INTEGER NOT NULL,
    error TEXT NOT NULL, message INTEGER NOT NULL, published_at INTEGER NOT NULL, sequence INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (sync, key)) STRICT, WITHOUT ROWID;
CREATE TABLE syncs (
    id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, tenant TEXT NOT NULL, state INTEGER NOT NULL,
    total INTEGER NOT NULL, acknowledged INTEGER NOT NULL, failed INTEGER NOT NULL, waiting INTEGER NOT NULL,
    skipped INTEGER NOT NULL, interval INTEGER NOT NULL, batch INTEGER NOT NULL, started_at INTEGER NOT NULL,
    ended_at INTEGER, reason TEXT NOT NULL, position TEXT NOT NULL, open BLOB NOT NULL, owner INTEGER NOT NULL) STRICT;
CREATE TABLE tallies (
    endpoint INTEGER PRIMARY KEY, pending INTEGER NOT NULL, owned INTEGER NOT NULL, delivered INTEGER NOT NULL,
    exhausted INTEGER NOT NULL, expired INTEGER NOT NULL, cancelled INTEGER NOT NULL, endpoint_gone INTEGER NOT NULL,
    purged INTEGER NOT NULL, created INTEGER NOT NULL, last_id INTEGER NOT NULL) STRICT;
INSERT INTO "tallies" VALUES(0,0,0,0,0,0,0,0,0,0,0);
CREATE INDEX endpoints_by_tenant ON endpoints (tenant, id);
CREATE INDEX deliveries_by_state ON deliveries (endpoint, state, id) WHERE state <> 0;
CREATE INDEX deliveries_due ON deliveries (endpoint, due_at, id) WHERE state = 0 AND owner = 0 AND behind = 0;
CREATE INDEX deliveries_behind ON deliveries (endpoint) WHERE state = 0 AND behind = 1;
CREATE INDEX deliveries_pending ON deliveries (endpoint, key, id) WHERE state = 0;
CREATE INDEX deliveries_ending ON deliveries (expires_at) WHERE state = 0 AND owner = 0 AND expires_at IS NOT NULL;
CREATE INDEX deliveries_settled ON deliveries (settled_at) WHERE state <> 0;
CREATE INDEX attempts_by_delivery ON attempts (delivery, number, id);
CREATE INDEX syncs_by_endpoint ON syncs (endpoint, id);
CREATE INDEX syncs_active ON syncs (endpoint, id) WHERE state <= 1;
CREATE INDEX sync_failures_due ON sync_failures (sync, due_at, key) WHERE due_at IS NOT NULL;
CREATE INDEX applications_by_organization ON applications (organization, id);
CREATE INDEX persons_alive ON persons (id) WHERE deleted = 0;
CREATE INDEX persons_by_church ON persons (church, id) WHERE deleted = 0 AND church IS NOT NULL;
CREATE INDEX persons_by_change ON persons (changed, id) WHERE deleted = 0;
CREATE INDEX consents_by_application ON consents (application, alive, person);
CREATE INDEX api_keys_by_application ON api_keys (application, id);
CREATE INDEX idempotency_by_age ON idempotency (created);
CREATE INDEX audit_by_tenant ON audit (tenant, id);
COMMIT;
