#include "delivery/engine_core.hpp"

#include "delivery/on_shard.hpp"
#include "delivery/sync_job.hpp"
#include "delivery/upkeep.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>

namespace cohook::dispatch {

namespace asio = boost::asio;

std::shared_ptr<core> make_core(seams outside, core_options options) {
    return std::make_shared<core>(std::move(outside), std::move(options));
}

cohook::clock& clock_of(core& engine) noexcept {
    return engine.time();
}

id_source& ids_of(core& engine) noexcept {
    return engine.ids();
}

store::store& store_of(core& engine) noexcept {
    return engine.storage();
}

core::core(seams outside, core_options options)
    : outside_(std::move(outside)),
      options_(std::move(options)),
      at_start_(read_both(*outside_.clock)),
      observer_(options_.observer ? options_.observer : &silent_),
      ids_(*outside_.clock, outside_.store->id_floor()),
      directory_(options_.policy.urls(), options_.user_agent, static_cast<int>(options_.window_rows)) {
    for (auto const& executor : outside_.shards) shards_.push_back(std::make_unique<shard>(*this, executor));
}

core::~core() = default;

shard& core::shard_of(std::string_view endpoint_id) {
    return *shards_[std::hash<std::string_view>{}(endpoint_id) % shards_.size()];
}

asio::awaitable<result<void>> core::start() {
    if (auto done = co_await recover(); !done) co_return done.error();
    for (auto const& each : shards_) co_await asio::co_spawn(each->executor(), each->start(), asio::use_awaitable);
    running_.store(true, std::memory_order_release);
    open_.store(true, std::memory_order_release);
    if (auto done = co_await arm(); !done) co_return done.error();
    if (auto done = co_await resume_syncs(*this); !done) co_return done.error();
    auto const& first = shards_.front()->executor();
    co_await asio::co_spawn(first, begin_upkeep(first), asio::use_awaitable);
    co_return result<void>();
}

asio::awaitable<void> core::begin_upkeep(asio::any_io_executor executor) {
    auto const on_error = [](std::exception_ptr const& what) { std::rethrow_exception(what); };
    upkeep_ = std::make_unique<task_group>(executor, on_error);
    upkeep_->spawn(keep_up(*this, executor));
    co_return;
}

asio::awaitable<void> core::end_upkeep() {
    upkeep_->cancel();
    co_await upkeep_->join();
}

/// What a process that ended without a word may have sent is closed as unknown, before anything is sent again.
asio::awaitable<result<void>> core::recover() {
    auto work = [this](store::unit_of_work& unit) -> result<void> {
        unit.deliveries().recover(owner(), store_time(), [this] { return ids_.next(); });
        return {};
    };
    co_return co_await storage().commit(work);
}

/// A lane for every endpoint with pending deliveries.
asio::awaitable<result<void>> core::arm() {
    std::vector<std::pair<entry_ptr, wall_time>> waiting;
    auto const as_of = directory_.changes();
    auto query = [&](store::snapshot const& state) -> result<void> {
        waiting.clear();
        state.deliveries().each_due([&](std::string_view endpoint_id, wall_time due) {
            if (auto found = directory_.obtain(state.endpoints(), endpoint_id, as_of))
                waiting.emplace_back(found->entry, due);
        });
        return {};
    };
    auto done = co_await storage().read(query);
    for (auto& [entry, due] : waiting) {
        lane_letter letter;
        letter.to = entry;
        letter.due = due;
        shard_of(entry->id()).send(std::move(letter));
    }
    co_return done;
}

asio::awaitable<void> core::stop(std::chrono::milliseconds deadline) {
    open_.store(false, std::memory_order_release);
    if (stopped_) co_return;
    stopped_ = true;
    if (upkeep_) {
        co_await asio::co_spawn(shards_.front()->executor(), end_upkeep(), asio::use_awaitable);
        upkeep_.reset();
    }
    // All of them before the first is waited for: the deadline is one for all.
    auto const until = outside_.clock->now() + deadline;
    for (auto const& each : shards_) co_await asio::co_spawn(each->executor(), each->halt(), asio::use_awaitable);
    for (auto const& each : shards_) co_await asio::co_spawn(each->executor(), each->drain(until), asio::use_awaitable);
    running_.store(false, std::memory_order_release);
    // Whatever is still claimed was not sent: handed over too late for a lane.
    auto const mine = owner();
    auto work = [mine](store::unit_of_work& unit) -> result<void> {
        unit.deliveries().release_all(mine);
        return {};
    };
    if (storage().health()) co_await storage().commit(work);
}

engine_stats core::stats() const {
    engine_stats sum;
    sum.accepted = accepted_.load(std::memory_order_relaxed);
    for (auto const& each : shards_) {
        auto const& counts = each->counts;
        sum.attempts += counts.attempts;
        sum.acknowledged += counts.acknowledged;
        sum.refused += counts.refused;
        sum.failed += counts.failed;
        sum.stale += counts.stale;
        sum.lanes += counts.lanes;
        sum.in_flight += counts.in_flight;
        sum.breakers_open += counts.breakers_open;
        sum.syncs += counts.syncs;
        auto const wire = each->transport_stats();
        sum.connections_opened += wire.opened;
        sum.connections_reused += wire.reused;
        sum.handshakes += wire.handshakes;
        sum.handshakes_resumed += wire.resumed;
        sum.connections_idle += wire.idle;
    }
    return sum;
}

asio::awaitable<result<endpoint_in_use>> core::look_up(std::string endpoint_id) {
    result<endpoint_in_use> found = error(errc::not_found, "");
    auto const as_of = directory_.changes();
    auto query = [&](store::snapshot const& state) -> result<void> {
        found = directory_.obtain(state.endpoints(), endpoint_id, as_of);
        return {};
    };
    auto const done = co_await storage().read(query);
    if (!done) co_return done.error();
    co_return found;
}

namespace {

asio::awaitable<result<void>> refresh_on(shard& home, std::string endpoint_id) {
    co_await home.refresh(std::move(endpoint_id));
    co_return result<void>();
}

}  // namespace

asio::awaitable<void> endpoint_changed(core& engine, std::string endpoint_id) {
    if (!engine.running()) co_return;
    auto& home = engine.shard_of(endpoint_id);
    auto refreshing = refresh_on(home, std::move(endpoint_id));
    // Refused where the shard is stopping: it begins no attempt any more.
    co_await on_shard<void>(home, std::move(refreshing));
}

}  // namespace cohook::dispatch
