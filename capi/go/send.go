package cohook

// #include "shim.h"
import "C"

import (
	"context"
	"encoding/json"
	"runtime"
	"strings"
	"time"
)

// Message is what is sent, and where to.
type Message struct {
	Endpoint   string          // required
	Type       string          // what happened, dot-separated (person.updated); required
	Content    json.RawMessage // signed and sent as exactly these bytes; at most 1 MiB
	Key        string          // what coalescing and ordering go by; empty: neither applies
	Attributes []Header        // further string attributes of the Members envelope
	OccurredAt time.Time       // zero: the moment of acceptance
}

// Receipt says that message and delivery are durable. It never changes.
type Receipt struct{ MessageID, DeliveryID int64 }

// add writes the message down for the library.
func (m *Message) add(into *flat) error {
	for _, one := range []struct{ text, field string }{{m.Endpoint, "endpoint"}, {m.Type, "type"}, {m.Key, "key"}} {
		if strings.IndexByte(one.text, 0) >= 0 {
			return invalid(one.field, "a text must not hold a zero byte")
		}
		into.add(one.text)
	}
	into.addBytes(m.Content)
	into.addCount(len(m.Attributes))
	for _, attribute := range m.Attributes {
		into.add(attribute.Name)
		into.add(attribute.Value)
	}
	return nil
}

func (m *Message) occurredAt() int64 {
	if m.OccurredAt.IsZero() {
		return 0
	}
	return m.OccurredAt.UnixMilli()
}

// Send returns when the message is durable. Errors: [NotFound] for the endpoint, [InvalidArgument] for content that is not JSON,
// [TooLarge], and what the store has against it. No thread waits meanwhile.
func (e *Engine) Send(ctx context.Context, message *Message) (Receipt, error) {
	came, err := e.post(ctx, message, noTest)
	return came.receipt, err
}

// TestReport says what came of a Run Test.
type TestReport struct {
	Acknowledged     bool     `json:"acknowledged"`
	Verdict          string   `json:"verdict"` // in words
	Peer             string   `json:"peer"`
	RequestBody      string   `json:"requestBody"`
	Attempt          Attempt  `json:"attempt"`
	ChecksSignatures *bool    `json:"checksSignatures"` // whether the receiver looks at signatures; nil: not asked
	Probe            *Attempt `json:"probe"`            // the wrongly signed POST
}

// Test is one attempt, now: no retry, no pacing, no effect on the breaker. With probeSignatureCheck, a second, wrongly signed
// POST follows.
func (e *Engine) Test(ctx context.Context, message *Message, probeSignatureCheck bool) (*TestReport, error) {
	probe := C.int32_t(0)
	if probeSignatureCheck {
		probe = 1
	}
	came, err := e.post(ctx, message, probe)
	if err != nil {
		return nil, err
	}
	report := new(TestReport)
	return report, json.Unmarshal(came.document, report)
}

const noTest C.int32_t = -1

// post hands a message over, and waits for the event of its end.
func (e *Engine) post(ctx context.Context, message *Message, probe C.int32_t) (outcome, error) {
	defer runtime.KeepAlive(e)
	if err := ctx.Err(); err != nil {
		return outcome{}, err
	}
	if !e.enter() {
		return outcome{}, ErrClosed
	}
	tag, place := e.expect()
	if probe == noTest {
		e.sends.Add(1)
	}
	err := e.hand(message, probe, tag)
	if err != nil && probe == noTest {
		e.sends.Done()
	}
	e.calls.Done()
	if err != nil {
		e.forget(tag)
		return outcome{}, err
	}
	select {
	case came := <-place:
		return came, came.err
	case <-ctx.Done():
		e.forget(tag)
		return outcome{}, gaveUp(ctx)
	}
}

func (e *engine) hand(message *Message, probe C.int32_t, tag uint64) error {
	lent := lend(nil)
	defer lent.giveBack()
	if err := message.add(&lent.flat); err != nil {
		return err
	}
	var failed *C.cohook_error
	status := C.cohook_go_post_test(e.handle, lent.cText(), lent.cLengths(), C.int64_t(message.occurredAt()),
		C.size_t(len(message.Attributes)), probe, C.uint64_t(tag), &failed)
	return check(status, failed)
}

// SendMany makes all of them durable in one commit, or none. At most 1000.
func (e *Engine) SendMany(ctx context.Context, messages []*Message) ([]Receipt, error) {
	if len(messages) == 0 {
		return nil, nil
	}
	var texts flat
	batch := C.cohook_go_batch{count: C.size_t(len(messages))}
	occurred := make([]C.int64_t, len(messages))
	for at, message := range messages {
		if err := message.add(&texts); err != nil {
			return nil, err
		}
		occurred[at] = C.int64_t(message.occurredAt())
		batch.attribute_count += C.size_t(len(message.Attributes))
	}
	return await(ctx, e, func(timeout C.int64_t) ([]Receipt, error) {
		made := make([]C.cohook_receipt, len(messages))
		var failed *C.cohook_error
		status := C.cohook_go_send_many(e.handle, texts.cText(), texts.cLengths(), &batch, &occurred[0], timeout, &made[0],
			&failed)
		if err := check(status, failed); err != nil {
			return nil, err
		}
		receipts := make([]Receipt, len(made))
		for at, one := range made {
			receipts[at] = Receipt{int64(one.message_id), int64(one.delivery_id)}
		}
		return receipts, nil
	})
}
