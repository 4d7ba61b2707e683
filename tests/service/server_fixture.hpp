// Threads that run a context, and a server on them that is stopped and joined at the end.
#pragma once

#include "runtime/chance.hpp"
#include "runtime/clock.hpp"
#include "service/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace cohook::testing {

class running_context {
public:
    explicit running_context(int threads = 2) : work_(context_.get_executor()) {
        for (int at = 0; at < threads; ++at) threads_.emplace_back([this] { context_.run(); });
    }
    ~running_context() {
        work_.reset();
        for (auto& one : threads_) one.join();
    }
    boost::asio::any_io_executor executor() { return context_.get_executor(); }
    /// Runs a coroutine to its end and gives what it gives.
    template <class T>
    T wait(boost::asio::awaitable<T> task) {
        return boost::asio::co_spawn(context_, std::move(task), boost::asio::use_future).get();
    }

private:
    boost::asio::io_context context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::vector<std::thread> threads_;
};

/// Starts at construction; stops, letting everything finish, at the end.
class running_server {
public:
    running_server(running_context& on, service::server_handlers handlers, service::server_options options = {})
        : on_(on),
          server_(on.executor(), system_clock(), system_chance(), std::move(options), std::move(handlers)),
          started_(server_.start()) {}
    ~running_server() { stop(); }

    void stop(std::chrono::milliseconds grace = std::chrono::seconds(30)) { on_.wait(server_.stop(grace)); }
    service::server& operator*() { return server_; }
    service::server* operator->() { return &server_; }
    result<void> const& started() const { return started_; }
    std::uint16_t port() const { return server_.port(); }

private:
    running_context& on_;
    service::server server_;
    result<void> started_;
};

}  // namespace cohook::testing
