#include "runtime/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

#include <cassert>

namespace cohook {

namespace asio = boost::asio;

task_group::task_group(asio::any_io_executor executor, std::function<void(std::exception_ptr)> on_error)
    : executor_(std::move(executor)),
      on_error_(std::move(on_error)),
      emptied_(executor_, asio::steady_timer::time_point::max()) {}

task_group::~task_group() {
    assert(tasks_.empty() && "join a task group before it is destroyed");
}

void task_group::spawn(asio::awaitable<void> task) {
    auto const place = tasks_.emplace(tasks_.end());
    auto done = [this, place](std::exception_ptr what) { finish(place, std::move(what)); };
    asio::co_spawn(executor_, std::move(task), asio::bind_cancellation_slot(place->slot(), std::move(done)));
}

void task_group::cancel() {
    // A task may end, and leave the list, while its signal is emitted.
    for (auto task = tasks_.begin(); task != tasks_.end();) {
        auto const current = task++;
        current->emit(asio::cancellation_type::terminal);
    }
}

asio::awaitable<void> task_group::join() {
    while (!tasks_.empty()) co_await emptied_.async_wait(asio::as_tuple(asio::use_awaitable));
}

void task_group::finish(task_list::iterator task, std::exception_ptr what) {
    tasks_.erase(task);
    if (tasks_.empty()) emptied_.cancel();
    if (!what) return;
    try {
        std::rethrow_exception(what);
    } catch (boost::system::system_error const& failure) {
        if (failure.code() != asio::error::operation_aborted) on_error_(what);
    } catch (...) {
        on_error_(what);
    }
}

}  // namespace cohook
