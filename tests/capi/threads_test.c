// Many threads at once on one engine, one verifier and one signer: nothing is lost, nothing is seen twice.
#include "house.h"

#include <pthread.h>

enum { threads = 8, rounds = 25 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int sent, refused;

static void count(int* what) {
    pthread_mutex_lock(&lock);
    ++*what;
    pthread_mutex_unlock(&lock);
}

static void* send_and_ask(void* unused) {
    (void)unused;
    cohook_message const message = message_to("billing");
    for (int round = 0; round < rounds; ++round) {
        cohook_receipt receipt = {0};
        count(cohook_engine_send(engine, &message, patience, &receipt, NULL) == COHOOK_OK ? &sent : &refused);
        cohook_document* shown = NULL;
        if (cohook_delivery_find(engine, receipt.delivery_id, 0, patience, &shown, NULL) != COHOOK_OK) count(&refused);
        cohook_document_free(shown);
        if (cohook_engine_post(engine, &message, (uint64_t)round, NULL) != COHOOK_OK) count(&refused);
    }
    return NULL;
}

static void* change_settings(void* unused) {
    (void)unused;
    for (int round = 0; round < rounds; ++round) {
        char const* const settings = round % 2 ? "{\"maxInFlight\":4}" : "{\"maxInFlight\":16}";
        if (cohook_endpoint_change(engine, "billing", settings, patience, NULL, NULL) != COHOOK_OK) count(&refused);
        cohook_document* shown = NULL;
        if (cohook_engine_stats(engine, patience, &shown, NULL) != COHOOK_OK) count(&refused);
        cohook_document_free(shown);
    }
    return NULL;
}

static void* take_events(void* taken) {
    for (;;) {
        cohook_event* event = NULL;
        if (cohook_engine_next_event(engine, patience, &event) != COHOOK_OK || !event) return NULL;
        if (cohook_event_kind(event) == COHOOK_EVENT_SENT && cohook_event_status(event) == COHOOK_OK) ++*(int*)taken;
        cohook_event_free(event);
        if (*(int*)taken == threads * rounds) return NULL;
    }
}

static void log_line(void* lines, char const* level, char const* event, char const* fields) {
    CHECK(level[0] && event[0] && fields[0] == '{');
    count(lines);
}

static void an_engine_serves_many_threads(void) {
    int taken = 0, lines = 0;
    pthread_t senders[threads], changer, taker;
    cohook_engine_options options = usual_options();
    options.shards = 2;
    options.log = log_line;
    options.log_user = &lines;
    open_engine(&options);
    put_endpoint("billing");
    pthread_create(&taker, NULL, take_events, &taken);
    pthread_create(&changer, NULL, change_settings, NULL);
    for (int at = 0; at < threads; ++at) pthread_create(&senders[at], NULL, send_and_ask, NULL);
    for (int at = 0; at < threads; ++at) pthread_join(senders[at], NULL);
    pthread_join(changer, NULL);
    pthread_join(taker, NULL);
    CHECK(refused == 0);
    CHECK(sent == threads * rounds);
    CHECK(taken == threads * rounds);
    CHECK(receiver_wait(target, 2 * threads * rounds) == 2 * threads * rounds);
    close_engine();
    CHECK(lines == 2 * threads * rounds);
}

static cohook_verifier* verifier;
static cohook_signer* signer;
static cohook_replay_guard* guard;

static void* sign_and_verify(void* admitted) {
    for (int round = 0; round < rounds; ++round) {
        char id[16];
        cohook_unsigned request = {0};
        request.size = sizeof request;
        request.id = id;
        request.id_size = (size_t)snprintf(id, sizeof id, "msg_%d", round);
        request.timestamp = 1700000000;
        request.body = "body";
        request.body_size = 4;
        cohook_headers* made = NULL;
        if (cohook_sign(signer, &request, &made, NULL) != COHOOK_OK) count(&refused);
        cohook_header headers[8];
        cohook_request received = {0};
        received.size = sizeof received;
        received.headers = headers;
        received.header_count = cohook_headers_count(made);
        for (size_t at = 0; at < received.header_count; ++at) headers[at] = cohook_headers_at(made, at);
        received.body = "body";
        received.body_size = 4;
        received.now = 1700000000;
        cohook_verification proved = {0};
        proved.size = sizeof proved;
        if (cohook_verify(verifier, &received, &proved) != COHOOK_VERDICT_OK) count(&refused);
        if (cohook_replay_guard_admit(guard, "", &proved, 1700000000) == COHOOK_ADMISSION_FIRST_TIME) count(admitted);
        cohook_headers_free(made);
    }
    return NULL;
}

static void verifiers_signers_and_guards_serve_many_threads(void) {
    cohook_secret const secret = {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 38, COHOOK_SECRET_OF_SCHEME};
    cohook_verifier_options verifying = {0};
    verifying.size = sizeof verifying;
    verifying.scheme = "standard-webhooks";
    verifying.secrets = &secret;
    verifying.secret_count = 1;
    cohook_signer_options signing = {0};
    signing.size = sizeof signing;
    signing.scheme = verifying.scheme;
    signing.secrets = &secret;
    signing.secret_count = 1;
    CHECK_OK(cohook_verifier_new(&verifying, &verifier, &error));
    CHECK_OK(cohook_signer_new(&signing, &signer, &error));
    CHECK_OK(cohook_replay_guard_new(0, 0, &guard, &error));
    int admitted = 0;
    refused = 0;
    pthread_t all[threads];
    for (int at = 0; at < threads; ++at) pthread_create(&all[at], NULL, sign_and_verify, &admitted);
    for (int at = 0; at < threads; ++at) pthread_join(all[at], NULL);
    CHECK(refused == 0);
    CHECK(admitted == rounds);
    cohook_replay_guard_free(guard);
    cohook_signer_free(signer);
    cohook_verifier_free(verifier);
}

int main(void) {
    RUN(an_engine_serves_many_threads);
    RUN(verifiers_signers_and_guards_serve_many_threads);
    return outcome();
}
