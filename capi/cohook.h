// cohook: signed webhooks, sent and received. The C ABI of libcohook; C99 and C++.
//
// Conventions, which hold for every function unless it says otherwise:
//
// Names      `cohook_<noun>_<verb>`; the first parameter is the object. Inputs come first, outputs last.
// Results    `cohook_status`: 0 is success, a negative number the kind of an error. Outputs are written on success only,
//            save `*error`. New kinds may be added: treat an unknown negative number as an error.
// Errors     The last parameter `cohook_error** error` may be NULL. On failure it gets an object that the caller frees
//            with `cohook_error_free`; on success it gets NULL. There is no thread-local state.
// Options    Structs whose first member is `size`, to be set to `sizeof` of the struct; fill the rest with zeros for the
//            defaults. A smaller size than today's leaves the later members at their defaults; a larger one is refused
//            as COHOOK_UNSUPPORTED where its surplus is not zero. Structs without `size` never change.
// Text       UTF-8. `char const*` without a size ends with a zero byte; with one it need not. All input is copied before
//            the call returns, unless said otherwise.
// Ownership  What a function gives through a pointer to a pointer is the caller's, to be freed by `…_free`. Every
//            `…_free(NULL)` does nothing. Pointers returned directly are views, valid as long as their object.
// NULL       A NULL where something is needed is COHOOK_INVALID_ARGUMENT (or 0 or NULL from functions that give a value).
// Threads    `const` objects, engines and replay guards may be used by any number of threads at once. Errors, documents,
//            events, header lists and verifications belong to one thread at a time.
// Process    No signal handler is installed, nothing is written to standard output or error, the process is never ended,
//            no SIGPIPE is raised, no exception leaves. Where memory runs out on the engine's own threads the process ends:
//            the one exception. Files are opened close-on-exec. All threads of an engine have
//            signals blocked and are joined by `cohook_engine_close`, save those that a name server keeps waiting; the code
//            stays mapped for them, so the library may be unloaded at any time after it.
// Fork       An engine belongs to the process that opened it. In a child, its functions say COHOOK_FORKED, and
//            `cohook_engine_close` does nothing.
// Stability  Until 1.0 the ABI may change with the SONAME; `cohook_abi_version` tells. See also COHOOK_ABI_VERSION.
#ifndef COHOOK_H
#define COHOOK_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(COHOOK_BUILDING_LIBRARY)
#define COHOOK_API __attribute__((visibility("default")))
#else
#define COHOOK_API
#endif

// ---- the library -----------------------------------------------------------------------------------------------------

// Raised when anything declared here changes its meaning or its form; additions do not raise it.
#define COHOOK_ABI_VERSION 0

// That of the library at hand: to be compared with COHOOK_ABI_VERSION by whoever loads it at run time.
COHOOK_API int32_t cohook_abi_version(void);
// Its version, `0.1.0`. Static.
COHOOK_API char const* cohook_version(void);
// Unix seconds by the system's clock: what `now` of the functions below usually is.
COHOOK_API int64_t cohook_now(void);

// ---- errors ----------------------------------------------------------------------------------------------------------

typedef int32_t cohook_status;

#define COHOOK_OK 0
#define COHOOK_INVALID_ARGUMENT (-1)  // a value breaks a rule; the message says which and what would be right
#define COHOOK_NOT_FOUND (-2)         // no such thing
#define COHOOK_CONFLICT (-3)          // another state is in the way: a running sync, a newer revision, an open store
#define COHOOK_TOO_LARGE (-4)         // over a limit; nothing was accepted
#define COHOOK_UNAUTHORIZED (-5)      // no credential, or one that does not hold
#define COHOOK_FORBIDDEN (-6)         // not allowed to the one who asks
#define COHOOK_UNAVAILABLE (-7)       // cannot serve now; nothing was accepted, try again
#define COHOOK_STORAGE_FULL (-8)      // no room to accept durably; nothing was accepted, try again later
#define COHOOK_STORAGE_FAILED (-9)    // the store has stopped acknowledging until it is opened again
#define COHOOK_UNKNOWN_OUTCOME (-10)  // the store's answer was lost; look before trying again
#define COHOOK_BLOCKED (-11)          // the egress policy forbids the address or URL
#define COHOOK_UNSUPPORTED (-12)      // not built in, or from a newer version
#define COHOOK_CANCELLED (-13)        // stopped on request before it was done
#define COHOOK_INTERNAL (-14)         // a broken invariant: a bug of the library
#define COHOOK_TIMED_OUT (-15)        // the caller's time was up; the work goes on, its outcome is not known
#define COHOOK_WRONG_THREAD (-16)     // called from a callback that it would wait for
#define COHOOK_FORKED (-17)           // the engine belongs to the parent of this process
#define COHOOK_OUT_OF_MEMORY (-18)    // nothing was done

// The stable, lower-case name of a status, as in logs and in the JSON of the API: `not_found`. Static.
COHOOK_API char const* cohook_status_name(cohook_status status);

typedef struct cohook_error cohook_error;
COHOOK_API cohook_status cohook_error_kind(cohook_error const* error);
// What is wrong, why, and what would be right, for a person. Never holds a secret.
COHOOK_API char const* cohook_error_message(cohook_error const* error);
// The path of the offending input (`signingKey`, `headers[2].name`); empty where none is to blame.
COHOOK_API char const* cohook_error_field(cohook_error const* error);
// 1 where the same call may succeed later.
COHOOK_API int32_t cohook_error_is_retriable(cohook_error const* error);
COHOOK_API void cohook_error_free(cohook_error* error);

// ---- text that the library gives -------------------------------------------------------------------------------------

// JSON (or the bytes of an envelope). Objects have the members of the REST API's native face, and may gain others.
typedef struct cohook_document cohook_document;
// Ends with a zero byte, which is not counted in the size.
COHOOK_API char const* cohook_document_text(cohook_document const* document);
COHOOK_API size_t cohook_document_size(cohook_document const* document);
COHOOK_API void cohook_document_free(cohook_document* document);

