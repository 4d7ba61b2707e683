package cohook

// #include "shim.h"
import "C"

import (
	"context"
	"encoding/json"
	"time"
	"unsafe"
)

// Set is for settings that are to be named though they may be zero: Enabled: cohook.Set(false).
func Set[T any](value T) *T { return &value }

// EndpointSettings is what may be set of an endpoint. URL and SigningKey are required at first; what is nil or empty is left as
// it is by [Engine.ChangeEndpoint], and set to its default by [Engine.PutEndpoint].
type EndpointSettings struct {
	URL               string          `json:"url,omitempty"` // absolute, https; nothing is added, removed or normalised
	SigningKey        string          `json:"signingKey,omitempty"`
	RequestIntervalMs *int64          `json:"requestIntervalMs,omitempty"` // no two POSTs of a sync start closer together
	Enabled           *bool           `json:"enabled,omitempty"`
	Format            string          `json:"format,omitempty"` // members, standard, cloudevents
	Policy            any             `json:"policy,omitempty"` // "members", "standard", or an object of their parts
	Ordering          string          `json:"ordering,omitempty"`
	Coalesce          *bool           `json:"coalesce,omitempty"`
	MaxInFlight       int             `json:"maxInFlight,omitempty"`
	Headers           []HeaderSetting `json:"headers,omitempty"` // [] for none
	ApplicationID     string          `json:"applicationId,omitempty"`
}

// HeaderSetting is a header sent with every POST. Values go in and never out: without one, the stored value stays.
type HeaderSetting struct {
	Name  string  `json:"name"`
	Value *string `json:"value,omitempty"`
}

// Endpoint is its settings, and how it is doing.
type Endpoint struct {
	ID                string          `json:"id"`
	ApplicationID     string          `json:"applicationId"`
	URL               string          `json:"url"`
	SigningKeySet     bool            `json:"signingKeySet"`
	SigningKeyHint    string          `json:"signingKeyHint"`
	RequestIntervalMs int64           `json:"requestIntervalMs"`
	Enabled           bool            `json:"enabled"`
	DisabledReason    string          `json:"disabledReason"`
	Headers           []HeaderSetting `json:"headers"`
	Format            string          `json:"format"`
	Policy            json.RawMessage `json:"policy"`
	Ordering          string          `json:"ordering"`
	Coalesce          bool            `json:"coalesce"`
	MaxInFlight       int             `json:"maxInFlight"`
	Revision          int64           `json:"revision"`
	CreatedAt         *time.Time      `json:"createdAt"`
	ChangedAt         *time.Time      `json:"changedAt"`
	BreakerOpen       bool            `json:"breakerOpen"`
	NextProbeAt       *time.Time      `json:"nextProbeAt"`
	FailingSince      *time.Time      `json:"failingSince"`
	LastError         string          `json:"lastError"`
	InFlight          int64           `json:"inFlight"`
}

// Page is a part of a list. Next is for the call that gives what follows; empty on the last page.
type Page[T any] struct {
	Data []T    `json:"data"`
	Next string `json:"next"`
}

// PutEndpoint registers an endpoint, or sets every setting of it anew; a missing SigningKey leaves the stored keys. It is durable
// when it returns, in force at the next attempt. id: 1 to 64 of [A-Za-z0-9_-]. Errors: [InvalidArgument] with the field,
// [Blocked] for a URL that may not be reached.
func (e *Engine) PutEndpoint(ctx context.Context, id string, settings EndpointSettings) (*Endpoint, error) {
	return ask[*Endpoint](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_endpoint_put(e.handle, a.text(id, "id"), a.json(settings, ""), timeout, document, failed)
	})
}

// ChangeEndpoint changes the settings that are named; the policy and its parts to their depth.
func (e *Engine) ChangeEndpoint(ctx context.Context, id string, settings EndpointSettings) (*Endpoint, error) {
	return ask[*Endpoint](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_endpoint_change(e.handle, a.text(id, "id"), a.json(settings, ""), timeout, document, failed)
	})
}

// RemoveEndpoint ends its pending deliveries as endpoint_gone, and cancels its sync.
func (e *Engine) RemoveEndpoint(ctx context.Context, id string) error {
	return tell(ctx, e, func(a *arena, timeout C.int64_t, failed **C.cohook_error) C.cohook_status {
		return C.cohook_endpoint_remove(e.handle, a.text(id, "id"), timeout, failed)
	})
}

// FindEndpoint shows its settings and how it is doing.
func (e *Engine) FindEndpoint(ctx context.Context, id string) (*Endpoint, error) {
	return ask[*Endpoint](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_endpoint_find(e.handle, a.text(id, "id"), timeout, document, failed)
	})
}

// ListEndpoints gives those of an application (empty: of all) by id, after the id after, at most limit (1 to 250; 0: 50).
func (e *Engine) ListEndpoints(ctx context.Context, application, after string, limit int) (*Page[*Endpoint], error) {
	return ask[*Page[*Endpoint]](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_endpoint_list(e.handle, a.optional(application, "application"), a.optional(after, "after"),
			C.uint32_t(limit), timeout, document, failed)
	})
}

// PauseEndpoint: nothing is sent to a paused endpoint; it goes on accepting, and its backlog waits.
func (e *Engine) PauseEndpoint(ctx context.Context, id string) error {
	return tell(ctx, e, func(a *arena, timeout C.int64_t, failed **C.cohook_error) C.cohook_status {
		return C.cohook_endpoint_pause(e.handle, a.text(id, "id"), timeout, failed)
	})
}

// ResumeEndpoint ends a pause.
func (e *Engine) ResumeEndpoint(ctx context.Context, id string) error {
	return tell(ctx, e, func(a *arena, timeout C.int64_t, failed **C.cohook_error) C.cohook_status {
		return C.cohook_endpoint_resume(e.handle, a.text(id, "id"), timeout, failed)
	})
}

// RotateKey: a new key signs from now on; the old ones sign as well for the overlap (0 to 7 days).
func (e *Engine) RotateKey(ctx context.Context, id, key string, overlap time.Duration) error {
	return tell(ctx, e, func(a *arena, timeout C.int64_t, failed **C.cohook_error) C.cohook_status {
		raw, size := a.octets(key)
		return C.cohook_endpoint_rotate_key(e.handle, a.text(id, "id"), raw, size, C.int64_t(overlap.Milliseconds()), timeout,
			failed)
	})
}

// records are JSON texts; NULL where there is none.
func (a *arena) records(records []json.RawMessage) (**C.char, C.size_t) {
	if len(records) == 0 {
		return nil, 0
	}
	array := (**C.char)(a.allocate(C.size_t(len(records)) * C.size_t(unsafe.Sizeof((*C.char)(nil)))))
	for at, record := range records {
		if record != nil {
			unsafe.Slice(array, len(records))[at] = a.text(string(record), "records")
		}
	}
	return array, C.size_t(len(records))
}
