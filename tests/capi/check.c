#include "check.h"

int failed_checks = 0;

void check_true(int holds, char const* what, char const* file, int line) {
    if (holds) return;
    ++failed_checks;
    fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
}

void check_status(int32_t status, int32_t expected, char const* what, char const* file, int line) {
    if (status == expected) return;
    ++failed_checks;
    fprintf(stderr, "%s:%d: %s is %s, not %s\n", file, line, what, cohook_status_name(status),
            cohook_status_name(expected));
}

void check_ok(cohook_status status, cohook_error** error, char const* what, char const* file, int line) {
    if (status != COHOOK_OK) {
        ++failed_checks;
        fprintf(stderr, "%s:%d: %s: %s: %s (%s)\n", file, line, what, cohook_status_name(status),
                cohook_error_message(*error), cohook_error_field(*error));
    }
    cohook_error_free(*error);
    *error = NULL;
}

int says(cohook_document const* document, char const* text) {
    int const found = strstr(cohook_document_text(document), text) != NULL;
    if (!found) fprintf(stderr, "the document does not say %s: %s\n", text, cohook_document_text(document));
    return found;
}

long long number_in(char const* json, char const* name) {
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\":", name);
    char const* const at = strstr(json, quoted);
    if (!at) return -1;
    char const* digits = at + strlen(quoted);
    while (*digits == '"' || (*digits >= 'a' && *digits <= 'z') || *digits == '_') ++digits;
    return strtoll(digits, NULL, 10);
}

void run_case(char const* name, void (*body)(void)) {
    fprintf(stderr, "case %s\n", name);
    body();
}

int outcome(void) {
    return failed_checks == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