// ---- signatures: what both sides share -------------------------------------------------------------------------------

// One header line, as received or to be sent.
typedef struct cohook_header {
    char const* name;
    size_t name_size;
    char const* value;
    size_t value_size;
} cohook_header;

#define COHOOK_SECRET_OF_SCHEME 0  // as the scheme's documentation has it: `whsec_` + base64, plain text, hex
#define COHOOK_SECRET_RAW 1        // the key bytes themselves
#define COHOOK_SECRET_ENDPOINT 2   // a `signingKey` of an endpoint: `whsec_` + base64, any other is plain text

typedef struct cohook_secret {
    char const* value;
    size_t value_size;
    int32_t dialect;  // COHOOK_SECRET_…
} cohook_secret;

// How `generic-hmac` signs: one header with one HMAC, perhaps a timestamp and an id beside it. NULL: not there.
typedef struct cohook_generic_layout {
    size_t size;
    char const* header;            // holds the signature; required
    char const* prefix;            // what stands before it, such as `sha256=`
    char const* encoding;          // `hex` (default) or `base64`
    char const* hash;              // `sha1`, `sha256` (default), `sha384`, `sha512`
    char const* signed_bytes;      // default `{body}`; with `{id}`, `{ts}`, `{url}` where they are signed
    char const* timestamp_header;  // required if and only if `{ts}` is signed
    char const* id_header;         // required if `{id}` is signed
} cohook_generic_layout;

// What a receiver demands of an RFC 9421 signature: the sender chooses what it signs, the receiver must know what it needs.
typedef struct cohook_http_demands {
    size_t size;
    char const* algorithm;          // required: `hmac-sha256`, `ed25519` or `ecdsa-p256-sha256`
    char const* const* components;  // must be covered: `content-digest`, `@method`, `"@query-param";name="id"`, …
    size_t component_count;  // with `components` NULL: `content-digest` alone; 0 of them otherwise: nothing is demanded
    char const* tag;         // only a signature with this `tag` is looked at; NULL: any
} cohook_http_demands;

// What an RFC 9421 signature is made of.
typedef struct cohook_http_layout {
    size_t size;
    char const* algorithm;          // as above
    char const* const* components;  // covered, in this order
    size_t component_count;         // with `components` NULL: `@method`, `@target-uri`, `content-digest`
    char const* digest;             // `sha-256` (default) or `sha-512`: of `Content-Digest`
    char const* label;              // NULL: `sig1`
    char const* const* key_ids;     // `keyid` of each key, in their order
    size_t key_id_count;
    char const* tag;           // NULL: none
    int64_t lifetime_seconds;  // `expires` this long after `created`; 0: none
} cohook_http_layout;

// The names of the schemes, one after the other: NULL from the end on. Static.
COHOOK_API char const* cohook_scheme_name(size_t index);

// ---- verifying -------------------------------------------------------------------------------------------------------

// What a verification came to. Keep it for logs and metrics; tell the remote side no more than "refused".
#define COHOOK_VERDICT_OK 0
#define COHOOK_VERDICT_MISSING_HEADER 1
#define COHOOK_VERDICT_DUPLICATE_HEADER 2
#define COHOOK_VERDICT_MALFORMED_HEADER 3
#define COHOOK_VERDICT_MALFORMED_TIMESTAMP 4
#define COHOOK_VERDICT_TIMESTAMP_TOO_OLD 5
#define COHOOK_VERDICT_TIMESTAMP_TOO_NEW 6
#define COHOOK_VERDICT_MALFORMED_SIGNATURE 7
#define COHOOK_VERDICT_NO_SUPPORTED_SIGNATURE 8
#define COHOOK_VERDICT_SIGNATURE_MISMATCH 9
#define COHOOK_VERDICT_MALFORMED_SECRET 10
#define COHOOK_VERDICT_MALFORMED_ENVELOPE 11
#define COHOOK_VERDICT_MISSING_FIELD 12
#define COHOOK_VERDICT_MALFORMED_DATA 13
#define COHOOK_VERDICT_INSUFFICIENT_COVERAGE 14
#define COHOOK_VERDICT_CONTENT_DIGEST_MISMATCH 15
#define COHOOK_VERDICT_INTERNAL_ERROR 16

// The stable name, as in vector files: `signature-mismatch`; NULL for a number that is none. Static.
COHOOK_API char const* cohook_verdict_name(int32_t verdict);

#define COHOOK_WINDOW_DEFAULT 0  // 300 s both ways; 60 s for Linear
#define COHOOK_WINDOW_SECONDS 1  // `tolerance_seconds` both ways; 0 means this very second
#define COHOOK_WINDOW_OFF 2      // the time is not looked at: a choice, not a default

typedef struct cohook_verifier_options {
    size_t size;
    char const* scheme;            // `standard-webhooks`, `members-envelope`, `stripe`, …; required
    cohook_secret const* secrets;  // the current key and those still accepted, at most 8; at least one
    size_t secret_count;
    int32_t window;             // COHOOK_WINDOW_…
    int32_t dots_in_id;         // 1: a `.` in the id is taken (Standard Webhooks, Svix; makes a signature ambiguous)
    int64_t tolerance_seconds;  // with COHOOK_WINDOW_SECONDS
    char const* url;            // as it was registered with the sender, where the scheme signs it (Square, Twilio)
    cohook_generic_layout const* generic;     // `generic-hmac`: required
    cohook_http_demands const* http_message;  // `rfc9421`: required
} cohook_verifier_options;

// Immutable; any thread may use it, also the same one at once.
typedef struct cohook_verifier cohook_verifier;

