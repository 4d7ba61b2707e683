// The courier: see courier.cpp, where a reader of cohook starts.
#pragma once

#include "delivery/lane.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace cohook::dispatch {

/// Carries deliveries of one lane, one after the other, `first` first, until the lane has none to give.
boost::asio::awaitable<void> carry(std::shared_ptr<lane> from, job first);

}  // namespace cohook::dispatch
