#include "store/sqlite_connection.hpp"

#include <sqlite3.h>

#include <utility>

namespace cohook::store::sqlite {

error explain(int code, char const* detail) {
    auto const told = std::string(": ") + detail + " (SQLite " + std::to_string(code) + ")";
    switch (code & 0xff) {
        case SQLITE_FULL:
            return {errc::storage_full, "the disk of the store is full; make room, then try again" + told};
        case SQLITE_IOERR: return {errc::storage_failed, "reading or writing the store's file failed" + told};
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB: return {errc::storage_failed, "the store's file is damaged; restore a backup" + told};
        case SQLITE_CANTOPEN: return {errc::storage_failed, "the store's file cannot be opened" + told};
        case SQLITE_READONLY:
        case SQLITE_PERM: return {errc::storage_failed, "the store's file may not be written" + told};
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return {errc::unavailable, "the store's file is locked by another program" + told};
        case SQLITE_NOMEM: return {errc::unavailable, "there is not enough memory for the store" + told};
        case SQLITE_CONSTRAINT: return {errc::conflict, "a row of this id is already there" + told};
        case SQLITE_TOOBIG: return {errc::too_large, "a row is larger than the store can hold" + told};
        default: return {errc::internal, "the store met an unexpected condition" + told};
    }
}

result<std::unique_ptr<connection>> connection::open(std::string const& path, std::string const& vfs, bool writable) {
    sqlite3* db = nullptr;
    auto const flags = (writable ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_NOMUTEX |
                       SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_PRIVATECACHE;
    auto const code = sqlite3_open_v2(path.c_str(), &db, flags, vfs.empty() ? nullptr : vfs.c_str());
    std::unique_ptr<connection> opened(new connection(db, writable));
    if (code != SQLITE_OK) return explain(code, db ? sqlite3_errmsg(db) : sqlite3_errstr(code));
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_busy_timeout(db, 5000);
    return opened;
}

connection::~connection() {
    for (auto& [sql, held] : statements_) sqlite3_finalize(held.handle);
    sqlite3_close_v2(db_);
}

void connection::execute(char const* sql) {
    after_gathered(sql);
    if (trouble_) return;
    auto const code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) refuse(code);
}

void connection::clear_trouble() noexcept {
    trouble_.reset();
    trouble_code_ = 0;
}

void connection::refuse(error why) {
    if (!trouble_) trouble_ = std::move(why);
}

void connection::refuse(int code) {
    if (trouble_) return;
    trouble_ = explain(code, sqlite3_errmsg(db_));
    trouble_code_ = code;
}

bool connection::in_transaction() const noexcept {
    return sqlite3_get_autocommit(db_) == 0;
}
std::int64_t connection::total_changes() const noexcept {
    return sqlite3_total_changes64(db_) + gathered_.changes();
}
std::int64_t connection::changes() const noexcept {
    return sqlite3_changes64(db_);
}
std::int64_t connection::last_rowid() const noexcept {
    return sqlite3_last_insert_rowid(db_);
}

statement* connection::prepare(char const* sql) {
    auto& held = statements_[sql];
    if (!held.handle) {
        auto const code = sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &held.handle, nullptr);
        if (code != SQLITE_OK) refuse(code);
    }
    return &held;
}

char const* connection::after_gathered(char const* sql) {
    gathered_.write();
    return sql;
}

query::query(connection& db, char const* sql, ahead) : db_(db), statement_(nullptr), handle_(nullptr) {
    if (db_.trouble_) return;
    auto* held = db_.prepare(sql);
    if (!held->busy) {
        held->busy = true;
        statement_ = held;
        handle_ = held->handle;
        return;
    }
    // The kept one is in use further up the stack (a visitor that asks again): a second one for this call.
    auto const code = sqlite3_prepare_v3(db_.db_, sql, -1, 0, &handle_, nullptr);
    if (code != SQLITE_OK) db_.refuse(code);
}

query::~query() {
    if (statement_) {
        statement_->busy = false;
        if (handle_) sqlite3_reset(handle_);
    } else {
        sqlite3_finalize(handle_);
    }
}

bool query::next() {
    if (db_.trouble_ || !handle_) return false;
    column_ = 0;
    auto const code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) db_.refuse(code);
    return false;
}

std::int64_t query::integer() {
    return sqlite3_column_int64(handle_, column_++);
}

std::string_view query::text() {
    auto const* bytes = static_cast<char const*>(sqlite3_column_blob(handle_, column_));
    auto const size = sqlite3_column_bytes(handle_, column_++);
    return bytes ? std::string_view(bytes, static_cast<std::size_t>(size)) : std::string_view();
}

bool query::is_null() const noexcept {
    return sqlite3_column_type(handle_, column_) == SQLITE_NULL;
}

void query::bind(parameter const& value) {
    if (!handle_) return;
    auto const at = ++parameter_;
    auto const* const bytes = value.bytes.data() ? value.bytes.data() : "";
    switch (value.what) {
        case parameter::kind::null: return settle(sqlite3_bind_null(handle_, at));
        case parameter::kind::integer: return settle(sqlite3_bind_int64(handle_, at, value.integer));
        case parameter::kind::text:
            return settle(sqlite3_bind_text64(handle_, at, bytes, value.bytes.size(), SQLITE_STATIC, SQLITE_UTF8));
        case parameter::kind::blob:
            return settle(sqlite3_bind_blob64(handle_, at, bytes, value.bytes.size(), SQLITE_STATIC));
    }
}

void query::settle(int code) {
    if (code != SQLITE_OK) db_.refuse(code);
}

}  // namespace cohook::store::sqlite
