// Accounts as they are stored, and the rules that they must keep.
#pragma once

#include <cohook/error.hpp>

#include "members/account.hpp"
#include "store/store.hpp"

#include <string>
#include <string_view>

namespace cohook::members {

/// As it is compared and kept: in lower case.
std::string canonical_login(std::string_view text);
/// Errors name the field: a login of 1 to 200 bytes without blanks, organizations that exist, a positive person.
result<void> check_account(account const& value, store::register_tables const& rows);

account from_row(store::account_row const& row);
/// Puts what `value` says into the row; its secrets stay.
void into_row(account const& value, store::account_row& row);

/// Whom a session of this account stands for, as of this state of the register.
principal principal_of(account const& value, store::register_tables const& rows);

}  // namespace cohook::members
