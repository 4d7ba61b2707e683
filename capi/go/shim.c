#include "shim.h"

#include <stdlib.h>
#include <string.h>

extern void cohookGoLog(uintptr_t handle, char* level, char* event, char* fields);

// ---- requests --------------------------------------------------------------------------------------------------------

enum { FEW = 64 };  // headers for which no memory is asked

typedef struct reader {
    char const* text;
    uint32_t const* lengths;
} reader;

static char const* next(reader* from, size_t* size) {
    char const* const text = from->text;
    *size = *from->lengths++;
    from->text += *size + 1;
    return text;
}

static char const* next_text(reader* from) {
    size_t size;
    char const* const text = next(from, &size);
    return size == 0 ? NULL : text;
}

static cohook_header* next_headers(reader* from, size_t count, cohook_header* few) {
    cohook_header* const headers = count <= FEW ? few : malloc(count * sizeof *headers);
    if (!headers) return NULL;
    for (size_t at = 0; at < count; ++at) {
        headers[at].name = next(from, &headers[at].name_size);
        headers[at].value = next(from, &headers[at].value_size);
    }
    return headers;
}

static cohook_go_span place(char const* at, size_t size, void const* body, size_t body_size, char const* text,
                            char const* text_end) {
    cohook_go_span span = {COHOOK_GO_KEPT, 0, size, NULL};
    char const* const start = body;
    if (size == 0) {
        span.place = COHOOK_GO_IN_BODY;
    } else if (start && at >= start && at + size <= start + body_size) {
        span.place = COHOOK_GO_IN_BODY;
        span.offset = (size_t)(at - start);
    } else if (at >= text && at + size <= text_end) {
        span.place = COHOOK_GO_IN_TEXT;
        span.offset = (size_t)(at - text);
    } else {
        span.kept = at;
    }
    return span;
}

// What the library keeps of a verification, without a pointer to Go memory in it.
static cohook_verification* keep(cohook_verification const* verified) {
    cohook_verification* const owned = malloc(sizeof *owned);
    if (!owned) return NULL;
    *owned = *verified;
    owned->payload = owned->id = owned->components = NULL;
    owned->payload_size = owned->id_size = owned->components_size = 0;
    return owned;
}

static cohook_request request_of(reader* from, void const* body, cohook_go_request const* sizes) {
    cohook_request request;
    memset(&request, 0, sizeof request);
    request.size = sizeof request;
    request.method = next_text(from);
    request.url = next_text(from);
    request.body = body;
    request.body_size = sizes->body_size;
    request.now = sizes->now;
    request.header_count = sizes->header_count;
    return request;
}

int32_t cohook_go_verify(cohook_verifier const* verifier, char const* text, uint32_t const* lengths, void const* body,
                         cohook_go_request const* sizes, cohook_go_proof* proof) {
    cohook_header few[FEW];
    reader from = {text, lengths};
    cohook_request request = request_of(&from, body, sizes);
    cohook_header* const headers = next_headers(&from, sizes->header_count, few);
    if (!headers) return COHOOK_OUT_OF_MEMORY;
    request.headers = headers;
    cohook_verification verified;
    memset(&verified, 0, sizeof verified);
    verified.size = sizeof verified;
    int32_t told = sizes->may_be_question ? cohook_receive(verifier, &request, &verified, &proof->answer)
                                          : cohook_verify(verifier, &request, &verified);
    if (told == COHOOK_VERDICT_OK && verified.owned) {
        proof->owned = keep(&verified);
        if (!proof->owned) told = COHOOK_OUT_OF_MEMORY;
    }
    if (told == COHOOK_VERDICT_OK) {
        proof->covered = verified.covered;
        proof->freshness = verified.freshness;
        proof->key_index = verified.key_index;
        proof->has_timestamp = verified.has_timestamp;
        proof->timestamp = verified.timestamp;
        proof->payload = place(verified.payload, verified.payload_size, body, sizes->body_size, text, from.text);
        proof->id = place(verified.id, verified.id_size, body, sizes->body_size, text, from.text);
        proof->components =
            place(verified.components, verified.components_size, body, sizes->body_size, text, from.text);
    }
    if (!proof->owned) cohook_verification_release(&verified);
    if (headers != few) free(headers);
    return told;
}

void cohook_go_release(cohook_verification* owned) {
    cohook_verification_release(owned);
    free(owned);
}

int32_t cohook_go_guard(cohook_replay_guard* guard, int32_t ask, char const* scope, char const* id, size_t id_size,
                        int64_t now) {
    cohook_verification verified;
    memset(&verified, 0, sizeof verified);
    verified.size = sizeof verified;
    verified.id = id;
    verified.id_size = id_size;
    switch (ask) {
        case COHOOK_GO_ADMIT: return cohook_replay_guard_admit(guard, scope, &verified, now);
        case COHOOK_GO_RESERVE: return cohook_replay_guard_reserve(guard, scope, &verified, now);
        case COHOOK_GO_COMMIT: return cohook_replay_guard_commit(guard, scope, &verified);
        default: return cohook_replay_guard_release(guard, scope, &verified);
    }
}

