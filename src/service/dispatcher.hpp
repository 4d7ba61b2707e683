// One request from its route to its answer.
#pragma once

#include "service/backroom.hpp"
#include "service/request.hpp"

#include <boost/asio/awaitable.hpp>

namespace cohook::service {

/// Finds the operation, authenticates, checks what every operation of the route's kind needs, runs it, records it.
boost::asio::awaitable<response> dispatch(backroom& room, request& message);

/// Bodies are read whole, save for the import's, and not at all for addresses that do not exist.
body_plan plan_body(request const& message);

}  // namespace cohook::service
