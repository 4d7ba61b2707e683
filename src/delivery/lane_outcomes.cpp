// What comes of attempts: judged, counted for breaker and health, handed to the settler; and what follows once it is
// durable.
#include "delivery/engine_core.hpp"
#include "delivery/lane.hpp"
#include "delivery/shard.hpp"
#include "model/iso_time.hpp"
#include "pacing/resend.hpp"

#include <chrono>

namespace cohook::dispatch {

using namespace std::chrono_literals;

namespace {

/// An endpoint that is gone was of the default policy, for all that its last attempts need.
delivery_policy const& policy_of(prepared_endpoint const* endpoint) {
    static delivery_policy const otherwise = members_policy();
    return endpoint != nullptr ? endpoint->settings().policy : otherwise;
}

}  // namespace

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
    auto record = std::make_unique<outcome_record>();
    auto& settlement = record->settlement.emplace();
    settlement.delivery_id = work.row.id;
    settlement.owner = shard_.engine().owner();
    settlement.attempts_before = work.row.attempts;
    settlement.state = delivery_state::expired;
    settlement.at = shard_.engine().store_time();
    settlement.failures = work.row.failures;
    record->row = std::move(work.row);
    settle(std::move(record));
}

void lane::settle(std::unique_ptr<outcome_record> record) {
    record->from = shared_from_this();
    fsm_.settling(1);
    shard_.outcomes().add(std::move(record));
}

void lane::ended(job work, std::unique_ptr<outcome_record> record, transport::post_outcome const& outcome) {
    auto& engine = shard_.engine();
    auto const endpoint = entry_->prepared();
    auto const& policy = policy_of(endpoint.get());
    auto const wall = engine.store_time();
    auto const what = judge(outcome, policy, wall);
    auto& settlement = *record->settlement;
    auto& made = *settlement.made;
    made.verdict = outcome.fault == attempt_fault::cancelled ? attempt_verdict::unknown : what.verdict;
    made.fault = what.fault;

    std::optional<std::chrono::milliseconds> breaker_wait;
    auto const luck = luck_for(what, engine.luck());
    if (fsm_.breaker_open()) breaker_wait = pacing::resend_delay(policy.resend, fsm_.failures_in_a_row() + 1, luck);
    auto const next = follow(what, policy, work.row.failures, work.row.expires_at, wall, luck, breaker_wait);

    settlement.delivery_id = work.row.id;
    settlement.owner = engine.owner();
    settlement.attempts_before = work.row.attempts;
    settlement.state = next.state;
    settlement.due_at = next.due_at;
    settlement.at = wall;
    settlement.failures = next.failures;
    record->row = std::move(work.row);
    conclude(*record, work.pass, what, outcome,
             engine.time().now() + (next.due_at ? *next.due_at - wall : breaker_wait.value_or(10s)));
    if (work.holds_place) entry_->give_back_places(1);
    settle(std::move(record));
}

void lane::end_sync_attempt(pacing::breaker_pass pass, judgement const& what, transport::post_outcome const& outcome,
                            steady_time again_at) {
    outcome_record record;
    record.row.endpoint_id = entry_->id();
    conclude(record, pass, what, outcome, again_at);
    if (record.health || !record.disable_because.empty()) settle(std::make_unique<outcome_record>(std::move(record)));
    wake();
}

/// What an attempt says of its endpoint, a delivery's and a sync's alike: breaker, health, pace; and its slot is free.
void lane::conclude(outcome_record& record, pacing::breaker_pass pass, judgement const& what,
                    transport::post_outcome const& outcome, steady_time again_at) {
    auto const wall = shard_.engine().store_time();
    bool const acknowledged = what.verdict == attempt_verdict::acknowledged;
    auto const error =
        what.fault != attempt_fault::none ? std::string(to_string(what.fault)) : std::to_string(outcome.status);
    if (what.ours)
        fsm_.abandoned(pass);
    else if (acknowledged)
        note(fsm_.succeeded(pass));
    else
        note(fsm_.failed(pass, again_at));
    // What a sync fails at is in its receipt: one record that nobody takes must not switch the endpoint off.
    bool const charged = !what.ours && (acknowledged || record.settlement);
    if (charged) record.health = note_health(acknowledged, error, wall);
    if (what.overloaded) fsm_.overloaded();

    auto const endpoint = entry_->prepared();
    auto const patience = policy_of(endpoint.get()).disable_after;
    if (what.gone)
        record.disable_because = "The receiver answered 410 Gone.";
    else if (charged && !acknowledged && pacing::should_disable(failing_, wall, patience))
        record.disable_because =
            "Every attempt since " + iso_text(*failing_.since) + " has failed; the last one with " + error + ".";

    give_back_slot();
    observe_answer(acknowledged, outcome, shard_.engine().time().now());
}

/// The class by which slots are shared: an answer within a second proves it, a slow answer or none does not.
void lane::observe_answer(bool acknowledged, transport::post_outcome const& outcome, steady_time now) {
    bool const quick = outcome.wire == wire_state::answered && outcome.timings.total < slow_after;
    if (quick) last_answer_ = now;
    auto const seen = quick ? pace_class::proven : acknowledged ? pace_ : pace_class::slow;
    if (seen == pace_) return;
    shard_.connection_slots().reclass(pace_, seen, fsm_.in_flight());
    pace_ = seen;
    shard_.offer_slot();  // its old class may have room again
}

void lane::settled(outcome_record& outcome) {
    fsm_.settled(1);
    if (outcome.lost) return wake();
    if (outcome.settlement) note_settled(outcome);
    if (!outcome.disable_because.empty()) {
        shard_.engine().observer().endpoint_disabled(entry_->id(), outcome.disable_because);
        if (!shard_.stopping()) shard_.tasks().spawn(shard_.refresh(entry_->id()));
    }
    wake();
}

void lane::note_settled(outcome_record& outcome) {
    auto const& settlement = *outcome.settlement;
    if (!outcome.stale && settlement.state == delivery_state::pending)
        note_backlog(settlement.due_at);
    else if (keeps_order() && !outcome.row.key.empty())
        note_backlog({});  // the next one of its key may go now
    outcome.row.state = settlement.state;
    outcome.row.due_at = settlement.due_at;
    if (settlement.state != delivery_state::pending) outcome.row.settled_at = settlement.at;
    outcome.row.failures = settlement.failures;
    if (!settlement.made) return;
    ++outcome.row.attempts;
    shard_.count(settlement.made->verdict, outcome.stale);
    shard_.engine().observer().attempted(outcome.row, *settlement.made);
}

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

}  // namespace cohook::dispatch
