#include "delivery/lane.hpp"

#include "delivery/courier.hpp"
#include "delivery/engine_core.hpp"
#include "delivery/shard.hpp"
#include "delivery/sync_job.hpp"
#include "model/iso_time.hpp"
#include "pacing/resend.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>
#include <utility>

namespace cohook::dispatch {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// Couriers of one lane that wait for work.
constexpr std::size_t most_resting = 64;

}  // namespace

lane::lane(shard& home, entry_ptr entry)
    : shard_(home),
      entry_(std::move(entry)),
      fsm_(limits()),
      alarm_(home.engine().time().make_timer(home.executor())),
      last_answer_(home.engine().time().now()) {
    shard_.counts.lanes.fetch_add(1, std::memory_order_relaxed);
}

lane::~lane() {
    shard_.counts.lanes.fetch_sub(1, std::memory_order_relaxed);
    if (fsm_.breaker_open()) shard_.counts.breakers_open.fetch_sub(1, std::memory_order_relaxed);
}

bool lane::keeps_order() const {
    auto const endpoint = entry_->prepared();
    return endpoint && endpoint->settings().order == delivery_order::by_key;
}

lane_limits lane::limits() const {
    lane_limits made;
    made.window_rows = shard_.engine().options().window_rows;
    if (auto const endpoint = entry_->prepared()) {
        made.max_in_flight = endpoint->settings().max_in_flight;
        made.breaker_threshold = endpoint->settings().policy.breaker_threshold;
    }
    return made;
}

asio::awaitable<void> lane::run() {
    auto const self = shared_from_this();
    auto& time = shard_.engine().time();
    // Whoever made the lane has something to give it first.
    co_await asio::post(shard_.executor(), asio::use_awaitable);
    co_await restore();
    for (;;) {
        auto const endpoint = entry_->prepared();
        fsm_.hold(!endpoint || !endpoint->settings().enabled);
        observe_pace();
        auto step = fsm_.next(time.now(), shard_.engine().store_time());
        if (step.what == lane_fsm::action::start && !start_courier()) step.what = lane_fsm::action::rest;
        if (step.what != lane_fsm::action::start) pass_slot_on();
        switch (step.what) {
            case lane_fsm::action::start: break;
            case lane_fsm::action::release: co_await release_ready(); break;
            case lane_fsm::action::load: co_await load(); break;
            case lane_fsm::action::wait:
                alarm_->expire_at(step.until);
                co_await alarm_->wait();
                break;
            case lane_fsm::action::rest:
                // Attempts in flight are looked at now and then: an endpoint that begins to hang must give way to others.
                alarm_->expire_at(fsm_.in_flight() != 0 && pace_ != pace_class::slow ? time.now() + slow_after
                                                                                     : steady_time::max());
                co_await alarm_->wait();
                break;
            case lane_fsm::action::retire:
                dismiss_all();
                shard_.retire(*this);
                co_return;
        }
    }
}

void lane::wake() {
    alarm_->cancel();
    if (sync_) sync_->wake();
}

asio::awaitable<void> lane::restore() {
    std::optional<store::endpoint_health> health;
    auto query = [&](store::snapshot const& state) -> result<void> {
        health = state.endpoints().health(entry_->id());
        return {};
    };
    auto const done = co_await shard_.engine().storage().read(query);
    if (done && health) {
        failing_ = pacing::failing_run(health->failing_since);
        last_error_ = health->last_error;
        last_success_ = health->last_success_at;
        known_good_ = last_success_.has_value();
        // It answered before and was not failing: it need not prove itself again.
        if (health->last_success_at && !health->failing_since && fsm_.in_flight() == 0) pace_ = pace_class::proven;
    }
}

// ---------------------------------------------------------------------------------------------- work comes in

void lane::hand_over(job work) {
    ready_.push_back(std::move(work));
    fsm_.handed_over(1);
    wake();
}

void lane::note_backlog(std::optional<wall_time> due) {
    if (!due || *due <= shard_.engine().store_time())
        fsm_.backlog({});
    else
        fsm_.backlog(due);
    publish_backlog();
    wake();
}

/// While something waits in the store, or the breaker is open, what is accepted goes there too.
void lane::publish_backlog() {
    entry_->set_backlog(fsm_.has_backlog() || fsm_.breaker_open());
}

void lane::endpoint_changed() {
    fsm_.limits_changed(limits());
    // It may have been enabled again: what waits is looked for anew.
    fsm_.backlog({});
    wake();
}

void lane::stop() {
    fsm_.stop();
    dismiss_all();
    wake();
}

asio::awaitable<void> lane::load() {
    auto& engine = shard_.engine();
    store::claim_request wanted;
    wanted.endpoint_id = entry_->id();
    wanted.owner = engine.owner();
    wanted.now = engine.store_time();
    wanted.max_rows = fsm_.load_rows();
    wanted.max_bytes = engine.options().window_bytes;
    wanted.by_key = keeps_order();
    store::claim_result claimed;
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        claimed = unit.deliveries().claim(wanted);
        return {};
    };
    fsm_.load_began();
    auto const done = co_await engine.storage().commit(work);
    if (!done) {
        fsm_.load_failed(engine.time().now() + 1s);
        co_return;
    }
    for (auto& each : claimed.rows) {
        job taken;
        taken.row = std::move(each.row);
        taken.body = std::move(each.body);
        ready_.push_back(std::move(taken));
    }
    fsm_.load_ended(claimed.rows.size(), claimed.more, claimed.next_due);
    publish_backlog();
}

