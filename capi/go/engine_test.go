package cohook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"cohook"
)

type number struct{ N int }

func TestWhatIsSentArrivesSignedAndIsKnownByItsReceipt(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{Events: []cohook.EventKind{cohook.Attempted}})
	receipt, err := engine.Send(patient(t), order(`{"n":7}`))
	must(t, err)
	var got number
	if to.next(t, &got); got.N != 7 {
		t.Errorf("%+v arrived", got)
	}
	var news struct {
		Delivery cohook.Delivery
		Attempt  cohook.Attempt
	}
	event := take(t, engine.Events())
	must(t, json.Unmarshal(event.Document, &news))
	if event.Kind != cohook.Attempted || int64(news.Delivery.ID) != receipt.DeliveryID || news.Attempt.Verdict != "acknowledged" {
		t.Errorf("the news is %s", event.Document)
	}
	shown, err := engine.FindDelivery(patient(t), cohook.ID(receipt.DeliveryID), 0)
	must(t, err)
	if shown.State != "delivered" || int64(shown.MessageID) != receipt.MessageID || shown.AcceptedAt == nil {
		t.Errorf("shown is %+v", shown)
	}
	attempts, err := engine.Attempts(patient(t), shown.ID, cohook.ShowRequest|cohook.ShowResponse)
	must(t, err)
	if len(attempts) != 1 || attempts[0].Status != 200 || !strings.Contains(attempts[0].RequestHead, "webhook-signature") {
		t.Errorf("attempts are %+v", attempts)
	}
	one, err := engine.FindAttempt(patient(t), attempts[0].ID, 0)
	must(t, err)
	if one.DeliveryID != shown.ID || one.RequestHead != "" {
		t.Errorf("the attempt is %+v", one)
	}
}

func TestErrorsSayWhatAndWhere(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{})
	send := func(message *cohook.Message) error { _, err := engine.Send(patient(t), message); return err }
	put := func(settings cohook.EndpointSettings) error {
		_, err := engine.PutEndpoint(patient(t), "x", settings)
		return err
	}
	interval := to.settings()
	interval.RequestIntervalMs = cohook.Set(int64(-1))
	for name, one := range map[string]struct {
		err   error
		kind  cohook.Kind
		field string
	}{
		"nobody":        {send(&cohook.Message{Endpoint: "nobody", Type: "x.y", Content: json.RawMessage(`{}`)}), cohook.NotFound, ""},
		"no JSON":       {send(order("no json")), cohook.InvalidArgument, ""},
		"no content":    {send(order("")), cohook.InvalidArgument, ""},
		"too large":     {send(order(`"` + strings.Repeat("x", 1<<20) + `"`)), cohook.TooLarge, ""},
		"zero byte":     {send(&cohook.Message{Endpoint: "orders\x00", Type: "x.y", Content: json.RawMessage(`{}`)}), cohook.InvalidArgument, "endpoint"},
		"interval":      {put(interval), cohook.InvalidArgument, "requestIntervalMs"},
		"blocked":       {put(cohook.EndpointSettings{URL: "https://10.0.0.1/", SigningKey: key}), cohook.Blocked, "url"},
		"cut id":        {engine.RemoveEndpoint(patient(t), "orders\x00x"), cohook.InvalidArgument, "id"},
		"unknown":       {engine.CancelDelivery(patient(t), 1<<40), cohook.NotFound, ""},
		"unknown again": {func() error { _, err := engine.FindDelivery(patient(t), 1<<40, 0); return err }(), cohook.NotFound, ""},
	} {
		var failed *cohook.Error
		if !errors.Is(one.err, one.kind) || !errors.As(one.err, &failed) || one.field != "" && failed.Field != one.field {
			t.Errorf("%s: %v", name, one.err)
		}
	}
	if _, err := engine.FindEndpoint(patient(t), "orders"); err != nil {
		t.Error("a zero byte removed another endpoint:", err)
	}
}

func TestManyAreSentInOneCommitOrNone(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{})
	var messages []*cohook.Message
	for n := 0; n < 20; n++ {
		messages = append(messages, &cohook.Message{Endpoint: "orders", Type: "order.paid",
			Content: json.RawMessage(fmt.Sprintf(`{"n":%d}`, n)), OccurredAt: time.Now(),
			Attributes: []cohook.Header{{Name: "a", Value: fmt.Sprint(n)}, {Name: "b", Value: "æ"}}})
	}
	receipts, err := engine.SendMany(patient(t), messages)
	must(t, err)
	seen := map[int]bool{}
	for range receipts {
		var got number
		to.next(t, &got)
		seen[got.N] = true
	}
	if len(receipts) != 20 || len(seen) != 20 {
		t.Errorf("%d receipts, %d messages", len(receipts), len(seen))
	}
	_, err = engine.SendMany(patient(t), []*cohook.Message{order(`{"n":1}`), order("no json")})
	if !errors.Is(err, cohook.InvalidArgument) {
		t.Error(err)
	}
	page, err := engine.ListDeliveries(patient(t), cohook.DeliveryFilter{Endpoint: "orders", Limit: 250})
	must(t, err)
	if len(page.Data) != 20 {
		t.Errorf("%d deliveries are there", len(page.Data))
	}
}

