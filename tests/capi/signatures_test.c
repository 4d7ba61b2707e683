// Signing and verifying through the C ABI: round trips, what a result says, and what cannot be asked.
#include "check.h"

static cohook_error* error;

static cohook_secret plain(char const* text) {
    cohook_secret secret = {text, strlen(text), COHOOK_SECRET_OF_SCHEME};
    return secret;
}

static cohook_verifier* verifier_of(char const* scheme, cohook_secret const* secrets, size_t count) {
    cohook_verifier_options options = {0};
    options.size = sizeof options;
    options.scheme = scheme;
    options.secrets = secrets;
    options.secret_count = count;
    cohook_verifier* made = NULL;
    CHECK_OK(cohook_verifier_new(&options, &made, &error));
    return made;
}

static cohook_signer* signer_of(char const* scheme, cohook_secret secret) {
    cohook_signer_options options = {0};
    options.size = sizeof options;
    options.scheme = scheme;
    options.secrets = &secret;
    options.secret_count = 1;
    cohook_signer* made = NULL;
    CHECK_OK(cohook_signer_new(&options, &made, &error));
    return made;
}

static cohook_headers* headers_for(cohook_signer const* signer, char const* id, int64_t at, char const* body) {
    cohook_unsigned request = {0};
    request.size = sizeof request;
    request.id = id;
    request.id_size = strlen(id);
    request.timestamp = at;
    request.body = body;
    request.body_size = strlen(body);
    cohook_headers* made = NULL;
    CHECK_OK(cohook_sign(signer, &request, &made, &error));
    return made;
}

static cohook_request request_with(cohook_header const* headers, size_t count, char const* body, int64_t now) {
    cohook_request request = {0};
    request.size = sizeof request;
    request.headers = headers;
    request.header_count = count;
    request.body = body;
    request.body_size = strlen(body);
    request.now = now;
    return request;
}

static size_t copy_headers(cohook_headers const* from, cohook_header* into) {
    size_t const count = cohook_headers_count(from);
    for (size_t at = 0; at < count; ++at) into[at] = cohook_headers_at(from, at);
    return count;
}

static char const* const key = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
static char const* const other_key = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX";

static void what_was_signed_verifies_and_says_what_it_proves(void) {
    cohook_secret const secrets[] = {plain(other_key), plain(key)};
    cohook_verifier* const verifier = verifier_of("standard-webhooks", secrets, 2);
    cohook_signer* const signer = signer_of("standard-webhooks", plain(key));
    cohook_headers* const made = headers_for(signer, "msg_1", 1700000000, "{\"a\":1}");
    cohook_header headers[8];
    size_t const count = copy_headers(made, headers);
    char const* const body = "{\"a\":1}";
    cohook_request const request = request_with(headers, count, body, 1700000001);
    cohook_verification proved = {0};
    proved.size = sizeof proved;
    CHECK(cohook_verify(verifier, &request, &proved) == COHOOK_VERDICT_OK);
    CHECK(proved.verdict == COHOOK_VERDICT_OK);
    CHECK(proved.key_index == 1);
    CHECK(proved.covered == (COHOOK_COVERS_BODY | COHOOK_COVERS_ID | COHOOK_COVERS_TIMESTAMP));
    CHECK(proved.freshness == COHOOK_FRESHNESS_CHECKED);
    CHECK(proved.has_timestamp == 1 && proved.timestamp == 1700000000);
    CHECK(proved.payload == body && proved.payload_size == 7);
    CHECK(proved.id_size == 5 && memcmp(proved.id, "msg_1", 5) == 0);
    CHECK(proved.owned == NULL);
    cohook_verification_release(&proved);
    cohook_verification_release(&proved);
    cohook_headers_free(made);
    cohook_signer_free(signer);
    cohook_verifier_free(verifier);
}

