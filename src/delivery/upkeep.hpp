// Upkeep: deliveries whose life is over while nobody looks at them, and records past their keeping.
#pragma once

#include "delivery/core.hpp"

#include <boost/asio/awaitable.hpp>

namespace cohook::dispatch {

/// Runs on `executor` until cancelled: every minute, in small units of work, so that others get their turn between them.
boost::asio::awaitable<void> keep_up(core& engine, boost::asio::any_io_executor executor);

}  // namespace cohook::dispatch
