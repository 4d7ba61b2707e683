#include "delivery/lane.hpp"

#include "delivery/courier.hpp"
#include "delivery/engine_core.hpp"
#include "delivery/shard.hpp"
#include "delivery/sync_job.hpp"
#include "model/iso_time.hpp"
#include "pacing/resend.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <chrono>

namespace cohook::dispatch {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// An endpoint that has answered nothing for this long while attempts are in flight counts as slow.
constexpr auto slow_after = 1s;

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
            case lane_fsm::action::retire: shard_.retire(*this); co_return;
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
    shard_.couriers().spawn(carry(shared_from_this(), std::move(*first)));
    return true;
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
        shard_.await_slot(shared_from_this());
        return false;
    }
    if (fsm_.in_flight() == 0) last_answer_ = shard_.engine().time().now();  // nothing was owed before
    shard_.connection_slots().take(pace_);
    shard_.counts.in_flight.fetch_add(1, std::memory_order_relaxed);
    return true;
}

void lane::give_back_slot() {
    shard_.connection_slots().give_back(pace_);
    shard_.counts.in_flight.fetch_sub(1, std::memory_order_relaxed);
    shard_.slot_freed();
}

void lane::observe_pace() {
    if (pace_ == pace_class::slow || fsm_.in_flight() == 0) return;
    if (shard_.engine().time().now() - last_answer_ < slow_after) return;
    shard_.connection_slots().reclass(pace_, pace_class::slow, fsm_.in_flight());
    pace_ = pace_class::slow;
}

void lane::ended_unsent(job work) {
    fsm_.abandoned(work.pass);
    give_back_slot();
    work.pass = {};
    ready_.push_back(std::move(work));
    fsm_.handed_over(1);
    wake();
}

/// Ends those whose life was over before their turn in the window came.
void lane::expire_overdue() {
    auto const now = shard_.engine().store_time();
    while (!ready_.empty() && ready_.front().row.expires_at && *ready_.front().row.expires_at <= now) {
        expire(std::move(ready_.front()));
        ready_.pop_front();
        fsm_.dropped_ready();
    }
}

void lane::expire(job work) {
    if (work.holds_place) entry_->give_back_places(1);
    outcome_record record;
    record.settlement.delivery_id = work.row.id;
    record.settlement.owner = shard_.engine().owner();
    record.settlement.attempts_before = work.row.attempts;
    record.settlement.state = delivery_state::expired;
    record.settlement.at = shard_.engine().store_time();
    record.settlement.failures = work.row.failures;
    record.row = std::move(work.row);
    settle(std::move(record));
}

void lane::settle(outcome_record record) {
    record.from = shared_from_this();
    fsm_.settling(1);
    shard_.outcomes().add(std::move(record));
}

void lane::ended(job work, attempt made, transport::post_outcome const& outcome) {
    auto& engine = shard_.engine();
    auto const endpoint = entry_->prepared();
    auto const policy = endpoint ? endpoint->settings().policy : members_policy();
    auto const wall = engine.store_time();
    auto const now = engine.time().now();
    auto const what = judge(outcome, policy, wall);
    bool const acknowledged = what.verdict == attempt_verdict::acknowledged;
    made.verdict = outcome.fault == attempt_fault::cancelled ? attempt_verdict::unknown : what.verdict;
    made.fault = what.fault;

    std::optional<std::chrono::milliseconds> breaker_wait;
    auto const luck = engine.luck().uniform();
    if (fsm_.breaker_open()) breaker_wait = pacing::resend_delay(policy.resend, fsm_.failures_in_a_row() + 1, luck);
    auto const next = follow(what, policy, work.row.failures, work.row.expires_at, wall, luck, breaker_wait);
    auto const error =
        what.fault != attempt_fault::none ? std::string(to_string(what.fault)) : std::to_string(made.status);

    outcome_record record;
    if (what.ours)
        fsm_.abandoned(work.pass);
    else if (acknowledged)
        note(fsm_.succeeded(work.pass));
    else
        note(fsm_.failed(work.pass, now + (next.due_at ? *next.due_at - wall : breaker_wait.value_or(10s))));
    if (!what.ours) record.health = note_health(acknowledged, error, wall);
    if (what.overloaded) fsm_.overloaded();
    if (what.gone)
        record.disable_because = "The receiver answered 410 Gone.";
    else if (!acknowledged && !what.ours && pacing::should_disable(failing_, wall, policy.disable_after))
        record.disable_because =
            "Every attempt since " + iso_text(*failing_.since) + " has failed; the last one with " + error + ".";

    give_back_slot();
    observe_answer(acknowledged, outcome, now);
    if (work.holds_place) entry_->give_back_places(1);

    record.settlement.delivery_id = work.row.id;
    record.settlement.owner = engine.owner();
    record.settlement.attempts_before = work.row.attempts;
    record.settlement.state = next.state;
    record.settlement.due_at = next.due_at;
    record.settlement.at = wall;
    record.settlement.failures = next.failures;
    record.settlement.made = std::move(made);
    record.row = std::move(work.row);
    settle(std::move(record));
}

