// The connections of a server: coroutines on strands of their own, counted, and waited for at the end.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>

namespace cohook::service {

/// Thread-safe, unlike `task_group`, whose tasks share one thread. Joined before it is destroyed.
class connection_group {
public:
    /// `failed` is told of an exception that left a task, on the task's executor.
    explicit connection_group(std::function<void(std::exception_ptr)> failed);
    connection_group(connection_group const&) = delete;
    connection_group& operator=(connection_group const&) = delete;
    ~connection_group();

    /// Starts `task` on `executor`. What it refers to lives until `join` has completed.
    void spawn(boost::asio::any_io_executor const& executor, boost::asio::awaitable<void> task);
    /// Completes on the awaiter's executor when no task runs. Tasks may spawn others meanwhile: these are waited for too.
    boost::asio::awaitable<void> join();

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace cohook::service
