// An engine inside a C program: registers, sends, is asked, is closed.
#include "house.h"

#include <poll.h>

static void open_with_events(uint32_t kinds) {
    cohook_engine_options options = usual_options();
    options.event_kinds = kinds;
    open_engine(&options);
}

static void a_message_is_durable_sent_and_found_again(void) {
    open_with_events(1u << COHOOK_EVENT_ATTEMPTED);
    put_endpoint("billing");
    cohook_message const message = message_to("billing");
    cohook_receipt receipt = {0};
    CHECK_OK(cohook_engine_send(engine, &message, patience, &receipt, &error));
    CHECK(receipt.delivery_id > 0 && receipt.message_id > 0);

    cohook_event* const event = wait_for_event(COHOOK_EVENT_ATTEMPTED);
    CHECK(event != NULL);
    CHECK(says(cohook_event_document(event), "\"verdict\":\"acknowledged\""));
    cohook_event_free(event);

    CHECK(receiver_wait(target, 1) == 1);
    char* const request = receiver_request(target, 0);
    CHECK(request && strstr(request, "webhook-signature: v1,") != NULL);
    CHECK(request && strstr(request, "eyJpbnZvaWNlIjo0NzExfQ==") != NULL);  // the content in base64
    free(request);

    cohook_document* shown = NULL;
    CHECK_OK(cohook_delivery_find(engine, receipt.delivery_id, COHOOK_SHOW_REQUEST, patience, &shown, &error));
    CHECK(says(shown, "\"state\":\"delivered\""));
    CHECK(says(shown, "\"requestBody\":\"{"));
    cohook_document_free(shown);
    CHECK_OK(cohook_delivery_attempts(engine, receipt.delivery_id, COHOOK_SHOW_REQUEST | COHOOK_SHOW_RESPONSE, patience,
                                      &shown, &error));
    CHECK(says(shown, "\"status\":204"));
    CHECK(says(shown, "HTTP/1.1 204"));
    long long const attempt = number_in(cohook_document_text(shown), "id");
    cohook_document_free(shown);
    CHECK_OK(cohook_attempt_find(engine, attempt, COHOOK_SHOW_REQUEST, patience, &shown, &error));
    CHECK(says(shown, "POST /hook HTTP/1.1"));
    cohook_document_free(shown);
    CHECK_OK(cohook_delivery_list(engine, "{\"endpoint\":\"billing\",\"state\":\"delivered\",\"limit\":1}", patience,
                                  &shown, &error));
    CHECK(says(shown, "\"next\":null"));
    CHECK(number_in(cohook_document_text(shown), "id") == receipt.delivery_id);
    cohook_document_free(shown);
    CHECK_OK(cohook_engine_stats(engine, patience, &shown, &error));
    CHECK(says(shown, "\"delivered\":1"));
    cohook_document_free(shown);
    close_engine();
}

static void many_are_taken_together_or_not_at_all(void) {
    open_with_events(0);
    put_endpoint("billing");
    cohook_message const good = message_to("billing"), lost = message_to("nowhere");
    cohook_message const* const some[] = {&good, &good, &good};
    cohook_message const* const broken[] = {&good, &lost};
    cohook_receipt receipts[3];
    memset(receipts, 0, sizeof receipts);
    CHECK_STATUS(cohook_engine_send_many(engine, broken, 2, patience, receipts, NULL), COHOOK_NOT_FOUND);
    CHECK(receipts[0].delivery_id == 0);
    CHECK_OK(cohook_engine_send_many(engine, some, 3, patience, receipts, &error));
    CHECK(receipts[2].delivery_id > receipts[1].delivery_id);
    CHECK(receiver_wait(target, 3) == 3);
    cohook_document* stats = NULL;
    CHECK_OK(cohook_engine_stats(engine, patience, &stats, &error));
    CHECK(number_in(cohook_document_text(stats), "created") == 3);
    cohook_document_free(stats);
    close_engine();
}

static void a_post_tells_its_outcome_by_an_event_on_a_descriptor(void) {
    open_with_events(0);
    put_endpoint("billing");
    cohook_message const good = message_to("billing"), lost = message_to("nowhere");
    CHECK_OK(cohook_engine_post(engine, &good, 71, &error));
    CHECK_OK(cohook_engine_post(engine, &lost, 72, &error));
    for (int seen = 0; seen < 2;) {
        struct pollfd waiting = {cohook_engine_event_descriptor(engine), POLLIN, 0};
        CHECK(poll(&waiting, 1, patience) == 1);
        cohook_event* event = NULL;
        CHECK_STATUS(cohook_engine_next_event(engine, 0, &event), COHOOK_OK);
        if (!event) break;
        ++seen;
        CHECK(cohook_event_kind(event) == COHOOK_EVENT_SENT);
        if (cohook_event_tag(event) == 71) {
            CHECK_STATUS(cohook_event_status(event), COHOOK_OK);
            CHECK(cohook_event_delivery_id(event) > 0 && cohook_event_message_id(event) > 0);
        } else {
            CHECK_STATUS(cohook_event_status(event), COHOOK_NOT_FOUND);
            CHECK(strcmp(cohook_error_field(cohook_event_error(event)), "endpoint") == 0);
        }
        cohook_event_free(event);
    }
    struct pollfd quiet = {cohook_engine_event_descriptor(engine), POLLIN, 0};
    CHECK(poll(&quiet, 1, 0) == 0);
    close_engine();
}