// Loads the keys; checks every option. Errors: COHOOK_INVALID_ARGUMENT with the field (`secret`, `secrets[1]`, …),
// COHOOK_UNSUPPORTED for an unknown scheme.
COHOOK_API cohook_status cohook_verifier_new(cohook_verifier_options const* options, cohook_verifier** verifier,
                                             cohook_error** error);
COHOOK_API void cohook_verifier_free(cohook_verifier* verifier);

// A request as it was received. Not copied: must hold during the call, and as long as the verification is used.
typedef struct cohook_request {
    size_t size;
    cohook_header const* headers;  // in wire order, repeated lines included, names in any case
    size_t header_count;
    void const* body;  // the raw bytes, before any decoding
    size_t body_size;
    int64_t now;         // Unix seconds: `cohook_now()`
    char const* method;  // RFC 9421 alone; NULL: not known
    char const* url;     // of this request, where the scheme signs it; NULL: the verifier's
} cohook_request;

// What a signature vouches for. Anything not covered may have been changed on the way.
#define COHOOK_COVERS_BODY 1u
#define COHOOK_COVERS_ID 2u
#define COHOOK_COVERS_TIMESTAMP 4u
#define COHOOK_COVERS_URL 8u
#define COHOOK_COVERS_FORM 32u    // Twilio: names and values of a form run together, not their order or boundaries
#define COHOOK_COVERS_METHOD 64u  // RFC 9421 alone
#define COHOOK_COVERS_ENVELOPE_DATA 16u  // what `message.data` decodes to, and nothing else of the envelope

#define COHOOK_FRESHNESS_CHECKED 0        // a signed timestamp lies inside the window
#define COHOOK_FRESHNESS_SWITCHED_OFF 1   // there is one; the verifier was told not to look at it
#define COHOOK_FRESHNESS_NOT_AVAILABLE 2  // the scheme signs no time: a replay looks like a new request

// What was proved. `size` is set by the caller; all else is written by `cohook_verify`, zeros unless it verified.
typedef struct cohook_verification {
    size_t size;
    int32_t verdict;     // COHOOK_VERDICT_…
    uint32_t covered;    // COHOOK_COVERS_… together
    int32_t freshness;   // COHOOK_FRESHNESS_…
    uint32_t key_index;  // place of the key that matched in the verifier's list; not for the remote side
    int64_t timestamp;   // the signed time in Unix seconds, where `has_timestamp`
    int32_t has_timestamp;
    int32_t reserved;
    char const* payload;  // the verified bytes: the body, or what `message.data` decodes to. Use these alone
    size_t payload_size;
    char const* id;  // by which a repetition is known; size 0: the scheme has none
    size_t id_size;
    char const* components;  // RFC 9421: the covered components as they were signed; a header not listed is not covered
    size_t components_size;
    void* owned;  // the library's
} cohook_verification;

// Judges one request. Gives COHOOK_VERDICT_OK (0) if and only if it is verified; a positive verdict otherwise; a negative
// status for arguments that cannot be judged, and then nothing is verified either. `out` is the caller's struct, not in
// use: it is released by `cohook_verification_release` whatever came of it. Blocks never; allocates nothing with HMAC
// schemes. Thread-safe.
COHOOK_API int32_t cohook_verify(cohook_verifier const* verifier, cohook_request const* request,
                                 cohook_verification* out);
// Frees what a verification owns (of an envelope, its decoded data); nothing of it may be used after. Twice does nothing
// more.
COHOOK_API void cohook_verification_release(cohook_verification* verification);

// ---- replays ---------------------------------------------------------------------------------------------------------

#define COHOOK_ADMISSION_FIRST_TIME 0    // remembered now; process it
#define COHOOK_ADMISSION_REPEATED 1      // processed before: acknowledge it, process nothing
#define COHOOK_ADMISSION_FULL 2          // as many as may be remembered are still fresh: answer 503
#define COHOOK_ADMISSION_NOT_VERIFIED 3  // the verification is not OK, or it has no id
#define COHOOK_ADMISSION_IN_PROGRESS 4   // reserved, and neither committed nor released: answer 503

// Remembers the ids of verified messages: bounded, atomic, forgetting by time alone. Thread-safe. To share the memory
// between processes, keep `verification.id` in a store of your own instead, after `cohook_verify` has said OK.
typedef struct cohook_replay_guard cohook_replay_guard;
// `keep_seconds`: at least twice the tolerance (0: 600). `capacity`: how many ids at most (0: 100000).
COHOOK_API cohook_status cohook_replay_guard_new(int64_t keep_seconds, size_t capacity, cohook_replay_guard** guard,
                                                 cohook_error** error);
// COHOOK_ADMISSION_…, or a negative status. Of two threads with one id exactly one is told FIRST_TIME. `scope` keeps
// senders apart. `now` in Unix seconds. For those who cannot fail once they have seen a message: to reserve and to commit.
COHOOK_API int32_t cohook_replay_guard_admit(cohook_replay_guard* guard, char const* scope,
                                             cohook_verification const* message, int64_t now);
// A sender repeats what was not processed, with the same id. So: reserve (as `admit`, and told FIRST_TIME), process, then
// commit, or release where processing failed: the repetition is FIRST_TIME again. A reservation that is neither committed
// nor released runs out with the time for which ids are kept.
COHOOK_API int32_t cohook_replay_guard_reserve(cohook_replay_guard* guard, char const* scope,
                                               cohook_verification const* message, int64_t now);
// Both only for what was reserved by the caller; they do nothing to what is committed already or no longer remembered.
COHOOK_API cohook_status cohook_replay_guard_commit(cohook_replay_guard* guard, char const* scope,
                                                    cohook_verification const* message);
COHOOK_API cohook_status cohook_replay_guard_release(cohook_replay_guard* guard, char const* scope,
                                                     cohook_verification const* message);
COHOOK_API void cohook_replay_guard_free(cohook_replay_guard* guard);

typedef struct cohook_headers cohook_headers;

