#include "delivery/settler.hpp"

#include <chrono>

namespace cohook::dispatch {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// So many are kept for the next outcomes: a group or two.
constexpr std::size_t most_blanks = 512;

}  // namespace

attempt& outcome_record::attempt_made() {
    if (!settlement) settlement.emplace();
    if (!settlement->made) settlement->made.emplace();
    return *settlement->made;
}

void outcome_record::clear() {
    auto kept = settlement ? std::move(settlement->made) : std::nullopt;
    *this = outcome_record();
    if (!kept) return;
    settlement.emplace();
    settlement->made = std::move(kept);
}

settler::settler(store::store& store, clock& time, asio::any_io_executor executor,
                 std::function<void(outcome_record&)> on_done)
    : store_(store), clock_(time), alarm_(time.make_timer(executor)), on_done_(std::move(on_done)) {}

std::unique_ptr<outcome_record> settler::blank() {
    if (blanks_.empty()) return std::make_unique<outcome_record>();
    auto one = std::move(blanks_.back());
    blanks_.pop_back();
    return one;
}

void settler::add(std::unique_ptr<outcome_record> outcome) {
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
    // Told of an outcome, a lane may add the next one: the group is taken out first.
    told_.swap(committing_);
    finished(told_);
    co_return true;
}

void settler::finished(group& done) {
    for (auto& each : done) {
        on_done_(*each);
        if (blanks_.size() >= most_blanks) continue;
        each->clear();
        blanks_.push_back(std::move(each));
    }
    done.clear();
}

/// The claims stay in the store; the next process closes them as unknown.
void settler::abandon() {
    for (auto* const group : {&committing_, &waiting_}) {
        for (auto& each : *group) each->lost = true;
        finished(*group);
    }
}

result<void> settler::write(store::unit_of_work& unit) {
    for (auto& one : committing_) {
        auto& each = *one;
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