static void a_paused_endpoint_keeps_what_it_is_sent(void) {
    open_with_events(0);
    put_endpoint("billing");
    CHECK_OK(cohook_endpoint_pause(engine, "billing", patience, &error));
    cohook_message const message = message_to("billing");
    cohook_receipt receipt = {0};
    CHECK_OK(cohook_engine_send(engine, &message, patience, &receipt, &error));
    cohook_document* shown = NULL;
    CHECK_OK(cohook_delivery_find(engine, receipt.delivery_id, 0, patience, &shown, &error));
    CHECK(says(shown, "\"state\":\"pending\""));
    cohook_document_free(shown);
    CHECK(receiver_count(target) == 0);
    CHECK_OK(cohook_endpoint_resume(engine, "billing", patience, &error));
    CHECK(receiver_wait(target, 1) == 1);
    close_engine();
}

static void settings_go_in_and_come_out_without_the_key(void) {
    open_with_events(0);
    put_endpoint("billing");
    cohook_document* shown = NULL;
    CHECK_OK(cohook_endpoint_change(engine, "billing", "{\"requestIntervalMs\":250,\"policy\":\"standard\"}", patience,
                                    &shown, &error));
    CHECK(says(shown, "\"requestIntervalMs\":250"));
    CHECK(says(shown, "\"name\":\"standard\""));
    CHECK(strstr(cohook_document_text(shown), "c2VjcmV0") == NULL);
    cohook_document_free(shown);
    CHECK_OK(
        cohook_endpoint_rotate_key(engine, "billing", "another key of some length", 26, 60 * second, patience, &error));
    CHECK_OK(cohook_endpoint_find(engine, "billing", patience, &shown, &error));
    CHECK(says(shown, "\"signingKeySet\":true"));
    CHECK(says(shown, "\"signsUntil\":"));
    CHECK(says(shown, "\"breakerOpen\":false"));
    cohook_document_free(shown);
    put_endpoint("archive");
    CHECK_OK(cohook_endpoint_list(engine, NULL, NULL, 1, patience, &shown, &error));
    CHECK(says(shown, "\"next\":\"archive\""));
    cohook_document_free(shown);
    CHECK_OK(cohook_endpoint_list(engine, NULL, "archive", 1, patience, &shown, &error));
    CHECK(says(shown, "\"id\":\"billing\""));
    CHECK(says(shown, "\"next\":null"));
    cohook_document_free(shown);
    CHECK_OK(cohook_endpoint_remove(engine, "archive", patience, &error));
    CHECK_STATUS(cohook_endpoint_find(engine, "archive", patience, &shown, NULL), COHOOK_NOT_FOUND);
    close_engine();
}

