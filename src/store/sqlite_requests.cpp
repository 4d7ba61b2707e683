#include "store/sqlite_tables.hpp"

#include <limits>

namespace cohook::store::sqlite {

std::optional<idempotency_row> requests::find_idempotency(std::string_view tenant, std::string_view key) const {
    query asked(db_, "SELECT * FROM idempotency WHERE tenant = ? AND key = ?", tenant, key);
    if (!asked.next()) return std::nullopt;
    idempotency_row row;
    asked.read(row.tenant, row.key, row.fingerprint, row.status, row.response, row.created, row.owner);
    return row;
}

void requests::put_idempotency(idempotency_row const& row) {
    query(db_,
          "INSERT INTO idempotency VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant, key) DO UPDATE SET "
          "fingerprint = excluded.fingerprint, status = excluded.status, response = excluded.response, "
          "created = excluded.created, owner = excluded.owner",
          row.tenant, row.key, blob{row.fingerprint}, row.status, blob{row.response}, row.created, row.owner)
        .run();
}

void requests::erase_idempotency(std::string_view tenant, std::string_view key) {
    query(db_, "DELETE FROM idempotency WHERE tenant = ? AND key = ?", tenant, key).run();
}

std::size_t requests::purge_idempotency(wall_time before, std::size_t limit) {
    query(db_,
          "DELETE FROM idempotency WHERE rowid IN "
          "(SELECT rowid FROM idempotency INDEXED BY idempotency_by_age WHERE created < ? ORDER BY created LIMIT ?)",
          before, limit)
        .run();
    return db_.trouble() ? 0 : static_cast<std::size_t>(db_.changes());
}

void requests::append_audit(audit_row const& row) {
    query(db_, "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?)", row.id, row.at, row.actor, row.tenant, row.action,
          row.subject, row.detail)
        .run();
    tallies_.note_id(row.id);
}

std::vector<audit_row> requests::list_audit(std::optional<std::string_view> tenant, record_id before,
                                            std::size_t limit) const {
    auto const below = before > 0 ? before : std::numeric_limits<record_id>::max();
    query asked(db_,
                tenant ? "SELECT * FROM audit INDEXED BY audit_by_tenant WHERE tenant = ?3 AND id < ?1 "
                         "ORDER BY id DESC LIMIT ?2"
                       : "SELECT * FROM audit WHERE id < ?1 AND ?3 IS NULL ORDER BY id DESC LIMIT ?2",
                below, limit, tenant);
    std::vector<audit_row> found;
    while (asked.next()) {
        auto& row = found.emplace_back();
        asked.read(row.id, row.at, row.actor, row.tenant, row.action, row.subject, row.detail);
    }
    return found;
}

}  // namespace cohook::store::sqlite
