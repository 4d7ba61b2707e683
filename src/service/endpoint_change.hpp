// Changing the endpoint that a path names.
#pragma once

#include <cohook/endpoint.hpp>

#include "service/operations.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>

namespace cohook::service {

/// Changes settings; pure, since it may run again.
using settings_change = std::function<result<void>(endpoint&)>;

/// Changes the endpoint of the path (`application`, `endpoint`) under `If-Match`. It must exist: making a missing
/// `default` is what POST is for in this face.
boost::asio::awaitable<outcome<endpoint>> change_named_endpoint(call& asked, settings_change how);

response endpoint_answer(endpoint const& settings, int status = 200);

}  // namespace cohook::service
