#include "calls.hpp"
#include "event_queue.hpp"

#include <utility>

using namespace cohook::capi;

extern "C" {

int cohook_engine_event_descriptor(cohook_engine const* engine) {
    return engine ? engine->events.descriptor() : -1;
}

cohook_status cohook_engine_next_event(cohook_engine* engine, int64_t timeout_ms, cohook_event** event) {
    return guarded(nullptr, [&]() -> checked<void> {
        if (!event) return complaint(missing("event"));
        if (auto const usable = check_usable(engine); !usable) return usable.error();
        auto const longest = std::int64_t(1) << 40;
        auto next = engine->events.next(std::chrono::milliseconds(std::min(timeout_ms, longest)));
        if (!next) return complaint(COHOOK_CANCELLED, "the engine is closing");
        *event = next->release();
        return {};
    });
}

int32_t cohook_event_kind(cohook_event const* event) {
    return event ? event->kind : -1;
}

uint64_t cohook_event_tag(cohook_event const* event) {
    return event ? event->tag : 0;
}

cohook_status cohook_event_status(cohook_event const* event) {
    if (!event) return COHOOK_INVALID_ARGUMENT;
    return event->error ? event->error->kind : COHOOK_OK;
}

cohook_error const* cohook_event_error(cohook_event const* event) {
    return event ? event->error.get() : nullptr;
}

int64_t cohook_event_message_id(cohook_event const* event) {
    return event ? event->receipt.message_id : 0;
}

int64_t cohook_event_delivery_id(cohook_event const* event) {
    return event ? event->receipt.delivery_id : 0;
}

cohook_document const* cohook_event_document(cohook_event const* event) {
    return event ? event->document.get() : nullptr;
}

cohook_source_request* cohook_event_source_request(cohook_event* event) {
    return event ? event->request.release() : nullptr;
}

void cohook_event_free(cohook_event* event) {
    delete event;
}
}
