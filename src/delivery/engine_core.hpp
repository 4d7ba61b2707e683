// The engine's core: the shards, what they share, and which endpoint lives where.
#pragma once

#include "delivery/core.hpp"
#include "delivery/directory.hpp"
#include "delivery/shard.hpp"

#include <atomic>
#include <memory>
#include <string_view>
#include <vector>

namespace cohook::dispatch {

/// Thread-safe but for `start` and `stop`. Shared by the public handle and by what joins its units of work.
class core {
public:
    core(seams outside, core_options options);
    core(core const&) = delete;
    core& operator=(core const&) = delete;
    ~core();

    boost::asio::awaitable<result<void>> start();
    boost::asio::awaitable<void> stop(std::chrono::milliseconds deadline);

    clock& time() noexcept { return *outside_.clock; }
    /// The clock of due times, lives and settlements: wall time at the start, carried on by the monotonic clock. A wall
    /// clock that jumps makes neither a burst nor a stall; it shows in signatures' timestamps alone.
    wall_time store_time() const noexcept {
        return at_start_.wall + std::chrono::floor<std::chrono::milliseconds>(outside_.clock->now() - at_start_.now);
    }
    chance& luck() noexcept { return *outside_.chance; }
    store::store& storage() noexcept { return *outside_.store; }
    core_options const& options() const noexcept { return options_; }
    id_source& ids() noexcept { return ids_; }
    directory& endpoints() noexcept { return directory_; }
    engine_observer& observer() noexcept { return *observer_; }
    std::int64_t owner() const noexcept { return outside_.store->owner(); }
    std::unique_ptr<transport::transport> make_transport(boost::asio::any_io_executor executor) {
        return outside_.make_transport(std::move(executor));
    }

    shard& shard_of(std::string_view endpoint_id);
    /// Whether new work is taken.
    bool open() const noexcept { return open_.load(std::memory_order_acquire); }
    /// Whether its shards are there to be asked: from `start` on, to the end of `stop`.
    bool running() const noexcept { return running_.load(std::memory_order_acquire); }
    void accepted(std::uint64_t deliveries) {
        accepted_.fetch_add(deliveries, std::memory_order_relaxed);
        observer_->accepted(deliveries);
    }
    engine_stats stats() const;

    /// Reads the endpoint as it is in the store. Errors: `not_found`.
    boost::asio::awaitable<result<endpoint_in_use>> look_up(std::string endpoint_id);

private:
    boost::asio::awaitable<result<void>> recover();
    boost::asio::awaitable<result<void>> arm();
    boost::asio::awaitable<void> begin_upkeep(boost::asio::any_io_executor executor);
    boost::asio::awaitable<void> end_upkeep();

    seams outside_;
    core_options options_;
    moment const at_start_;
    engine_observer silent_;
    engine_observer* observer_;
    id_source ids_;
    directory directory_;
    std::vector<std::unique_ptr<shard>> shards_;
    std::unique_ptr<task_group> upkeep_;
    std::atomic<bool> open_{false};
    std::atomic<bool> running_{false};
    bool stopped_ = false;
    std::atomic<std::uint64_t> accepted_{0};
};

}  // namespace cohook::dispatch