// ---- challenges ------------------------------------------------------------------------------------------------------
// Answers to the questions that a sender asks before it trusts an endpoint. Where the scheme signs the question, it is
// verified first: an endpoint that signs what a stranger hands it forges its own requests.

// What to answer, with `Content-Length` left to the server.
typedef struct cohook_answer cohook_answer;
COHOOK_API int32_t cohook_answer_status(cohook_answer const* answer);
// A view: the header lines.
COHOOK_API cohook_headers const* cohook_answer_headers(cohook_answer const* answer);
COHOOK_API char const* cohook_answer_body(cohook_answer const* answer);
COHOOK_API size_t cohook_answer_body_size(cohook_answer const* answer);
COHOOK_API void cohook_answer_free(cohook_answer* answer);

// Verifies the request as `cohook_verify` does, with its results. Where it is a question of the scheme (Zoom's URL
// validation, Discord's PING), `*answer` is what to answer; else it is NULL: go on and handle the request.
COHOOK_API int32_t cohook_receive(cohook_verifier const* verifier, cohook_request const* request,
                                  cohook_verification* out, cohook_answer** answer);
// CloudEvents, the handshake by `OPTIONS`. `allowed`: DNS names that may deliver; `most_per_minute` 0: no limit is told.
// `*answer` NULL: no consent. Proves nothing of later deliveries.
COHOOK_API cohook_status cohook_answer_origin(char const* method, cohook_header const* headers, size_t header_count,
                                              char const* const* allowed, size_t allowed_count,
                                              uint32_t most_per_minute, cohook_answer** answer);
// WebSub, verification of intent by `GET`. `query`: the query string without its `?`; `mode`: `subscribe` or
// `unsubscribe`, and `topic`: as they were asked for. `*answer` NULL: answer 404.
COHOOK_API cohook_status cohook_answer_intent(char const* query, char const* mode, char const* topic,
                                              cohook_answer** answer);

// ---- signing ---------------------------------------------------------------------------------------------------------

typedef struct cohook_signer_options {
    size_t size;
    char const* scheme;            // any but `members-envelope`, for which see `cohook_envelope_compose`; required
    cohook_secret const* secrets;  // the live keys, newest first; several only where the scheme's header takes several
    size_t secret_count;
    char const* url;                         // where the scheme signs it
    cohook_generic_layout const* generic;    // `generic-hmac`: required
    cohook_http_layout const* http_message;  // `rfc9421`: required
} cohook_signer_options;

// Immutable; any thread may use it, also the same one at once.
typedef struct cohook_signer cohook_signer;
// Errors as of `cohook_verifier_new`; COHOOK_UNSUPPORTED for a scheme of which only verifying keys are held.
COHOOK_API cohook_status cohook_signer_new(cohook_signer_options const* options, cohook_signer** signer,
                                           cohook_error** error);
COHOOK_API void cohook_signer_free(cohook_signer* signer);

typedef struct cohook_unsigned {
    size_t size;
    char const* id;  // where the scheme signs one; the `nonce` of RFC 9421
    size_t id_size;
    int64_t timestamp;  // Unix seconds: `cohook_now()`
    void const* body;
    size_t body_size;
    cohook_header const* headers;  // of the request, where RFC 9421 covers them
    size_t header_count;
    char const* method;  // RFC 9421
    char const* url;     // of this request, where the scheme signs it; NULL: the signer's
} cohook_unsigned;

// The lines to be sent with the request, in the scheme's spelling and order.
// Errors: COHOOK_INVALID_ARGUMENT; the message holds the verdict's name (`malformed-header` for an id that cannot be
// signed).
COHOOK_API cohook_status cohook_sign(cohook_signer const* signer, cohook_unsigned const* request,
                                     cohook_headers** headers, cohook_error** error);
COHOOK_API size_t cohook_headers_count(cohook_headers const* headers);
// A view, its texts ending with a zero byte; all NULL beyond the end.
COHOOK_API cohook_header cohook_headers_at(cohook_headers const* headers, size_t index);
COHOOK_API void cohook_headers_free(cohook_headers* headers);

// The Members envelope, byte for byte what is sent: the same input gives the same bytes. Opened by a verifier of the
// scheme `members-envelope`.
typedef struct cohook_envelope {
    size_t size;
    void const* data;  // the JSON text of an array of persons; at least one byte
    size_t data_size;
    char const* message_id;           // a decimal number
    char const* subscription;         // NULL: empty
    int64_t publish_time_ms;          // Unix milliseconds
    cohook_header const* attributes;  // further string attributes, written in this order after the hashes
    size_t attribute_count;
    cohook_secret key;
    cohook_secret previous_key;  // during a rotation; value NULL: none
} cohook_envelope;
COHOOK_API cohook_status cohook_envelope_compose(cohook_envelope const* envelope, cohook_document** body,
                                                 cohook_error** error);

// ---- the engine: opening, closing, events ----------------------------------------------------------------------------

// Takes messages, makes them durable, and sees to it that every endpoint gets them, signed, at its pace. Its functions
// may be called from any thread. Those that wait take `timeout_ms`: COHOOK_TIMED_OUT after it (0: do not wait;
// COHOOK_FOREVER: as long as it takes). A call that timed out goes on, unless the engine is closed first.
typedef struct cohook_engine cohook_engine;
#define COHOOK_FOREVER (-1)

// Told what happens, for the host's log: `level` is `debug`, `info`, `warning` or `error`; `event` a stable name such as
// `attempt.failed`; `fields` a JSON object without secrets, bodies or persons. Called on the engine's threads, several
// at once: returns quickly, does not unwind, and calls no function that takes the engine (they say COHOOK_WRONG_THREAD).
typedef void (*cohook_log_callback)(void* user, char const* level, char const* event, char const* fields);

