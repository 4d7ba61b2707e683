#include "delivery/shard.hpp"

#include "delivery/engine_core.hpp"
#include "delivery/sync_job.hpp"

#include <boost/asio/post.hpp>

namespace cohook::dispatch {

namespace asio = boost::asio;

namespace {

/// An exception that leaves a task is a bug: it ends the process with its message rather than a delivery in silence.
void on_task_error(std::exception_ptr const& what) {
    std::rethrow_exception(what);
}

}  // namespace

shard::shard(core& engine, asio::any_io_executor executor)
    : core_(engine),
      executor_(executor),
      transport_(engine.make_transport(executor)),
      slots_(engine.options().connection_slots),
      slot_line_(slots_),
      settler_(engine.storage(), engine.time(), executor,
               [](outcome_record& outcome) { outcome.from->settled(outcome); }),
      tasks_(executor, on_task_error),
      couriers_(executor, on_task_error) {}

shard::~shard() = default;

void shard::send(lane_letter letter) {
    std::lock_guard const lock(inbox_mutex_);
    inbox_.push_back(std::move(letter));
    if (inbox_.size() == 1) asio::post(executor_, [this] { open_inbox(); });
}

void shard::open_inbox() {
    {
        std::lock_guard const lock(inbox_mutex_);
        opened_.swap(inbox_);
    }
    for (auto& each : opened_) {
        if (stopping_) continue;  // what was handed over stays claimed in the store; `stop` releases it
        auto const endpoint = each.to->prepared();
        bool const sending = endpoint && endpoint->settings().enabled;
        auto* const running = find_lane(each.to->id());
        if (!sending && !running && !each.work) continue;
        auto& lane = running ? *running : lane_of(each.to);
        if (each.work)
            lane.hand_over(std::move(*each.work));
        else
            lane.note_backlog(each.due);
    }
    opened_.clear();
}

asio::awaitable<void> shard::refresh(std::string endpoint_id) {
    core_.endpoints().outdate(endpoint_id);
    auto const found = co_await core_.look_up(endpoint_id);
    if (stopping_) co_return;
    if (auto* const running = find_lane(endpoint_id)) {
        running->endpoint_changed();
    } else if (found && found->prepared->settings().enabled) {
        lane_of(found->entry).endpoint_changed();
    }
}

asio::awaitable<void> shard::start() {
    tasks_.spawn(settler_.run());
    co_return;
}

lane& shard::lane_of(entry_ptr const& entry) {
    auto& place = lanes_[entry->id()];
    if (!place) {
        place = std::make_shared<lane>(*this, entry);
        tasks_.spawn(place->run());
    }
    return *place;
}

lane* shard::find_lane(std::string_view endpoint_id) {
    auto const found = lanes_.find(std::string(endpoint_id));
    return found == lanes_.end() ? nullptr : found->second.get();
}

void shard::retire(lane& done) {
    lanes_.erase(done.endpoint_id());
}

void shard::await_slot(std::weak_ptr<lane> waiting, pace_class of) {
    slot_line_.join(std::move(waiting), of);
}

void shard::offer_slot() {
    slot_line_.offer(lanes_.size());
}

transport::transport_stats shard::transport_stats() const {
    std::lock_guard const lock(transport_mutex_);
    return transport_ ? transport_->stats() : last_stats_;
}

void shard::count(attempt_verdict verdict, bool stale) noexcept {
    auto const add = [](std::atomic<std::uint64_t>& counter) { counter.fetch_add(1, std::memory_order_relaxed); };
    add(counts.attempts);
    if (stale) add(counts.stale);
    switch (verdict) {
        case attempt_verdict::acknowledged: return add(counts.acknowledged);
        case attempt_verdict::refused: return add(counts.refused);
        case attempt_verdict::failed:
        case attempt_verdict::unknown: return add(counts.failed);
    }
}

asio::awaitable<void> shard::halt() {
    stopping_ = true;
    for (auto const& [id, sync] : syncs_) sync->stop();
    for (auto const& [id, lane] : lanes_) lane->stop();
    co_return;
}

asio::awaitable<void> shard::drain(steady_time until) {
    auto const alarm = core_.time().make_timer(executor_);
    task_group watch(executor_, on_task_error);
    watch.spawn(cancel_couriers_at(until, *alarm));
    co_await couriers_.join();
    watch.cancel();
    alarm->cancel();
    co_await watch.join();
    settler_.finish();
    co_await tasks_.join();
    syncs_.clear();
    lanes_.clear();
    // Here, on its own executor, where its connections and timers live.
    std::lock_guard const lock(transport_mutex_);
    last_stats_ = transport_->stats();
    transport_.reset();
}

asio::awaitable<void> shard::cancel_couriers_at(steady_time when, timer& alarm) {
    alarm.expire_at(when);
    co_await alarm.wait();
    couriers_.cancel();
}

}  // namespace cohook::dispatch
