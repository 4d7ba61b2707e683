package cohook

// #include "shim.h"
import "C"

import (
	"context"
	"time"
)

// Sync is one walk over every record of the source, to one endpoint: state, counts, rate and estimate.
type Sync struct {
	ID                ID         `json:"id"`
	ApplicationID     string     `json:"applicationId"`
	EndpointID        string     `json:"endpointId"`
	State             string     `json:"state"` // running, paused, completed, cancelled, failed
	Total             uint64     `json:"total"`
	Done              uint64     `json:"done"`
	Acknowledged      uint64     `json:"acknowledged"`
	Failed            uint64     `json:"failed"`
	Waiting           uint64     `json:"waiting"`
	Skipped           uint64     `json:"skipped"`
	RequestIntervalMs int64      `json:"requestIntervalMs"`
	SyncBatch         int        `json:"syncBatch"`
	StartedAt         *time.Time `json:"startedAt"`
	EndedAt           *time.Time `json:"endedAt"`
	Reason            string     `json:"reason"`
	RatePerSecond     float64    `json:"ratePerSecond"`
	RemainingMs       *int64     `json:"remainingMs"`
}

// SyncOptions are those of one sync.
type SyncOptions struct {
	RequestIntervalMs *int64 `json:"requestIntervalMs,omitempty"` // nil: the endpoint's
	SyncBatch         int    `json:"syncBatch,omitempty"`         // records in one POST, 1 to 500; 0: 1
}

// SyncFailure is a record that was not acknowledged.
type SyncFailure struct {
	Key      string `json:"key"`
	Attempts int    `json:"attempts"`
	GivenUp  bool   `json:"givenUp"`
	Error    string `json:"error"`
}

// StartSync starts one. [Conflict] where one runs or is paused already; the error's field is its id.
func (e *Engine) StartSync(ctx context.Context, endpoint string, options SyncOptions) (*Sync, error) {
	return ask[*Sync](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_sync_start(e.handle, a.text(endpoint, "endpoint"), a.json(options, ""), timeout, document, failed)
	})
}

// FindSync shows how it is doing.
func (e *Engine) FindSync(ctx context.Context, id ID) (*Sync, error) {
	return ask[*Sync](ctx, e, func(_ *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_sync_find(e.handle, C.int64_t(id), timeout, document, failed)
	})
}

// PauseSync halts it; it keeps its place.
func (e *Engine) PauseSync(ctx context.Context, id ID) (*Sync, error) {
	return ask[*Sync](ctx, e, func(_ *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_sync_pause(e.handle, C.int64_t(id), timeout, document, failed)
	})
}

// ResumeSync goes on from where it was.
func (e *Engine) ResumeSync(ctx context.Context, id ID) (*Sync, error) {
	return ask[*Sync](ctx, e, func(_ *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_sync_resume(e.handle, C.int64_t(id), timeout, document, failed)
	})
}

// CancelSync ends it.
func (e *Engine) CancelSync(ctx context.Context, id ID) (*Sync, error) {
	return ask[*Sync](ctx, e, func(_ *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_sync_cancel(e.handle, C.int64_t(id), timeout, document, failed)
	})
}

// ListSyncs gives those of an endpoint, newest first, below before (0: from the newest), at most limit (0: 50).
func (e *Engine) ListSyncs(ctx context.Context, endpoint string, before ID, limit int) (*Page[*Sync], error) {
	return ask[*Page[*Sync]](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_sync_list(e.handle, a.text(endpoint, "endpoint"), C.int64_t(before), C.uint32_t(limit), timeout,
			document, failed)
	})
}

// SyncFailures gives the records not acknowledged, by key, after the key after.
func (e *Engine) SyncFailures(ctx context.Context, id ID, after string, limit int) (*Page[*SyncFailure], error) {
	return ask[*Page[*SyncFailure]](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_sync_failures(e.handle, C.int64_t(id), a.optional(after, "after"), C.uint32_t(limit), timeout,
			document, failed)
	})
}