// Where the records of syncs come from; see `cohook_engine_options.source` and `cohook_source_request`.
typedef struct cohook_source_request cohook_source_request;
// Answers one request by the functions of `cohook_source_request`, before it returns. Called on one thread of the
// engine's that does nothing else, so it may block; it may call any function of the engine but drain and close.
typedef void (*cohook_source_callback)(void* user, cohook_source_request* request);

typedef struct cohook_engine_options {
    size_t size;
    char const* store;                   // `sqlite:PATH`, `memory:`; required
    char const* const* allow_addresses;  // development and tests: networks that may be reached though they are private
    size_t allow_address_count;
    char const* extra_authorities;  // PEM, beside the system's; NULL: none
    int32_t allow_http;             // development and tests: 1 lets endpoints have http URLs
    uint32_t shards;                // threads that send; 0: as many as suit the machine
    uint32_t connection_slots;      // attempts in flight at once, a shard; 0: 1024
    int32_t source_by_events;       // 1: source requests come as events (COHOOK_EVENT_SOURCE)
    int64_t retention_ms;           // how long settled deliveries are kept; 0: 30 days
    uint32_t event_kinds;     // which events to queue: bits 1u << COHOOK_EVENT_…; those of calls come in any case
    uint32_t event_limit;     // events that may wait; 0: 10000
    cohook_log_callback log;  // NULL: nothing is logged
    void* log_user;
    cohook_source_callback source;  // NULL: by events where asked for; else syncs send the persons of the register
    void* source_user;
} cohook_engine_options;

// Opens the store (creates or migrates it), takes over its backlog, starts to send. Blocks as long as that takes. Errors:
// COHOOK_CONFLICT where another process has the store open; COHOOK_INVALID_ARGUMENT with the field.
COHOOK_API cohook_status cohook_engine_open(cohook_engine_options const* options, cohook_engine** engine,
                                            cohook_error** error);
// Stops: refuses new work, lets attempts in flight end for `timeout_ms`, gives the rest back unsent. Loses nothing: what
// is not sent waits in the store, and a sync whose source has not answered goes on when the store is opened again. Queries
// still work afterwards, save `cohook_endpoint_find`, which asks the engine. Idempotent.
COHOOK_API cohook_status cohook_engine_drain(cohook_engine* engine, int64_t timeout_ms, cohook_error** error);
// Drains without waiting if it was not drained, joins every thread, closes the store and frees the engine. No other call
// may be under way or come after. Events that were taken stay valid. From a callback of this engine it does nothing and
// says COHOOK_WRONG_THREAD; in a forked child it does nothing and says COHOOK_FORKED.
COHOOK_API cohook_status cohook_engine_close(cohook_engine* engine);

// Events: what the host may poll for instead of giving callbacks. The queue is bounded: where it is full, news is left out
// and the next event says how many were (COHOOK_EVENT_LOST). The event of a call is never left out: its place is taken
// when the call is made, and where there is none the call is refused as COHOOK_UNAVAILABLE.
typedef struct cohook_event cohook_event;
#define COHOOK_EVENT_SENT 0               // a `cohook_engine_post` has come to its end
#define COHOOK_EVENT_TESTED 1             // a `cohook_engine_post_test` has: the document is the report
#define COHOOK_EVENT_SOURCE 2             // records are wanted: see `cohook_event_source_request`
#define COHOOK_EVENT_ATTEMPTED 3          // news; document `{"delivery":{…},"attempt":{…}}`
#define COHOOK_EVENT_ENDPOINT_DISABLED 4  // news; document `{"endpointId":…,"reason":…}`
#define COHOOK_EVENT_BREAKER_CHANGED 5    // news; document `{"endpointId":…,"open":…}`
#define COHOOK_EVENT_SYNC_CHANGED 6       // news; document: the sync
#define COHOOK_EVENT_LOST 7               // the tag says how many events were left out

// A descriptor that is readable while an event waits: for `poll`, `epoll`, an event loop. The engine's: never read, write
// or close it. -1 for NULL.
COHOOK_API int cohook_engine_event_descriptor(cohook_engine const* engine);
// The next event, waiting for one at most `timeout_ms`. COHOOK_OK with NULL in `*event`: none came. COHOOK_CANCELLED: the
// engine is closing.
COHOOK_API cohook_status cohook_engine_next_event(cohook_engine* engine, int64_t timeout_ms, cohook_event** event);
COHOOK_API int32_t cohook_event_kind(cohook_event const* event);
// The `tag` that was given with the call; of COHOOK_EVENT_LOST, the number of events left out.
COHOOK_API uint64_t cohook_event_tag(cohook_event const* event);
// Of a call: its status. The error is a view, NULL where there is none.
COHOOK_API cohook_status cohook_event_status(cohook_event const* event);
COHOOK_API cohook_error const* cohook_event_error(cohook_event const* event);
COHOOK_API int64_t cohook_event_message_id(cohook_event const* event);   // of COHOOK_EVENT_SENT
COHOOK_API int64_t cohook_event_delivery_id(cohook_event const* event);  // of COHOOK_EVENT_SENT
// A view; NULL where the event has none.
COHOOK_API cohook_document const* cohook_event_document(cohook_event const* event);
// Of COHOOK_EVENT_SOURCE: the request, which is the caller's from now on, to be answered and freed; NULL at the second
// time. One that is freed unanswered, with its event or by itself, fails its sync.
COHOOK_API cohook_source_request* cohook_event_source_request(cohook_event* event);
COHOOK_API void cohook_event_free(cohook_event* event);

// `{"deliveries":{…},"oldestDueAt":…,"endpoints":…,"engine":{…}}`: how many deliveries the store holds by state (`pending`,
// `delivered`, `exhausted`, `expired`, `cancelled`, `endpointGone`), and the engine's counters and gauges (`accepted`,
// `attempts`, `acknowledged`, `refused`, `failed`, `lanes`, `inFlight`, `breakersOpen`, `syncs`, connections).
COHOOK_API cohook_status cohook_engine_stats(cohook_engine* engine, int64_t timeout_ms, cohook_document** stats,
                                             cohook_error** error);

