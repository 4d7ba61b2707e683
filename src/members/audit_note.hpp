// A line of the audit trail that is kept in the same commit as what it tells of.
#pragma once

#include "members/principal.hpp"
#include "store/store.hpp"

#include <boost/asio/awaitable.hpp>

namespace cohook::members {

struct audit_note {
    store::audit_row row;
    bool kept = false;  ///< set once a unit with the line in it was committed
};

/// Commits `work`, and with the first commit for this principal its line of the trail: done and on record, or neither.
boost::asio::awaitable<result<void>> commit_noted(store::store& truth, principal const& who, store::unit_ref work);

}  // namespace cohook::members
