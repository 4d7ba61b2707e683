// How an application is kept as a row.
#pragma once

#include <cohook/error.hpp>

#include "members/application.hpp"
#include "store/register_tables.hpp"

namespace cohook::members {

store::application_row to_row(application const& value);
/// A member that the row lacks keeps its default.
application from_row(store::application_row const& row);
/// The approved scopes of the row alone.
scope_set approved_scopes(store::application_row const& row);

/// Checks name and metadata and puts the metadata in its stored form. Errors: `invalid_argument`, `too_large`.
result<void> check_application(application& candidate);

/// 1 to 40 of [A-Za-z0-9_-]. Errors: `invalid_argument` for `field`.
result<void> check_id(std::string_view id, std::string_view field);

}  // namespace cohook::members
