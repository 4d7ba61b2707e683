#include "store/sqlite_gathering.hpp"

#include "store/sqlite_connection.hpp"

#include <algorithm>
#include <iterator>

namespace cohook::store::sqlite {
namespace {

/// So many rows are written by one statement, while that many are left; those that are left then, one by one.
constexpr std::size_t chunks[] = {16, 4};

std::string statement_for(row_shape const& shape, std::size_t count) {
    std::string sql = shape.many_begin;
    for (std::size_t row = 0; row < count; ++row) sql.append(row == 0 ? "" : ", ").append(shape.many_row);
    return sql + shape.many_end;
}

}  // namespace

gathering::rows& gathering::rows_of(row_shape const& shape) {
    auto const known = std::find_if(rows_.begin(), rows_.end(), [&](rows const& each) { return each.shape == &shape; });
    if (known != rows_.end()) return *known;
    auto& made = rows_.emplace_back(rows{&shape});
    for (auto const count : chunks) made.many.push_back(statement_for(shape, count));
    return made;
}

void gathering::keep(rows& into, parameter value) {
    if (value.is_bytes()) {
        value.integer = static_cast<std::int64_t>(texts_.size());
        texts_.append(value.bytes);
    }
    into.values.push_back(value);
}

void gathering::write() {
    if (writing_ || ids_.empty() || db_.trouble()) return;
    writing_ = true;
    for (auto& each : rows_) write(each);
    writing_ = false;
    if (db_.trouble()) ++changes_;
    drop();
}

void gathering::write(rows& from) {
    for (auto& value : from.values)
        if (value.is_bytes()) value.bytes = {texts_.data() + value.integer, value.bytes.size()};
    auto const width = from.columns;
    std::size_t at = 0;
    for (std::size_t size = 0; size < std::size(chunks); ++size)
        for (; from.values.size() - at >= chunks[size] * width; at += chunks[size] * width)
            write_some(from, at, chunks[size] * width, from.many[size].c_str());
    for (; at < from.values.size(); at += width) write_some(from, at, width, from.shape->one);
}

void gathering::write_some(rows const& from, std::size_t first, std::size_t count, char const* sql) {
    query writing(query::ahead(), db_, sql);
    for (auto at = first; at < first + count; ++at) writing.bind(from.values[at]);
    writing.run();
}

void gathering::drop() noexcept {
    for (auto& each : rows_) each.values.clear();
    texts_.clear();
    ids_.clear();
}

}  // namespace cohook::store::sqlite
