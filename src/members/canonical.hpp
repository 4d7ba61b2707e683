// The canonical form: JSON that was read, checked against a schema and written in the schema's order.
#pragma once

#include <cohook/error.hpp>

#include "members/person_schema.hpp"

#include <boost/json/fwd.hpp>
#include <boost/json/storage_ptr.hpp>

#include <span>
#include <string>
#include <string_view>

namespace cohook::members {

/// Appends the object as JSON text: the schema's fields in its order, no white space, no null. Errors:
/// `invalid_argument` with the path of the field, for an unknown field, a missing required one or a value that is not
/// of its kind; `out` is then of no use.
result<void> write_canonical(std::span<field const> schema, boost::json::value const& json, std::string& out);

/// Reads JSON text strictly: UTF-8, at most `deepest_json` levels, one value. Errors: `invalid_argument` with the
/// position, `too_large` over `limit` bytes. `what` names it in the message: `a person`. `memory` is where the value
/// lives; it must outlive it.
result<boost::json::value> read_json(std::string_view text, std::size_t limit, std::string_view what,
                                     boost::json::storage_ptr memory = {});

/// Appends a JSON string with its quotes. `text` is UTF-8.
void write_json_string(std::string_view text, std::string& out);

}  // namespace cohook::members
