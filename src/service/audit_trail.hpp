// The audit trail: who did what, each on a line of its own.
#pragma once

#include "service/router.hpp"

#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace cohook::service {

/// Fills the line that the call leaves.
void fill_note(call& asked, std::string_view action);
/// Makes the line durable by itself: where there is no write that it could commit with.
boost::asio::awaitable<result<void>> record(call& asked);
/// What the line that went before did not know: that it was refused.
boost::asio::awaitable<void> record_refusal(call& asked, int status);

}  // namespace cohook::service
