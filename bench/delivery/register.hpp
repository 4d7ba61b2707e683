// Who is in the benchmarks: persons and endpoints.
#pragma once

#include <cohook/engine.hpp>

#include "delivery/plan.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace bench {

/// A JSON object of `size` bytes.
std::string make_person(std::size_t size, std::size_t id = 54512);

std::string endpoint_name(std::size_t number);
cohook::endpoint make_endpoint(plan const& wanted, std::string id);
/// Where the receiver never answers (`/dead`), and the like.
std::string with_path(std::string const& url, std::string const& path);

/// All that the plan asks for; many at a time, so that their commits are shared.
boost::asio::awaitable<cohook::result<void>> put_endpoints(plan const& wanted, cohook::engine& engine);

}  // namespace bench
