// Applications as JSON, of both faces.
#pragma once

#include "documents/json_input.hpp"
#include "members/application.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>

namespace cohook::documents {

/// Without its webhook.
boost::json::object show_application(members::application const& app);
/// With it, as the members face shows it.
boost::json::object show_application(members::application_with_webhook const& both);
/// Names the state of both; `"3.7"`, `"3.0"` where there is no webhook.
std::string revision_of(members::application_with_webhook const& both);

/// Reads `name`, `organization`, `scopes`, `metadata`.
members::application_patch read_application(object_reader& from);
/// A list of scope names; what is unknown is complained of by its place.
std::optional<members::scope_set> read_scopes(object_reader& from, std::string_view name);

}  // namespace cohook::documents
