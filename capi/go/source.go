package cohook

// #include "shim.h"
import "C"

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
)

// Target is whom the records of a sync are for.
type Target struct {
	Endpoint    string
	Application string // whose the endpoint is; empty: nobody's
}

// Source is where the records of syncs come from. The keys are in a fixed order; a key is its own cursor and holds no comma and
// no control character. Each sync asks one question at a time, syncs to several endpoints ask at once. An error fails the sync.
// The context ends when the engine is closed;
// a question that is not answered then fails its sync.
type Source interface {
	// Count tells how many records there are now.
	Count(ctx context.Context, to Target) (uint64, error)
	// Next gives the next keys after cursor (empty: from the start), at most limit; none: the end.
	Next(ctx context.Context, to Target, cursor string, limit int) ([]string, error)
	// Read gives the records of these keys as of now, in their order; nil: it is gone, and nothing is sent.
	Read(ctx context.Context, to Target, keys []string) ([]json.RawMessage, error)
}

// answer asks the source and passes its answer on. A request that is freed unanswered fails its sync, unless the engine has given
// it up because it is being closed.
func (e *engine) answer(request *C.cohook_source_request) {
	ctx, source := e.sourcing, e.source
	defer C.cohook_source_request_free(request)
	defer func() {
		if panicked := recover(); panicked != nil {
			fail(request, fmt.Errorf("the source panicked: %v", panicked))
		}
	}()
	target := Target{C.GoString(C.cohook_source_request_endpoint(request)),
		C.GoString(C.cohook_source_request_application(request))}
	if err := pass(ctx, source, target, request); err != nil && ctx.Err() == nil {
		fail(request, err)
	}
}

func pass(ctx context.Context, source Source, target Target, request *C.cohook_source_request) error {
	switch kind := C.cohook_source_request_kind(request); kind {
	case C.COHOOK_SOURCE_COUNT:
		count, err := source.Count(ctx, target)
		if err != nil {
			return err
		}
		return check(C.cohook_source_request_answer_count(request, C.uint64_t(count)), nil)
	case C.COHOOK_SOURCE_NEXT:
		keys, err := source.Next(ctx, target, C.GoString(C.cohook_source_request_cursor(request)),
			int(C.cohook_source_request_limit(request)))
		if err != nil {
			return err
		}
		return answerKeys(request, keys)
	case C.COHOOK_SOURCE_READ:
		keys := make([]string, int(C.cohook_source_request_key_count(request)))
		for at := range keys {
			keys[at] = C.GoString(C.cohook_source_request_key(request, C.size_t(at)))
		}
		records, err := source.Read(ctx, target, keys)
		if err != nil {
			return err
		}
		if len(records) != len(keys) {
			return fmt.Errorf("the source gave %d records for %d keys", len(records), len(keys))
		}
		return answerRecords(request, records)
	default:
		return fmt.Errorf("a question of kind %d is not known", int(kind))
	}
}

func answerKeys(request *C.cohook_source_request, keys []string) error {
	var a arena
	defer a.free()
	texts, count := a.texts(keys, "keys")
	if a.err != nil {
		return a.err
	}
	return check(C.cohook_source_request_answer_keys(request, texts, count), nil)
}

func answerRecords(request *C.cohook_source_request, records []json.RawMessage) error {
	var a arena
	defer a.free()
	texts, count := a.records(records)
	if a.err != nil {
		return a.err
	}
	return check(C.cohook_source_request_answer_records(request, texts, count), nil)
}

func fail(request *C.cohook_source_request, why error) {
	var a arena
	defer a.free()
	text := a.text(strings.ReplaceAll(why.Error(), "\x00", " "), "")
	C.cohook_source_request_answer_failure(request, text) // where it was answered or the sync has ended, nobody waits
}
