#include "model/endpoint_document.hpp"
#include "store/sqlite_tables.hpp"

#include <utility>

namespace cohook::store::sqlite {
namespace {

constexpr std::size_t most_remembered = 100'000;

/// The document is ours: one that cannot be read is damage.
std::optional<endpoint> read_document(connection& db, std::string_view document) {
    auto value = endpoint_from_document(document);
    if (value) return *std::move(value);
    db.refuse(error(errc::storage_failed, "a stored endpoint cannot be read: " + value.error().message()));
    return std::nullopt;
}

}  // namespace

std::optional<endpoint> endpoints::find(std::string_view id) const {
    query asked(db_, "SELECT document FROM endpoints WHERE id = ?", id);
    if (!asked.next()) return std::nullopt;
    return read_document(db_, asked.text());
}

std::optional<std::int64_t> endpoints::revision(std::string_view id) const {
    if (auto const known = revisions_.find(id); known != revisions_.end()) return known->second;
    auto const stored = stored_revision(id);
    if (!stored || !db_.writes()) return stored;
    if (revisions_.size() >= most_remembered) revisions_.clear();
    revisions_.emplace(id, *stored);
    return stored;
}

std::optional<std::int64_t> endpoints::stored_revision(std::string_view id) const {
    query asked(query::ahead(), db_, "SELECT revision FROM endpoints WHERE id = ?", id);
    if (!asked.next()) return std::nullopt;
    return asked.integer();
}

std::vector<endpoint> endpoints::list(std::optional<std::string_view> tenant, std::string_view after,
                                      std::size_t limit) const {
    query asked(db_,
                tenant ? "SELECT document FROM endpoints WHERE tenant = ?3 AND id > ?1 ORDER BY id LIMIT ?2"
                       : "SELECT document FROM endpoints WHERE id > ?1 AND ?3 IS NULL ORDER BY id LIMIT ?2",
                after, limit, tenant);
    std::vector<endpoint> found;
    while (asked.next())
        if (auto value = read_document(db_, asked.text())) found.push_back(*std::move(value));
    return found;
}

std::optional<endpoint_health> endpoints::health(std::string_view id) const {
    query asked(db_, "SELECT * FROM endpoint_health WHERE endpoint = ?", id);
    if (!asked.next()) return std::nullopt;
    endpoint_health value;
    asked.read(value.endpoint_id, value.failing_since, value.last_success_at, value.last_error);
    return value;
}

std::uint64_t endpoints::count() const {
    query asked(db_, "SELECT count(*) FROM endpoints");
    return asked.next() ? static_cast<std::uint64_t>(asked.integer()) : 0;
}

std::int64_t endpoints::put(endpoint const& value) {
    auto stored = value;
    stored.revision = stored_revision(value.id).value_or(0) + 1;
    revisions_.erase(stored.id);
    query(db_,
          "INSERT INTO endpoints VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET tenant = excluded.tenant, "
          "revision = excluded.revision, document = excluded.document",
          stored.id, stored.tenant, stored.revision, to_document(stored))
        .run();
    return stored.revision;
}

bool endpoints::erase(std::string_view id) {
    if (auto const known = revisions_.find(id); known != revisions_.end()) revisions_.erase(known);
    query(db_, "DELETE FROM endpoint_health WHERE endpoint = ?", id).run();
    query(db_, "DELETE FROM endpoints WHERE id = ?", id).run();
    return !db_.trouble() && db_.changes() > 0;
}

void endpoints::put_health(endpoint_health const& value) {
    query(db_, "INSERT OR REPLACE INTO endpoint_health VALUES (?, ?, ?, ?)", value.endpoint_id, value.failing_since,
          value.last_success_at, value.last_error)
        .run();
}

}  // namespace cohook::store::sqlite
