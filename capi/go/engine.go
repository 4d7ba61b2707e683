package cohook

// #include <stdlib.h>
// #include "shim.h"
import "C"

import (
	"context"
	"encoding/json"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

// EngineOptions are what an engine needs beside its store.
type EngineOptions struct {
	AllowHTTP        bool          // development and tests: endpoints may have http URLs
	AllowAddresses   []string      // development and tests: networks that may be reached though they are private
	ExtraAuthorities string        // PEM, beside the system's
	Shards           int           // threads that send; 0: as many as suit the machine
	ConnectionSlots  int           // attempts in flight at once, a shard; 0: 1024
	Retention        time.Duration // how long settled deliveries are kept; 0: 30 days

	Source Source // where the records of syncs come from; nil: syncs send the persons of the register

	Events     []EventKind // the news wanted by [Engine.Events]
	EventLimit int         // calls and news that may wait; 0: 10000

	// Log is told what happens, one record after the other: level (debug, info, warning, error), a stable name such as
	// attempt.failed, and a JSON object without secrets, bodies or persons. It may call the engine.
	Log func(level, event string, fields json.RawMessage)
}

// Engine takes messages, makes them durable, and sees to it that every endpoint gets them, signed, at its pace. Any number of
// goroutines may use it at once. Where a context ends a call early, the error is [TimedOut] and the context's own: the work
// goes on, its outcome is not known.
type Engine struct{ *engine }

// engine is what goroutines of the binding hold, so that an Engine that was forgotten can be found to be so.
type engine struct {
	handle *C.cohook_engine
	wake   *os.File // a duplicate of the engine's descriptor, that waits in Go's poller
	source Source
	log    *logRelay

	lock    sync.Mutex
	closing bool
	calls   sync.WaitGroup // calls that the library is working on
	sends   sync.WaitGroup // posted messages whose event has not come
	waiting map[uint64]chan outcome
	tags    uint64

	news   chan Event
	lost   atomic.Uint64
	ended  chan struct{} // when no more events are taken
	closed chan struct{} // when the library has closed it

	sourcing    context.Context // for the source's calls
	stopSources context.CancelFunc
}

// Open opens the store (sqlite:PATH or memory:), creates or migrates it, takes over its backlog and starts to send. It takes as
// long as that takes. The error is [Conflict] where another process has the store open.
func Open(store string, options EngineOptions) (*Engine, error) {
	if options.EventLimit < 0 || options.Shards < 0 || options.ConnectionSlots < 0 || options.Retention < 0 {
		return nil, invalid("", "no number of the options is negative")
	}
	made := &engine{source: options.Source, waiting: map[uint64]chan outcome{}, ended: make(chan struct{}),
		closed: make(chan struct{}), news: make(chan Event, newsRoom(options.EventLimit))}
	made.sourcing, made.stopSources = context.WithCancel(context.Background())
	made.log = newLogRelay(options.Log)
	if err := made.open(store, options); err != nil {
		made.log.close()
		return nil, err
	}
	if err := made.listen(); err != nil {
		C.cohook_engine_close(made.handle)
		made.log.close()
		return nil, err
	}
	engine := &Engine{made}
	runtime.SetFinalizer(engine, func(forgotten *Engine) { go forgotten.engine.close() }) // a net
	return engine, nil
}

func newsRoom(limit int) int {
	if limit == 0 {
		return 10000
	}
	return limit
}

func (e *engine) open(store string, options EngineOptions) error {
	var a arena
	defer a.free()
	var wanted C.cohook_engine_options
	wanted.store = a.text(store, "store")
	wanted.allow_addresses, wanted.allow_address_count = a.texts(options.AllowAddresses, "allowAddresses")
	wanted.extra_authorities = a.optional(options.ExtraAuthorities, "extraAuthorities")
	wanted.shards = C.uint32_t(options.Shards)
	wanted.connection_slots = C.uint32_t(options.ConnectionSlots)
	wanted.retention_ms = C.int64_t(options.Retention.Milliseconds())
	wanted.event_limit = C.uint32_t(options.EventLimit)
	for _, kind := range options.Events {
		wanted.event_kinds |= 1 << uint(kind)
	}
	if options.AllowHTTP {
		wanted.allow_http = 1
	}
	if options.Source != nil {
		wanted.source_by_events = 1
	}
	if a.err != nil {
		return a.err
	}
	var failed *C.cohook_error
	return check(C.cohook_go_open(&wanted, e.log.number(), &e.handle, &failed), failed)
}

// Drain refuses new work, lets attempts in flight end as long as the context allows, and gives the rest back unsent. Queries
// still work afterwards. It may be called again.
func (e *Engine) Drain(ctx context.Context) error {
	return tell(ctx, e, func(_ *arena, timeout C.int64_t, failed **C.cohook_error) C.cohook_status {
		return C.cohook_engine_drain(e.handle, timeout, failed)
	})
}

// Close drains without waiting, joins every thread of the library and closes the store. It waits for calls that are under way;
// a Run Test that still waits for its report gets [Cancelled]. It loses nothing: what is not sent waits in the store.
func (e *Engine) Close() error {
	runtime.SetFinalizer(e, nil)
	e.engine.close()
	return nil
}

func (e *engine) close() {
	e.lock.Lock()
	first := !e.closing
	e.closing = true
	e.lock.Unlock()
	if !first {
		<-e.closed
		return
	}
	// What a source has not answered is given up, and its sync goes on when the store is opened again.
	C.cohook_engine_drain(e.handle, 0, nil)
	e.stopSources()
	e.calls.Wait()
	e.sends.Wait() // the store is about to tell what became of them
	e.stopListening()
	C.cohook_engine_close(e.handle)
	e.log.close()
	e.failWaiting()
	close(e.news)
	close(e.closed)
}

// enter counts a call of the library; false: the engine is closing.
func (e *engine) enter() bool {
	e.lock.Lock()
	defer e.lock.Unlock()
	if e.closing {
		return false
	}
	e.calls.Add(1)
	return true
}

type ending[T any] struct {
	value T
	err   error
}

// await runs a call of the library that blocks. A context that can end gets a goroutine between: the library cannot be told to
// stop waiting, and the caller shall not wait for it.
func await[T any](ctx context.Context, e *Engine, call func(timeout C.int64_t) (T, error)) (T, error) {
	defer runtime.KeepAlive(e)
	var none T
	if err := ctx.Err(); err != nil {
		return none, err
	}
	if !e.enter() {
		return none, ErrClosed
	}
	if ctx.Done() == nil {
		defer e.calls.Done()
		return call(C.COHOOK_FOREVER)
	}
	done := make(chan ending[T], 1)
	go func() {
		defer e.calls.Done()
		value, err := call(timeoutOf(ctx))
		done <- ending[T]{value, err}
	}()
	select {
	case end := <-done:
		return end.value, end.err
	case <-ctx.Done():
		return none, gaveUp(ctx)
	}
}

// timeoutOf is in milliseconds. A millisecond more than is left: the context is to end the wait, not the library.
func timeoutOf(ctx context.Context) C.int64_t {
	deadline, there := ctx.Deadline()
	if !there {
		return C.COHOOK_FOREVER
	}
	left := time.Until(deadline).Milliseconds() + 1
	if left < 0 {
		return 0
	}
	return C.int64_t(left)
}

// tell is a call that gives nothing.
func tell(ctx context.Context, e *Engine,
	call func(a *arena, timeout C.int64_t, failed **C.cohook_error) C.cohook_status) error {
	_, err := await(ctx, e, func(timeout C.int64_t) (struct{}, error) {
		var a arena
		defer a.free()
		var failed *C.cohook_error
		status := call(&a, timeout, &failed)
		return struct{}{}, firstOf(a.err, check(status, failed))
	})
	return err
}

// ask is a call that gives a document: its JSON as a T.
func ask[T any](ctx context.Context, e *Engine, call func(a *arena, timeout C.int64_t, document **C.cohook_document,
	failed **C.cohook_error) C.cohook_status) (T, error) {
	return await(ctx, e, func(timeout C.int64_t) (T, error) {
		var made T
		var a arena
		defer a.free()
		var document *C.cohook_document
		var failed *C.cohook_error
		status := call(&a, timeout, &document, &failed)
		if err := check(status, failed); err != nil {
			return made, firstOf(a.err, err)
		}
		text := takeDocument(document)
		if a.err != nil {
			return made, a.err
		}
		return made, json.Unmarshal(text, &made)
	})
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// json writes settings and the like down; a text is JSON already.
func (a *arena) json(value any, field string) *C.char {
	switch given := value.(type) {
	case nil:
		return nil
	case json.RawMessage:
		return a.text(string(given), field)
	}
	text, err := json.Marshal(value)
	if err != nil && a.err == nil {
		a.err = invalid(field, "this cannot be made into JSON: "+err.Error())
	}
	return a.text(string(text), field)
}

// Stats are counters and gauges.
func (e *Engine) Stats(ctx context.Context) (json.RawMessage, error) {
	return ask[json.RawMessage](ctx, e, func(_ *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_engine_stats(e.handle, timeout, document, failed)
	})
}
