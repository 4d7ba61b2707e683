// What a host does wrong: NULL, wrong sizes, the wrong thread, a forked child. Nothing breaks, everything is told.
#include "house.h"

#include <pthread.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

static void nothing_is_done_for_null(void) {
    cohook_document* shown = NULL;
    cohook_event* event = NULL;
    cohook_receipt receipt;
    cohook_engine* opened = NULL;
    cohook_engine_options options = usual_options();
    cohook_message const message = message_to("x");
    cohook_message const* const messages[] = {&message, NULL};
    int64_t id = 0;
    CHECK_STATUS(cohook_engine_open(NULL, &opened, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_engine_open(&options, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    options.store = NULL;
    CHECK_STATUS(cohook_engine_open(&options, &opened, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_engine_close(NULL), COHOOK_OK);
    CHECK_STATUS(cohook_engine_drain(NULL, 0, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK(cohook_engine_event_descriptor(NULL) == -1);
    CHECK_STATUS(cohook_engine_next_event(NULL, 0, &event), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_engine_send(NULL, &message, 0, &receipt, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_engine_post(NULL, &message, 0, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_engine_stats(NULL, 0, &shown, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_person_put(NULL, 1, "{}", 0, &shown, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK(cohook_event_kind(NULL) == -1 && cohook_event_tag(NULL) == 0 && cohook_event_document(NULL) == NULL);
    CHECK(cohook_event_source_request(NULL) == NULL && cohook_event_error(NULL) == NULL);
    cohook_event_free(NULL);
    CHECK_STATUS(cohook_source_request_answer_count(NULL, 1), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_source_request_answer_failure(NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK(cohook_source_request_kind(NULL) == -1 && cohook_source_request_key(NULL, 0) == NULL);
    cohook_source_request_free(NULL);

    options = usual_options();
    open_engine(&options);
    CHECK_STATUS(cohook_engine_next_event(engine, 0, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_engine_send(engine, NULL, 0, &receipt, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_engine_send_many(engine, NULL, 2, 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_engine_send_many(engine, messages, 2, 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_engine_send_many(engine, NULL, 0, patience, NULL, NULL), COHOOK_OK);
    CHECK_STATUS(cohook_endpoint_put(engine, NULL, "{}", 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_endpoint_put(engine, "x", NULL, 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_endpoint_put(engine, "x", "[]", 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_endpoint_put(engine, "x", "{}", 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_endpoint_find(engine, NULL, 0, &shown, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_endpoint_find(engine, "x", 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_endpoint_rotate_key(engine, "x", NULL, 3, 0, 0, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_endpoint_rotate_key(engine, "x", "", 0, 0, 0, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_delivery_list(engine, "{\"state\":\"lost\"}", 0, &shown, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_delivery_find(engine, -1, 0, patience, &shown, NULL), COHOOK_NOT_FOUND);
    CHECK_STATUS(cohook_delivery_redeliver(engine, 0, patience, &id, NULL), COHOOK_NOT_FOUND);
    CHECK_STATUS(cohook_sync_start(engine, NULL, NULL, 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_sync_start(engine, "x", "{\"syncBatch\":0}", 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_person_put(engine, 1, NULL, 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_person_import(engine, NULL, 7, 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_consent_put(engine, 1, "a", "no.such.scope", patience, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    cohook_message broken = message_to("x");
    broken.size = 3;
    CHECK_STATUS(cohook_engine_send(engine, &broken, 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    broken = message_to("x");
    broken.attribute_count = 1;
    CHECK_STATUS(cohook_engine_send(engine, &broken, 0, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    close_engine();
}

static void an_engine_that_cannot_be_opened_leaves_nothing(void) {
    cohook_engine* opened = NULL;
    cohook_engine_options options = usual_options();
    options.store = "mysql:nowhere";
    CHECK(cohook_engine_open(&options, &opened, NULL) != COHOOK_OK);
    options.store = "sqlite:/no/such/folder/webhooks.db";
    CHECK(cohook_engine_open(&options, &opened, NULL) != COHOOK_OK);
    char const* const networks[] = {"127.0.0.1/99"};
    options = usual_options();
    options.allow_addresses = networks;
    CHECK_STATUS(cohook_engine_open(&options, &opened, &error), COHOOK_INVALID_ARGUMENT);
    CHECK(strcmp(cohook_error_field(error), "allowAddresses[0]") == 0);
    cohook_error_free(error);
    options = usual_options();
    options.extra_authorities = "no PEM";
    CHECK_STATUS(cohook_engine_open(&options, &opened, &error), COHOOK_INVALID_ARGUMENT);
    CHECK(strcmp(cohook_error_field(error), "extraAuthorities") == 0);
    cohook_error_free(error);
    CHECK(opened == NULL);
}

static void call_in_from_the_log(void* tried, char const* level, char const* event, char const* fields) {
    (void)level, (void)event, (void)fields;
    cohook_message const message = message_to("billing");
    CHECK_STATUS(cohook_engine_send(engine, &message, patience, NULL, NULL), COHOOK_WRONG_THREAD);
    CHECK_STATUS(cohook_engine_drain(engine, 0, NULL), COHOOK_WRONG_THREAD);
    CHECK_STATUS(cohook_engine_close(engine), COHOOK_WRONG_THREAD);
    *(int*)tried = 1;
}

static void a_log_callback_that_calls_in_is_refused(void) {
    int tried = 0;
    cohook_engine_options options = usual_options();
    options.event_kinds = 1u << COHOOK_EVENT_ATTEMPTED;
    options.log = call_in_from_the_log;
    options.log_user = &tried;
    open_engine(&options);
    put_endpoint("billing");
    cohook_message const message = message_to("billing");
    CHECK_OK(cohook_engine_send(engine, &message, patience, NULL, &error));
    cohook_event_free(wait_for_event(COHOOK_EVENT_ATTEMPTED));
    close_engine();
    CHECK(tried == 1);
}

static void call_in_from_the_source(void* user, cohook_source_request* request) {
    (void)user;
    cohook_document* shown = NULL;
    CHECK_STATUS(cohook_engine_stats(engine, patience, &shown, NULL), COHOOK_OK);
    cohook_document_free(shown);
    CHECK_STATUS(cohook_engine_drain(engine, 0, NULL), COHOOK_WRONG_THREAD);
    CHECK_STATUS(cohook_engine_close(engine), COHOOK_WRONG_THREAD);
    if (cohook_source_request_kind(request) == COHOOK_SOURCE_COUNT)
        CHECK_STATUS(cohook_source_request_answer_count(request, 0), COHOOK_OK);
    else {
        // Unless the engine is being closed by then.
        cohook_status const answered = cohook_source_request_answer_keys(request, NULL, 0);
        CHECK(answered == COHOOK_OK || answered == COHOOK_CANCELLED);
    }
}

static void a_source_callback_may_ask_but_not_close(void) {
    cohook_engine_options options = usual_options();
    options.source = call_in_from_the_source;
    open_engine(&options);
    put_endpoint("billing");
    cohook_document* shown = NULL;
    CHECK_OK(cohook_sync_start(engine, "billing", NULL, patience, &shown, &error));
    cohook_document_free(shown);
    close_engine();
}

static void a_child_is_told_whose_the_engine_is(void) {
    cohook_engine_options const options = usual_options();
    open_engine(&options);
    put_endpoint("billing");
    pid_t const child = fork();
    if (child == 0) {
        cohook_message const message = message_to("billing");
        int const right = cohook_engine_send(engine, &message, patience, NULL, NULL) == COHOOK_FORKED &&
                          cohook_engine_close(engine) == COHOOK_FORKED;
        _exit(right ? 0 : 1);
    }
    int status = -1;
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    cohook_message const message = message_to("billing");
    CHECK_OK(cohook_engine_send(engine, &message, patience, NULL, &error));
    close_engine();
}

static void* wait_for_nothing(void* came_to) {
    cohook_event* event = NULL;
    *(cohook_status*)came_to = cohook_engine_next_event(engine, 20, &event);
    CHECK(event == NULL);
    return NULL;
}

static void a_wait_for_events_ends_in_time(void) {
    cohook_engine_options const options = usual_options();
    open_engine(&options);
    cohook_status came_to = COHOOK_INTERNAL;
    pthread_t waiter;
    pthread_create(&waiter, NULL, wait_for_nothing, &came_to);
    pthread_join(waiter, NULL);
    CHECK_STATUS(came_to, COHOOK_OK);
    close_engine();
}

static void the_host_keeps_its_signals_and_its_mask(void) {
    sigset_t before, after;
    struct sigaction pipe_before, pipe_after;
    sigprocmask(SIG_SETMASK, NULL, &before);
    sigaction(SIGPIPE, NULL, &pipe_before);
    cohook_engine_options const options = usual_options();
    open_engine(&options);
    close_engine();
    sigprocmask(SIG_SETMASK, NULL, &after);
    sigaction(SIGPIPE, NULL, &pipe_after);
    for (int number = 1; number < 32; ++number) CHECK(sigismember(&before, number) == sigismember(&after, number));
    CHECK(pipe_before.sa_handler == pipe_after.sa_handler);
}

int main(void) {
    RUN(nothing_is_done_for_null);
    RUN(an_engine_that_cannot_be_opened_leaves_nothing);
    RUN(a_log_callback_that_calls_in_is_refused);
    RUN(a_source_callback_may_ask_but_not_close);
    RUN(a_child_is_told_whose_the_engine_is);
    RUN(a_wait_for_events_ends_in_time);
    RUN(the_host_keeps_its_signals_and_its_mask);
    return outcome();
}
