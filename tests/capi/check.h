// The little that C tests need: a check that says where it failed, and cases with names.
#ifndef COHOOK_TESTS_CHECK_H
#define COHOOK_TESTS_CHECK_H

#include <cohook.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Checks go on after a failure; the program's exit status tells of them.
extern int failed_checks;

#define CHECK(condition) check_true((condition) ? 1 : 0, #condition, __FILE__, __LINE__)
// A status that should be another.
#define CHECK_STATUS(status, expected) check_status((status), (expected), #status, __FILE__, __LINE__)
// For calls whose last argument is `&error`: says the error's words, and frees it.
#define CHECK_OK(call) check_ok((call), &error, #call, __FILE__, __LINE__)

void check_true(int holds, char const* what, char const* file, int line);
void check_status(int32_t status, int32_t expected, char const* what, char const* file, int line);
void check_ok(cohook_status status, cohook_error** error, char const* what, char const* file, int line);

// Whether the document's text holds this; frees nothing.
int says(cohook_document const* document, char const* text);
// The whole number after `"name":`, -1 where there is none.
long long number_in(char const* json, char const* name);
// Prints the case's name and runs it.
void run_case(char const* name, void (*body)(void));
#define RUN(name) run_case(#name, name)
// The exit status: 0 where every check held.
int outcome(void);

#endif
