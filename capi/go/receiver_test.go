package cohook_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"cohook"
)

// behind is the handler behind the middleware: what it saw, and what it answers.
type behind struct {
	lock      sync.Mutex
	seen      []string
	status    int
	panics    bool
	meanwhile func()
}

func (b *behind) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	read, _ := io.ReadAll(request.Body)
	if proved := cohook.VerificationOf(request.Context()); proved == nil || string(proved.Payload()) != string(read) {
		panic("the handler was not given what was proved")
	}
	if request.ContentLength != int64(len(read)) {
		panic("the length is not that of the body")
	}
	b.lock.Lock()
	b.seen = append(b.seen, string(read))
	meanwhile := b.meanwhile
	b.meanwhile = nil
	b.lock.Unlock()
	if meanwhile != nil {
		meanwhile()
	}
	if b.panics {
		panic(http.ErrAbortHandler)
	}
	if b.status != 0 {
		w.WriteHeader(b.status)
	}
}

func post(handler http.Handler, headers []cohook.Header, content string) (answer *http.Response) {
	request := httptest.NewRequest("POST", "http://a.example/hook", strings.NewReader(content))
	for _, line := range headers {
		request.Header.Add(line.Name, line.Value)
	}
	recorder := httptest.NewRecorder()
	defer func() {
		if recover() != nil {
			answer = nil // as a server that aborts the connection
		}
	}()
	handler.ServeHTTP(recorder, request)
	return recorder.Result()
}

func expectStatus(t *testing.T, answer *http.Response, wanted int) {
	t.Helper()
	if answer == nil || answer.StatusCode != wanted {
		t.Errorf("answered was %+v, wanted %d", answer, wanted)
	}
}

var ids = func() func() string {
	next := 0
	return func() string { next++; return "msg_" + strings.Repeat("x", next) }
}()

func fresh(t *testing.T) []cohook.Header {
	return signed(t, "standard-webhooks", secret, ids(), body, time.Now())
}

func TestOnlyVerifiedRequestsReachTheHandler(t *testing.T) {
	inner := &behind{}
	var refused []error
	handler := cohook.Receiver{Verifier: verifierOf(t, "standard-webhooks", cohook.SchemeSecret(secret)),
		Refused: func(_ *http.Request, err error) { refused = append(refused, err) }}.Wrap(inner)
	expectStatus(t, post(handler, fresh(t), string(body)), 200)
	expectStatus(t, post(handler, nil, string(body)), 401)
	expectStatus(t, post(handler, fresh(t), string(body)+" "), 401)
	answer := post(handler, append(fresh(t), fresh(t)...), string(body))
	expectStatus(t, answer, 401)
	if told, _ := io.ReadAll(answer.Body); string(told) != "refused\n" {
		t.Errorf("the sender is told %q", told)
	}
	if len(inner.seen) != 1 || len(refused) != 3 || !errors.Is(refused[1], cohook.SignatureMismatch) {
		t.Errorf("seen were %q; refused %v", inner.seen, refused)
	}
}

func TestABodyBeyondTheLimitIsRefusedBeforeItIsJudged(t *testing.T) {
	inner := &behind{}
	var refused error
	handler := cohook.Receiver{Verifier: verifierOf(t, "standard-webhooks", cohook.SchemeSecret(secret)), BodyLimit: 8,
		Refused: func(_ *http.Request, err error) { refused = err }}.Wrap(inner)
	expectStatus(t, post(handler, fresh(t), string(body)), 413)
	var tooLarge *http.MaxBytesError
	if len(inner.seen) != 0 || !errors.As(refused, &tooLarge) {
		t.Error(refused)
	}
}

func TestOfAnEnvelopeTheHandlerReadsTheDataAlone(t *testing.T) {
	inner := &behind{}
	envelope := cohook.Envelope{Data: []byte(`[{"personID":7}]`), MessageID: 12, Key: cohook.EndpointSecret("k")}
	sent, err := envelope.Compose()
	must(t, err)
	handler := cohook.Verified(verifierOf(t, "members-envelope", cohook.EndpointSecret("k")), inner)
	expectStatus(t, post(handler, nil, string(sent)), 200)
	if len(inner.seen) != 1 || inner.seen[0] != `[{"personID":7}]` {
		t.Errorf("seen were %q", inner.seen)
	}
}

func guarded(t *testing.T, inner http.Handler, capacity int) http.Handler {
	guard, err := cohook.NewReplayGuard(0, capacity)
	must(t, err)
	t.Cleanup(func() { guard.Close() })
	return cohook.Receiver{Verifier: verifierOf(t, "standard-webhooks", cohook.SchemeSecret(secret)), Guard: guard}.Wrap(inner)
}

