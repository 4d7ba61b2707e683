// An engine and a receiver for one case of a C test.
#ifndef COHOOK_TESTS_HOUSE_H
#define COHOOK_TESTS_HOUSE_H

#include "check.h"
#include "receiver.h"

enum { second = 1000, patience = 30 * second };

extern receiver* target;
extern cohook_engine* engine;
extern cohook_error* error;

// In memory, http to this machine allowed, one shard; the rest may be changed before `open_engine`.
cohook_engine_options usual_options(void);
// Ends the program where the engine cannot be opened.
void open_engine(cohook_engine_options const* options);
void close_engine(void);
// An endpoint that leads to the receiver.
void put_endpoint(char const* id);
cohook_message message_to(char const* endpoint);
// The next event of this kind; others are dropped. NULL where none comes in time.
cohook_event* wait_for_event(int32_t kind);

#endif