static void what_does_not_verify_says_why_and_nothing_else(void) {
    cohook_secret const secret = plain(key);
    cohook_verifier* const verifier = verifier_of("standard-webhooks", &secret, 1);
    cohook_signer* const signer = signer_of("standard-webhooks", secret);
    cohook_headers* const made = headers_for(signer, "msg_1", 1700000000, "body");
    cohook_header headers[8];
    size_t const count = copy_headers(made, headers);
    cohook_verification refused = {0};
    refused.size = sizeof refused;
    cohook_request const altered = request_with(headers, count, "bodY", 1700000000);
    CHECK(cohook_verify(verifier, &altered, &refused) == COHOOK_VERDICT_SIGNATURE_MISMATCH);
    CHECK(refused.payload == NULL && refused.id_size == 0 && refused.covered == 0);
    cohook_request const stale = request_with(headers, count, "body", 1700000301);
    CHECK(cohook_verify(verifier, &stale, &refused) == COHOOK_VERDICT_TIMESTAMP_TOO_OLD);
    cohook_request const bare = request_with(NULL, 0, "body", 1700000000);
    CHECK(cohook_verify(verifier, &bare, &refused) == COHOOK_VERDICT_MISSING_HEADER);
    CHECK(strcmp(cohook_verdict_name(COHOOK_VERDICT_MISSING_HEADER), "missing-header") == 0);
    cohook_headers_free(made);
    cohook_signer_free(signer);
    cohook_verifier_free(verifier);
}

static void the_window_is_chosen_never_forgotten(void) {
    cohook_secret const secret = plain(key);
    cohook_verifier_options options = {0};
    options.size = sizeof options;
    options.scheme = "standard-webhooks";
    options.secrets = &secret;
    options.secret_count = 1;
    options.window = COHOOK_WINDOW_OFF;
    cohook_verifier* lenient = NULL;
    CHECK_OK(cohook_verifier_new(&options, &lenient, &error));
    options.window = COHOOK_WINDOW_SECONDS;
    options.tolerance_seconds = 0;
    cohook_verifier* exact = NULL;
    CHECK_OK(cohook_verifier_new(&options, &exact, &error));
    cohook_signer* const signer = signer_of("standard-webhooks", secret);
    cohook_headers* const made = headers_for(signer, "msg_1", 1700000000, "body");
    cohook_header headers[8];
    size_t const count = copy_headers(made, headers);
    cohook_request const late = request_with(headers, count, "body", 1800000000);
    cohook_verification out = {0};
    out.size = sizeof out;
    CHECK(cohook_verify(lenient, &late, &out) == COHOOK_VERDICT_OK);
    CHECK(out.freshness == COHOOK_FRESHNESS_SWITCHED_OFF);
    cohook_request const next_second = request_with(headers, count, "body", 1700000001);
    CHECK(cohook_verify(exact, &next_second, &out) == COHOOK_VERDICT_TIMESTAMP_TOO_OLD);
    cohook_headers_free(made);
    cohook_signer_free(signer);
    cohook_verifier_free(exact);
    cohook_verifier_free(lenient);
}

static void an_envelope_is_composed_and_opened(void) {
    cohook_envelope envelope = {0};
    cohook_header const attribute = {"entity", 6, "person", 6};
    envelope.size = sizeof envelope;
    envelope.data = "[{\"personID\":54512}]";
    envelope.data_size = strlen(envelope.data);
    envelope.message_id = "2070443601311540";
    envelope.subscription = "sub";
    envelope.publish_time_ms = 1614367995749;
    envelope.attributes = &attribute;
    envelope.attribute_count = 1;
    envelope.key = plain("helloWorld");
    cohook_document* body = NULL;
    CHECK_OK(cohook_envelope_compose(&envelope, &body, &error));
    CHECK(says(body, "\"publishTime\":\"2021-02-26T19:33:15.749Z\""));
    cohook_secret const secret = plain("helloWorld");
    cohook_verifier* const verifier = verifier_of("members-envelope", &secret, 1);
    cohook_request const request = request_with(NULL, 0, cohook_document_text(body), 0);
    cohook_verification opened = {0};
    opened.size = sizeof opened;
    CHECK(cohook_verify(verifier, &request, &opened) == COHOOK_VERDICT_OK);
    CHECK(opened.payload_size == envelope.data_size && memcmp(opened.payload, envelope.data, opened.payload_size) == 0);
    CHECK(opened.covered == COHOOK_COVERS_ENVELOPE_DATA);
    CHECK(opened.freshness == COHOOK_FRESHNESS_NOT_AVAILABLE);
    CHECK(opened.id_size == 16);
    cohook_verification_release(&opened);
    cohook_document_free(body);
    cohook_verifier_free(verifier);
    envelope.message_id = "no number";
    CHECK_STATUS(cohook_envelope_compose(&envelope, &body, &error), COHOOK_INVALID_ARGUMENT);
    CHECK(strcmp(cohook_error_field(error), "messageId") == 0);
    cohook_error_free(error);
}

static cohook_verification known_as(char const* id) {
    cohook_verification known = {0};
    known.size = sizeof known;
    known.id = id;
    known.id_size = strlen(id);
    return known;
}

