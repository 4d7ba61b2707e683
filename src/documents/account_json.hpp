// Accounts and sessions, as the API shows and takes them.
#pragma once

#include "documents/json_input.hpp"
#include "members/account.hpp"

#include <boost/json/object.hpp>

#include <string_view>

namespace cohook::documents {

boost::json::object show_account(members::account const& one);
/// `person`: the text of the person's document; empty: there is none to show.
boost::json::object show_session(members::session const& opened, std::string_view person);

members::account_request read_account(object_reader& from);
members::account_patch read_account_patch(object_reader& from);

}  // namespace cohook::documents
