// Sync Data from a C program's own records: by callback, by events, paused, resumed, failing.
#include "house.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

enum { records = 40 };

// Keys r00 to r39, one page of at most `limit` after the cursor.
static void answer_next(cohook_source_request* request) {
    static char keys[records][8];
    char const* wanted[records];
    size_t count = 0;
    for (int at = 0; at < records && count < cohook_source_request_limit(request); ++at) {
        snprintf(keys[at], sizeof keys[at], "r%02d", at);
        if (strcmp(keys[at], cohook_source_request_cursor(request)) > 0) wanted[count++] = keys[at];
    }
    CHECK_STATUS(cohook_source_request_answer_keys(request, wanted, count), COHOOK_OK);
}

// A record of every key but r07, which is gone.
static void answer_read(cohook_source_request* request) {
    char texts[records][32];
    char const* contents[records];
    size_t const count = cohook_source_request_key_count(request);
    CHECK(count <= records);
    for (size_t at = 0; at < count && at < records; ++at) {
        char const* const key = cohook_source_request_key(request, at);
        snprintf(texts[at], sizeof texts[at], "{\"key\":\"%s\"}", key);
        contents[at] = strcmp(key, "r07") == 0 ? NULL : texts[at];
    }
    CHECK_STATUS(cohook_source_request_answer_records(request, contents, count), COHOOK_OK);
}

static void answer(void* user, cohook_source_request* request) {
    if (user) ++*(int*)user;
    CHECK(strcmp(cohook_source_request_endpoint(request), "members") == 0);
    switch (cohook_source_request_kind(request)) {
        case COHOOK_SOURCE_COUNT:
            CHECK_STATUS(cohook_source_request_answer_keys(request, NULL, 0), COHOOK_INVALID_ARGUMENT);
            CHECK_STATUS(cohook_source_request_answer_count(request, records), COHOOK_OK);
            CHECK_STATUS(cohook_source_request_answer_count(request, records), COHOOK_CONFLICT);
            break;
        case COHOOK_SOURCE_NEXT: answer_next(request); break;
        case COHOOK_SOURCE_READ: answer_read(request); break;
        default: CHECK(0);
    }
}

static int is_in_state(cohook_event const* event, char const* state) {
    return strstr(cohook_document_text(cohook_event_document(event)), state) != NULL;
}

// Waits for news of a sync in this state; answers the source's questions meanwhile.
static void wait_for_state(char const* state) {
    char wanted[64];
    snprintf(wanted, sizeof wanted, "\"state\":\"%s\"", state);
    for (;;) {
        cohook_event* event = NULL;
        cohook_status const status = cohook_engine_next_event(engine, patience, &event);
        CHECK_STATUS(status, COHOOK_OK);
        if (status != COHOOK_OK || !event) {
            CHECK(event != NULL);
            return;
        }
        int const there = cohook_event_kind(event) == COHOOK_EVENT_SYNC_CHANGED && is_in_state(event, wanted);
        cohook_source_request* const request = cohook_event_source_request(event);
        if (request) {
            CHECK(cohook_event_source_request(event) == NULL);
            answer(NULL, request);
            cohook_source_request_free(request);
        }
        cohook_event_free(event);
        if (there) return;
    }
}

static void check_receipt(long long id) {
    cohook_document* shown = NULL;
    CHECK_OK(cohook_sync_find(engine, id, patience, &shown, &error));
    CHECK(says(shown, "\"state\":\"completed\""));
    CHECK(number_in(cohook_document_text(shown), "acknowledged") == records - 1);
    CHECK(number_in(cohook_document_text(shown), "skipped") == 1);
    cohook_document_free(shown);
    CHECK_OK(cohook_sync_list(engine, "members", 0, 0, patience, &shown, &error));
    CHECK(says(shown, "\"state\":\"completed\""));
    cohook_document_free(shown);
    CHECK_OK(cohook_sync_failures(engine, id, NULL, 0, patience, &shown, &error));
    CHECK(says(shown, "\"data\":[]"));
    cohook_document_free(shown);
    CHECK(receiver_count(target) == records - 1);
}

