package cohook

import (
	"errors"
	"sync"
	"time"
)

// course is what becomes of a verified message that may have been here before.
type course int

const (
	process     course = iota
	acknowledge        // it was processed before
	later              // it is being processed, or there is no room to remember it
)

var errNoID = errors.New("cohook: a replay guard is set, but the scheme has no id to go by")

// admissions keeps apart what the guard cannot: a guard remembers an id from its first sight on, but a sender repeats what the
// handler failed to process, with the same id.
type admissions struct {
	guard *ReplayGuard
	scope string
	lock  sync.Mutex
	open  map[string]unfinished // those not processed yet: no more than the guard remembers
	swept time.Time
}

type unfinished struct {
	running bool
	since   time.Time
}

func newAdmissions(guard *ReplayGuard, scope string) *admissions {
	return &admissions{guard: guard, scope: scope, open: map[string]unfinished{}, swept: time.Now()}
}

func (a *admissions) begin(message *Verification) (course, error) {
	a.lock.Lock()
	defer a.lock.Unlock()
	told, err := a.guard.Admit(a.scope, message)
	if err != nil {
		return later, err
	}
	switch told {
	case NotVerified:
		return later, errNoID
	case GuardFull:
		return later, nil
	case Repeated:
		before, known := a.open[string(message.id)]
		if !known {
			return acknowledge, nil
		}
		if before.running {
			return later, nil
		}
	}
	a.open[string(message.id)] = unfinished{true, time.Now()}
	return process, nil
}

func (a *admissions) end(message *Verification, succeeded bool) {
	a.lock.Lock()
	defer a.lock.Unlock()
	if succeeded {
		delete(a.open, string(message.id))
		return
	}
	a.open[string(message.id)] = unfinished{false, time.Now()}
	a.forget()
}

// forget drops failures that the guard has forgotten: the message is new to it then.
func (a *admissions) forget() {
	if time.Since(a.swept) < a.guard.keep {
		return
	}
	a.swept = time.Now()
	for id, one := range a.open {
		if !one.running && time.Since(one.since) > a.guard.keep {
			delete(a.open, id)
		}
	}
}
