// One SQLite connection and its statements. Belongs to one thread at a time.
//
// Trouble is remembered, not thrown: the first statement that fails leaves its error with the connection, every later one
// does nothing and finds nothing, and whoever began the transaction asks for `trouble()` before he believes what was done.
#pragma once

#include <cohook/error.hpp>
#include <cohook/time.hpp>

#include "store/sqlite_gathering.hpp"
#include "store/sqlite_parameter.hpp"

#include <chrono>
#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace cohook::store::sqlite {

struct statement {
    sqlite3_stmt* handle = nullptr;
    bool busy = false;
};

class connection {
public:
    /// Opens an existing file. `vfs` empty: the platform's.
    static result<std::unique_ptr<connection>> open(std::string const& path, std::string const& vfs, bool writable);
    connection(connection const&) = delete;
    connection& operator=(connection const&) = delete;
    ~connection();

    /// Runs statements that give no rows.
    void execute(char const* sql);
    std::optional<error> const& trouble() const noexcept { return trouble_; }
    /// SQLite's own (extended) code of the trouble; 0 where SQLite had none.
    int trouble_code() const noexcept { return trouble_code_; }
    void clear_trouble() noexcept;
    /// Makes `why` the trouble, if there is none yet.
    void refuse(error why);
    void refuse(int code);

    /// Rows that wait to be written.
    gathering& gathered() noexcept { return gathered_; }

    bool writes() const noexcept { return writes_; }
    bool in_transaction() const noexcept;
    /// Grows with whatever is inserted, changed, deleted and gathered.
    std::int64_t total_changes() const noexcept;
    std::int64_t changes() const noexcept;
    std::int64_t last_rowid() const noexcept;
    sqlite3* handle() const noexcept { return db_; }

private:
    friend class query;
    connection(sqlite3* db, bool writes) : db_(db), writes_(writes) {}
    statement* prepare(char const* sql);
    char const* after_gathered(char const* sql);

    sqlite3* db_;
    bool const writes_;
    std::unordered_map<char const*, statement> statements_;  // by the literal's address
    gathering gathered_{*this};
    std::optional<error> trouble_;
    int trouble_code_ = 0;
};

/// One use of a statement: bind, step, read. What is bound and what is read as a view is valid until the query ends.
class query {
public:
    /// For what gathered rows have no part in: it need not wait until they are written.
    struct ahead {};

    /// `sql` stays where it is: prepared statements are kept by its address.
    template <class... Values>
    query(connection& db, char const* sql, Values const&... values) : query(db, db.after_gathered(sql), ahead()) {
        (bind(values), ...);
    }
    template <class... Values>
    query(ahead, connection& db, char const* sql, Values const&... values) : query(db, sql, ahead()) {
        (bind(values), ...);
    }
    query(query const&) = delete;
    query& operator=(query const&) = delete;
    ~query();

    /// Binds the next parameter. Texts and blobs are not copied.
    void bind(parameter const& value);

    /// The next row, if there is one.
    bool next();
    /// Runs to the end.
    void run() {
        while (next()) {
        }
    }

    /// Reads the columns of the row in order, from where the last `read` ended.
    template <class... Fields>
    void read(Fields&... fields) {
        (take(fields), ...);
    }
    std::int64_t integer();
    std::string_view text();
    bool is_null() const noexcept;
    void skip() noexcept { ++column_; }

private:
    query(connection& db, char const* sql, ahead);
    void settle(int code);

    template <class Field>
    void take(Field& field) {
        if constexpr (std::is_same_v<Field, bool>)
            field = integer() != 0;
        else if constexpr (std::integral<Field> || std::is_enum_v<Field>)
            field = static_cast<Field>(integer());
        else if constexpr (std::is_same_v<Field, std::string>)
            field.assign(text());
        else
            take_other(field);
    }
    void take_other(wall_time& field) { field = wall_time(std::chrono::milliseconds(integer())); }
    void take_other(std::chrono::milliseconds& field) { field = std::chrono::milliseconds(integer()); }
    void take_other(std::chrono::microseconds& field) { field = std::chrono::microseconds(integer()); }
    template <class Value>
    void take_other(std::optional<Value>& field) {
        if (is_null()) {
            skip();
            field.reset();
        } else {
            take(field.emplace());
        }
    }

    connection& db_;
    statement* statement_;
    sqlite3_stmt* handle_;
    int parameter_ = 0;
    int column_ = 0;
};

/// What SQLite's code means for those who wait: the kind and a sentence.
error explain(int code, char const* detail);

}  // namespace cohook::store::sqlite
