// Start here. This page walks a delivery through the rooms.
//
// A change of a person became a message (members/), the message a durable delivery (acceptance.cpp, store/), and the
// endpoint's lane found that it may start now (lane_fsm.cpp: window, breaker, limits; slots.cpp: fairness). From here:
#include "delivery/courier.hpp"

#include "delivery/attempt_record.hpp"
#include "delivery/engine_core.hpp"
#include "delivery/shard.hpp"

namespace cohook::dispatch {

namespace asio = boost::asio;

namespace {

/// What a courier carries: kept from delivery to delivery, so that none of it is allocated again.
struct satchel : courier_hands {
    std::string head;
    transport::post_request request;
    transport::post_outcome outcome;
};

bool make_ready(core& engine, prepared_endpoint const* endpoint, satchel& with);
void settle(lane& from, prepared_endpoint const* endpoint, satchel& with);

}  // namespace

asio::awaitable<void> carry(std::shared_ptr<lane> from, job first) {
    satchel with;
    with.work = std::move(first);
    for (;;) {
        // 1. Take the next delivery, or wait until there is one.
        if (!with.work) with.work = from->take();
        if (!with.work && from->keeps_couriers()) co_await from->rest(with);
        if (!with.work) break;
        // 2. Take the endpoint as it is now. A change during the attempt is for the next one.
        auto const endpoint = from->endpoint();
        // 3. Sign: a fresh timestamp and one signature for each live key, over the very bytes that go out.
        bool const ready = make_ready(from->home().engine(), endpoint.get(), with);
        // 4. Send. The transport resolves, asks egress/ about every address, connects, and reads the answer, all of it
        //    inside the policy's deadlines.
        if (ready) co_await from->home().wire().post(with.request, with.outcome);
        // 5. Judge and settle: the lane decides what follows (judge.cpp: acknowledged, again at a later time, or the end)
        //    and the settler makes it durable, together with the record of this attempt.
        settle(*from, endpoint.get(), with);
    }
    from->wake();
}

namespace {

/// False: it cannot be sent, and the outcome says why.
bool make_ready(core& engine, prepared_endpoint const* endpoint, satchel& with) {
    auto const& work = *with.work;
    auto const now = engine.time().wall();
    with.outcome.clear();
    with.outcome.started_at = now;
    with.head.clear();
    if (endpoint == nullptr || endpoint->url() == nullptr) {
        with.outcome.fault = attempt_fault::endpoint_invalid;
        return false;
    }
    if (!endpoint->compose_head(with.head, id_text(work.row.message_id), work.body, now)) {
        with.outcome.fault = attempt_fault::local_resources;
        return false;
    }
    with.request.url = endpoint->url();
    with.request.head = with.head;
    with.request.body = work.body;
    with.request.limits = endpoint->settings().policy.deadlines;
    return true;
}

void settle(lane& from, prepared_endpoint const* endpoint, satchel& with) {
    job work = std::move(*with.work);
    with.work.reset();
    // Nothing left this machine and nothing will (a shutdown): the claim is given back, as if it had never been made.
    if (with.outcome.fault == attempt_fault::cancelled && with.outcome.wire == wire_state::not_sent)
        return from.ended_unsent(std::move(work));
    auto record = from.home().outcomes().blank();
    record_attempt(record->attempt_made(), from.home().engine(), work.row, endpoint, with.head, with.outcome);
    from.ended(std::move(work), std::move(record), with.outcome);
}

}  // namespace

}  // namespace cohook::dispatch