// ---- endpoints -------------------------------------------------------------------------------------------------------

// Registers an endpoint, or sets every setting of it anew; a missing `signingKey` leaves the stored keys. Durable when it
// returns, in force at the next attempt. `id`: 1 to 64 of [A-Za-z0-9_-]. `settings`: a JSON object of `url` (required),
// `signingKey`, `requestIntervalMs`, `enabled`, `format`, `policy`, `ordering`, `coalesce`, `maxInFlight`, `headers`, and
// `applicationId` (whose it is; by default nobody's). An unknown member is refused. `shown` (NULL: not wanted): the
// endpoint as `cohook_endpoint_find` shows it; keys go in and never out.
// Errors: COHOOK_INVALID_ARGUMENT with the field, COHOOK_BLOCKED for a URL that may not be reached.
COHOOK_API cohook_status cohook_endpoint_put(cohook_engine* engine, char const* id, char const* settings,
                                             int64_t timeout_ms, cohook_document** shown, cohook_error** error);
// Changes the settings that are named; `policy` and its parts to their depth.
COHOOK_API cohook_status cohook_endpoint_change(cohook_engine* engine, char const* id, char const* settings,
                                                int64_t timeout_ms, cohook_document** shown, cohook_error** error);
// Removes it: its pending deliveries end as `endpoint_gone`, its sync is cancelled.
COHOOK_API cohook_status cohook_endpoint_remove(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                                cohook_error** error);
// Its settings and how it is doing (`breakerOpen`, `nextProbeAt`, `failingSince`, `lastError`, `inFlight`).
COHOOK_API cohook_status cohook_endpoint_find(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                              cohook_document** shown, cohook_error** error);
// `{"data":[…],"next":…}` by id: those after `after` (NULL: from the start), at most `limit` (1 to 250; 0: 50). `next` is
// the `after` of the next page, null on the last. `application_id` NULL: of all.
COHOOK_API cohook_status cohook_endpoint_list(cohook_engine* engine, char const* application_id, char const* after,
                                              uint32_t limit, int64_t timeout_ms, cohook_document** page,
                                              cohook_error** error);
// Nothing is sent to a paused endpoint; it goes on accepting, and its backlog waits.
COHOOK_API cohook_status cohook_endpoint_pause(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                               cohook_error** error);
COHOOK_API cohook_status cohook_endpoint_resume(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                                cohook_error** error);
// A new key signs from now on; the old ones sign as well for `overlap_ms` (0 to 7 days).
COHOOK_API cohook_status cohook_endpoint_rotate_key(cohook_engine* engine, char const* id, char const* key,
                                                    size_t key_size, int64_t overlap_ms, int64_t timeout_ms,
                                                    cohook_error** error);

// ---- sending ---------------------------------------------------------------------------------------------------------

typedef struct cohook_message {
    size_t size;
    char const* endpoint;  // required
    char const* type;      // what happened, dot-separated (`person.updated`); required
    char const* content;   // JSON text, signed and sent as exactly these bytes; at most 1 MiB
    size_t content_size;
    char const* key;                  // what coalescing and ordering go by; NULL: neither applies
    cohook_header const* attributes;  // further string attributes of the Members envelope
    size_t attribute_count;
    int64_t occurred_at_ms;  // Unix milliseconds; 0: the moment of acceptance
} cohook_message;

// Never changes.
typedef struct cohook_receipt {
    int64_t message_id;
    int64_t delivery_id;
} cohook_receipt;

// Durable when it returns COHOOK_OK. Errors: COHOOK_NOT_FOUND for the endpoint, COHOOK_INVALID_ARGUMENT for content that is
// not JSON, COHOOK_TOO_LARGE, and the store's. `receipt` may be NULL.
COHOOK_API cohook_status cohook_engine_send(cohook_engine* engine, cohook_message const* message, int64_t timeout_ms,
                                            cohook_receipt* receipt, cohook_error** error);
// All of them in one commit, or none. `receipts`: room for `count`, or NULL. At most 1000.
COHOOK_API cohook_status cohook_engine_send_many(cohook_engine* engine, cohook_message const* const* messages,
                                                 size_t count, int64_t timeout_ms, cohook_receipt* receipts,
                                                 cohook_error** error);
// The same without waiting: the outcome comes as COHOOK_EVENT_SENT with this `tag`. An error here means that no event
// will come.
COHOOK_API cohook_status cohook_engine_post(cohook_engine* engine, cohook_message const* message, uint64_t tag,
                                            cohook_error** error);

// Run Test: one attempt, now; no retry, no pacing, no effect on the breaker. `probe_signature_check` 1: a second, wrongly
// signed POST follows. The report says verdict, status, phases, request and response as sent and read.
COHOOK_API cohook_status cohook_engine_test(cohook_engine* engine, cohook_message const* message,
                                            int32_t probe_signature_check, int64_t timeout_ms, cohook_document** report,
                                            cohook_error** error);
COHOOK_API cohook_status cohook_engine_post_test(cohook_engine* engine, cohook_message const* message,
                                                 int32_t probe_signature_check, uint64_t tag, cohook_error** error);

// ---- deliveries and attempts -----------------------------------------------------------------------------------------

// Parts of an attempt that are shown only where they are asked for.
#define COHOOK_SHOW_REQUEST 1u   // head and body as sent
#define COHOOK_SHOW_RESPONSE 2u  // head and body as read

// `{"data":[…],"next":…}`, newest first. `filter`: NULL, or a JSON object of `application`, `endpoint`, `state`, `kind`,
// `key`, `from`, `to` (moments like 2021-02-26T19:13:55.749Z), `failed`, `limit` (1 to 250) and `before` (a `next`).
COHOOK_API cohook_status cohook_delivery_list(cohook_engine* engine, char const* filter, int64_t timeout_ms,
                                              cohook_document** page, cohook_error** error);
