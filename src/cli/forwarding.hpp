// `listen --forward-to`: a request passed on to another program, usually one under development on the same machine.
#pragma once

#include "runtime/clock.hpp"
#include "service/request.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <string>

namespace cohook::cli {

/// Sends method, target, the headers that are not of the connection, and the body to `base` (`http://HOST:PORT`) and
/// gives back its answer; 502 with the reason where there is none.
boost::asio::awaitable<service::response> forward(boost::asio::any_io_executor executor, cohook::clock& clock,
                                                  std::string base, service::request const& asked);

}  // namespace cohook::cli
