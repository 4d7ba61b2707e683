// A shard: one single-threaded executor and all that lives on it: lanes, transport, slots, settler. An endpoint is on
// exactly one shard, so nothing of an endpoint is locked; what comes from outside goes through the inbox.
#pragma once

#include "delivery/core.hpp"
#include "delivery/lane.hpp"
#include "delivery/settler.hpp"
#include "delivery/slot_line.hpp"
#include "delivery/slots.hpp"
#include "runtime/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace cohook::dispatch {

class sync_job;

/// Something for a lane, from any thread.
struct lane_letter {
    entry_ptr to;
    std::optional<job> work;       ///< with a place in the window
    std::optional<wall_time> due;  ///< without work: something waits in the store, due then
};

class shard {
public:
    shard(core& engine, boost::asio::any_io_executor executor);
    ~shard();

    boost::asio::any_io_executor const& executor() const noexcept { return executor_; }

    // --- from any thread
    void send(lane_letter letter);
    /// As of its end, once it is stopped.
    transport::transport_stats transport_stats() const;

    // --- on the shard's executor
    boost::asio::awaitable<void> start();
    /// From now on no attempt begins.
    boost::asio::awaitable<void> halt();
    /// After `halt`: waits for the attempts under way, cuts short those that are not done by then, and ends.
    boost::asio::awaitable<void> drain(steady_time until);
    /// A committed unit changed the endpoint's row: reads it anew and tells its lane.
    boost::asio::awaitable<void> refresh(std::string endpoint_id);
    lane& lane_of(entry_ptr const& entry);
    lane* find_lane(std::string_view endpoint_id);
    void retire(lane& done);
    /// Puts the lane in the line for a slot, where it is not yet.
    void await_slot(std::weak_ptr<lane> waiting, pace_class of);
    /// A slot may be free: it is offered to who waits.
    void offer_slot();
    void count(attempt_verdict verdict, bool stale) noexcept;

    core& engine() noexcept { return core_; }
    transport::transport& wire() noexcept { return *transport_; }
    slots& connection_slots() noexcept { return slots_; }
    settler& outcomes() noexcept { return settler_; }
    task_group& couriers() noexcept { return couriers_; }
    task_group& tasks() noexcept { return tasks_; }
    std::size_t lane_count() const noexcept { return lanes_.size(); }
    bool stopping() const noexcept { return stopping_; }
    std::map<record_id, std::shared_ptr<sync_job>>& syncs() noexcept { return syncs_; }

    /// Counters; written on the shard, read anywhere.
    struct counters {
        std::atomic<std::uint64_t> attempts{0}, acknowledged{0}, refused{0}, failed{0}, stale{0}, lanes{0},
            in_flight{0}, breakers_open{0}, syncs{0};
    } counts;

private:
    void open_inbox();
    boost::asio::awaitable<void> cancel_couriers_at(steady_time when, timer& alarm);

    core& core_;
    boost::asio::any_io_executor executor_;
    mutable std::mutex transport_mutex_;  ///< against `transport_stats` while it is destroyed; no other use takes it
    std::unique_ptr<transport::transport> transport_;
    transport::transport_stats last_stats_;
    slots slots_;
    slot_line slot_line_;
    settler settler_;
    std::unordered_map<std::string, std::shared_ptr<lane>> lanes_;
    std::map<record_id, std::shared_ptr<sync_job>> syncs_;
    bool stopping_ = false;

    std::mutex inbox_mutex_;
    std::vector<lane_letter> inbox_;
    std::vector<lane_letter> opened_;  ///< those that are being read; on the shard's executor

    // Last, so that what their coroutines use is still there while they are destroyed.
    task_group tasks_;     ///< lanes, syncs, the settler
    task_group couriers_;  ///< attempts: what a shutdown may cut short
};

}  // namespace cohook::dispatch
