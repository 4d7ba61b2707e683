package cohook_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"cohook"
)

// numbers are records 1 to last, of which `gone` is gone.
type numbers struct {
	last, gone int
	broken     atomic.Pointer[error]
}

func (n *numbers) Count(context.Context, cohook.Target) (uint64, error) { return uint64(n.last), nil }

func (n *numbers) Next(_ context.Context, _ cohook.Target, cursor string, limit int) ([]string, error) {
	if broken := n.broken.Load(); broken != nil {
		return nil, *broken
	}
	var keys []string
	after, _ := strconv.Atoi(cursor)
	for at := after + 1; at <= n.last && len(keys) < limit; at++ {
		keys = append(keys, fmt.Sprintf("%05d", at))
	}
	return keys, nil
}

func (n *numbers) Read(_ context.Context, _ cohook.Target, keys []string) ([]json.RawMessage, error) {
	records := make([]json.RawMessage, len(keys))
	for at, key := range keys {
		number, err := strconv.Atoi(key)
		if err != nil {
			panic("a key that was never given: " + key)
		}
		if number != n.gone {
			records[at] = json.RawMessage(fmt.Sprintf(`{"n":%d}`, number))
		}
	}
	return records, nil
}

var syncNews = []cohook.EventKind{cohook.SyncChanged}

func ended(t *testing.T, engine *cohook.Engine) *cohook.Sync {
	t.Helper()
	for {
		var sync cohook.Sync
		must(t, json.Unmarshal(take(t, engine.Events()).Document, &sync))
		if sync.State != "running" && sync.State != "paused" {
			return &sync
		}
	}
}

func arrived(t *testing.T, to *receiver, count int) map[int]bool {
	t.Helper()
	seen := map[int]bool{}
	for len(seen) < count {
		var records []number
		to.next(t, &records)
		for _, one := range records {
			seen[one.N] = true
		}
	}
	return seen
}

func TestEveryRecordThatIsThereArrives(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{Source: &numbers{last: 30, gone: 7}, Events: syncNews})
	started, err := engine.StartSync(patient(t), "orders", cohook.SyncOptions{SyncBatch: 4})
	must(t, err)
	done := ended(t, engine)
	if done.ID != started.ID || done.State != "completed" || done.Acknowledged != 29 || done.Skipped != 1 {
		t.Errorf("it ended as %+v", done)
	}
	if seen := arrived(t, to, 29); seen[7] || !seen[30] {
		t.Errorf("arrived are %v", seen)
	}
	page, err := engine.ListSyncs(patient(t), "orders", 0, 0)
	must(t, err)
	if len(page.Data) != 1 || page.Data[0].ID != started.ID {
		t.Errorf("%+v", page)
	}
	failures, err := engine.SyncFailures(patient(t), started.ID, "", 0)
	must(t, err)
	if len(failures.Data) != 0 {
		t.Errorf("%+v", failures)
	}
}

func TestASyncIsPausedResumedAndCancelledAndRunsOnce(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{Source: &numbers{last: 90_000}})
	started, err := engine.StartSync(patient(t), "orders", cohook.SyncOptions{RequestIntervalMs: cohook.Set(int64(5))})
	must(t, err)
	if _, err := engine.StartSync(patient(t), "orders", cohook.SyncOptions{}); !errors.Is(err, cohook.Conflict) {
		t.Error(err)
	}
	arrived(t, to, 3)
	for _, step := range []struct {
		do    func(context.Context, cohook.ID) (*cohook.Sync, error)
		state string
	}{{engine.PauseSync, "paused"}, {engine.ResumeSync, "running"}, {engine.CancelSync, "cancelled"}, {engine.FindSync, "cancelled"}} {
		shown, err := step.do(patient(t), started.ID)
		must(t, err)
		if shown.State != step.state {
			t.Errorf("%s, wanted %s", shown.State, step.state)
		}
	}
}

func TestASourceThatFailsFailsTheSyncWithItsWords(t *testing.T) {
	to := newReceiver(t, key)
	source := &numbers{last: 3}
	broken := errors.New("the database is away")
	source.broken.Store(&broken)
	engine := open(t, to, cohook.EngineOptions{Source: source, Events: syncNews})
	_, err := engine.StartSync(patient(t), "orders", cohook.SyncOptions{})
	must(t, err)
	if done := ended(t, engine); done.State != "failed" || done.Reason == "" {
		t.Errorf("it ended as %+v", done)
	}
}

func TestASyncGoesOnAfterARestart(t *testing.T) {
	to := newReceiver(t, key)
	store := "sqlite:" + t.TempDir() + "/hooks.db"
	options := here(cohook.EngineOptions{Source: &numbers{last: 60}, Events: syncNews})
	engine, err := cohook.Open(store, options)
	must(t, err)
	_, err = engine.PutEndpoint(patient(t), "orders", to.settings())
	must(t, err)
	_, err = engine.StartSync(patient(t), "orders", cohook.SyncOptions{RequestIntervalMs: cohook.Set(int64(10))})
	must(t, err)
	seen := arrived(t, to, 10)
	must(t, engine.Close())
	engine, err = cohook.Open(store, options)
	must(t, err)
	defer engine.Close()
	if done := ended(t, engine); done.State != "completed" {
		t.Errorf("it ended as %+v", done)
	}
	for len(seen) < 60 {
		for n := range arrived(t, to, 1) {
			seen[n] = true
		}
	}
}

