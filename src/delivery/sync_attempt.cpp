// One POST of a sync: from its records to what came of it.
#include "delivery/attempt_record.hpp"
#include "delivery/engine_core.hpp"
#include "delivery/shard.hpp"
#include "delivery/sync_job.hpp"

#include <algorithm>
#include <chrono>

namespace cohook::dispatch {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// A timer wakes some tens of microseconds late, which short intervals cannot afford: it is set early by this much, and
/// the rest is spun away.
constexpr auto early = 80us;
/// By how much a write may differ from those before it and not be taken for one that was held up.
constexpr auto usual_difference = 50us;
constexpr auto spin_below = 100ms;

}  // namespace

struct sync_job::composed {
    record_id message = 0;
    wall_time published{};
    std::string body;
    std::string digest;
};

asio::awaitable<void> sync_job::attempt(std::shared_ptr<sync_job> self, batch work, pacing::breaker_pass pass) {
    std::string head;
    transport::post_outcome outcome;
    auto const endpoint = lane_->endpoint();
    std::optional<composed> sent;
    if (endpoint && endpoint->url()) sent = compose(*endpoint, work, head);
    if (sent) {
        transport::post_request request;
        request.url = endpoint->url();
        request.head = head;
        request.body = sent->body;
        request.limits = endpoint->settings().policy.deadlines;
        if (row_.status.interval.count() != 0) request.gate = this;
        co_await lane_->home().wire().post(request, outcome);
    } else {
        outcome.fault = endpoint && endpoint->url() ? attempt_fault::local_resources : attempt_fault::endpoint_invalid;
        sent.emplace();
        sent->message = engine_.ids().next();
    }
    if (work.approach == approach_) approaching_ = false;  // it may have ended before the gate
    auto const policy = endpoint ? endpoint->settings().policy : members_policy();
    auto const what = judge(outcome, policy, engine_.store_time());
    settle(work, *sent, what, outcome, pass);
    tell(work, *sent, what, outcome, endpoint.get());
    --in_flight_;
    self->wake();
}

/// The gate that the transport passes right before the first byte: the one place where the interval is kept.
asio::awaitable<void> sync_job::pass() {
    auto& time = engine_.time();
    auto const arrived = time.now();
    // Smoothed; grows at once, so that a slower connection is started earlier the next time. As long as it is short, it
    // does no harm to be there too early, so what is rarely needed is kept for long.
    auto const took = arrived - approach_began_;
    lead_ = took > lead_ ? took : lead_ - (lead_ - took) / (lead_ > 5ms ? 8 : 64);
    auto const margin = row_.status.interval < spin_below ? steady_span(early) : steady_span(0);
    for (;;) {
        auto const now = time.now();
        auto const at = gate_.earliest(now);
        if (at <= now) break;
        if (at - now <= margin) {
            time.spin_until(at);
            continue;
        }
        pace_alarm_->expire_at(at - margin);
        co_await pace_alarm_->wait();
    }
    interruptions_ = time.interruptions();
    gate_.started(time.now());
    approaching_ = false;
    wake();
}

/// The first byte leaves within microseconds of the moment at which the write begins; the whole write takes longer, most of
/// it after that byte has left, and longest where it wakes a sleeping receiver. But where the thread lost its processor
/// since it passed the gate, or the write took longer than writes do here, the byte may have left as late as at its end.
void sync_job::left(steady_time began, steady_time ended) {
    auto const took = ended - began;
    auto const longest = usual_write_ + usual_write_ / 2 + usual_difference;
    bool const held_up = engine_.time().interruptions() != interruptions_ || took > longest;
    usual_write_ += (std::min<steady_span>(took, longest) - usual_write_) / 8;
    gate_.started(held_up ? ended : began);
}

std::optional<sync_job::composed> sync_job::compose(prepared_endpoint const& endpoint, batch const& work,
                                                    std::string& head) {
    auto const now = engine_.time().wall();
    composed made;
    auto const digest = [&](std::string const& body) {
        signing::mac_value mac;
        if (!digest_key_.compute({body}, mac)) return std::string();
        return std::string(mac.bytes().begin(), mac.bytes().end());
    };
    // A retry repeats id and bytes, as long as the record and the keys are what they were.
    if (work.is_retry() && work.before.front().message_id != 0) {
        auto const& before = work.before.front();
        made.message = before.message_id;
        made.published = before.published_at;
        if (compose_body(made.body, endpoint, work, made.message, made.published)) made.digest = digest(made.body);
        if (made.digest != before.digest) made.message = 0;
    }
    if (made.message == 0) {
        made.message = engine_.ids().next();
        made.published = now;
        if (!compose_body(made.body, endpoint, work, made.message, made.published)) return {};
        made.digest = digest(made.body);
    }
    if (!endpoint.compose_head(head, id_text(made.message), made.body, now)) return {};
    return made;
}

