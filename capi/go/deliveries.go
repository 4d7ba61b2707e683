package cohook

// #include "shim.h"
import "C"

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"
)

// ID is a number that the documents write as dlv_12, att_7, syn_3, or as decimal text.
type ID int64

// UnmarshalJSON reads either form.
func (i *ID) UnmarshalJSON(text []byte) error {
	var written any
	if err := json.Unmarshal(text, &written); err != nil {
		return err
	}
	word, isText := written.(string)
	if !isText {
		return json.Unmarshal(text, (*int64)(i))
	}
	number, err := strconv.ParseInt(word[strings.LastIndexByte(word, '_')+1:], 10, 64)
	*i = ID(number)
	return err
}

// Delivery is one message to one endpoint.
type Delivery struct {
	ID            ID         `json:"id"`
	MessageID     ID         `json:"messageId"`
	EndpointID    string     `json:"endpointId"`
	ApplicationID string     `json:"applicationId"`
	Kind          string     `json:"kind"`  // change, sync, test, replay
	State         string     `json:"state"` // pending, delivered, exhausted, expired, cancelled, endpoint_gone
	Type          string     `json:"type"`
	Key           string     `json:"key"`
	AcceptedAt    *time.Time `json:"acceptedAt"`
	ExpiresAt     *time.Time `json:"expiresAt"`
	NextAttemptAt *time.Time `json:"nextAttemptAt"`
	SettledAt     *time.Time `json:"settledAt"`
	Attempts      int        `json:"attempts"`
	Failures      int        `json:"failures"`
	Coalesced     int        `json:"coalesced"`
	ReplayOf      *ID        `json:"replayOf"`
}

// Attempt is one POST of a delivery. The last five members are there where they were asked for; what is no text is left out of
// them, and is in the raw document as base64.
type Attempt struct {
	ID                   ID                  `json:"id"`
	DeliveryID           ID                  `json:"deliveryId"`
	EndpointID           string              `json:"endpointId"`
	Number               int                 `json:"number"`
	Verdict              string              `json:"verdict"` // acknowledged, refused, failed, unknown
	Status               int                 `json:"status"`  // 0: none came
	Error                string              `json:"error"`
	Explanation          string              `json:"explanation"`
	Wire                 string              `json:"wire"`
	StartedAt            *time.Time          `json:"startedAt"`
	TimingsMs            map[string]*float64 `json:"timingsMs"` // dns, connect, tls, send, firstByte, total
	ConnectionReused     bool                `json:"connectionReused"`
	TLSVersion           string              `json:"tlsVersion"`
	CertificateExpiresAt *time.Time          `json:"certificateExpiresAt"`
	RequestHead          string              `json:"requestHead"`
	ResponseHead         string              `json:"responseHead"`
	ResponseBody         string              `json:"responseBody"`
	ResponseBodyBase64   string              `json:"responseBodyBase64"`
	ResponseTruncated    bool                `json:"responseTruncated"`
}

// Show is which parts of an attempt are shown.
type Show uint32

const (
	ShowRequest  Show = C.COHOOK_SHOW_REQUEST  // head and body as sent
	ShowResponse Show = C.COHOOK_SHOW_RESPONSE // head and body as read
)

// DeliveryFilter says which deliveries; what is empty does not filter.
type DeliveryFilter struct {
	Application string     `json:"application,omitempty"`
	Endpoint    string     `json:"endpoint,omitempty"`
	State       string     `json:"state,omitempty"`
	Kind        string     `json:"kind,omitempty"`
	Key         string     `json:"key,omitempty"`
	From        *time.Time `json:"-"`                // of acceptance
	To          *time.Time `json:"-"`                // exclusive
	Failed      bool       `json:"failed,omitempty"` // at least one failure
	Limit       int        `json:"limit,omitempty"`  // 1 to 250; 0: 50
	Before      string     `json:"before,omitempty"` // the Next of a page
}

