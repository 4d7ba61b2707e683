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

asio::awaitable<void> deliver(lane& from, job work, std::string& head);

}  // namespace

asio::awaitable<void> carry(std::shared_ptr<lane> from, job first) {
    std::string head;  // kept from delivery to delivery: no allocation for a request
    for (std::optional<job> next = std::move(first); next; next = from->take())
        co_await deliver(*from, std::move(*next), head);
    from->wake();
}

namespace {

asio::awaitable<void> deliver(lane& from, job work, std::string& head) {
    auto& engine = from.home().engine();

    // 1. Take the endpoint as it is now. A change during the attempt is for the next one.
    auto const endpoint = from.endpoint();
    transport::post_outcome outcome;
    head.clear();

    if (!endpoint || !endpoint->url()) {
        outcome.fault = attempt_fault::endpoint_invalid;
        outcome.started_at = engine.time().wall();
    } else if (!endpoint->compose_head(head, message_id_text(work.row.message_id), *work.body, engine.time().wall())) {
        // 2. Sign: a fresh timestamp and one signature for each live key, over the very bytes that go out.
        outcome.fault = attempt_fault::local_resources;
        outcome.started_at = engine.time().wall();
    } else {
        // 3. Send. The transport resolves, asks egress/ about every address, connects, and reads the answer, all of it
        //    inside the policy's deadlines.
        transport::post_request request;
        request.url = endpoint->url();
        request.head = head;
        request.body = *work.body;
        request.limits = endpoint->settings().policy.deadlines;
        outcome = co_await from.home().wire().post(request);
    }

    // 4. Nothing left this machine and nothing will (a shutdown): the claim is given back, as if it had never been made.
    if (outcome.fault == attempt_fault::cancelled && outcome.wire == wire_state::not_sent) {
        from.ended_unsent(std::move(work));
        co_return;
    }

    // 5. Judge and settle: the lane decides what follows (judge.cpp: acknowledged, again at a later time, or the end) and
    //    the settler makes it durable, together with the record of this attempt.
    auto made = record_attempt(engine, work.row, endpoint.get(), head, outcome);
    from.ended(std::move(work), std::move(made), outcome);
}

}  // namespace

}  // namespace cohook::dispatch
