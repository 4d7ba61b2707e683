// The settings in force, for people: what holds, and where it comes from.
#pragma once

#include "cli/settings.hpp"

#include <boost/json/object.hpp>

namespace cohook::cli {

/// `{value, origin}`: the value in its JSON form, a secret only as being set; the origin as `flag --listen`,
/// `environment COHOOK_STORE`, `file PATH:LINE` or `default`.
boost::json::object show_setting(settings const& config, setting_spec const& spec);
/// Every setting that these read, by name, in the order of the table.
boost::json::object show_settings(settings const& config, audience who);

}  // namespace cohook::cli