cohook_status cohook_go_sign(cohook_signer const* signer, char const* text, uint32_t const* lengths, void const* body,
                             cohook_go_request const* sizes, cohook_headers** made, cohook_error** error) {
    cohook_header few[FEW];
    reader from = {text, lengths};
    cohook_unsigned request;
    memset(&request, 0, sizeof request);
    request.size = sizeof request;
    request.id = next(&from, &request.id_size);
    request.method = next_text(&from);
    request.url = next_text(&from);
    request.timestamp = sizes->now;
    request.body = body;
    request.body_size = sizes->body_size;
    request.header_count = sizes->header_count;
    cohook_header* const headers = next_headers(&from, sizes->header_count, few);
    if (!headers) return COHOOK_OUT_OF_MEMORY;
    request.headers = headers;
    cohook_status const told = cohook_sign(signer, &request, made, error);
    if (headers != few) free(headers);
    return told;
}

// ---- messages --------------------------------------------------------------------------------------------------------

static cohook_message next_message(reader* from, int64_t occurred_at_ms, cohook_header* attributes) {
    cohook_message message;
    memset(&message, 0, sizeof message);
    message.size = sizeof message;
    message.endpoint = next_text(from);
    message.type = next_text(from);
    message.key = next_text(from);
    message.content = next(from, &message.content_size);
    message.occurred_at_ms = occurred_at_ms;
    message.attribute_count = *from->lengths++;
    message.attributes = message.attribute_count == 0 ? NULL : attributes;
    for (size_t at = 0; at < message.attribute_count; ++at) {
        attributes[at].name = next(from, &attributes[at].name_size);
        attributes[at].value = next(from, &attributes[at].value_size);
    }
    return message;
}

cohook_status cohook_go_post(cohook_engine* engine, char const* text, uint32_t const* lengths, int64_t occurred_at_ms,
                             size_t attribute_count, uint64_t tag, cohook_error** error) {
    return cohook_go_post_test(engine, text, lengths, occurred_at_ms, attribute_count, -1, tag, error);
}

cohook_status cohook_go_post_test(cohook_engine* engine, char const* text, uint32_t const* lengths,
                                  int64_t occurred_at_ms, size_t attribute_count, int32_t probe, uint64_t tag,
                                  cohook_error** error) {
    cohook_header few[FEW];
    cohook_header* const attributes = attribute_count <= FEW ? few : malloc(attribute_count * sizeof *attributes);
    if (!attributes) return COHOOK_OUT_OF_MEMORY;
    reader from = {text, lengths};
    cohook_message const message = next_message(&from, occurred_at_ms, attributes);
    cohook_status const told = probe < 0 ? cohook_engine_post(engine, &message, tag, error)
                                         : cohook_engine_post_test(engine, &message, probe, tag, error);
    if (attributes != few) free(attributes);
    return told;
}

cohook_status cohook_go_send_many(cohook_engine* engine, char const* text, uint32_t const* lengths,
                                  cohook_go_batch const* batch, int64_t const* occurred_at_ms, int64_t timeout_ms,
                                  cohook_receipt* receipts, cohook_error** error) {
    cohook_message* const messages = calloc(batch->count + 1, sizeof *messages);
    cohook_message const** const listed = calloc(batch->count + 1, sizeof *listed);
    cohook_header* const attributes = calloc(batch->attribute_count + 1, sizeof *attributes);
    cohook_status told = COHOOK_OUT_OF_MEMORY;
    if (messages && listed && attributes) {
        reader from = {text, lengths};
        cohook_header* free_attributes = attributes;
        for (size_t at = 0; at < batch->count; ++at) {
            messages[at] = next_message(&from, occurred_at_ms[at], free_attributes);
            listed[at] = &messages[at];
            free_attributes += messages[at].attribute_count;
        }
        told = cohook_engine_send_many(engine, listed, batch->count, timeout_ms, receipts, error);
    }
    free(messages);
    free(listed);
    free(attributes);
    return told;
}

// ---- the engine ------------------------------------------------------------------------------------------------------

static void pass_log(void* user, char const* level, char const* event, char const* fields) {
    cohookGoLog((uintptr_t)user, (char*)level, (char*)event, (char*)fields);
}

cohook_status cohook_go_open(cohook_engine_options* options, uintptr_t log, cohook_engine** engine,
                             cohook_error** error) {
    options->size = sizeof *options;
    if (log != 0) {
        options->log = pass_log;
        options->log_user = (void*)log;
    }
    return cohook_engine_open(options, engine, error);
}