static void what_is_wrong_is_named(void) {
    open_with_events(0);
    cohook_document* shown = NULL;
    CHECK_STATUS(cohook_endpoint_put(engine, "x", "{\"url\":\"ftp://example.org/\",\"signingKey\":\"k\"}", patience,
                                     &shown, &error),
                 COHOOK_INVALID_ARGUMENT);
    CHECK(strcmp(cohook_error_field(error), "url") == 0);
    CHECK(cohook_error_is_retriable(error) == 0);
    cohook_error_free(error);
    CHECK_STATUS(cohook_endpoint_put(engine, "x", "{\"url\":\"https://10.0.0.1/\",\"signingKey\":\"k\"}", patience,
                                     &shown, NULL),
                 COHOOK_BLOCKED);
    CHECK_STATUS(
        cohook_endpoint_put(engine, "x", "{\"url\":\"https://example.org/\",\"colour\":1}", patience, &shown, &error),
        COHOOK_INVALID_ARGUMENT);
    CHECK(strcmp(cohook_error_field(error), "colour") == 0);
    cohook_error_free(error);
    CHECK_STATUS(cohook_endpoint_put(engine, "x", "{\"url\":", patience, &shown, NULL), COHOOK_INVALID_ARGUMENT);
    put_endpoint("billing");
    cohook_message message = message_to("billing");
    message.content = "no JSON";
    message.content_size = 7;
    CHECK_STATUS(cohook_engine_send(engine, &message, patience, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    close_engine();
}

static void the_ended_are_replayed_after_a_count(void) {
    open_with_events(1u << COHOOK_EVENT_ATTEMPTED);
    put_endpoint("billing");
    cohook_message const message = message_to("billing");
    cohook_receipt receipt = {0};
    CHECK_OK(cohook_engine_send(engine, &message, patience, &receipt, &error));
    cohook_event_free(wait_for_event(COHOOK_EVENT_ATTEMPTED));
    cohook_document* report = NULL;
    CHECK_OK(cohook_engine_replay(engine, "{\"state\":\"delivered\",\"dryRun\":true}", patience, &report, &error));
    CHECK(says(report, "\"matched\":1"));
    CHECK(says(report, "\"redelivered\":0"));
    cohook_document_free(report);
    CHECK_OK(cohook_engine_replay(engine, "{\"state\":\"delivered\"}", patience, &report, &error));
    CHECK(says(report, "\"redelivered\":1"));
    cohook_document_free(report);
    int64_t again = 0;
    CHECK_OK(cohook_delivery_redeliver(engine, receipt.delivery_id, patience, &again, &error));
    CHECK(again > receipt.delivery_id);
    CHECK(receiver_wait(target, 3) == 3);
    CHECK_STATUS(cohook_delivery_cancel(engine, receipt.delivery_id, patience, NULL), COHOOK_CONFLICT);
    CHECK_STATUS(cohook_engine_replay(engine, "{}", patience, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    close_engine();
}

static void run_test_reports_one_attempt(void) {
    open_with_events(0);
    put_endpoint("billing");
    receiver_answer(target, 500);
    cohook_message const message = message_to("billing");
    cohook_document* report = NULL;
    CHECK_OK(cohook_engine_test(engine, &message, 0, patience, &report, &error));
    CHECK(says(report, "\"acknowledged\":false"));
    CHECK(says(report, "\"status\":500"));
    cohook_document_free(report);
    CHECK_OK(cohook_engine_post_test(engine, &message, 1, 9, &error));
    cohook_event* const event = wait_for_event(COHOOK_EVENT_TESTED);
    CHECK(event != NULL && cohook_event_tag(event) == 9);
    CHECK(says(cohook_event_document(event), "\"probe\":{"));
    cohook_event_free(event);
    close_engine();
}

static void after_a_drain_queries_work_and_sends_do_not(void) {
    open_with_events(0);
    put_endpoint("billing");
    CHECK_OK(cohook_engine_drain(engine, patience, &error));
    CHECK_OK(cohook_engine_drain(engine, 0, &error));
    cohook_message const message = message_to("billing");
    CHECK_STATUS(cohook_engine_send(engine, &message, patience, NULL, &error), COHOOK_UNAVAILABLE);
    CHECK(cohook_error_is_retriable(error) == 1);
    cohook_error_free(error);
    cohook_document* shown = NULL;
    CHECK_OK(cohook_delivery_list(engine, NULL, patience, &shown, &error));
    cohook_document_free(shown);
    close_engine();
}

static void news_that_finds_no_room_is_counted(void) {
    cohook_engine_options options = usual_options();
    options.event_kinds = 1u << COHOOK_EVENT_ATTEMPTED;
    options.event_limit = 2;
    open_engine(&options);
    put_endpoint("billing");
    cohook_message const message = message_to("billing");
    for (int sent = 0; sent < 8; ++sent) CHECK_OK(cohook_engine_send(engine, &message, patience, NULL, &error));
    CHECK(receiver_wait(target, 8) == 8);
    CHECK_OK(cohook_engine_drain(engine, patience, &error));
    uint64_t told = 0, lost = 0;
    for (;;) {
        cohook_event* event = NULL;
        CHECK_STATUS(cohook_engine_next_event(engine, 0, &event), COHOOK_OK);
        if (!event) break;
        if (cohook_event_kind(event) == COHOOK_EVENT_LOST)
            lost += cohook_event_tag(event);
        else
            ++told;
        cohook_event_free(event);
    }
    CHECK(told == 2);
    CHECK(told + lost == 8);
    close_engine();
}

int main(void) {
    RUN(a_message_is_durable_sent_and_found_again);
    RUN(many_are_taken_together_or_not_at_all);
    RUN(a_post_tells_its_outcome_by_an_event_on_a_descriptor);
    RUN(a_paused_endpoint_keeps_what_it_is_sent);
    RUN(settings_go_in_and_come_out_without_the_key);
    RUN(what_is_wrong_is_named);
    RUN(the_ended_are_replayed_after_a_count);
    RUN(run_test_reports_one_attempt);
    RUN(after_a_drain_queries_work_and_sends_do_not);
    RUN(news_that_finds_no_room_is_counted);
    return outcome();
}
