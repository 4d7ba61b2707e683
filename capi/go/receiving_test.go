package cohook_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"cohook"
)

const (
	key      = "a signing key of the tests"
	patience = time.Minute // for anything that must happen; only a broken run waits so long
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func patient(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	return ctx
}

func take[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case one, open := <-from:
		if !open {
			t.Fatal("nothing more will come")
		}
		return one
	case <-time.After(patience):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// payload is what the format standard sends.
type payload struct {
	Type string          `json:"type"`
	Data json.RawMessage `json:"data"`
}

// receiver verifies what it gets with the binding itself.
type receiver struct {
	url     string
	status  atomic.Int32
	got     chan payload
	refused chan error
}

func newReceiver(t *testing.T, signingKey string) *receiver {
	verifier, err := cohook.NewVerifier("standard-webhooks", []cohook.Secret{cohook.EndpointSecret(signingKey)},
		cohook.VerifierOptions{})
	must(t, err)
	r := &receiver{got: make(chan payload, 1000), refused: make(chan error, 1000)}
	r.status.Store(http.StatusOK)
	middleware := cohook.Receiver{Verifier: verifier, Refused: func(_ *http.Request, err error) { r.refused <- err }}
	server := httptest.NewServer(middleware.Wrap(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		var body payload
		if err := json.NewDecoder(request.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		r.got <- body
		w.WriteHeader(int(r.status.Load()))
	})))
	t.Cleanup(server.Close)
	r.url = server.URL + "/hook"
	return r
}

func (r *receiver) next(t *testing.T, into any) {
	t.Helper()
	must(t, json.Unmarshal(take(t, r.got).Data, into))
}

func (r *receiver) settings() cohook.EndpointSettings {
	return cohook.EndpointSettings{URL: r.url, SigningKey: key, Format: "standard"}
}

func here(options cohook.EngineOptions) cohook.EngineOptions {
	options.AllowHTTP, options.AllowAddresses, options.Shards = true, []string{"127.0.0.0/8", "::1/128"}, 1
	return options
}

// open gives an engine on a store of its own, with an endpoint `orders`.
func open(t *testing.T, to *receiver, options cohook.EngineOptions) *cohook.Engine {
	t.Helper()
	engine, err := cohook.Open("sqlite:"+t.TempDir()+"/hooks.db", here(options))
	must(t, err)
	t.Cleanup(func() { must(t, engine.Close()) })
	_, err = engine.PutEndpoint(patient(t), "orders", to.settings())
	must(t, err)
	return engine
}

func order(content string) *cohook.Message {
	return &cohook.Message{Endpoint: "orders", Type: "order.paid", Content: json.RawMessage(content)}
}

// slowReceiver answers when it is let go.
type slowReceiver struct {
	url     string
	arrived chan struct{}
}

func newSlowReceiver(t *testing.T, hold chan struct{}) *slowReceiver {
	r := &slowReceiver{arrived: make(chan struct{}, 100)}
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		r.arrived <- struct{}{}
		<-hold
	}))
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}
