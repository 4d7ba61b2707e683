// A sync's place in the store: one row, and a row a failure. Written whenever something was settled.
#include "delivery/engine_core.hpp"
#include "delivery/shard.hpp"
#include "delivery/sync_job.hpp"

#include <chrono>
#include <utility>

namespace cohook::dispatch {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

constexpr auto announce_every = 100ms;

bool is_final(sync_state state) noexcept {
    return state == sync_state::completed || state == sync_state::cancelled || state == sync_state::failed;
}

}  // namespace

/// Runs beside the walk until the sync has ended and its last state is in the store.
asio::awaitable<void> sync_job::keep_place() {
    auto const self = shared_from_this();
    while (!ended_ || dirty_) {
        if (!dirty_) {
            dirty_alarm_->expire_at(steady_time::max());
            co_await dirty_alarm_->wait();
            continue;
        }
        auto const done = co_await checkpoint();
        if (done) continue;
        if (done.error().kind() == errc::conflict || (stopping_ && !engine_.storage().health())) break;
        dirty_alarm_->expire_at(engine_.time().now() + 1s);
        co_await dirty_alarm_->wait();
    }
    kept_ = true;
    wake();
    announce(true);
}

asio::awaitable<result<void>> sync_job::checkpoint() {
    while (committing_) {
        committed_alarm_->expire_at(steady_time::max());
        co_await committed_alarm_->wait();
    }
    committing_ = true;
    dirty_ = false;
    if (is_final(row_.status.state) && ended_ && !row_.status.ended_at) row_.status.ended_at = engine_.time().wall();
    row_.position = ledger_.frontier();
    row_.open = ledger_.open_text();
    auto const row = row_;
    auto const failures = std::exchange(failures_, {});
    auto const forgotten = std::exchange(forgotten_, {});
    auto const settled = undurable_;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        if (!unit.syncs().update(row, row.owner))
            return error(errc::conflict, "The sync belongs to another process now.");
        for (auto const& each : forgotten) unit.syncs().erase_failure(row.status.id, each);
        for (auto const& each : failures) unit.syncs().put_failure(row.status.id, each);
        return {};
    };
    auto done = co_await engine_.storage().commit(work);
    committing_ = false;
    committed_alarm_->cancel();
    if (done) {
        undurable_ -= settled;
        for (auto const& each : forgotten) unsaved_.erase(each);
        for (auto const& each : failures) unsaved_.erase(each.key);
        if (!forgotten.empty() || !failures.empty()) look_at_failures(engine_.store_time());
    } else {
        // Kept for the next try, the newer news of a record last.
        failures_.insert(failures_.begin(), failures.begin(), failures.end());
        forgotten_.insert(forgotten_.begin(), forgotten.begin(), forgotten.end());
        dirty_ = true;
    }
    announce(false);
    wake();
    co_return done;
}

void sync_job::note_failure(store::sync_failure failure) {
    unsaved_.insert(failure.key);
    failures_.push_back(std::move(failure));
}

void sync_job::forget_failure(std::string const& key) {
    unsaved_.insert(key);
    forgotten_.push_back(key);
}

void sync_job::look_at_failures(wall_time when) {
    retry_due_ = retry_due_ ? std::min(*retry_due_, when) : when;
}

void sync_job::announce(bool at_once) {
    auto const now = engine_.time().now();
    if (!at_once && now - announced_ < announce_every) return;
    announced_ = now;
    engine_.observer().sync_changed(status());
}

asio::awaitable<result<void>> sync_job::change(sync_state wanted) {
    auto const self = shared_from_this();
    if (is_final(row_.status.state))
        co_return error(errc::conflict, "The sync has ended: it is " + std::string(to_string(row_.status.state)) + ".");
    row_.status.state = wanted;
    row_.status.reason.clear();
    auto done = co_await checkpoint();
    announce(true);
    wake();
    co_return done;
}

}  // namespace cohook::dispatch
