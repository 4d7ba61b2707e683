// The register's rows: organizations, applications, consents, API keys, and persons one at a time.
#include "model/name_words.hpp"
#include "store/sqlite_tables.hpp"

#include <algorithm>

namespace cohook::store::sqlite {
namespace {

organization_row read_organization(query& from) {
    organization_row row;
    from.read(row.id, row.revision, row.created, row.changed, row.document);
    return row;
}

application_row read_application(query& from) {
    application_row row;
    from.read(row.id, row.organization_id, row.revision, row.created, row.changed, row.document);
    return row;
}

consent_row read_consent(query& from) {
    consent_row row;
    from.read(row.person_id, row.application_id, row.scopes, row.granted_at);
    return row;
}

api_key_row read_api_key(query& from) {
    api_key_row row;
    from.read(row.id, row.hash, row.application_id, row.label, row.person_id, row.rights, row.created, row.expires_at,
              row.last_used_at, row.revoked_at);
    return row;
}

template <class Visit>
void each_word(std::string_view words, Visit visit) {
    while (!words.empty()) {
        auto const end = std::min(words.find(' '), words.size());
        visit(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
}

}  // namespace

std::optional<organization_row> register_rows::find_organization(std::string_view id) const {
    query asked(db_, "SELECT * FROM organizations WHERE id = ?", id);
    if (!asked.next()) return std::nullopt;
    return read_organization(asked);
}

std::vector<organization_row> register_rows::list_organizations(std::string_view after, std::size_t limit) const {
    query asked(db_, "SELECT * FROM organizations WHERE id > ? ORDER BY id LIMIT ?", after, limit);
    std::vector<organization_row> found;
    while (asked.next()) found.push_back(read_organization(asked));
    return found;
}

std::int64_t register_rows::put_organization(organization_row const& row) {
    auto const old = find_organization(row.id);
    auto const revision = old ? old->revision + 1 : 1;
    query(db_, "INSERT OR REPLACE INTO organizations VALUES (?, ?, ?, ?, ?)", row.id, revision, row.created,
          row.changed, row.document)
        .run();
    return revision;
}

bool register_rows::erase_organization(std::string_view id) {
    query(db_, "DELETE FROM organizations WHERE id = ?", id).run();
    return !db_.trouble() && db_.changes() > 0;
}

std::optional<application_row> register_rows::find_application(std::string_view id) const {
    query asked(db_, "SELECT * FROM applications WHERE id = ?", id);
    if (!asked.next()) return std::nullopt;
    return read_application(asked);
}

std::vector<application_row> register_rows::list_applications(std::optional<std::string_view> organization,
                                                              std::string_view after, std::size_t limit) const {
    query asked(db_,
                organization ? "SELECT * FROM applications WHERE organization = ?3 AND id > ?1 ORDER BY id LIMIT ?2"
                             : "SELECT * FROM applications WHERE id > ?1 AND ?3 IS NULL ORDER BY id LIMIT ?2",
                after, limit, organization);
    std::vector<application_row> found;
    while (asked.next()) found.push_back(read_application(asked));
    return found;
}

std::int64_t register_rows::put_application(application_row const& row) {
    auto const old = find_application(row.id);
    auto const revision = old ? old->revision + 1 : 1;
    query(db_, "INSERT OR REPLACE INTO applications VALUES (?, ?, ?, ?, ?, ?)", row.id, row.organization_id, revision,
          row.created, row.changed, row.document)
        .run();
    return revision;
}

bool register_rows::erase_application(std::string_view id) {
    query(db_, "DELETE FROM consents WHERE application = ?", id).run();
    query(db_, "DELETE FROM api_keys WHERE application = ?", id).run();
    query(db_, "DELETE FROM applications WHERE id = ?", id).run();
    return !db_.trouble() && db_.changes() > 0;
}

std::optional<person_row> register_rows::find_person(std::int64_t id) const {
    query asked(db_, "SELECT * FROM persons WHERE id = ?", id);
    if (!asked.next()) return std::nullopt;
    person_row row;
    asked.read(row.id, row.church_id, row.last_changed, row.revision, row.deleted, row.document);
    return row;
}

/// `was` and `are`: the words, one space after another. Most writes change none of them.
void register_rows::replace_name_words(std::int64_t person, std::string_view was, std::string_view are) {
    if (was == are) return;
    each_word(was, [&](std::string_view word) {
        query(db_, "DELETE FROM person_words WHERE word = ? AND person = ?", word, person).run();
    });
    each_word(are,
              [&](std::string_view word) { query(db_, "INSERT INTO person_words VALUES (?, ?)", word, person).run(); });
}

std::int64_t register_rows::put_person(person_row const& row) {
    std::int64_t revision = 0;
    auto was_alive = false;
    std::string words_before;
    {
        query asked(db_, "SELECT revision, deleted = 0, name_words FROM persons WHERE id = ?", row.id);
        if (asked.next()) asked.read(revision, was_alive, words_before);
    }
    auto const words = joined_words(row.name_words);
    query(db_,
          "INSERT INTO persons VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET church = excluded.church, "
          "changed = excluded.changed, revision = excluded.revision, deleted = excluded.deleted, "
          "document = excluded.document, name_words = excluded.name_words",
          row.id, row.church_id, row.last_changed, revision + 1, row.deleted, row.document, words)
        .run();
    // So that counting and walking the persons of an application need not look at the persons.
    if (was_alive == row.deleted)
        query(db_, "UPDATE consents SET alive = ? WHERE person = ?", !row.deleted, row.id).run();
    replace_name_words(row.id, words_before, words);
    return revision + 1;
}

std::optional<consent_row> register_rows::find_consent(std::int64_t person, std::string_view application) const {
    query asked(db_, "SELECT * FROM consents WHERE person = ? AND application = ?", person, application);
    if (!asked.next()) return std::nullopt;
    return read_consent(asked);
}

std::vector<consent_row> register_rows::consents_of(std::int64_t person) const {
    query asked(db_, "SELECT * FROM consents WHERE person = ? ORDER BY application", person);
    std::vector<consent_row> found;
    while (asked.next()) found.push_back(read_consent(asked));
    return found;
}

void register_rows::put_consent(consent_row const& row) {
    query(db_,
          "INSERT OR REPLACE INTO consents VALUES "
          "(?1, ?2, ?3, ?4, EXISTS (SELECT 1 FROM persons WHERE id = ?1 AND deleted = 0))",
          row.person_id, row.application_id, row.scopes, row.granted_at)
        .run();
}

bool register_rows::erase_consent(std::int64_t person, std::string_view application) {
    query(db_, "DELETE FROM consents WHERE person = ? AND application = ?", person, application).run();
    return !db_.trouble() && db_.changes() > 0;
}

std::optional<api_key_row> register_rows::find_api_key(std::string_view id) const {
    query asked(db_, "SELECT * FROM api_keys WHERE id = ?", id);
    if (!asked.next()) return std::nullopt;
    return read_api_key(asked);
}

std::vector<api_key_row> register_rows::list_api_keys(std::optional<std::string_view> application) const {
    query asked(db_,
                application ? "SELECT * FROM api_keys WHERE application = ?1 ORDER BY id"
                            : "SELECT * FROM api_keys WHERE ?1 IS NULL ORDER BY id",
                application);
    std::vector<api_key_row> found;
    while (asked.next()) found.push_back(read_api_key(asked));
    return found;
}

void register_rows::put_api_key(api_key_row const& row) {
    query(db_, "INSERT OR REPLACE INTO api_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row.id, blob{row.hash},
          row.application_id, row.label, row.person_id, row.rights, row.created, row.expires_at, row.last_used_at,
          row.revoked_at)
        .run();
}

}  // namespace cohook::store::sqlite