result<void> sync_job::compose_body(std::string& out, prepared_endpoint const& endpoint, batch const& work,
                                    record_id message, wall_time published) const {
    std::string content = "[";
    for (auto const& each : work.records) {
        if (content.size() > 1) content += ',';
        content += *each.content;
    }
    content += ']';
    auto attributes = frame_.attributes;
    attributes.emplace_back("syncId", "syn_" + std::to_string(row_.status.id));
    attributes.emplace_back("sequence", std::to_string(work.sequence));
    attributes.emplace_back("total", std::to_string(row_.status.total));
    id_text const message_id(message);
    body_parts parts;
    parts.type = frame_.type;
    parts.content = content;
    parts.attributes = attributes;
    parts.message_id = message_id;
    parts.published_at = published;
    parts.source = row_.status.endpoint_id;
    out.clear();
    return endpoint.compose_body(out, parts, published);
}

void sync_job::settle(batch const& work, composed const& sent, judgement const& what,
                      transport::post_outcome const& outcome, pacing::breaker_pass pass) {
    auto const wall = engine_.store_time();
    auto const now = engine_.time().now();
    auto const endpoint = lane_->endpoint();
    auto const policy = endpoint ? endpoint->settings().policy : members_policy();
    auto const first_at = work.is_retry() ? work.before.front().first_at : wall;
    auto const failures = work.is_retry() ? work.before.front().attempts : 0;
    std::optional<wall_time> expires_at;
    if (policy.life) expires_at = first_at + *policy.life;
    auto const next = follow(what, policy, failures, expires_at, wall, luck_for(what, engine_.luck()));
    auto const again_at = now + (next.due_at ? *next.due_at - wall : 10s);
    lane_->end_sync_attempt(pass, what, outcome, again_at);
    if (work.is_retry()) retries_in_flight_ -= work.records.size();

    bool const cut_short = outcome.fault == attempt_fault::cancelled;
    if (cut_short) return;  // a shutdown: its records stay open and are sent again by the next process
    if (what.gone) {
        row_.status.state = sync_state::failed;
        row_.status.reason = "The receiver answered 410 Gone.";
    }
    auto sequence = work.sequence - work.records.size();
    for (auto const& each : work.records) {
        ++sequence;
        if (work.is_retry()) {
            retrying_.erase(each.key);
            --row_.status.waiting;
        } else {
            ledger_.settled(each.key);
        }
        if (what.verdict == attempt_verdict::acknowledged) {
            ++row_.status.acknowledged;
            if (work.is_retry()) forget_failure(each.key);
            continue;
        }
        store::sync_failure failure;
        failure.key = each.key;
        failure.attempts = next.failures;
        failure.first_at = first_at;
        failure.error =
            what.fault != attempt_fault::none ? std::string(to_string(what.fault)) : std::to_string(outcome.status);
        failure.message_id = sent.message;
        failure.published_at = sent.published;
        failure.sequence = sequence;
        failure.digest = sent.digest;
        if (next.state == delivery_state::pending) failure.due_at = next.due_at;
        ++(failure.due_at ? row_.status.waiting : row_.status.failed);
        note_failure(std::move(failure));
    }
    if (what.verdict == attempt_verdict::acknowledged) rate_.acknowledged(work.records.size(), now);
    undurable_ += work.records.size();
    dirty_ = true;
    dirty_alarm_->cancel();
}

/// An attempt of a sync has no row of its own; who watches is told of it all the same.
void sync_job::tell(batch const& work, composed const& sent, judgement const& what, transport::post_outcome& outcome,
                    prepared_endpoint const* endpoint) {
    delivery row;
    row.message_id = sent.message;
    row.endpoint_id = row_.status.endpoint_id;
    row.tenant = row_.status.tenant;
    row.kind = delivery_kind::sync;
    row.type = frame_.type;
    if (work.records.size() == 1) row.key = work.records.front().key;
    row.attempts = work.is_retry() ? work.before.front().attempts : 0;
    ::cohook::attempt made;
    record_attempt(made, engine_, row, endpoint, std::string_view(), outcome);
    made.verdict = what.verdict;
    engine_.observer().attempted(row, made);
}

/// The application may not see it any more: nothing to send.
void sync_job::skip(std::string const& key) {
    ledger_.settled(key);
    retrying_.erase(key);
    ++row_.status.skipped;
    dirty_ = true;
    dirty_alarm_->cancel();
}

}  // namespace cohook::dispatch
