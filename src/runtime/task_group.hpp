// Structured concurrency: background coroutines with one owner, who can cancel and join them.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <exception>
#include <functional>
#include <list>

namespace cohook {

/// Owns the coroutines spawned into it. All of them run on its executor, which must be single-threaded; every call is
/// made there. Joined before it is destroyed: what the tasks refer to must live until `join` has completed.
class task_group {
public:
    /// `on_error` is told of an exception that leaves a task (cancellation aside): nothing is lost silently.
    task_group(boost::asio::any_io_executor executor, std::function<void(std::exception_ptr)> on_error);
    task_group(task_group const&) = delete;
    task_group& operator=(task_group const&) = delete;
    ~task_group();

    void spawn(boost::asio::awaitable<void> task);
    /// Asks every task to end (terminal cancellation).
    void cancel();
    /// Completes when no task is left.
    boost::asio::awaitable<void> join();
    std::size_t size() const noexcept { return tasks_.size(); }

private:
    using task_list = std::list<boost::asio::cancellation_signal>;

    void finish(task_list::iterator task, std::exception_ptr what);

    boost::asio::any_io_executor executor_;
    std::function<void(std::exception_ptr)> on_error_;
    task_list tasks_;
    boost::asio::steady_timer emptied_;  ///< never expires; cancelled to wake `join`
};

}  // namespace cohook
