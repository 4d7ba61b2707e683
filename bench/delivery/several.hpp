// Many short tasks, a few hundred of them at a time.
#pragma once

#include <cohook/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>

namespace bench {

using task_maker = std::function<boost::asio::awaitable<cohook::result<void>>(std::size_t number)>;

/// Runs `make(0)` to `make(count - 1)` on the awaiter's executor, which has one thread. The first error, when all that had
/// begun have ended.
boost::asio::awaitable<cohook::result<void>> several(std::size_t count, task_maker const& make);

}  // namespace bench
