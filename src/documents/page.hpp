// Pages of a list: one row more than a page holds is asked for, to know whether another page follows.
#pragma once

#include <cstddef>
#include <optional>
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

}  // namespace cohook::documents
