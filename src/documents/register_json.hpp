// The rows of the register, and what a write to it did, as the API shows them.
#pragma once

#include "documents/json_input.hpp"
#include "members/application.hpp"
#include "members/importer.hpp"
#include "members/person.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace cohook::documents {

reading<boost::json::object> show_organization(members::organization const& one);
/// Takes the document of an organization; its `id`, where it holds one, is not part of it.
reading<members::organization> read_organization(boost::json::value body);
boost::json::object show_consent(members::consent const& given);
boost::json::object show_write(members::write_report const& report);
boost::json::object show_import(members::import_report const& report);
/// Every scope of the register.
boost::json::array show_scopes();

}  // namespace cohook::documents