static void a_source_may_be_a_callback(void) {
    int asked = 0;
    cohook_engine_options options = usual_options();
    options.event_kinds = 1u << COHOOK_EVENT_SYNC_CHANGED;
    options.source = answer;
    options.source_user = &asked;
    open_engine(&options);
    put_endpoint("members");
    cohook_document* shown = NULL;
    CHECK_OK(cohook_sync_start(engine, "members", NULL, patience, &shown, &error));
    CHECK(number_in(cohook_document_text(shown), "total") == records);
    long long const id = number_in(cohook_document_text(shown), "id");
    cohook_document_free(shown);
    wait_for_state("completed");
    check_receipt(id);
    CHECK(asked > 2);
    close_engine();
}

static void* start_sync(void* options) {
    cohook_document* shown = NULL;
    CHECK_STATUS(cohook_sync_start(engine, "members", options, patience, &shown, NULL), COHOOK_OK);
    return shown;
}

static void a_source_may_be_asked_by_events(void) {
    cohook_engine_options options = usual_options();
    options.event_kinds = 1u << COHOOK_EVENT_SYNC_CHANGED;
    options.source_by_events = 1;
    open_engine(&options);
    put_endpoint("members");
    // The start waits for the count: this thread would have to answer it. Not waiting, it goes on by itself.
    CHECK_STATUS(cohook_sync_start(engine, "members", "{\"syncBatch\":1}", 0, NULL, NULL), COHOOK_TIMED_OUT);
    wait_for_state("completed");
    cohook_document* shown = NULL;
    CHECK_OK(cohook_sync_list(engine, "members", 0, 1, patience, &shown, &error));
    long long const id = number_in(cohook_document_text(shown), "id");
    cohook_document_free(shown);
    check_receipt(id);
    close_engine();
}

static void a_sync_pauses_and_resumes(void) {
    cohook_engine_options options = usual_options();
    options.event_kinds = 1u << COHOOK_EVENT_SYNC_CHANGED;
    options.source = answer;
    open_engine(&options);
    put_endpoint("members");
    // Paced so slowly that it cannot end before it is paused.
    cohook_document* shown = start_sync((void*)"{\"requestIntervalMs\":20000}");
    long long const id = number_in(cohook_document_text(shown), "id");
    cohook_document_free(shown);
    CHECK_STATUS(cohook_sync_start(engine, "members", NULL, patience, NULL, &error), COHOOK_CONFLICT);
    CHECK(strstr(cohook_error_message(error), "syn_") != NULL);
    CHECK(strcmp(cohook_error_field(error), "") == 0);
    cohook_error_free(error);
    CHECK_OK(cohook_sync_pause(engine, id, patience, &shown, &error));
    CHECK(says(shown, "\"state\":\"paused\""));
    cohook_document_free(shown);
    CHECK_OK(cohook_sync_resume(engine, id, patience, &shown, &error));
    CHECK(says(shown, "\"state\":\"running\""));
    cohook_document_free(shown);
    CHECK_OK(cohook_sync_cancel(engine, id, patience, &shown, &error));
    CHECK(says(shown, "\"state\":\"cancelled\""));
    cohook_document_free(shown);
    CHECK_STATUS(cohook_sync_resume(engine, id, patience, NULL, NULL), COHOOK_CONFLICT);
    CHECK_STATUS(cohook_sync_find(engine, 1, patience, &shown, NULL), COHOOK_NOT_FOUND);
    close_engine();
}

static void refuse(void* user, cohook_source_request* request) {
    (void)user;
    if (cohook_source_request_kind(request) == COHOOK_SOURCE_COUNT)
        CHECK_STATUS(cohook_source_request_answer_count(request, 1), COHOOK_OK);
    else
        CHECK_STATUS(cohook_source_request_answer_failure(request, "the table is locked"), COHOOK_OK);
    cohook_source_request_free(request);  // the engine's own: nothing happens
}

