// Rows of the same shape that are written together. A statement opens every index of its table anew each time it is run,
// which takes longer than the row itself; so the rows of a group of units wait here, and one statement writes many.
//
// Nobody sees them missing: whatever else is asked of the connection is asked after they were written (see `query`).
#pragma once

#include <cohook/delivery.hpp>

#include "store/sqlite_parameter.hpp"

#include <boost/unordered/unordered_flat_set.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace cohook::store::sqlite {

class connection;

/// How rows are written: with the same parameters a row, in the same order, one by one or `rows` of them by one statement.
/// None of the statements may undo what it did before it failed (no `OR ABORT`): for that SQLite would copy every page that
/// it touches. Whoever gathers rolls back further than a statement.
struct row_shape {
    char const* one;
    char const* many_begin;
    char const* many_row;
    char const* many_end = "";
};

/// Belongs to a connection.
class gathering {
public:
    explicit gathering(connection& db) : db_(db) {}

    /// `id` is the first parameter. Texts are copied. An error of these rows comes when they are written.
    template <class... Values>
    void add(row_shape const& shape, record_id id, Values const&... values) {
        auto& into = rows_of(shape);
        into.columns = 1 + sizeof...(values);
        keep(into, id);
        (keep(into, values), ...);
        ids_.insert(id);
        ++changes_;
        if (texts_.size() > most_text) write();
    }
    /// Does nothing while the connection has trouble: what waits is then written again, or dropped, by whoever rolls back.
    void write();
    /// Before a rollback.
    void drop() noexcept;

    /// Whether a row of this id waits.
    bool holds(record_id id) const { return ids_.contains(id); }
    /// Grows with each row that is added and each write that fails: with what a failed unit must be undone for.
    std::int64_t changes() const noexcept { return changes_; }

private:
    static constexpr std::size_t most_text = 1 << 18;

    struct rows {
        row_shape const* shape;
        std::vector<std::string> many{};  ///< the statements, by `chunks`
        std::size_t columns = 0;
        std::vector<parameter> values{};  ///< texts lie at `integer` in `texts_`
    };

    rows& rows_of(row_shape const& shape);
    void keep(rows& into, parameter value);
    void write(rows& from);
    void write_some(rows const& from, std::size_t first, std::size_t count, char const* sql);

    connection& db_;
    std::deque<rows> rows_;  ///< statements are known by their text's address, so it never moves
    std::string texts_;
    boost::unordered_flat_set<record_id> ids_;
    std::int64_t changes_ = 0;
    bool writing_ = false;
};

}  // namespace cohook::store::sqlite
