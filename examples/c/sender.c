// Sends one signed webhook, durably, and waits until it has been delivered.
//
//     cc sender.c $(pkg-config --cflags --libs cohook) -o sender
//     ./sender sqlite:webhooks.db https://example.org/hook SIGNING_KEY
//
// For a receiver on this machine: ./sender memory: http://127.0.0.1:8080/hook SIGNING_KEY --local
#include <cohook.h>
#include <stdio.h>
#include <string.h>

static int complain(char const* doing, cohook_error* error) {
    fprintf(stderr, "%s: %s\n", doing, cohook_error_message(error));
    cohook_error_free(error);
    return 1;
}

static int send_one(cohook_engine* engine, char const* settings) {
    cohook_error* error = NULL;
    if (cohook_endpoint_put(engine, "billing", settings, 5000, NULL, &error) != COHOOK_OK)
        return complain("the endpoint is not taken", error);

    char const* content = "{\"invoice\":4711,\"amount\":\"12.50\"}";
    cohook_message message = {0};
    message.size = sizeof message;
    message.endpoint = "billing";
    message.type = "invoice.paid";
    message.content = content;
    message.content_size = strlen(content);
    cohook_receipt receipt;
    if (cohook_engine_send(engine, &message, 5000, &receipt, &error) != COHOOK_OK)
        return complain("the message is not taken", error);
    printf("durable as delivery %lld\n", (long long)receipt.delivery_id);

    cohook_event* event = NULL;
    if (cohook_engine_next_event(engine, 60000, &event) != COHOOK_OK || !event) return 1;
    printf("%s\n", cohook_document_text(cohook_event_document(event)));
    cohook_event_free(event);
    return 0;
}

int main(int count, char** arguments) {
    if (count < 4) {
        fprintf(stderr, "usage: %s STORE URL SIGNING_KEY [--local]\n", arguments[0]);
        return 2;
    }
    char const* const this_machine[] = {"127.0.0.0/8"};
    int const local = count > 4 && strcmp(arguments[4], "--local") == 0;
    cohook_engine_options options = {0};
    options.size = sizeof options;
    options.store = arguments[1];
    options.event_kinds = 1u << COHOOK_EVENT_ATTEMPTED;
    if (local) {
        options.allow_http = 1;
        options.allow_addresses = this_machine;
        options.allow_address_count = 1;
    }
    cohook_engine* engine = NULL;
    cohook_error* error = NULL;
    if (cohook_engine_open(&options, &engine, &error) != COHOOK_OK) return complain("the store does not open", error);

    char settings[1024];
    snprintf(settings, sizeof settings, "{\"url\":\"%s\",\"signingKey\":\"%s\"}", arguments[2], arguments[3]);
    int const status = send_one(engine, settings);
    cohook_engine_drain(engine, 5000, NULL);
    cohook_engine_close(engine);
    return status;
}