func TestManyGoroutinesSendAtOnce(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{})
	const senders, each = 20, 20
	ctx := patient(t)
	var all sync.WaitGroup
	defer all.Wait() // a message may arrive before its receipt
	for sender := 0; sender < senders; sender++ {
		all.Add(1)
		go func(sender int) {
			defer all.Done()
			for n := 0; n < each; n++ {
				if _, err := engine.Send(ctx, order(fmt.Sprintf(`{"n":%d}`, sender*each+n))); err != nil {
					t.Error(err)
				}
			}
		}(sender)
	}
	seen := map[int]bool{}
	for len(seen) < senders*each {
		var got number
		to.next(t, &got)
		seen[got.N] = true
	}
}

func TestAContextEndsTheWait(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{})
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := engine.Send(ended, order(`{}`)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := engine.FindEndpoint(ended, "orders"); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	// A Run Test waits for its receiver, and the receiver for us.
	hold := make(chan struct{})
	slow := newSlowReceiver(t, hold)
	defer close(hold)
	_, err := engine.PutEndpoint(patient(t), "slow", cohook.EndpointSettings{URL: slow.url, SigningKey: key, Format: "standard"})
	must(t, err)
	waiting, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		_, err := engine.Test(waiting, &cohook.Message{Endpoint: "slow", Type: "x.y", Content: json.RawMessage(`{}`)}, false)
		done <- err
	}()
	take(t, slow.arrived)
	stop()
	if err := take(t, done); !errors.Is(err, context.Canceled) || !errors.Is(err, cohook.TimedOut) {
		t.Error(err)
	}
	late, end := context.WithTimeout(context.Background(), time.Millisecond)
	defer end()
	_, err = engine.Test(late, &cohook.Message{Endpoint: "slow", Type: "x.y", Content: json.RawMessage(`{}`)}, false)
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestRunTestReportsAndProbes(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{})
	report, err := engine.Test(patient(t), order(`{"n":1}`), true)
	must(t, err)
	if !report.Acknowledged || report.ChecksSignatures == nil || !*report.ChecksSignatures || report.Attempt.Status != 200 {
		t.Errorf("the report is %+v", report)
	}
	if err := take(t, to.refused); !errors.Is(err, cohook.SignatureMismatch) {
		t.Error(err)
	}
}

func TestEndpointsArePutChangedListedPausedAndRemoved(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{})
	for _, id := range []string{"a", "b"} {
		_, err := engine.PutEndpoint(patient(t), id, to.settings())
		must(t, err)
	}
	changed, err := engine.ChangeEndpoint(patient(t), "b", cohook.EndpointSettings{RequestIntervalMs: cohook.Set(int64(250))})
	must(t, err)
	if changed.RequestIntervalMs != 250 || changed.URL != to.url || !changed.SigningKeySet {
		t.Errorf("%+v", changed)
	}
	first, err := engine.ListEndpoints(patient(t), "", "", 2)
	must(t, err)
	rest, err := engine.ListEndpoints(patient(t), "", first.Next, 2)
	must(t, err)
	if len(first.Data) != 2 || len(rest.Data) != 1 || rest.Data[0].ID != "orders" || rest.Next != "" {
		t.Errorf("pages are %+v, %+v", first, rest)
	}
	must(t, engine.PauseEndpoint(patient(t), "orders"))
	receipt, err := engine.Send(patient(t), order(`{"n":1}`))
	must(t, err)
	shown, err := engine.FindDelivery(patient(t), cohook.ID(receipt.DeliveryID), 0)
	must(t, err)
	if shown.State != "pending" {
		t.Errorf("a paused endpoint was sent to: %s", shown.State)
	}
	must(t, engine.RotateKey(patient(t), "orders", "another key", time.Minute))
	must(t, engine.ResumeEndpoint(patient(t), "orders"))
	to.next(t, new(number))
	must(t, engine.RemoveEndpoint(patient(t), "b"))
	if _, err := engine.FindEndpoint(patient(t), "b"); !errors.Is(err, cohook.NotFound) {
		t.Error(err)
	}
}