func TestARepetitionIsAcknowledgedAndNotProcessed(t *testing.T) {
	inner := &behind{}
	handler, headers := guarded(t, inner, 0), fresh(t)
	expectStatus(t, post(handler, headers, string(body)), 200)
	expectStatus(t, post(handler, headers, string(body)), 204)
	if len(inner.seen) != 1 {
		t.Errorf("seen were %q", inner.seen)
	}
}

func TestWhatTheHandlerFailedToProcessMayComeAgain(t *testing.T) {
	inner := &behind{status: 500}
	handler, headers := guarded(t, inner, 0), fresh(t)
	expectStatus(t, post(handler, headers, string(body)), 500)
	inner.panics = true
	if answer := post(handler, headers, string(body)); answer != nil {
		t.Errorf("the panic was swallowed: %v", answer.Status)
	}
	inner.panics, inner.status = false, 202
	expectStatus(t, post(handler, headers, string(body)), 202)
	expectStatus(t, post(handler, headers, string(body)), 204)
}

func TestWhatIsBeingProcessedIsToComeLater(t *testing.T) {
	inner := &behind{}
	handler, headers := guarded(t, inner, 0), fresh(t)
	inner.meanwhile = func() {
		answer := post(handler, headers, string(body))
		expectStatus(t, answer, 503)
		if answer.Header.Get("Retry-After") == "" {
			t.Error("it is not said when to come again")
		}
	}
	expectStatus(t, post(handler, headers, string(body)), 200)
}

// otherStore stands for a store that processes share: it keeps all in memory, and can be told to fail.
type otherStore struct {
	told map[string]cohook.Admission
	err  error
}

func (s *otherStore) Reserve(scope string, message *cohook.Verification) (cohook.Admission, error) {
	told, known := s.told[scope+message.ID()]
	if !known {
		s.told[scope+message.ID()] = cohook.InProgress
	}
	return told, s.err
}

func (s *otherStore) Commit(scope string, message *cohook.Verification) error {
	s.told[scope+message.ID()] = cohook.Repeated
	return s.err
}

func (s *otherStore) Release(scope string, message *cohook.Verification) error {
	delete(s.told, scope+message.ID())
	return s.err
}

func TestAStoreOfOnesOwnIsAGuard(t *testing.T) {
	inner, store := &behind{status: 500}, &otherStore{told: map[string]cohook.Admission{}}
	var refused error
	handler := cohook.Receiver{Verifier: verifierOf(t, "standard-webhooks", cohook.SchemeSecret(secret)), Guard: store,
		Scope: "orders", Refused: func(_ *http.Request, err error) { refused = err }}.Wrap(inner)
	headers := fresh(t)
	expectStatus(t, post(handler, headers, string(body)), 500)
	inner.status = 200
	inner.meanwhile = func() { expectStatus(t, post(handler, headers, string(body)), 503) }
	expectStatus(t, post(handler, headers, string(body)), 200)
	expectStatus(t, post(handler, headers, string(body)), 204)
	store.err = errors.New("the store is away")
	expectStatus(t, post(handler, fresh(t), string(body)), 500)
	if len(inner.seen) != 2 || refused != store.err {
		t.Errorf("seen were %q; refused was %v", inner.seen, refused)
	}
}

func TestWhereNoMoreIdsCanBeRememberedItIsToComeLater(t *testing.T) {
	handler := guarded(t, &behind{}, 1)
	expectStatus(t, post(handler, fresh(t), string(body)), 200)
	expectStatus(t, post(handler, fresh(t), string(body)), 503)
}

func TestAGuardWithASchemeThatHasNoIdsIsAMistakeThatShows(t *testing.T) {
	guard, err := cohook.NewReplayGuard(0, 0)
	must(t, err)
	defer guard.Close()
	inner := &behind{}
	handler := cohook.Receiver{Verifier: verifierOf(t, "github", cohook.SchemeSecret("k")), Guard: guard}.Wrap(inner)
	expectStatus(t, post(handler, signed(t, "github", "k", "", body, now), string(body)), 500)
	if len(inner.seen) != 0 {
		t.Error("it was processed nevertheless")
	}
}

func TestAQuestionOfTheSchemeIsAnswered(t *testing.T) {
	inner := &behind{}
	question := `{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}`
	handler := cohook.Verified(verifierOf(t, "zoom", cohook.SchemeSecret("k")), inner)
	expectStatus(t, post(handler, signed(t, "zoom", "k", "", []byte(question), time.Now()), question), 200)
	if len(inner.seen) != 0 {
		t.Error("it reached the handler")
	}
}