static void a_source_that_fails_fails_its_sync(void) {
    cohook_engine_options options = usual_options();
    options.event_kinds = 1u << COHOOK_EVENT_SYNC_CHANGED;
    options.source = refuse;
    open_engine(&options);
    put_endpoint("members");
    cohook_document* shown = start_sync(NULL);
    long long const id = number_in(cohook_document_text(shown), "id");
    cohook_document_free(shown);
    wait_for_state("failed");
    CHECK_OK(cohook_sync_find(engine, id, patience, &shown, &error));
    CHECK(says(shown, "the table is locked"));
    cohook_document_free(shown);
    close_engine();
}

static void closing_gives_an_open_question_up(void) {
    cohook_engine_options options = usual_options();
    options.source_by_events = 1;
    open_engine(&options);
    put_endpoint("members");
    CHECK_STATUS(cohook_sync_start(engine, "members", NULL, 0, NULL, NULL), COHOOK_TIMED_OUT);
    cohook_event* const event = wait_for_event(COHOOK_EVENT_SOURCE);
    CHECK(event != NULL);
    cohook_source_request* const request = cohook_event_source_request(event);
    cohook_event_free(event);
    close_engine();
    CHECK_STATUS(cohook_source_request_answer_count(request, 1), COHOOK_CANCELLED);
    cohook_source_request_free(request);
}

static void remove_folder(char const* folder) {
    DIR* const entries = opendir(folder);
    CHECK(entries != NULL);
    if (!entries) return;
    for (struct dirent const* entry; (entry = readdir(entries)) != NULL;) unlinkat(dirfd(entries), entry->d_name, 0);
    closedir(entries);
    CHECK(rmdir(folder) == 0);
}

static cohook_source_request* next_question(int32_t kind) {
    for (;;) {
        cohook_event* const event = wait_for_event(COHOOK_EVENT_SOURCE);
        if (!event) return NULL;
        cohook_source_request* const request = cohook_event_source_request(event);
        cohook_event_free(event);
        if (cohook_source_request_kind(request) == kind) return request;
        answer(NULL, request);
        cohook_source_request_free(request);
    }
}

static void a_sync_whose_question_is_open_at_the_close_goes_on_when_the_store_is_opened_again(void) {
    char folder[] = "/tmp/cohook-test-XXXXXX";
    char store[64];
    CHECK(mkdtemp(folder) != NULL);
    snprintf(store, sizeof store, "sqlite:%s/hooks.db", folder);
    cohook_engine_options options = usual_options();
    options.event_kinds = 1u << COHOOK_EVENT_SYNC_CHANGED;
    options.source_by_events = 1;
    options.store = store;
    open_engine(&options);
    put_endpoint("members");
    CHECK_STATUS(cohook_sync_start(engine, "members", "{\"syncBatch\":1}", 0, NULL, NULL), COHOOK_TIMED_OUT);
    cohook_source_request* const open = next_question(COHOOK_SOURCE_NEXT);
    CHECK(open != NULL);
    CHECK_OK(cohook_engine_drain(engine, 0, &error));
    CHECK_STATUS(cohook_source_request_answer_keys(open, NULL, 0), COHOOK_CANCELLED);
    cohook_source_request_free(open);
    // The receiver stays what it is for the case.
    CHECK_STATUS(cohook_engine_close(engine), COHOOK_OK);
    engine = NULL;
    CHECK_OK(cohook_engine_open(&options, &engine, &error));
    wait_for_state("completed");
    CHECK(receiver_count(target) == records - 1);
    close_engine();
    remove_folder(folder);
}

int main(void) {
    RUN(a_source_may_be_a_callback);
    RUN(a_source_may_be_asked_by_events);
    RUN(a_sync_pauses_and_resumes);
    RUN(a_source_that_fails_fails_its_sync);
    RUN(closing_gives_an_open_question_up);
    RUN(a_sync_whose_question_is_open_at_the_close_goes_on_when_the_store_is_opened_again);
    return outcome();
}
