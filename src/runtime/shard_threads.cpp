#include "runtime/shard_threads.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <pthread.h>
#include <signal.h>
#include <thread>

namespace cohook {

namespace asio = boost::asio;

struct shard_threads::shard {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work = asio::make_work_guard(context);
    std::thread thread;
};

shard_threads::shard_threads(std::size_t count, std::string const& name) {
    // Threads inherit the mask: the host's signal handlers stay on the host's threads.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    for (std::size_t index = 0; index < count; ++index) {
        auto& added = *shards_.emplace_back(std::make_unique<shard>());
        added.thread = std::thread([&added] { added.context.run(); });
        auto const label = (name + "-" + std::to_string(index)).substr(0, 15);
        pthread_setname_np(added.thread.native_handle(), label.c_str());
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

shard_threads::~shard_threads() {
    stop();
}

std::vector<asio::any_io_executor> shard_threads::executors() const {
    std::vector<asio::any_io_executor> all;
    all.reserve(shards_.size());
    for (auto const& each : shards_) all.emplace_back(each->context.get_executor());
    return all;
}

void shard_threads::stop() {
    for (auto const& each : shards_) each->work.reset();
    for (auto const& each : shards_)
        if (each->thread.joinable()) each->thread.join();
}

std::size_t default_shard_count() noexcept {
    auto const cores = std::thread::hardware_concurrency();
    return cores > 1 ? cores - 1 : 1;
}

}  // namespace cohook
