// What Go cannot do itself: structs that hold pointers to Go memory exist here alone, and only during a call.
#ifndef COHOOK_GO_SHIM_H
#define COHOOK_GO_SHIM_H

#include <cohook.h>

// Where some bytes of a verification lie: in the body, in the flat texts of the request, or in memory of the library's.
enum cohook_go_place { COHOOK_GO_IN_BODY, COHOOK_GO_IN_TEXT, COHOOK_GO_KEPT };
typedef struct cohook_go_span {
    int32_t place;
    size_t offset;
    size_t size;
    char const* kept;
} cohook_go_span;

typedef struct cohook_go_proof {
    uint32_t covered;
    int32_t freshness;
    uint32_t key_index;
    int32_t has_timestamp;
    int64_t timestamp;
    cohook_go_span payload, id, components;
    cohook_verification* owned;  // NULL, or to be given to `cohook_go_release`
    cohook_answer* answer;       // NULL, or to be freed
} cohook_go_proof;

// Flat texts: method, URL, then name and value of each header; each ends with a zero byte, lengths count without it.
typedef struct cohook_go_request {
    size_t header_count;
    size_t body_size;
    int64_t now;
    int32_t may_be_question;  // 1: what to answer to a question is wanted, too
} cohook_go_request;

int32_t cohook_go_verify(cohook_verifier const* verifier, char const* text, uint32_t const* lengths, void const* body,
                         cohook_go_request const* sizes, cohook_go_proof* proof);
void cohook_go_release(cohook_verification* owned);

// What is asked of a guard; `now` matters to the first two.
enum cohook_go_ask { COHOOK_GO_ADMIT, COHOOK_GO_RESERVE, COHOOK_GO_COMMIT, COHOOK_GO_RELEASE };
int32_t cohook_go_guard(cohook_replay_guard* guard, int32_t ask, char const* scope, char const* id, size_t id_size,
                        int64_t now);

// The first text is the id; method, URL and headers follow as above.
cohook_status cohook_go_sign(cohook_signer const* signer, char const* text, uint32_t const* lengths, void const* body,
                             cohook_go_request const* sizes, cohook_headers** headers, cohook_error** error);

// Many messages in flat texts: endpoint, type, key, content, then their number of attributes (a length without a text), name
// and value of each.
typedef struct cohook_go_batch {
    size_t count;
    size_t attribute_count;  // of all messages together
} cohook_go_batch;
cohook_status cohook_go_send_many(cohook_engine* engine, char const* text, uint32_t const* lengths,
                                  cohook_go_batch const* batch, int64_t const* occurred_at_ms, int64_t timeout_ms,
                                  cohook_receipt* receipts, cohook_error** error);
cohook_status cohook_go_post(cohook_engine* engine, char const* text, uint32_t const* lengths, int64_t occurred_at_ms,
                             size_t attribute_count, uint64_t tag, cohook_error** error);
// `probe`: -1: send it; 0 or 1: test with it.
cohook_status cohook_go_post_test(cohook_engine* engine, char const* text, uint32_t const* lengths,
                                  int64_t occurred_at_ms, size_t attribute_count, int32_t probe, uint64_t tag,
                                  cohook_error** error);

// `log`: a handle of Go's that the log goes to; 0: nothing is logged.
cohook_status cohook_go_open(cohook_engine_options* options, uintptr_t log, cohook_engine** engine,
                             cohook_error** error);

#endif