COHOOK_API cohook_status cohook_delivery_find(cohook_engine* engine, int64_t id, uint32_t show, int64_t timeout_ms,
                                              cohook_document** shown, cohook_error** error);
// `{"data":[…]}` in order.
COHOOK_API cohook_status cohook_delivery_attempts(cohook_engine* engine, int64_t id, uint32_t show, int64_t timeout_ms,
                                                  cohook_document** attempts, cohook_error** error);
// A new delivery of the same message (same id, same bytes), whatever became of the old one. `again` may be NULL.
COHOOK_API cohook_status cohook_delivery_redeliver(cohook_engine* engine, int64_t id, int64_t timeout_ms,
                                                   int64_t* again, cohook_error** error);
// Ends a pending delivery; COHOOK_CONFLICT where it has ended.
COHOOK_API cohook_status cohook_delivery_cancel(cohook_engine* engine, int64_t id, int64_t timeout_ms,
                                                cohook_error** error);
COHOOK_API cohook_status cohook_attempt_find(cohook_engine* engine, int64_t id, uint32_t show, int64_t timeout_ms,
                                             cohook_document** shown, cohook_error** error);
// New deliveries of the messages of ended ones that match, oldest first. `wish`: a JSON object of `application`,
// `endpoint`, `from`, `to`, `state`, `key` (at least one of `from`, `state`, `key`) and `dryRun` (only count them).
// `{"dryRun":…,"matched":…,"redelivered":…,"skipped":…}`. COHOOK_TOO_LARGE where more than 10000 match.
COHOOK_API cohook_status cohook_engine_replay(cohook_engine* engine, char const* wish, int64_t timeout_ms,
                                              cohook_document** report, cohook_error** error);

// ---- syncs -----------------------------------------------------------------------------------------------------------

// Every record of the source to one endpoint, paced and resumable. `options`: NULL, or a JSON object of
// `requestIntervalMs` (default: the endpoint's) and `syncBatch` (records in one POST, 1 to 500). COHOOK_CONFLICT where one
// runs or is paused already; the error's field is its id. Waits for the source's count: with `source_by_events` another
// thread must answer it meanwhile, or `timeout_ms` be 0.
COHOOK_API cohook_status cohook_sync_start(cohook_engine* engine, char const* endpoint, char const* options,
                                           int64_t timeout_ms, cohook_document** sync, cohook_error** error);
// State, counts, rate and estimate. `id`: the number in `syn_…`; so in the functions below.
COHOOK_API cohook_status cohook_sync_find(cohook_engine* engine, int64_t id, int64_t timeout_ms, cohook_document** sync,
                                          cohook_error** error);
COHOOK_API cohook_status cohook_sync_pause(cohook_engine* engine, int64_t id, int64_t timeout_ms,
                                           cohook_document** sync, cohook_error** error);
COHOOK_API cohook_status cohook_sync_resume(cohook_engine* engine, int64_t id, int64_t timeout_ms,
                                            cohook_document** sync, cohook_error** error);
COHOOK_API cohook_status cohook_sync_cancel(cohook_engine* engine, int64_t id, int64_t timeout_ms,
                                            cohook_document** sync, cohook_error** error);
// `{"data":[…],"next":…}`, newest first; `before` 0: from the newest. `limit` 0: 50.
COHOOK_API cohook_status cohook_sync_list(cohook_engine* engine, char const* endpoint, int64_t before, uint32_t limit,
                                          int64_t timeout_ms, cohook_document** page, cohook_error** error);
// `{"data":[{"key":…,"attempts":…,"givenUp":…,"error":…}],"next":…}`: the records not acknowledged, by key.
COHOOK_API cohook_status cohook_sync_failures(cohook_engine* engine, int64_t id, char const* after, uint32_t limit,
                                              int64_t timeout_ms, cohook_document** page, cohook_error** error);

// One question to the host's source of records. It is answered once, by `…_answer_…`, and then freed; after it is answered
// the other functions still work. Questions come one at a time for each sync, again after a restart of the process (a
// sync goes on from where it was). The keys of a source are in a fixed order; a key is its own cursor and holds no comma
// and no control character. Any thread may answer, one at a time.
#define COHOOK_SOURCE_COUNT 0  // how many records there are now: `…_answer_count`
#define COHOOK_SOURCE_NEXT 1   // the next keys after `cursor`, at most `limit`; none: the end: `…_answer_keys`
#define COHOOK_SOURCE_READ 2   // the records of `keys` as of now: `…_answer_records`
COHOOK_API int32_t cohook_source_request_kind(cohook_source_request const* request);
COHOOK_API char const* cohook_source_request_endpoint(cohook_source_request const* request);
// Whose the endpoint is; empty: nobody's.
COHOOK_API char const* cohook_source_request_application(cohook_source_request const* request);
COHOOK_API char const* cohook_source_request_cursor(cohook_source_request const* request);  // empty: from the start
COHOOK_API size_t cohook_source_request_limit(cohook_source_request const* request);
COHOOK_API size_t cohook_source_request_key_count(cohook_source_request const* request);
COHOOK_API char const* cohook_source_request_key(cohook_source_request const* request, size_t index);
// An answer of the wrong kind is COHOOK_INVALID_ARGUMENT and answers nothing, a second one COHOOK_CONFLICT, and one that
// comes when the sync has ended COHOOK_CANCELLED.
COHOOK_API cohook_status cohook_source_request_answer_count(cohook_source_request* request, uint64_t count);
COHOOK_API cohook_status cohook_source_request_answer_keys(cohook_source_request* request, char const* const* keys,
                                                           size_t count);
// One for each key, in their order: the JSON text of one object, or NULL where the record is gone (nothing is sent then).
COHOOK_API cohook_status cohook_source_request_answer_records(cohook_source_request* request,
                                                              char const* const* contents, size_t count);