static void what_failed_may_come_again_and_what_is_in_progress_may_not(void) {
    cohook_verification const one = known_as("msg_1");
    cohook_verification const nameless = known_as("");
    cohook_replay_guard* guard = NULL;
    CHECK_OK(cohook_replay_guard_new(0, 2, &guard, &error));
    CHECK(cohook_replay_guard_reserve(guard, "a", &one, 1700000000) == COHOOK_ADMISSION_FIRST_TIME);
    CHECK(cohook_replay_guard_reserve(guard, "a", &one, 1700000000) == COHOOK_ADMISSION_IN_PROGRESS);
    CHECK_STATUS(cohook_replay_guard_release(guard, "a", &one), COHOOK_OK);
    CHECK(cohook_replay_guard_reserve(guard, "a", &one, 1700000001) == COHOOK_ADMISSION_FIRST_TIME);
    CHECK_STATUS(cohook_replay_guard_commit(guard, "a", &one), COHOOK_OK);
    CHECK_STATUS(cohook_replay_guard_release(guard, "a", &one), COHOOK_OK);
    CHECK(cohook_replay_guard_reserve(guard, "a", &one, 1700000002) == COHOOK_ADMISSION_REPEATED);
    CHECK(cohook_replay_guard_reserve(guard, "a", &nameless, 1700000002) == COHOOK_ADMISSION_NOT_VERIFIED);
    CHECK_STATUS(cohook_replay_guard_commit(guard, "a", &nameless), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_replay_guard_release(NULL, "a", &one), COHOOK_INVALID_ARGUMENT);
    cohook_replay_guard_free(guard);
}

static void a_replay_is_seen_once_per_scope(void) {
    cohook_secret const secret = plain(key);
    cohook_verifier* const verifier = verifier_of("standard-webhooks", &secret, 1);
    cohook_signer* const signer = signer_of("standard-webhooks", secret);
    cohook_headers* const made = headers_for(signer, "msg_1", 1700000000, "body");
    cohook_header headers[8];
    size_t const count = copy_headers(made, headers);
    cohook_request const request = request_with(headers, count, "body", 1700000000);
    cohook_verification proved = {0};
    proved.size = sizeof proved;
    cohook_replay_guard* guard = NULL;
    CHECK_OK(cohook_replay_guard_new(0, 2, &guard, &error));
    CHECK(cohook_replay_guard_admit(guard, "a", &proved, 1700000000) == COHOOK_ADMISSION_NOT_VERIFIED);
    CHECK(cohook_verify(verifier, &request, &proved) == COHOOK_VERDICT_OK);
    CHECK(cohook_replay_guard_admit(guard, "a", &proved, 1700000000) == COHOOK_ADMISSION_FIRST_TIME);
    CHECK(cohook_replay_guard_admit(guard, "a", &proved, 1700000001) == COHOOK_ADMISSION_REPEATED);
    CHECK(cohook_replay_guard_admit(guard, "b", &proved, 1700000001) == COHOOK_ADMISSION_FIRST_TIME);
    CHECK(cohook_replay_guard_admit(guard, "c", &proved, 1700000001) == COHOOK_ADMISSION_FULL);
    CHECK(cohook_replay_guard_admit(NULL, "a", &proved, 1) == COHOOK_INVALID_ARGUMENT);
    cohook_replay_guard_free(guard);
    cohook_headers_free(made);
    cohook_signer_free(signer);
    cohook_verifier_free(verifier);
}

