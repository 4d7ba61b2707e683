// A receiver of webhooks for C tests: HTTP on a loopback port, answers what it is told, keeps what it got.
#ifndef COHOOK_TESTS_RECEIVER_H
#define COHOOK_TESTS_RECEIVER_H

#include <stddef.h>

typedef struct receiver receiver;

// Listens on a free port; ends the program where it cannot.
receiver* receiver_start(void);
// `http://127.0.0.1:PORT/hook`
char const* receiver_url(receiver const* of);
// What is answered from now on; 204 at first.
void receiver_answer(receiver* of, int status);
// Waits until this many requests have come, at most thirty seconds; how many there are.
size_t receiver_wait(receiver* of, size_t requests);
size_t receiver_count(receiver* of);
// The request of this place, head and body, as a string that is the caller's; NULL: there is none.
char* receiver_request(receiver* of, size_t place);
void receiver_stop(receiver* of);

#endif