/// The class by which slots are shared: an answer within a second proves it, a slow answer or none does not.
void lane::observe_answer(bool acknowledged, transport::post_outcome const& outcome, steady_time now) {
    bool const quick = outcome.wire == wire_state::answered && outcome.timings.total < slow_after;
    if (quick) last_answer_ = now;
    auto const seen = quick ? pace_class::proven : acknowledged ? pace_ : pace_class::slow;
    if (seen == pace_) return;
    shard_.connection_slots().reclass(pace_, seen, fsm_.in_flight());
    pace_ = seen;
}

void lane::settled(outcome_record& outcome) {
    fsm_.settled(1);
    if (outcome.lost) return wake();
    auto const& settlement = outcome.settlement;
    if (!outcome.stale && settlement.state == delivery_state::pending)
        note_backlog(settlement.due_at);
    else if (keeps_order() && !outcome.row.key.empty())
        note_backlog({});  // the next one of its key may go now
    outcome.row.state = settlement.state;
    outcome.row.due_at = settlement.due_at;
    outcome.row.failures = settlement.failures;
    if (settlement.made) {
        ++outcome.row.attempts;
        shard_.count(settlement.made->verdict, outcome.stale);
        shard_.engine().observer().attempted(outcome.row, *settlement.made);
    }
    if (!outcome.disable_because.empty()) {
        shard_.engine().observer().endpoint_disabled(entry_->id(), outcome.disable_because);
        dispatch::endpoint_changed(shard_.engine(), entry_->id());
    }
    wake();
}

// ---------------------------------------------------------------------------------------------- health

void lane::note(pacing::breaker_change change) {
    if (change == pacing::breaker_change::none) return;
    bool const opened = change == pacing::breaker_change::opened;
    shard_.counts.breakers_open.fetch_add(opened ? 1 : std::uint64_t(-1), std::memory_order_relaxed);
    publish_backlog();
    shard_.engine().observer().breaker_changed(entry_->id(), opened);
}

std::optional<store::endpoint_health> lane::note_health(bool success, std::string const& error, wall_time now) {
    bool const was_failing = failing_.since.has_value();
    failing_ = success ? pacing::after_success() : pacing::after_failure(failing_, now);
    bool const first_success = success && !known_good_;
    known_good_ = known_good_ || success;
    last_error_ = success ? std::string() : error;
    // Written when the run of failures begins or ends, and for the first success of all: not at every attempt.
    if (was_failing == failing_.since.has_value() && !first_success) return {};
    store::endpoint_health health;
    health.endpoint_id = entry_->id();
    health.failing_since = failing_.since;
    if (success) last_success_ = now;
    health.last_success_at = last_success_;
    health.last_error = last_error_;
    return health;
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

void lane::end_sync_attempt(pacing::breaker_pass pass, judgement const& what, transport::post_outcome const& outcome,
                            steady_time again_at) {
    bool const acknowledged = what.verdict == attempt_verdict::acknowledged;
    if (what.ours)
        fsm_.abandoned(pass);
    else if (acknowledged)
        note(fsm_.succeeded(pass));
    else
        note(fsm_.failed(pass, again_at));
    if (what.overloaded) fsm_.overloaded();
    give_back_slot();
    observe_answer(acknowledged, outcome, shard_.engine().time().now());
    wake();
}

}  // namespace cohook::dispatch