static void questions_are_answered_only_when_verified(void) {
    cohook_secret const secret = plain("zoom secret token");
    cohook_verifier* const verifier = verifier_of("zoom", &secret, 1);
    cohook_signer* const signer = signer_of("zoom", secret);
    char const* const question =
        "{\"event\":\"endpoint.url_validation\",\"payload\":{\"plainToken\":\"qgg8vlvZRS6UYooatFL8Aw\"}}";
    cohook_headers* const made = headers_for(signer, "", 1700000000, question);
    cohook_header headers[8];
    size_t const count = copy_headers(made, headers);
    cohook_request request = request_with(headers, count, question, 1700000000);
    cohook_answer* answer = NULL;
    cohook_verification seen;
    seen.size = sizeof seen;
    CHECK(cohook_receive(verifier, &request, &seen, &answer) == COHOOK_VERDICT_OK);
    CHECK(seen.payload == question && seen.payload_size == strlen(question) && seen.has_timestamp == 1);
    CHECK(answer != NULL && cohook_answer_status(answer) == 200);
    CHECK(strstr(cohook_answer_body(answer), "\"encryptedToken\":\"") != NULL);
    CHECK(cohook_answer_body_size(answer) == strlen(cohook_answer_body(answer)));
    cohook_answer_free(answer);
    cohook_verification_release(&seen);
    request.now = 1700009999;
    CHECK(cohook_receive(verifier, &request, &seen, &answer) == COHOOK_VERDICT_TIMESTAMP_TOO_OLD);
    CHECK(answer == NULL && seen.payload == NULL && seen.verdict == COHOOK_VERDICT_TIMESTAMP_TOO_OLD);
    CHECK(cohook_receive(verifier, &request, NULL, &answer) == COHOOK_INVALID_ARGUMENT);
    CHECK(cohook_receive(verifier, &request, &seen, NULL) == COHOOK_INVALID_ARGUMENT);
    CHECK(cohook_receive(NULL, &request, &seen, &answer) == COHOOK_INVALID_ARGUMENT && answer == NULL);
    cohook_headers_free(made);
    cohook_signer_free(signer);
    cohook_verifier_free(verifier);
    CHECK_STATUS(cohook_answer_intent("hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2F&hub.challenge=abc"
                                      "&hub.lease_seconds=60",
                                      "subscribe", "https://a.example/", &answer),
                 COHOOK_OK);
    CHECK(answer != NULL && strcmp(cohook_answer_body(answer), "abc") == 0);
    cohook_answer_free(answer);
    char const* const allowed[] = {"eventemitter.example.com"};
    cohook_header const origin = {"WebHook-Request-Origin", 22, "eventemitter.example.com", 24};
    CHECK_STATUS(cohook_answer_origin("OPTIONS", &origin, 1, allowed, 1, 120, &answer), COHOOK_OK);
    CHECK(answer != NULL && cohook_headers_count(cohook_answer_headers(answer)) >= 2);
    cohook_answer_free(answer);
}

static void every_scheme_has_a_name(void) {
    size_t known = 0;
    while (cohook_scheme_name(known) != NULL) ++known;
    CHECK(known >= 13);
    CHECK(cohook_scheme_name(known + 1) == NULL && cohook_scheme_name((size_t)-1) == NULL);
    CHECK(cohook_verdict_name(-1) == NULL && cohook_verdict_name(1000) == NULL);
    CHECK(cohook_abi_version() == COHOOK_ABI_VERSION);
    CHECK(strcmp(cohook_version(), "0.1.0") == 0);
    CHECK(cohook_now() > 1700000000);
}

static void a_line_without_its_text_is_named(void) {
    cohook_header lines[] = {{"Host", 4, NULL, 0}, {"X-One", 5, NULL, 3}};
    cohook_secret const secret = plain(key);
    cohook_verifier* verifier = verifier_of("standard-webhooks", &secret, 1);
    cohook_request const request = request_with(lines, 2, "", 0);
    cohook_verification out = {0};
    out.size = sizeof out;
    out.payload = "left over";
    out.payload_size = 9;
    CHECK(cohook_verify(verifier, &request, &out) == COHOOK_INVALID_ARGUMENT);
    CHECK(out.payload == NULL && out.payload_size == 0);
    // Its value is empty, which is no mistake.
    cohook_request const shorter = request_with(lines, 1, "", 0);
    CHECK(cohook_verify(verifier, &shorter, &out) == COHOOK_VERDICT_MISSING_HEADER);
    cohook_verifier_free(verifier);

    cohook_envelope envelope = {0};
    envelope.size = sizeof envelope;
    envelope.data = "[]";
    envelope.data_size = 2;
    envelope.message_id = "1";
    envelope.key = plain("helloWorld");
    envelope.attributes = lines;
    envelope.attribute_count = 2;
    cohook_document* body = NULL;
    CHECK_STATUS(cohook_envelope_compose(&envelope, &body, &error), COHOOK_INVALID_ARGUMENT);
    CHECK(strcmp(cohook_error_field(error), "attributes[1]") == 0);
    cohook_error_free(error);
}

