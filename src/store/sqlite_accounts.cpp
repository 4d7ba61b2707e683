// Accounts and sessions.
#include "store/sqlite_tables.hpp"

namespace cohook::store::sqlite {
namespace {

account_row read_account(query& from) {
    account_row row;
    from.read(row.id, row.login, row.role, row.organizations, row.person_id, row.password, row.issuer, row.subject,
              row.invitation, row.invitation_expires_at, row.created, row.last_sign_in_at, row.disabled);
    return row;
}

std::optional<account_row> first_of(query& asked) {
    if (!asked.next()) return std::nullopt;
    return read_account(asked);
}

}  // namespace

std::optional<account_row> accounts::find(std::string_view id) const {
    query asked(db_, "SELECT * FROM accounts WHERE id = ?", id);
    return first_of(asked);
}

std::optional<account_row> accounts::find_by_login(std::string_view login) const {
    query asked(db_, "SELECT * FROM accounts WHERE login = ?", login);
    return first_of(asked);
}

std::optional<account_row> accounts::find_by_subject(std::string_view issuer, std::string_view subject) const {
    query asked(db_, "SELECT * FROM accounts WHERE issuer = ? AND subject = ? AND issuer <> ''", issuer, subject);
    return first_of(asked);
}

std::optional<account_row> accounts::find_by_invitation(std::string_view hash) const {
    query asked(db_, "SELECT * FROM accounts WHERE invitation = ? AND invitation <> x''", blob{hash});
    return first_of(asked);
}

std::vector<account_row> accounts::list(std::string_view after, std::size_t limit) const {
    query asked(db_, "SELECT * FROM accounts WHERE id > ? ORDER BY id LIMIT ?", after, limit);
    std::vector<account_row> found;
    while (asked.next()) found.push_back(read_account(asked));
    return found;
}

std::optional<session_row> accounts::find_session(std::string_view hash) const {
    query asked(db_, "SELECT * FROM sessions WHERE hash = ?", blob{hash});
    if (!asked.next()) return std::nullopt;
    session_row row;
    asked.read(row.hash, row.account_id, row.created, row.seen);
    return row;
}

void accounts::put(account_row const& row) {
    query(db_,
          "INSERT INTO accounts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
          "login = excluded.login, role = excluded.role, organizations = excluded.organizations, "
          "person = excluded.person, password = excluded.password, issuer = excluded.issuer, "
          "subject = excluded.subject, invitation = excluded.invitation, "
          "invitation_expires_at = excluded.invitation_expires_at, last_sign_in_at = excluded.last_sign_in_at, "
          "disabled = excluded.disabled",
          row.id, row.login, row.role, row.organizations, row.person_id, row.password, row.issuer, row.subject,
          blob{row.invitation}, row.invitation_expires_at, row.created, row.last_sign_in_at, row.disabled)
        .run();
}

bool accounts::erase(std::string_view id) {
    erase_sessions_of(id, {});
    query(db_, "DELETE FROM accounts WHERE id = ?", id).run();
    return !db_.trouble() && db_.changes() > 0;
}

void accounts::put_session(session_row const& row) {
    query(db_, "INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?)", blob{row.hash}, row.account_id, row.created,
          row.seen)
        .run();
}

bool accounts::erase_session(std::string_view hash) {
    query(db_, "DELETE FROM sessions WHERE hash = ?", blob{hash}).run();
    return !db_.trouble() && db_.changes() > 0;
}

void accounts::erase_sessions_of(std::string_view account_id, std::string_view kept) {
    query(db_, "DELETE FROM sessions WHERE account = ? AND hash <> ?", account_id, blob{kept}).run();
}

std::size_t accounts::purge_sessions(wall_time seen, std::size_t limit) {
    query(db_, "DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions WHERE seen < ? ORDER BY seen LIMIT ?)",
          seen, limit)
        .run();
    return db_.trouble() ? 0 : static_cast<std::size_t>(db_.changes());
}

}  // namespace cohook::store::sqlite
