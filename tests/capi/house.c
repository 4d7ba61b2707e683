#include "house.h"

receiver* target;
cohook_engine* engine;
cohook_error* error;

cohook_engine_options usual_options(void) {
    static char const* const allowed[] = {"127.0.0.0/8"};
    cohook_engine_options options = {0};
    options.size = sizeof options;
    options.store = "memory:";
    options.allow_http = 1;
    options.allow_addresses = allowed;
    options.allow_address_count = 1;
    options.shards = 1;
    return options;
}

void open_engine(cohook_engine_options const* options) {
    target = receiver_start();
    CHECK_OK(cohook_engine_open(options, &engine, &error));
    if (!engine) exit(EXIT_FAILURE);
}

void close_engine(void) {
    CHECK_STATUS(cohook_engine_close(engine), COHOOK_OK);
    receiver_stop(target);
    engine = NULL;
}

void put_endpoint(char const* id) {
    char settings[256];
    snprintf(settings, sizeof settings, "{\"url\":\"%s\",\"signingKey\":\"whsec_c2VjcmV0LXNlY3JldC1zZWNyZXQ=\"}",
             receiver_url(target));
    CHECK_OK(cohook_endpoint_put(engine, id, settings, patience, NULL, &error));
}

cohook_message message_to(char const* endpoint) {
    cohook_message message = {0};
    message.size = sizeof message;
    message.endpoint = endpoint;
    message.type = "invoice.paid";
    message.content = "{\"invoice\":4711}";
    message.content_size = strlen(message.content);
    return message;
}

cohook_event* wait_for_event(int32_t kind) {
    for (;;) {
        cohook_event* event = NULL;
        if (cohook_engine_next_event(engine, patience, &event) != COHOOK_OK || !event) return NULL;
        if (cohook_event_kind(event) == kind) return event;
        cohook_event_free(event);
    }
}
