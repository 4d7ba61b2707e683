package cohook

// #include "shim.h"
import "C"

import (
	"context"
	"encoding/json"
	"strings"
	"time"
)

// WriteReport says what a write of the register did. The write and the messages it caused are durable together.
type WriteReport struct {
	Effect          string     `json:"effect"` // created, updated, unchanged
	Revision        int64      `json:"revision"`
	LastChangedDate *time.Time `json:"lastChangedDate"`
	Messages        int        `json:"messages"`
	PersonID        int64      `json:"personID"`
}

// PutPerson writes a person (anything that becomes its JSON) in the right of an administrator.
func (e *Engine) PutPerson(ctx context.Context, id int64, person any) (*WriteReport, error) {
	return ask[*WriteReport](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_person_put(e.handle, C.int64_t(id), a.json(person, ""), timeout, document, failed)
	})
}

// PatchPerson changes one by a merge patch (RFC 7396).
func (e *Engine) PatchPerson(ctx context.Context, id int64, patch any) (*WriteReport, error) {
	return ask[*WriteReport](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_person_patch(e.handle, C.int64_t(id), a.json(patch, ""), timeout, document, failed)
	})
}

// RemovePerson deletes one.
func (e *Engine) RemovePerson(ctx context.Context, id int64) (*WriteReport, error) {
	return ask[*WriteReport](ctx, e, func(_ *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_person_remove(e.handle, C.int64_t(id), timeout, document, failed)
	})
}

// FindPerson gives one as this application sees it; empty: everything.
func (e *Engine) FindPerson(ctx context.Context, id int64, application string) (json.RawMessage, error) {
	return ask[json.RawMessage](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_person_find(e.handle, C.int64_t(id), a.optional(application, "application"), timeout, document, failed)
	})
}

// PersonPage is a part of the register.
type PersonPage struct {
	Total int64             `json:"total"`
	Limit int64             `json:"limit"`
	Data  []json.RawMessage `json:"data"`
}

// ListPersons gives those that the application sees (empty: all) by id, those above after, at most limit (0: 50; at most 1000).
func (e *Engine) ListPersons(ctx context.Context, application string, after int64, limit int) (*PersonPage, error) {
	return ask[*PersonPage](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_person_list(e.handle, a.optional(application, "application"), C.int64_t(after), C.uint32_t(limit),
			timeout, document, failed)
	})
}

// SearchPersons gives those of ListPersons that search finds by their names, as the application sees them: each word of it
// begins a word of the first, middle, last or display name, in any order.
func (e *Engine) SearchPersons(ctx context.Context, application, search string, after int64, limit int) (*PersonPage, error) {
	return ask[*PersonPage](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_person_search(e.handle, a.optional(application, "application"), a.text(search, "search"),
			C.int64_t(after), C.uint32_t(limit), timeout, document, failed)
	})
}

// ImportReport says what an import did, and the first errors.
type ImportReport struct {
	Lines        int64 `json:"lines"`
	Created      int64 `json:"created"`
	Updated      int64 `json:"updated"`
	Unchanged    int64 `json:"unchanged"`
	Refused      int64 `json:"refused"`
	Consents     int64 `json:"consents"`
	Messages     int64 `json:"messages"`
	DurableLines int64 `json:"durableLines"`
	Errors       []struct {
		Line    int64  `json:"line"`
		Path    string `json:"path"`
		Message string `json:"message"`
	} `json:"errors"`
	ErrorsLeftOut int64 `json:"errorsLeftOut"`
}

// ImportPersons takes many as NDJSON, one a line, or {"person":{…},"consents":[{"application":…,"scopes":[…]}]}.
func (e *Engine) ImportPersons(ctx context.Context, lines []byte) (*ImportReport, error) {
	return ask[*ImportReport](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		text, size := a.octets(string(lines))
		return C.cohook_person_import(e.handle, text, size, timeout, document, failed)
	})
}

// ApplicationSettings is what may be set of an application; what is missing stays.
type ApplicationSettings struct {
	Name         string          `json:"name,omitempty"`
	Organization *string         `json:"organization,omitempty"`
	Scopes       *[]string       `json:"scopes,omitempty"` // approved ones
	Metadata     json.RawMessage `json:"metadata,omitempty"`
}

// Application is one with its webhook.
type Application struct {
	ID           string          `json:"id"`
	Name         string          `json:"name"`
	Organization string          `json:"organization"`
	Scopes       []string        `json:"scopes"`
	Metadata     json.RawMessage `json:"metadata"`
	CreatedAt    *time.Time      `json:"createdAt"`
	ChangedAt    *time.Time      `json:"changedAt"`
	Webhook      *Endpoint       `json:"webhook"`
}

// PutApplication creates one where there is none of this id, changes it otherwise.
func (e *Engine) PutApplication(ctx context.Context, id string, settings ApplicationSettings) (*Application, error) {
	return ask[*Application](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_application_put(e.handle, a.text(id, "id"), a.json(settings, ""), timeout, document, failed)
	})
}

// FindApplication gives one with its webhook.
func (e *Engine) FindApplication(ctx context.Context, id string) (*Application, error) {
	return ask[*Application](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_application_find(e.handle, a.text(id, "id"), timeout, document, failed)
	})
}