func TestAChangeOfTheRegisterReachesWhoeverMaySeeIt(t *testing.T) {
	to := newReceiver(t, key)
	engine := open(t, to, cohook.EngineOptions{Events: syncNews})
	ctx := patient(t)
	_, err := engine.PutApplication(ctx, "crm", cohook.ApplicationSettings{Name: "CRM", Scopes: cohook.Set([]string{"email"})})
	must(t, err)
	_, err = engine.ChangeWebhook(ctx, "crm", to.settings())
	must(t, err)
	_, err = engine.PutPerson(ctx, 7, map[string]any{"email": "old@example.test", "cellPhone": map[string]string{"number": "1"}})
	must(t, err)
	_, err = engine.PutConsent(ctx, 7, "crm", []string{"email"})
	must(t, err)
	to.next(t, new([]map[string]any))
	report, err := engine.PatchPerson(ctx, 7, json.RawMessage(`{"email":"new@example.test"}`))
	must(t, err)
	var persons []map[string]any
	to.next(t, &persons)
	if report.Effect != "updated" || report.Messages != 1 || persons[0]["email"] != "new@example.test" || persons[0]["cellPhone"] != nil {
		t.Errorf("%+v, %v", report, persons)
	}
	seen, err := engine.FindPerson(ctx, 7, "crm")
	must(t, err)
	consents, err := engine.ListConsents(ctx, 7)
	must(t, err)
	if !json.Valid(seen) || len(consents) != 1 || consents[0].Application != "crm" {
		t.Errorf("%s, %+v", seen, consents)
	}
	tested, err := engine.TestApplication(ctx, "crm", 7, false)
	must(t, err)
	to.next(t, &persons)
	_, err = engine.StartSync(ctx, "crm-default", cohook.SyncOptions{})
	must(t, err)
	if done := ended(t, engine); done.State != "completed" || !tested.Acknowledged {
		t.Errorf("%+v, %+v", done, tested)
	}
	_, err = engine.WithdrawConsent(ctx, 7, "crm")
	must(t, err)
	must(t, engine.RemoveWebhook(ctx, "crm"))
	found, err := engine.FindApplication(ctx, "crm")
	must(t, err)
	if found.Webhook == nil || found.Webhook.URL != "" {
		t.Errorf("%+v", found.Webhook)
	}
	must(t, engine.RemoveApplication(ctx, "crm"))
	applications, err := engine.ListApplications(ctx, "", 0)
	must(t, err)
	if len(applications.Data) != 0 {
		t.Errorf("%+v", applications)
	}
}

func TestPersonsAreImportedListedAndRemoved(t *testing.T) {
	engine := open(t, newReceiver(t, key), cohook.EngineOptions{})
	ctx := patient(t)
	report, err := engine.ImportPersons(ctx, []byte("{\"personID\":1}\n{\"personID\":2}\n{\"personID\":3}\n{}\n"))
	must(t, err)
	if report.Created != 3 || report.Refused != 1 || len(report.Errors) != 1 || report.Errors[0].Line != 4 {
		t.Errorf("%+v", report)
	}
	page, err := engine.ListPersons(ctx, "", 1, 1)
	must(t, err)
	if page.Total == 0 || len(page.Data) != 1 || !strings.Contains(string(page.Data[0]), `"personID":2`) {
		t.Errorf("%+v", page)
	}
	_, err = engine.PutPerson(ctx, 4, map[string]string{"firstName": "Ada", "lastName": "Aas"})
	must(t, err)
	page, err = engine.SearchPersons(ctx, "", "aas ad", 0, 0)
	must(t, err)
	if page.Total != 1 || len(page.Data) != 1 || !strings.Contains(string(page.Data[0]), `"personID":4`) {
		t.Errorf("%+v", page)
	}
	_, err = engine.RemovePerson(ctx, 2)
	must(t, err)
	if _, err := engine.FindPerson(ctx, 2, ""); !errors.Is(err, cohook.NotFound) {
		t.Error(err)
	}
	_, err = engine.PutOrganization(ctx, "o1", map[string]string{"name": "One"})
	must(t, err)
	_, err = engine.FindOrganization(ctx, "o1")
	must(t, err)
	organizations, err := engine.ListOrganizations(ctx, "", 0)
	must(t, err)
	if len(organizations.Data) != 1 {
		t.Errorf("%+v", organizations)
	}
	must(t, engine.RemoveOrganization(ctx, "o1"))
	scopes, err := cohook.Scopes()
	must(t, err)
	if len(scopes) == 0 || scopes[0].Name == "" {
		t.Errorf("%+v", scopes)
	}
}

// stuck is a source that gives no keys before it is told to stop.
type stuck struct {
	numbers
	asked chan struct{}
}

func (s *stuck) Next(ctx context.Context, _ cohook.Target, _ string, _ int) ([]string, error) {
	s.asked <- struct{}{}
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestClosingWhileTheSourceIsAskedIsOrderly(t *testing.T) {
	to := newReceiver(t, key)
	store := "sqlite:" + t.TempDir() + "/hooks.db"
	source := &stuck{numbers{last: 5}, make(chan struct{}, 100)}
	engine, err := cohook.Open(store, here(cohook.EngineOptions{Source: source}))
	must(t, err)
	_, err = engine.PutEndpoint(patient(t), "orders", to.settings())
	must(t, err)
	_, err = engine.StartSync(patient(t), "orders", cohook.SyncOptions{})
	must(t, err)
	take(t, source.asked)
	must(t, engine.Close())
	engine, err = cohook.Open(store, here(cohook.EngineOptions{Source: &source.numbers}))
	must(t, err)
	for at := 0; at < 5; at++ {
		to.next(t, new(json.RawMessage))
	}
	must(t, engine.Close())
}
