#include "service/connection_group.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cassert>
#include <mutex>
#include <utility>
#include <vector>

namespace cohook::service {

namespace asio = boost::asio;

struct connection_group::state {
    explicit state(std::function<void(std::exception_ptr)> failed_) : failed(std::move(failed_)) {}

    void ended(std::exception_ptr problem) {
        if (problem) failed(problem);
        std::vector<std::function<void()>> wake;
        {
            std::lock_guard const lock(mutex);
            if (--running == 0) wake.swap(waiting);
        }
        for (auto& one : wake) one();
    }

    std::function<void(std::exception_ptr)> failed;
    std::mutex mutex;
    std::size_t running = 0;
    std::vector<std::function<void()>> waiting;
};

connection_group::connection_group(std::function<void(std::exception_ptr)> failed)
    : state_(std::make_shared<state>(std::move(failed))) {}

connection_group::~connection_group() {
    assert(state_->running == 0 && "join a connection group before it goes");
}

void connection_group::spawn(asio::any_io_executor const& executor, asio::awaitable<void> task) {
    {
        std::lock_guard const lock(state_->mutex);
        ++state_->running;
    }
    asio::co_spawn(executor, std::move(task), [group = state_](std::exception_ptr problem) { group->ended(problem); });
}

asio::awaitable<void> connection_group::join() {
    auto const group = state_;
    auto initiate = [group](auto handler) {
        auto executor =
            asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work_t::tracked);
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        auto resume = [executor, shared] { asio::post(executor, [shared] { std::move (*shared)(); }); };
        {
            std::lock_guard const lock(group->mutex);
            if (group->running != 0) {
                group->waiting.emplace_back(resume);
                return;
            }
        }
        resume();
    };
    co_await asio::async_initiate<asio::use_awaitable_t<> const, void()>(initiate, asio::use_awaitable);
}

}  // namespace cohook::service
