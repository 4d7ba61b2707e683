#include "delivery/settler.hpp"

#include <chrono>

namespace cohook::dispatch {

namespace asio = boost::asio;
using namespace std::chrono_literals;

settler::settler(store::store& store, clock& time, asio::any_io_executor executor,
                 std::function<void(outcome_record&)> on_done)
    : store_(store), clock_(time), alarm_(time.make_timer(executor)), on_done_(std::move(on_done)) {}

void settler::add(outcome_record outcome) {
    waiting_.push_back(std::move(outcome));
    if (waiting_.size() == 1) alarm_->cancel();
}

void settler::finish() {
    finishing_ = true;
    alarm_->cancel();
}

asio::awaitable<void> settler::run() {
    for (;;) {
        while (waiting_.empty() && committing_.empty() && !finishing_) {
            alarm_->expire_at(steady_time::max());
            co_await alarm_->wait();
        }
        if (waiting_.empty() && committing_.empty()) co_return;
        if (committing_.empty()) committing_.swap(waiting_);
        bool const durable = co_await commit_group();
        if (durable) continue;
        // Nothing is lost meanwhile: the outcomes stay here, and lanes with too many of them start nothing new.
        if (finishing_ && !store_.health()) {
            abandon();
            co_return;
        }
        alarm_->expire_at(clock_.now() + 1s);
        co_await alarm_->wait();
    }
}

asio::awaitable<bool> settler::commit_group() {
    auto work = [this](store::unit_of_work& unit) { return write(unit); };
    auto const done = co_await store_.commit(work);
    if (!done) co_return false;
    // Told of an outcome, a lane may add the next one: the group is taken out first, its memory kept for the next.
    auto group = std::move(committing_);
    committing_.clear();
    for (auto& each : group) on_done_(each);
    group.clear();
    if (committing_.capacity() == 0) committing_ = std::move(group);
    co_return true;
}

/// The claims stay in the store; the next process closes them as unknown.
void settler::abandon() {
    for (auto* const group : {&committing_, &waiting_}) {
        for (auto& each : *group) {
            each.lost = true;
            on_done_(each);
        }
        group->clear();
    }
}

result<void> settler::write(store::unit_of_work& unit) {
    for (auto& each : committing_) {
        if (each.settlement) each.stale = !unit.deliveries().settle(*each.settlement);
        if (each.health) unit.endpoints().put_health(*each.health);
        if (each.disable_because.empty()) continue;
        auto settings = unit.endpoints().find(each.row.endpoint_id);
        if (!settings || !settings->enabled) continue;
        settings->enabled = false;
        settings->disabled_reason = each.disable_because;
        settings->changed = clock_.wall();
        unit.endpoints().put(*settings);
    }
    return {};
}

}  // namespace cohook::dispatch
