// Pages of a list, as every face shows them: one row more than a page holds is asked for, to know whether another page
// follows.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace cohook::documents {

/// Of `limit + 1` rows, or fewer: leaves what the page holds, and gives the cursor of its last row; nothing where no row
/// comes after it.
template <class Row, class CursorOf>
auto cut_to_page(std::vector<Row>& rows, std::size_t limit, CursorOf cursor_of)
    -> std::optional<decltype(cursor_of(rows.back()))> {
    if (rows.size() <= limit) return std::nullopt;
    rows.resize(limit);
    return cursor_of(rows.back());
}

/// `{"data":…,"next":…}`; `next` is null on the last page.
template <class Cursor>
boost::json::object page(boost::json::array data, std::optional<Cursor> const& next) {
    boost::json::value const cursor = next ? boost::json::value(*next) : boost::json::value(nullptr);
    return {{"data", std::move(data)}, {"next", cursor}};
}

}  // namespace cohook::documents
