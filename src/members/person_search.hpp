// The query of the members face: filter, sort, page, select, without telling anything that the reader may not see.
#pragma once

#include <cohook/error.hpp>

#include "members/person.hpp"
#include "members/reader.hpp"
#include "store/register_tables.hpp"

namespace cohook::members {

/// Persons the reader may see that match the query. `churchID` matches only persons whose church the reader may see.
/// Sorting by other fields than one of personID and lastChangedDate compares what the reader sees, in memory: numbers by
/// value, text by its code points; persons without the field come last in both directions, equals by id.
/// Errors: `invalid_argument` for an unknown field in `sort` or `select`, a field that is an object or a list in `sort`,
/// and a sort in memory of more than `largest_sorted` matches.
result<person_page> search_persons(store::register_tables const& rows, reader const& on_behalf,
                                   person_query const& query);

}  // namespace cohook::members
