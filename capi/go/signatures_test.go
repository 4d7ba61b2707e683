package cohook_test

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"cohook"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

var (
	now  = time.Unix(1_760_000_000, 0)
	body = []byte(`{"type":"person.updated","data":{"id":7}}`)
)

func verifierOf(t testing.TB, scheme string, secrets ...cohook.Secret) *cohook.Verifier {
	made, err := cohook.NewVerifier(scheme, secrets, cohook.VerifierOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { made.Close() })
	return made
}

func signed(t testing.TB, scheme, withKey, id string, content []byte, at time.Time) []cohook.Header {
	signer, err := cohook.NewSigner(scheme, []cohook.Secret{cohook.SchemeSecret(withKey)}, cohook.SignerOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer signer.Close()
	made, err := signer.Sign(&cohook.Unsigned{ID: id, Timestamp: at, Body: content})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestVerifyingSaysWhatWasProved(t *testing.T) {
	headers := signed(t, "standard-webhooks", secret, "msg_1", body, now)
	proved, err := verifierOf(t, "standard-webhooks", cohook.SchemeSecret(secret)).Verify(
		&cohook.Request{Headers: headers, Body: body, Now: now.Add(10 * time.Second)})
	must(t, err)
	if string(proved.Payload()) != string(body) || proved.ID() != "msg_1" || !proved.Timestamp().Equal(now) {
		t.Errorf("proved were %q, %q, %v", proved.Payload(), proved.ID(), proved.Timestamp())
	}
	if !proved.Covers(cohook.CoversBody|cohook.CoversID|cohook.CoversTimestamp) || proved.Covers(cohook.CoversURL) {
		t.Error("the coverage is not that of Standard Webhooks")
	}
	if proved.Freshness() != cohook.FreshnessChecked || proved.KeyIndex() != 0 {
		t.Error("freshness or key are wrong")
	}
	if &proved.Payload()[0] != &body[0] {
		t.Error("the payload was copied")
	}
}

func TestWhatIsNotVerifiedIsAVerdict(t *testing.T) {
	verifier := verifierOf(t, "standard-webhooks", cohook.SchemeSecret(secret))
	headers := signed(t, "standard-webhooks", secret, "msg_1", body, now)
	for _, one := range []struct {
		request cohook.Request
		wanted  cohook.Verdict
	}{
		{cohook.Request{Headers: headers, Body: append([]byte(" "), body...), Now: now}, cohook.SignatureMismatch},
		{cohook.Request{Headers: headers, Body: body, Now: now.Add(301 * time.Second)}, cohook.TimestampTooOld},
		{cohook.Request{Headers: headers, Body: body, Now: now.Add(-301 * time.Second)}, cohook.TimestampTooNew},
		{cohook.Request{Body: body, Now: now}, cohook.MissingHeader},
		{cohook.Request{Headers: append(headers, headers...), Body: body, Now: now}, cohook.DuplicateHeader},
		{cohook.Request{Headers: headers, Now: now}, cohook.SignatureMismatch},
	} {
		one := one
		proved, err := verifier.Verify(&one.request)
		if proved != nil || !errors.Is(err, one.wanted) {
			t.Errorf("got %v, wanted %v", err, one.wanted)
		}
		var verdict cohook.Verdict
		if !errors.As(fmt.Errorf("wrapped: %w", err), &verdict) || verdict != one.wanted {
			t.Errorf("%v is not found by errors.As", one.wanted)
		}
	}
}

func TestManyHeadersAndZeroBytesAreNoTrouble(t *testing.T) {
	verifier := verifierOf(t, "standard-webhooks", cohook.SchemeSecret(secret))
	content := []byte("a\x00b")
	var headers []cohook.Header
	for at := 0; at < 200; at++ {
		headers = append(headers, cohook.Header{Name: fmt.Sprintf("x-%d", at), Value: strings.Repeat("v\x00", at)})
	}
	headers = append(headers, signed(t, "standard-webhooks", secret, "msg_1", content, now)...)
	proved, err := verifier.Verify(&cohook.Request{Headers: headers, Body: content, Now: now})
	must(t, err)
	if string(proved.Payload()) != string(content) {
		t.Errorf("%q", proved.Payload())
	}
}

func TestAnEnvelopeGivesItsDecodedData(t *testing.T) {
	data := `[{"personID":7,"note":"æ"}]`
	previous := cohook.EndpointSecret("old")
	envelope := cohook.Envelope{Data: []byte(data), MessageID: 2070443601311540, Key: cohook.EndpointSecret("new"),
		PreviousKey: &previous, Attributes: []cohook.Header{{Name: "change", Value: "updated"}}}
	sent, err := envelope.Compose()
	must(t, err)
	for _, one := range []string{"new", "old"} {
		proved, err := verifierOf(t, "members-envelope", cohook.EndpointSecret(one)).Verify(&cohook.Request{Body: sent})
		must(t, err)
		if string(proved.Payload()) != data || !proved.Covers(cohook.CoversEnvelopeData) || proved.Covers(cohook.CoversBody) {
			t.Errorf("key %s: %q", one, proved.Payload())
		}
	}
}

func TestFaultyOptionsAreNamed(t *testing.T) {
	for _, one := range []struct {
		scheme  string
		secrets []cohook.Secret
		kind    cohook.Kind
		field   string
	}{
		{"standard-webhooks", []cohook.Secret{cohook.SchemeSecret("whsec_***")}, cohook.InvalidArgument, "secret"},
		{"standard-webhooks", nil, cohook.InvalidArgument, "secret"},
		{"no-such-scheme", []cohook.Secret{cohook.SchemeSecret("k")}, cohook.Unsupported, ""},
		{"standard-webhooks\x00x", []cohook.Secret{cohook.SchemeSecret(secret)}, cohook.InvalidArgument, "scheme"},
	} {
		_, err := cohook.NewVerifier(one.scheme, one.secrets, cohook.VerifierOptions{})
		var failed *cohook.Error
		if !errors.Is(err, one.kind) || !errors.As(err, &failed) || !strings.HasPrefix(failed.Field, one.field) {
			t.Errorf("%s: %v", one.scheme, err)
		}
	}
	_, err := cohook.NewVerifier("standard-webhooks", []cohook.Secret{cohook.SchemeSecret(secret)},
		cohook.VerifierOptions{Tolerance: time.Millisecond})
	if !errors.Is(err, cohook.InvalidArgument) {
		t.Error(err)
	}
}

func TestASecretDoesNotShowItself(t *testing.T) {
	hidden := cohook.RawSecret([]byte("hidden"))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(verb, hidden); strings.Contains(text, "hidden") {
			t.Errorf("%s shows %s", verb, text)
		}
	}
}

func TestManyGoroutinesUseAVerifierAndOneClosesIt(t *testing.T) {
	verifier := verifierOf(t, "standard-webhooks", cohook.SchemeSecret(secret))
	headers := signed(t, "standard-webhooks", secret, "msg_1", body, now)
	var workers sync.WaitGroup
	worked := make(chan struct{}, 1000)
	for at := 0; at < 4; at++ {
		workers.Add(1)
		go func() {
			defer workers.Done()
			for {
				_, err := verifier.Verify(&cohook.Request{Headers: headers, Body: body, Now: now})
				if errors.Is(err, cohook.ErrClosed) {
					return
				}
				if err != nil {
					t.Error(err)
					return
				}
				select {
				case worked <- struct{}{}:
				default:
				}
			}
		}()
	}
	for at := 0; at < 100; at++ {
		<-worked
	}
	must(t, verifier.Close())
	must(t, verifier.Close())
	workers.Wait()
}

func TestWhatIsForgottenIsFreed(t *testing.T) {
	for at := 0; at < 100; at++ {
		_, err := cohook.NewVerifier("standard-webhooks", []cohook.Secret{cohook.SchemeSecret(secret)}, cohook.VerifierOptions{})
		must(t, err)
	}
	runtime.GC() // runs the finalizers, which a double free would not survive
	runtime.GC()
}

func TestAMessageIsNewOnce(t *testing.T) {
	guard, err := cohook.NewReplayGuard(0, 0)
	must(t, err)
	defer guard.Close()
	proved, err := verifierOf(t, "standard-webhooks", cohook.SchemeSecret(secret)).Verify(&cohook.Request{
		Headers: signed(t, "standard-webhooks", secret, "msg_1", body, now), Body: body, Now: now})
	must(t, err)
	told := make(chan cohook.Admission, 8)
	for at := 0; at < cap(told); at++ {
		go func() {
			admission, err := guard.Admit("orders", proved)
			if err != nil {
				t.Error(err)
			}
			told <- admission
		}()
	}
	counts := map[cohook.Admission]int{}
	for at := 0; at < cap(told); at++ {
		counts[take(t, told)]++
	}
	if counts[cohook.FirstTime] != 1 || counts[cohook.Repeated] != cap(told)-1 {
		t.Errorf("told were %v", counts)
	}
	if other, err := guard.Admit("others", proved); err != nil || other != cohook.FirstTime {
		t.Errorf("scopes are not kept apart: %v, %v", other, err)
	}
	full, err := cohook.NewReplayGuard(time.Minute, 1)
	must(t, err)
	defer full.Close()
	if first, _ := full.Admit("a", proved); first != cohook.FirstTime {
		t.Error(first)
	}
	if second, _ := full.Admit("b", proved); second != cohook.GuardFull {
		t.Error(second)
	}
}

func TestChallengesAreAnsweredAfterTheyAreVerified(t *testing.T) {
	question := []byte(`{"event":"endpoint.url_validation","payload":{"plainToken":"qgg8vlvZRS6UYooatFL8Aw"}}`)
	headers := signed(t, "zoom", "zoom-key", "", question, now)
	verifier := verifierOf(t, "zoom", cohook.SchemeSecret("zoom-key"))
	proved, answer, err := verifier.Receive(&cohook.Request{Headers: headers, Body: question, Now: now})
	must(t, err)
	if string(proved.Payload()) != string(question) {
		t.Errorf("proved was %q", proved.Payload())
	}
	if answer == nil || answer.Status != 200 || !strings.Contains(string(answer.Body), "encryptedToken") {
		t.Errorf("the answer was %+v", answer)
	}
	_, _, err = verifier.Receive(&cohook.Request{Headers: headers, Body: append(question, ' '), Now: now})
	if !errors.Is(err, cohook.SignatureMismatch) {
		t.Error(err)
	}
	origin := []cohook.Header{{Name: "WebHook-Request-Origin", Value: "events.example.com"}}
	if answer, err := cohook.AnswerOrigin("OPTIONS", origin, []string{"events.example.com"}, 0); err != nil || answer == nil {
		t.Errorf("no consent: %v", err)
	}
	if answer, err := cohook.AnswerOrigin("OPTIONS", origin, []string{"other.example.com"}, 0); err != nil || answer != nil {
		t.Errorf("consent to a stranger: %v", err)
	}
	query := "hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2Ft&hub.challenge=c1&hub.lease_seconds=3600"
	if answer, err := cohook.AnswerIntent(query, "subscribe", "https://a.example/t"); err != nil || string(answer.Body) != "c1" {
		t.Errorf("%v, %v", answer, err)
	}
}

func TestRFC9421CoversWhatItIsToldTo(t *testing.T) {
	raw := []cohook.Secret{cohook.RawSecret([]byte("0123456789abcdef0123456789abcdef"))}
	extra := []cohook.Header{{Name: "Content-Type", Value: "application/json"}}
	signer, err := cohook.NewSigner("rfc9421", raw, cohook.SignerOptions{HTTPMessage: &cohook.HTTPLayout{
		Algorithm: "hmac-sha256", Components: []string{"@method", "content-digest", "content-type"}, KeyIDs: []string{"k1"}}})
	must(t, err)
	defer signer.Close()
	made, err := signer.Sign(&cohook.Unsigned{Timestamp: now, Body: body, Headers: extra, Method: "POST",
		URL: "https://a.example/hook"})
	must(t, err)
	verifier, err := cohook.NewVerifier("rfc9421", raw, cohook.VerifierOptions{
		HTTPMessage: &cohook.HTTPDemands{Algorithm: "hmac-sha256", Components: []string{"@method", "content-digest"}}})
	must(t, err)
	defer verifier.Close()
	request := cohook.Request{Headers: append(extra, made...), Body: body, Method: "POST", URL: "https://a.example/hook", Now: now}
	proved, err := verifier.Verify(&request)
	must(t, err)
	if !strings.Contains(proved.Components(), "content-type") || !proved.Covers(cohook.CoversMethod) {
		t.Errorf("covered are %q", proved.Components())
	}
	request.Method = "PUT"
	if _, err := verifier.Verify(&request); !errors.Is(err, cohook.SignatureMismatch) {
		t.Error(err)
	}
}