/// What waits in the window goes back to the store: an endpoint that is not sent to holds no memory.
asio::awaitable<void> lane::release_ready() {
    std::vector<record_id> ids;
    int places = 0;
    for (auto const& each : ready_) {
        ids.push_back(each.row.id);
        places += each.holds_place ? 1 : 0;
    }
    ready_.clear();
    fsm_.released_ready();
    entry_->set_backlog(true);
    entry_->give_back_places(places);
    auto const owner = shard_.engine().owner();
    auto work = [&](store::unit_of_work& unit) -> result<void> {
        unit.deliveries().release(owner, ids);
        return {};
    };
    // A release that fails leaves them claimed by this process; its end, or the next recovery, frees them.
    auto done = co_await shard_.engine().storage().commit(work);
    while (!done && done.error().kind() == errc::unavailable && !fsm_.stopping()) {
        alarm_->expire_at(shard_.engine().time().now() + 1s);
        co_await alarm_->wait();
        done = co_await shard_.engine().storage().commit(work);
    }
}

// ---------------------------------------------------------------------------------------------- couriers

bool lane::start_courier() {
    auto first = take();
    if (!first) return false;
    if (resting_.empty()) {
        shard_.couriers().spawn(carry(shared_from_this(), std::move(*first)));
        return true;
    }
    auto& next = resting_.front();
    resting_.pop_front();
    next.work = std::move(first);
    next.waiting.run();
    return true;
}

bool lane::keeps_couriers() const noexcept {
    return !fsm_.stopping() && resting_.size() < most_resting;
}

asio::awaitable<void> lane::rest(courier_hands& who) {
    auto start = [this, &who](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) slot.assign([this, &who](asio::cancellation_type) { dismiss(who); });
        who.waiting.emplace(std::move(handler));
        resting_.push_front(who);
        wake();
    };
    return asio::async_initiate<asio::use_awaitable_t<> const, void()>(std::move(start), asio::use_awaitable);
}

void lane::dismiss(courier_hands& who) {
    if (!who.is_linked()) return;
    resting_.erase(resting_.iterator_to(who));
    asio::post(shard_.executor(), [&who] { who.waiting.run(); });
}

void lane::dismiss_all() {
    while (!resting_.empty()) dismiss(resting_.front());
}

std::optional<job> lane::take() {
    auto& time = shard_.engine().time();
    expire_overdue();
    if (fsm_.next(time.now(), shard_.engine().store_time()).what != lane_fsm::action::start) return {};
    auto const endpoint = entry_->prepared();
    if (!endpoint || !endpoint->settings().enabled || !take_slot()) return {};
    job next = std::move(ready_.front());
    ready_.pop_front();
    next.pass = fsm_.started_ready();
    return next;
}

bool lane::take_slot() {
    if (!shard_.connection_slots().may_take(pace_, fsm_.in_flight(), shard_.lane_count())) {
        if (!std::exchange(in_slot_line_, true)) shard_.await_slot(weak_from_this(), pace_);
        return false;
    }
    slot_offered_ = false;
    if (fsm_.in_flight() == 0) last_answer_ = shard_.engine().time().now();  // nothing was owed before
    shard_.connection_slots().take(pace_);
    shard_.counts.in_flight.fetch_add(1, std::memory_order_relaxed);
    return true;
}

void lane::offer_slot() {
    in_slot_line_ = false;
    slot_offered_ = true;
    wake();
}

/// A slot that was offered and is not wanted any more goes to the next in line.
void lane::pass_slot_on() {
    if (std::exchange(slot_offered_, false)) shard_.offer_slot();
}

void lane::give_back_slot() {
    shard_.connection_slots().give_back(pace_);
    shard_.counts.in_flight.fetch_sub(1, std::memory_order_relaxed);
    shard_.offer_slot();
}

void lane::observe_pace() {
    if (pace_ == pace_class::slow || fsm_.in_flight() == 0) return;
    if (shard_.engine().time().now() - last_answer_ < slow_after) return;
    shard_.connection_slots().reclass(pace_, pace_class::slow, fsm_.in_flight());
    pace_ = pace_class::slow;
}

endpoint_status lane::status() const {
    endpoint_status made;
    made.endpoint_id = entry_->id();
    made.breaker_open = fsm_.breaker_open();
    if (auto const reopens = fsm_.reopens_at()) {
        auto& time = shard_.engine().time();
        made.next_probe =
            shard_.engine().store_time() + std::chrono::ceil<std::chrono::milliseconds>(*reopens - time.now());
    }
    made.failing_since = failing_.since;
    made.last_error = last_error_;
    made.in_flight = fsm_.in_flight();
    return made;
}

// ---------------------------------------------------------------------------------------------- syncs

void lane::attach(sync_job* sync) {
    sync_ = sync;
    fsm_.attach_sync(sync != nullptr);
    wake();
}

std::optional<pacing::breaker_pass> lane::begin_sync_attempt() {
    auto const endpoint = entry_->prepared();
    if (!endpoint || !endpoint->settings().enabled) return {};
    observe_pace();
    if (!fsm_.may_start(shard_.engine().time().now()) || !take_slot()) return {};
    return fsm_.started_other();
}

}  // namespace cohook::dispatch