// MarshalJSON writes moments as the library reads them.
func (f DeliveryFilter) MarshalJSON() ([]byte, error) {
	type plain DeliveryFilter
	return json.Marshal(struct {
		plain
		From string `json:"from,omitempty"`
		To   string `json:"to,omitempty"`
	}{plain(f), momentText(f.From), momentText(f.To)})
}

func momentText(moment *time.Time) string {
	if moment == nil {
		return ""
	}
	return moment.UTC().Format("2006-01-02T15:04:05.000Z")
}

// ListDeliveries gives them newest first.
func (e *Engine) ListDeliveries(ctx context.Context, filter DeliveryFilter) (*Page[*Delivery], error) {
	return ask[*Page[*Delivery]](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_delivery_list(e.handle, a.json(filter, ""), timeout, document, failed)
	})
}

// FindDelivery shows one; the parts asked for as raw JSON.
func (e *Engine) FindDelivery(ctx context.Context, id ID, show Show) (*Delivery, error) {
	return ask[*Delivery](ctx, e, func(_ *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_delivery_find(e.handle, C.int64_t(id), C.uint32_t(show), timeout, document, failed)
	})
}

// Attempts gives those of a delivery, in order.
func (e *Engine) Attempts(ctx context.Context, id ID, show Show) ([]*Attempt, error) {
	page, err := ask[Page[*Attempt]](ctx, e, func(_ *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_delivery_attempts(e.handle, C.int64_t(id), C.uint32_t(show), timeout, document, failed)
	})
	return page.Data, err
}

// FindAttempt shows one.
func (e *Engine) FindAttempt(ctx context.Context, id ID, show Show) (*Attempt, error) {
	return ask[*Attempt](ctx, e, func(_ *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_attempt_find(e.handle, C.int64_t(id), C.uint32_t(show), timeout, document, failed)
	})
}

// Redeliver makes a new delivery of the same message (same id, same bytes), whatever became of the old one.
func (e *Engine) Redeliver(ctx context.Context, id ID) (ID, error) {
	return await(ctx, e, func(timeout C.int64_t) (ID, error) {
		var again C.int64_t
		var failed *C.cohook_error
		status := C.cohook_delivery_redeliver(e.handle, C.int64_t(id), timeout, &again, &failed)
		return ID(again), check(status, failed)
	})
}

// CancelDelivery ends a pending one; [Conflict] where it has ended.
func (e *Engine) CancelDelivery(ctx context.Context, id ID) error {
	return tell(ctx, e, func(_ *arena, timeout C.int64_t, failed **C.cohook_error) C.cohook_status {
		return C.cohook_delivery_cancel(e.handle, C.int64_t(id), timeout, failed)
	})
}

// ReplayWish says which ended deliveries; at least one of From, State and Key is needed.
type ReplayWish struct {
	Application string
	Endpoint    string
	State       string
	Key         string
	From, To    *time.Time
	DryRun      bool // only count them
}

// ReplayReport says what a replay did, or would do.
type ReplayReport struct {
	DryRun      bool   `json:"dryRun"`
	Matched     uint64 `json:"matched"`
	Redelivered uint64 `json:"redelivered"`
	Skipped     uint64 `json:"skipped"` // endpoint or body are gone meanwhile
}

// MarshalJSON writes it as the library reads it.
func (w ReplayWish) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Application string `json:"application,omitempty"`
		Endpoint    string `json:"endpoint,omitempty"`
		State       string `json:"state,omitempty"`
		Key         string `json:"key,omitempty"`
		From        string `json:"from,omitempty"`
		To          string `json:"to,omitempty"`
		DryRun      bool   `json:"dryRun"`
	}{w.Application, w.Endpoint, w.State, w.Key, momentText(w.From), momentText(w.To), w.DryRun})
}

// Replay makes new deliveries of the messages of ended ones that match, oldest first. [TooLarge] where more than 10000 match.
func (e *Engine) Replay(ctx context.Context, wish ReplayWish) (*ReplayReport, error) {
	return ask[*ReplayReport](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_engine_replay(e.handle, a.json(wish, ""), timeout, document, failed)
	})
}