// The source cannot serve: the sync fails with this message.
COHOOK_API cohook_status cohook_source_request_answer_failure(cohook_source_request* request, char const* message);
// Not in a source callback, whose request is the engine's.
COHOOK_API void cohook_source_request_free(cohook_source_request* request);

// ---- the members register --------------------------------------------------------------------------------------------
// Organizations, applications, persons, scopes, consents. A write and the messages it causes are durable together when
// the call returns. All is done in the right of an administrator. JSON goes in and comes out as in the REST API.

// `{"effect":"created"|"updated"|"unchanged","revision":…,"lastChangedDate":…,"messages":…,"personID":…}`.
COHOOK_API cohook_status cohook_person_put(cohook_engine* engine, int64_t person_id, char const* person,
                                           int64_t timeout_ms, cohook_document** report, cohook_error** error);
// By a merge patch (RFC 7396).
COHOOK_API cohook_status cohook_person_patch(cohook_engine* engine, int64_t person_id, char const* patch,
                                             int64_t timeout_ms, cohook_document** report, cohook_error** error);
COHOOK_API cohook_status cohook_person_remove(cohook_engine* engine, int64_t person_id, int64_t timeout_ms,
                                              cohook_document** report, cohook_error** error);
// As this application sees the person; NULL: everything.
COHOOK_API cohook_status cohook_person_find(cohook_engine* engine, int64_t person_id, char const* application_id,
                                            int64_t timeout_ms, cohook_document** person, cohook_error** error);
// `{"total":…,"limit":…,"skip":0,"data":[…]}` by id, those with ids above `after_id`. `limit` 0: 50; at most 1000.
COHOOK_API cohook_status cohook_person_list(cohook_engine* engine, char const* application_id, int64_t after_id,
                                            uint32_t limit, int64_t timeout_ms, cohook_document** page,
                                            cohook_error** error);
// The same of those that `search` finds by their names, as the application sees them: each word of it begins a word of the
// first, middle, last or display name, in any order. COHOOK_INVALID_ARGUMENT where there is no letter or digit in it.
COHOOK_API cohook_status cohook_person_search(cohook_engine* engine, char const* application_id, char const* search,
                                              int64_t after_id, uint32_t limit, int64_t timeout_ms,
                                              cohook_document** page, cohook_error** error);
// Many persons as NDJSON, one a line, or `{"person":{…},"consents":[{"application":…,"scopes":[…]}]}`. The report counts
// lines, created, updated, unchanged and refused ones, and lists the first errors.
COHOOK_API cohook_status cohook_person_import(cohook_engine* engine, char const* lines, size_t lines_size,
                                              int64_t timeout_ms, cohook_document** report, cohook_error** error);

// Creates where there is none of this id, changes it otherwise. `application`: a JSON object of `name`, `organization`,
// `scopes` (approved ones), `metadata`; what is missing stays.
COHOOK_API cohook_status cohook_application_put(cohook_engine* engine, char const* id, char const* application,
                                                int64_t timeout_ms, cohook_document** shown, cohook_error** error);
// With its webhook.
COHOOK_API cohook_status cohook_application_find(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                                 cohook_document** shown, cohook_error** error);
COHOOK_API cohook_status cohook_application_list(cohook_engine* engine, char const* after, uint32_t limit,
                                                 int64_t timeout_ms, cohook_document** page, cohook_error** error);
// With its endpoints (their deliveries end) and consents.
COHOOK_API cohook_status cohook_application_remove(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                                   cohook_error** error);
// Changes the settings of its webhook, the endpoint `<id>-default`, which is created where it is missing. An empty `url`
// removes it; `shown` is then `null`.
COHOOK_API cohook_status cohook_application_change_webhook(cohook_engine* engine, char const* id, char const* settings,
                                                           int64_t timeout_ms, cohook_document** shown,
                                                           cohook_error** error);
// Run Test with a person that the application may see.
COHOOK_API cohook_status cohook_application_test(cohook_engine* engine, char const* id, int64_t person_id,
                                                 int32_t probe_signature_check, int64_t timeout_ms,
                                                 cohook_document** report, cohook_error** error);

// `scopes`: space-separated names; empty: to be seen by id alone.
COHOOK_API cohook_status cohook_consent_put(cohook_engine* engine, int64_t person_id, char const* application_id,
                                            char const* scopes, int64_t timeout_ms, cohook_document** report,
                                            cohook_error** error);
COHOOK_API cohook_status cohook_consent_withdraw(cohook_engine* engine, int64_t person_id, char const* application_id,
                                                 int64_t timeout_ms, cohook_document** report, cohook_error** error);
// `{"data":[…]}`.
COHOOK_API cohook_status cohook_consent_list(cohook_engine* engine, int64_t person_id, int64_t timeout_ms,
                                             cohook_document** consents, cohook_error** error);

// Creates or replaces. `organization`: a JSON object of `name` (required), `orgID`, `status`, `type`, `visitingAddress`,
// `website`.
COHOOK_API cohook_status cohook_organization_put(cohook_engine* engine, char const* id, char const* organization,
                                                 int64_t timeout_ms, cohook_document** shown, cohook_error** error);
COHOOK_API cohook_status cohook_organization_find(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                                  cohook_document** shown, cohook_error** error);
COHOOK_API cohook_status cohook_organization_list(cohook_engine* engine, char const* after, uint32_t limit,
                                                  int64_t timeout_ms, cohook_document** page, cohook_error** error);
COHOOK_API cohook_status cohook_organization_remove(cohook_engine* engine, char const* id, int64_t timeout_ms,
                                                    cohook_error** error);
// Every scope: `{"data":[{"name":…,"summary":…,"fields":[…],"deprecated":…}]}`.
COHOOK_API cohook_status cohook_scope_list(cohook_document** scopes, cohook_error** error);

#ifdef __cplusplus
}  // extern "C"
#endif

#endif  // COHOOK_H
