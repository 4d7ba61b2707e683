// Runs a command's coroutine on this thread until it is done or the person interrupts it.
#pragma once

#include "cli/exit_code.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>

namespace cohook::cli {

/// One a command. SIGINT and SIGTERM cancel the coroutine (terminal); a second one ends the process at once.
class event_loop {
public:
    event_loop() : context_(1) {}
    boost::asio::any_io_executor executor() { return context_.get_executor(); }

    /// `work` makes the coroutine; what it captures outlives the call. Returns its code, `interrupted` after a signal.
    exit_code run(std::function<boost::asio::awaitable<exit_code>()> work);

private:
    boost::asio::io_context context_;
};

/// Completes after `span`.
boost::asio::awaitable<void> pause(std::chrono::milliseconds span);

}  // namespace cohook::cli
