// Run Test: one attempt, now, and what it found, in full. No retry, no pacing, no effect on breaker or health.
#pragma once

#include <cohook/engine.hpp>

#include "delivery/core.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace cohook::dispatch {

/// See `engine::test`. Its attempt is recorded like any other, as a delivery of kind `test`.
boost::asio::awaitable<result<test_report>> run_test(core& engine, std::string endpoint_id, message what,
                                                     test_options options);

}  // namespace cohook::dispatch
