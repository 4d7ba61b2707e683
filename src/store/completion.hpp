// How a coroutine waits for a thread of the store's, and how it is woken: on its own executor, together with the others of
// that executor, by one post.
#pragma once

#include <cohook/error.hpp>

#include "runtime/handler_slot.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace cohook::store {

/// One wait. Lives in the frame of the coroutine that waits, so it is gone as soon as its handler has run.
struct waiter {
    waiter() = default;
    waiter(waiter const&) = delete;
    waiter& operator=(waiter const&) = delete;

    waiter* next = nullptr;
    handler_slot handler;
    boost::asio::any_io_executor executor;  ///< of the handler; counts as its work while it waits
    result<void> outcome;
};

/// First in, first out; owns nothing.
class waiter_list {
public:
    bool empty() const noexcept { return first_ == nullptr; }
    std::size_t size() const noexcept { return size_; }
    waiter* first() const noexcept { return first_; }
    void push(waiter& one) noexcept;
    waiter* pop() noexcept;
    /// Takes all of `other` behind its own.
    void append(waiter_list& other) noexcept;

private:
    waiter* first_ = nullptr;
    waiter* last_ = nullptr;
    std::size_t size_ = 0;
};

/// Wakes waiters, batched by executor. Belongs to one thread.
class completions {
public:
    /// `done.outcome` is set. Nothing of it may be touched after the next `post`.
    void add(waiter& done);
    void post();

private:
    std::vector<std::pair<boost::asio::any_io_executor, waiter_list>> batches_;
};

/// Suspends the awaiting coroutine and hands `one` to `queue.take_in(one)`, whose owner completes it.
template <class Queue>
boost::asio::awaitable<void> wait_in(Queue& queue, waiter& one) {
    namespace asio = boost::asio;
    auto start = [&queue, &one](auto handler) {
        auto const executor = asio::get_associated_executor(handler);
        one.executor = asio::prefer(executor, asio::execution::outstanding_work_t::tracked);
        one.handler.emplace(std::move(handler));
        queue.take_in(one);
    };
    return asio::async_initiate<asio::use_awaitable_t<> const, void()>(start, asio::use_awaitable);
}

}  // namespace cohook::store
