#include "delivery/test_run.hpp"

#include "delivery/attempt_record.hpp"
#include "delivery/engine_core.hpp"
#include "delivery/judge.hpp"
#include "delivery/on_shard.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/this_coro.hpp>

namespace cohook::dispatch {

namespace asio = boost::asio;

namespace {

enum class signed_how : std::uint8_t { rightly, wrongly };

/// One test on its way.
struct test_run {
    core& engine;
    std::shared_ptr<prepared_endpoint const> endpoint;
    message what;
    test_options options;
    delivery row;
    std::string body;
};

/// One of its POSTs: by the endpoint, or by a stranger in its place.
struct test_request {
    signed_how how;
    std::string head;
    std::string body;
};

/// Hands on what the wire tells of one of its POSTs.
class onlooker final : public transport::phase_watch {
public:
    onlooker(test_run const& run, signed_how how) : run_(run) {
        seen_.delivery_id = run.row.id;
        seen_.probing = how == signed_how::wrongly;
    }
    void entered(attempt_phase now, phase_timings const& so_far) override {
        seen_.now = now;
        seen_.so_far = so_far;
        run_.options.watch(seen_);
    }

private:
    test_run const& run_;
    test_progress seen_;
};

/// The delivery that a commit must allow before a byte goes out; of the endpoint as it still is then.
asio::awaitable<result<void>> accept(test_run& run) {
    auto work = [&run](store::unit_of_work& unit) -> result<void> {
        auto const revision = unit.endpoints().revision(run.row.endpoint_id);
        if (!revision) return error(errc::not_found, "The endpoint was removed meanwhile.", "endpoint");
        if (*revision != run.endpoint->settings().revision)
            return error(errc::conflict, "The endpoint was changed meanwhile; nothing was sent. Run the test again.");
        unit.deliveries().insert(run.row, run.body);
        return {};
    };
    co_return co_await run.engine.storage().commit(work);
}

asio::awaitable<transport::post_outcome> send(test_run& run, test_request const& what) {
    transport::post_outcome outcome;
    if (!run.endpoint->url()) {
        outcome.fault = attempt_fault::endpoint_invalid;
        outcome.started_at = run.engine.time().wall();
        co_return outcome;
    }
    transport::post_request request;
    request.url = run.endpoint->url();
    request.head = what.head;
    request.body = what.body;
    request.limits = run.endpoint->settings().policy.deadlines;
    request.keep_body = std::size_t(64) * 1024;
    onlooker watch(run, what.how);
    if (run.options.watch) request.watch = &watch;
    auto& wire = run.engine.shard_of(run.row.endpoint_id).wire();
    co_await wire.post(request, outcome);
    co_return outcome;
}

/// Records the attempt; `last` ends the delivery with it.
asio::awaitable<result<void>> settle(test_run& run, attempt const& made, bool acknowledged, bool last) {
    store::settlement settlement;
    settlement.delivery_id = run.row.id;
    settlement.owner = run.row.owner;
    settlement.attempts_before = run.row.attempts;
    settlement.at = run.engine.time().wall();
    settlement.failures = run.row.failures + (acknowledged ? 0 : 1);
    settlement.made = made;
    if (last)
        settlement.state = acknowledged ? delivery_state::delivered : delivery_state::exhausted;
    else
        settlement.due_at = run.row.due_at;
    settlement.keep_claim = !last;
    auto work = [&settlement](store::unit_of_work& unit) -> result<void> {
        unit.deliveries().settle(settlement);
        return {};
    };
    auto done = co_await run.engine.storage().commit(work);
    run.row.failures = settlement.failures;
    ++run.row.attempts;
    run.row.state = settlement.state;
    run.engine.observer().attempted(run.row, made);
    co_return done;
}

result<test_run> prepare(core& engine, std::shared_ptr<prepared_endpoint const> endpoint, message what,
                         test_options options) {
    test_run run{engine, std::move(endpoint), std::move(what), std::move(options), {}, {}};
    auto const now = engine.time().wall();
    auto& row = run.row;
    row.message_id = engine.ids().next(2);
    row.id = row.message_id + 1;
    row.endpoint_id = run.endpoint->settings().id;
    row.tenant = run.endpoint->settings().tenant;
    row.kind = delivery_kind::test;
    row.type = run.what.type;
    row.key = run.what.key;
    row.accepted_at = now;
    row.due_at = now;
    row.owner = engine.owner();
    if (auto composed = run.endpoint->compose_body(run.body, run.what, id_text(row.message_id), now, now); !composed)
        return composed.error();
    return run;
}

/// The second POST: the same message as somebody would send it who does not have the key. Nothing where memory is short.
std::optional<test_request> wrongly_signed(test_run const& run) {
    test_request made{signed_how::wrongly, {}, {}};
    auto const stranger = run.endpoint->impostor();
    if (!stranger) return {};
    auto const now = run.engine.time().wall();
    id_text const message(run.row.message_id);
    if (!(*stranger)->compose_body(made.body, run.what, message, run.row.accepted_at, now)) return {};
    if (!(*stranger)->compose_head(made.head, message, made.body, now)) return {};
    return made;
}

/// A receiver that takes what is wrongly signed does not check. One that refuses it checks only if it took the right one:
/// it may refuse everything.
std::optional<bool> checks_signatures(bool took_right, judgement const& of_wrong) {
    if (of_wrong.verdict == attempt_verdict::acknowledged) return false;
    return took_right ? std::optional(true) : std::nullopt;
}

asio::awaitable<void> probe(test_run& run, test_report& report) {
    auto const request = wrongly_signed(run);
    if (!request) co_return;
    auto outcome = co_await send(run, *request);
    auto const what = judge(outcome, run.endpoint->settings().policy, run.engine.time().wall());
    attempt made;
    record_attempt(made, run.engine, run.row, run.endpoint.get(), request->head, outcome);
    made.verdict = what.verdict;
    co_await settle(run, made, report.acknowledged, true);
    if (outcome.fault == attempt_fault::none) report.checks_signatures = checks_signatures(report.acknowledged, what);
    report.probe = std::move(made);
}

asio::awaitable<result<test_report>> perform(test_run run) {
    if (auto accepted = co_await accept(run); !accepted) co_return accepted.error();
    test_request request{signed_how::rightly, {}, run.body};
    id_text const message(run.row.message_id);
    auto& time = run.engine.time();
    if (run.endpoint->url() && !run.endpoint->compose_head(request.head, message, run.body, time.wall()))
        co_return error(errc::internal, "The request could not be signed; is memory short?");
    auto outcome = co_await send(run, request);
    // A shutdown may cut the exchange short, but not its record: a test is never left to be repeated.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    auto const& policy = run.endpoint->settings().policy;
    auto const what = judge(outcome, policy, time.wall());

    test_report report;
    report.request_body = run.body;
    report.acknowledged = what.verdict == attempt_verdict::acknowledged;
    report.verdict = in_words(what, outcome, policy);
    record_attempt(report.made, run.engine, run.row, run.endpoint.get(), request.head, outcome);
    report.made.verdict = what.verdict;
    report.made.fault = what.fault;
    bool const probing = run.options.probe_signature_check && report.made.wire == wire_state::answered;
    if (auto settled = co_await settle(run, report.made, report.acknowledged, !probing); !settled)
        co_return settled.error();
    if (probing) co_await probe(run, report);
    co_return report;
}

}  // namespace

asio::awaitable<result<test_report>> run_test(core& engine, std::string endpoint_id, message what,
                                              test_options options) {
    if (!engine.open()) co_return error(errc::unavailable, "The engine is not running. Try again.");
    auto const found = co_await engine.look_up(endpoint_id);
    if (!found) co_return found.error();
    auto run = prepare(engine, found->prepared, std::move(what), std::move(options));
    if (!run) co_return run.error();
    // On the shard's executor: its transport is used there alone.
    auto performing = perform(std::move(*run));
    co_return co_await on_shard<test_report>(engine.shard_of(endpoint_id), std::move(performing));
}

}  // namespace cohook::dispatch