static void wrong_input_is_refused(void) {
    cohook_secret secret = plain(key);
    cohook_verifier_options options = {0};
    cohook_verifier* verifier = NULL;
    CHECK_STATUS(cohook_verifier_new(NULL, &verifier, NULL), COHOOK_INVALID_ARGUMENT);
    CHECK_STATUS(cohook_verifier_new(&options, &verifier, NULL), COHOOK_INVALID_ARGUMENT);
    options.size = sizeof options;
    CHECK_STATUS(cohook_verifier_new(&options, &verifier, NULL), COHOOK_INVALID_ARGUMENT);
    options.scheme = "rot13";
    options.secrets = &secret;
    options.secret_count = 1;
    CHECK_STATUS(cohook_verifier_new(&options, &verifier, NULL), COHOOK_UNSUPPORTED);
    options.scheme = "standard-webhooks";
    CHECK_STATUS(cohook_verifier_new(&options, NULL, NULL), COHOOK_INVALID_ARGUMENT);
    options.window = 7;
    CHECK_STATUS(cohook_verifier_new(&options, &verifier, NULL), COHOOK_INVALID_ARGUMENT);
    options.window = COHOOK_WINDOW_DEFAULT;
    secret.value = "whsec_!";
    secret.value_size = 7;
    CHECK_STATUS(cohook_verifier_new(&options, &verifier, &error), COHOOK_INVALID_ARGUMENT);
    CHECK(strncmp(cohook_error_field(error), "secret", 6) == 0);
    CHECK(strstr(cohook_error_message(error), "whsec_!") == NULL);
    cohook_error_free(error);
    CHECK(verifier == NULL);

    // A struct from a newer header: what this library does not know must be unused.
    struct {
        cohook_verifier_options known;
        long long newer;
    } future;
    memset(&future, 0, sizeof future);
    secret = plain(key);
    future.known.size = sizeof future;
    future.known.scheme = "standard-webhooks";
    future.known.secrets = &secret;
    future.known.secret_count = 1;
    CHECK_STATUS(cohook_verifier_new(&future.known, &verifier, NULL), COHOOK_OK);
    cohook_verifier_free(verifier);
    verifier = NULL;
    future.newer = 1;
    CHECK_STATUS(cohook_verifier_new(&future.known, &verifier, NULL), COHOOK_UNSUPPORTED);
    // And one from an older header.
    future.known.size = offsetof(cohook_verifier_options, window);
    CHECK_STATUS(cohook_verifier_new(&future.known, &verifier, NULL), COHOOK_OK);

    cohook_verification out = {0};
    cohook_request const request = request_with(NULL, 0, "", 0);
    CHECK(cohook_verify(verifier, &request, &out) == COHOOK_INVALID_ARGUMENT);
    out.size = sizeof out;
    CHECK(cohook_verify(NULL, &request, &out) == COHOOK_INVALID_ARGUMENT);
    CHECK(out.verdict != COHOOK_VERDICT_OK);
    CHECK(cohook_verify(verifier, NULL, &out) == COHOOK_INVALID_ARGUMENT);
    CHECK(cohook_verify(verifier, &request, NULL) == COHOOK_INVALID_ARGUMENT);
    cohook_request broken = request;
    broken.body_size = 5;
    broken.body = NULL;
    CHECK(cohook_verify(verifier, &broken, &out) == COHOOK_INVALID_ARGUMENT);
    broken = request;
    broken.header_count = 3;
    CHECK(cohook_verify(verifier, &broken, &out) == COHOOK_INVALID_ARGUMENT);
    cohook_verifier_free(verifier);
    cohook_verifier_free(NULL);
    cohook_signer_free(NULL);
    cohook_headers_free(NULL);
    cohook_answer_free(NULL);
    cohook_replay_guard_free(NULL);
    cohook_document_free(NULL);
    cohook_error_free(NULL);
    cohook_verification_release(NULL);
    CHECK(cohook_headers_count(NULL) == 0 && cohook_headers_at(NULL, 0).name == NULL);
    CHECK(cohook_document_size(NULL) == 0 && cohook_document_text(NULL)[0] == '\0');
    CHECK(cohook_error_message(NULL)[0] == '\0' && cohook_error_kind(NULL) == COHOOK_OK);
}

int main(void) {
    RUN(what_was_signed_verifies_and_says_what_it_proves);
    RUN(what_does_not_verify_says_why_and_nothing_else);
    RUN(the_window_is_chosen_never_forgotten);
    RUN(an_envelope_is_composed_and_opened);
    RUN(a_replay_is_seen_once_per_scope);
    RUN(what_failed_may_come_again_and_what_is_in_progress_may_not);
    RUN(questions_are_answered_only_when_verified);
    RUN(every_scheme_has_a_name);
    RUN(a_line_without_its_text_is_named);
    RUN(wrong_input_is_refused);
    return outcome();
}