func TestDeliveriesCanBeSentAgainReplayedAndCancelled(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{Events: []cohook.EventKind{cohook.Attempted}})
	receipt, err := engine.Send(patient(t), order(`{"n":1}`))
	must(t, err)
	take(t, engine.Events())
	again, err := engine.Redeliver(patient(t), cohook.ID(receipt.DeliveryID))
	must(t, err)
	if int64(again) == receipt.DeliveryID {
		t.Error("no new delivery was made")
	}
	take(t, engine.Events())
	report, err := engine.Replay(patient(t), cohook.ReplayWish{State: "delivered", DryRun: true})
	must(t, err)
	if report.Matched != 2 || report.Redelivered != 0 {
		t.Errorf("%+v", report)
	}
	before := time.Now().Add(-time.Hour)
	if report, err = engine.Replay(patient(t), cohook.ReplayWish{From: &before, Endpoint: "orders"}); err != nil || report.Redelivered != 2 {
		t.Errorf("%+v, %v", report, err)
	}
	must(t, engine.PauseEndpoint(patient(t), "orders"))
	pending, err := engine.Send(patient(t), order(`{"n":2}`))
	must(t, err)
	must(t, engine.CancelDelivery(patient(t), cohook.ID(pending.DeliveryID)))
	if err := engine.CancelDelivery(patient(t), cohook.ID(pending.DeliveryID)); !errors.Is(err, cohook.Conflict) {
		t.Error(err)
	}
	stats, err := engine.Stats(patient(t))
	must(t, err)
	if !strings.Contains(string(stats), "deliveries") {
		t.Errorf("%s", stats)
	}
}

func TestWhatWasNotSentIsSentByTheNext(t *testing.T) {
	to := newReceiver(t, key)
	store := "sqlite:" + t.TempDir() + "/hooks.db"
	engine, err := cohook.Open(store, here(cohook.EngineOptions{}))
	must(t, err)
	_, err = engine.PutEndpoint(patient(t), "orders", to.settings())
	must(t, err)
	must(t, engine.PauseEndpoint(patient(t), "orders"))
	_, err = engine.Send(patient(t), order(`{"n":3}`))
	must(t, err)
	if _, err := cohook.Open(store, cohook.EngineOptions{}); !errors.Is(err, cohook.Conflict) {
		t.Error(err)
	}
	must(t, engine.Drain(patient(t)))
	must(t, engine.Close())
	must(t, engine.Close())
	if _, err := engine.Send(patient(t), order(`{}`)); !errors.Is(err, cohook.ErrClosed) {
		t.Error(err)
	}
	if _, open := <-engine.Events(); open {
		t.Error("the events did not end")
	}
	next, err := cohook.Open(store, here(cohook.EngineOptions{}))
	must(t, err)
	defer next.Close()
	must(t, next.ResumeEndpoint(patient(t), "orders"))
	var got number
	if to.next(t, &got); got.N != 3 {
		t.Errorf("%+v", got)
	}
}

func TestClosingWhileOthersCallIsOrderly(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{Log: func(string, string, json.RawMessage) {}})
	var callers sync.WaitGroup
	for at := 0; at < 8; at++ {
		callers.Add(1)
		go func(at int) {
			defer callers.Done()
			for {
				var err error
				if at%2 == 0 {
					_, err = engine.Send(context.Background(), order(`{"n":1}`))
				} else {
					_, err = engine.Stats(context.Background())
				}
				if err != nil {
					return
				}
			}
		}(at)
	}
	to.next(t, new(number))
	must(t, engine.Close())
	callers.Wait()
}

func TestAForgottenEngineIsClosed(t *testing.T) {
	store := "sqlite:" + t.TempDir() + "/hooks.db"
	_, err := cohook.Open(store, cohook.EngineOptions{})
	must(t, err)
	limit := time.Now().Add(patience)
	for {
		runtime.GC()
		again, err := cohook.Open(store, cohook.EngineOptions{})
		if err == nil {
			must(t, again.Close())
			return
		}
		if !errors.Is(err, cohook.Conflict) || time.Now().After(limit) {
			t.Fatal(err)
		}
	}
}

func TestTheLogTellsWhatHappensAndMayCallTheEngine(t *testing.T) {
	to := newReceiver(t, key)
	to.status.Store(500)
	records := make(chan string, 1000)
	var engine *cohook.Engine
	ready := make(chan struct{})
	engine = open(t, to, cohook.EngineOptions{Log: func(level, event string, fields json.RawMessage) {
		<-ready
		if _, err := engine.Stats(context.Background()); err != nil && !errors.Is(err, cohook.ErrClosed) {
			t.Error(err)
		}
		if !json.Valid(fields) {
			t.Errorf("%s is no JSON", fields)
		}
		records <- event
	}})
	close(ready)
	_, err := engine.Send(patient(t), order(`{"n":1}`))
	must(t, err)
	for event := take(t, records); !strings.HasPrefix(event, "attempt."); event = take(t, records) {
	}
}