// ListApplications gives them by id.
func (e *Engine) ListApplications(ctx context.Context, after string, limit int) (*Page[*Application], error) {
	return ask[*Page[*Application]](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_application_list(e.handle, a.optional(after, "after"), C.uint32_t(limit), timeout, document, failed)
	})
}

// RemoveApplication deletes it with its endpoints (their deliveries end) and consents.
func (e *Engine) RemoveApplication(ctx context.Context, id string) error {
	return tell(ctx, e, func(a *arena, timeout C.int64_t, failed **C.cohook_error) C.cohook_status {
		return C.cohook_application_remove(e.handle, a.text(id, "id"), timeout, failed)
	})
}

// ChangeWebhook changes the settings of the application's webhook, the endpoint <id>-default, which is created where it is
// missing.
func (e *Engine) ChangeWebhook(ctx context.Context, id string, settings EndpointSettings) (*Endpoint, error) {
	return e.changeWebhook(ctx, id, settings)
}

// RemoveWebhook removes it.
func (e *Engine) RemoveWebhook(ctx context.Context, id string) error {
	_, err := e.changeWebhook(ctx, id, json.RawMessage(`{"url":""}`))
	return err
}

func (e *Engine) changeWebhook(ctx context.Context, id string, settings any) (*Endpoint, error) {
	return ask[*Endpoint](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_application_change_webhook(e.handle, a.text(id, "id"), a.json(settings, ""), timeout, document, failed)
	})
}

// TestApplication is a Run Test with a person that the application may see.
func (e *Engine) TestApplication(ctx context.Context, id string, person int64, probeSignatureCheck bool) (*TestReport,
	error) {
	probe := C.int32_t(0)
	if probeSignatureCheck {
		probe = 1
	}
	return ask[*TestReport](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_application_test(e.handle, a.text(id, "id"), C.int64_t(person), probe, timeout, document, failed)
	})
}

// PutConsent lets the application see the person, within these scopes; none: by id alone.
func (e *Engine) PutConsent(ctx context.Context, person int64, application string, scopes []string) (*WriteReport, error) {
	return ask[*WriteReport](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_consent_put(e.handle, C.int64_t(person), a.text(application, "application"),
			a.text(strings.Join(scopes, " "), "scopes"), timeout, document, failed)
	})
}

// WithdrawConsent hides the person from the application.
func (e *Engine) WithdrawConsent(ctx context.Context, person int64, application string) (*WriteReport, error) {
	return ask[*WriteReport](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_consent_withdraw(e.handle, C.int64_t(person), a.text(application, "application"), timeout, document,
			failed)
	})
}

// Consent is what a person allows an application to see.
type Consent struct {
	PersonID    int64      `json:"personID"`
	Application string     `json:"application"`
	Scopes      []string   `json:"scopes"`
	GrantedAt   *time.Time `json:"grantedAt"`
}

// ListConsents gives those of a person.
func (e *Engine) ListConsents(ctx context.Context, person int64) ([]*Consent, error) {
	page, err := ask[Page[*Consent]](ctx, e, func(_ *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_consent_list(e.handle, C.int64_t(person), timeout, document, failed)
	})
	return page.Data, err
}

// PutOrganization creates or replaces: name (required), orgID, status, type, visitingAddress, website.
func (e *Engine) PutOrganization(ctx context.Context, id string, organization any) (json.RawMessage, error) {
	return ask[json.RawMessage](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_organization_put(e.handle, a.text(id, "id"), a.json(organization, ""), timeout, document, failed)
	})
}

// FindOrganization gives one.
func (e *Engine) FindOrganization(ctx context.Context, id string) (json.RawMessage, error) {
	return ask[json.RawMessage](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_organization_find(e.handle, a.text(id, "id"), timeout, document, failed)
	})
}

// ListOrganizations gives them by id.
func (e *Engine) ListOrganizations(ctx context.Context, after string, limit int) (*Page[json.RawMessage], error) {
	return ask[*Page[json.RawMessage]](ctx, e, func(a *arena, timeout C.int64_t, document **C.cohook_document,
		failed **C.cohook_error) C.cohook_status {
		return C.cohook_organization_list(e.handle, a.optional(after, "after"), C.uint32_t(limit), timeout, document, failed)
	})
}

// RemoveOrganization deletes one.
func (e *Engine) RemoveOrganization(ctx context.Context, id string) error {
	return tell(ctx, e, func(a *arena, timeout C.int64_t, failed **C.cohook_error) C.cohook_status {
		return C.cohook_organization_remove(e.handle, a.text(id, "id"), timeout, failed)
	})
}

// Scope is what an application may be allowed to see.
type Scope struct {
	Name       string   `json:"name"`
	Summary    string   `json:"summary"`
	Fields     []string `json:"fields"`
	Deprecated bool     `json:"deprecated"`
}

// Scopes gives every scope.
func Scopes() ([]Scope, error) {
	var document *C.cohook_document
	var failed *C.cohook_error
	if err := check(C.cohook_scope_list(&document, &failed), failed); err != nil {
		return nil, err
	}
	var page Page[Scope]
	err := json.Unmarshal(takeDocument(document), &page)
	return page.Data, err
}
