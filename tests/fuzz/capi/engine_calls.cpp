// The engine: opening, sending, events, endpoints, deliveries, syncs, closing.
#include "sequence.hpp"

#include <array>

namespace fuzz {
namespace {

/// A callback that answers everything at once, rightly or not.
void answer(void*, cohook_source_request* request) {
    static constexpr std::array<char const*, 2> keys = {"k1", "k2"};
    cohook_source_request_kind(request);
    std::string read = cohook_source_request_endpoint(request);
    read += cohook_source_request_application(request);
    for (std::size_t at = 0; at < cohook_source_request_key_count(request); ++at)
        read += cohook_source_request_key(request, at);
    cohook_source_request_limit(request);
    cohook_source_request_answer_count(request, 2);
    bool const start = *cohook_source_request_cursor(request) == '\0';
    cohook_source_request_answer_keys(request, keys.data(), start ? keys.size() : 0);
    std::vector<char const*> contents(cohook_source_request_key_count(request), "{}");
    cohook_source_request_answer_records(request, contents.data(), contents.size());
    cohook_source_request_answer_failure(request, nullptr);
}

void send(state& now, bytes& in) {
    auto const message = message_of(in);
    cohook_receipt receipt{};
    if (cohook_engine_send(now.engine, &message, patience, &receipt, now.told()) == COHOOK_OK)
        now.last_delivery = receipt.delivery_id;
}

void take_event(state& now, bytes&) {
    cohook_event* event = nullptr;
    cohook_engine_event_descriptor(now.engine);
    cohook_engine_next_event(now.engine, 0, &event);
    cohook_event_kind(event);
    cohook_event_tag(event);
    cohook_event_status(event);
    cohook_error_message(cohook_event_error(event));
    cohook_event_message_id(event);
    cohook_event_delivery_id(event);
    cohook_document_text(cohook_event_document(event));
    cohook_source_request_free(cohook_event_source_request(event));
    cohook_event_free(event);
}

}  // namespace

cohook_message message_of(bytes& in) {
    cohook_message made{};
    made.size = in.one() == 0 ? in.one() : sizeof made;
    made.endpoint = in.text();
    made.type = in.text();
    made.content = in.text();
    made.content_size = length(made.content);
    made.key = in.text();
    return made;
}

void open_engine(state& now) {
    static constexpr std::array<char const*, 1> allowed = {"127.0.0.0/8"};
    cohook_engine_options options{};
    options.size = sizeof options;
    options.store = "memory:";
    options.allow_http = 1;
    options.allow_addresses = allowed.data();
    options.allow_address_count = allowed.size();
    options.shards = 1;
    options.event_kinds = ~0u;
    options.event_limit = 8;
    options.source = answer;
    cohook_engine_open(&options, &now.engine, now.told());
}

std::vector<call> first_engine_calls() {
    return {send, take_event};
}

std::vector<call> endpoint_and_delivery_calls() {
    return {
        [](state& s, bytes& in) { cohook_endpoint_put(s.engine, in.text(), in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_endpoint_change(s.engine, in.text(), in.text(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_endpoint_remove(s.engine, in.text(), patience, s.told()); },
        [](state& s, bytes& in) { cohook_endpoint_find(s.engine, in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_endpoint_list(s.engine, in.text(), in.text(), in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_endpoint_pause(s.engine, in.text(), patience, s.told()); },
        [](state& s, bytes& in) { cohook_endpoint_resume(s.engine, in.text(), patience, s.told()); },
        [](state& s, bytes& in) {
            char const* const key = in.text();
            cohook_endpoint_rotate_key(s.engine, in.text(), key, length(key), in.number(), patience, s.told());
        },
        [](state& s, bytes& in) {
            auto const message = message_of(in);
            std::array<cohook_message const*, 2> const both = {&message, &message};
            cohook_engine_send_many(s.engine, both.data(), in.one() % 3, patience, nullptr, s.told());
        },
        [](state& s, bytes& in) {
            auto const message = message_of(in);
            cohook_engine_post(s.engine, &message, in.one(), s.told());
        },
        [](state& s, bytes& in) {
            auto const message = message_of(in);
            cohook_engine_test(s.engine, &message, in.one() % 2, patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_delivery_list(s.engine, in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_delivery_find(s.engine, s.last_delivery + in.number() % 2, in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_delivery_attempts(s.engine, s.last_delivery, in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes&) {
            cohook_delivery_redeliver(s.engine, s.last_delivery, patience, &s.last_delivery, s.told());
        },
        [](state& s, bytes&) { cohook_delivery_cancel(s.engine, s.last_delivery, patience, s.told()); },
        [](state& s, bytes& in) {
            cohook_attempt_find(s.engine, s.last_delivery + in.one() % 4, 3, patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) { cohook_engine_replay(s.engine, in.text(), patience, s.shown(), s.told()); },
    };
}

std::vector<call> sync_calls() {
    return {
        [](state& s, bytes& in) { cohook_sync_start(s.engine, in.text(), in.text(), patience, s.shown(), s.told()); },
        [](state& s, bytes& in) {
            cohook_sync_list(s.engine, in.text(), in.number(), in.one(), patience, s.shown(), s.told());
        },
        [](state& s, bytes& in) {
            auto const id = s.last_delivery + in.one() % 8;
            cohook_sync_pause(s.engine, id, patience, s.shown(), s.told());
            cohook_sync_resume(s.engine, id, patience, s.shown(), s.told());
            cohook_sync_failures(s.engine, id, in.text(), in.one(), patience, s.shown(), s.told());
            cohook_sync_cancel(s.engine, id, patience, s.shown(), s.told());
        },
        [](state& s, bytes&) { cohook_engine_stats(s.engine, patience, s.shown(), s.told()); },
    };
}

std::vector<call> closing_calls() {
    return {
        [](state& s, bytes& in) { cohook_engine_drain(s.engine, in.one(), s.told()); },
        [](state& s, bytes&) {
            cohook_engine_close(s.engine);
            s.engine = nullptr;
        },
        [](state& s, bytes&) {
            if (!s.engine) open_engine(s);
        },
    };
}

std::vector<call> engine_calls() {
    return {
        [](state& s, bytes& in) {
            auto const message = message_of(in);
            cohook_engine_post_test(s.engine, &message, in.one() % 3, in.one(), s.told());
        },
        [](state& s, bytes& in) {
            cohook_sync_find(s.engine, s.last_delivery + in.one() % 8, patience, s.shown(), s.told());
        },
    };
}

}  // namespace fuzz
