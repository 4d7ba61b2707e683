package cohook

// #include <stdlib.h>
// #include "shim.h"
import "C"

import (
	"runtime"
	"sync"
	"time"
)

// Admission is whether a message was here before.
type Admission int32

const (
	FirstTime   Admission = C.COHOOK_ADMISSION_FIRST_TIME   // remembered now; process it
	Repeated    Admission = C.COHOOK_ADMISSION_REPEATED     // processed before: acknowledge it, process nothing
	GuardFull   Admission = C.COHOOK_ADMISSION_FULL         // as many as may be remembered are still fresh: answer 503
	NotVerified Admission = C.COHOOK_ADMISSION_NOT_VERIFIED // the scheme has no id to go by
	InProgress  Admission = C.COHOOK_ADMISSION_IN_PROGRESS  // reserved, and neither committed nor released: answer 503
)

// ReplayStore is where ids are remembered, for a [Receiver]. A [ReplayGuard] is one; implement it to share the memory between
// processes (a database, a cache). A sender repeats what was not processed, with the same id. So: Reserve, process, then
// Commit, or Release where processing failed. scope keeps senders apart.
type ReplayStore interface {
	// Reserve tells of two callers with one id exactly one FirstTime, in one indivisible step. A reservation that is neither
	// committed nor released runs out.
	Reserve(scope string, message *Verification) (Admission, error)
	// Commit: it was processed, a repetition is Repeated from now on.
	Commit(scope string, message *Verification) error
	// Release: it was not processed, a repetition is FirstTime. What is committed stays.
	Release(scope string, message *Verification) error
}

// ReplayGuard remembers the ids of verified messages: bounded, atomic, forgetting by time alone. Any number of goroutines may
// use it at once. Its memory is that of the process: see [ReplayStore] for more than one.
type ReplayGuard struct {
	lock   sync.RWMutex
	handle *C.cohook_replay_guard
}

// NewReplayGuard makes one. keep: at least twice the tolerance (0: 600 s). capacity: how many ids at most (0: 100000).
func NewReplayGuard(keep time.Duration, capacity int) (*ReplayGuard, error) {
	if keep < 0 || capacity < 0 {
		return nil, invalid("", "neither a time nor a capacity is negative")
	}
	if keep == 0 {
		keep = 600 * time.Second
	}
	seconds := C.int64_t((keep + time.Second - 1) / time.Second)
	var handle *C.cohook_replay_guard
	var failed *C.cohook_error
	if err := check(C.cohook_replay_guard_new(seconds, C.size_t(capacity), &handle, &failed), failed); err != nil {
		return nil, err
	}
	made := &ReplayGuard{handle: handle}
	runtime.SetFinalizer(made, (*ReplayGuard).Close)
	return made, nil
}

// Admit reserves and commits: for those who cannot fail any more once they have seen a message. Of two goroutines with one id
// exactly one is told FirstTime. scope keeps senders apart.
func (g *ReplayGuard) Admit(scope string, message *Verification) (Admission, error) {
	return g.ask(C.COHOOK_GO_ADMIT, scope, message)
}

// Reserve asks, and reserves what is new: see [ReplayStore].
func (g *ReplayGuard) Reserve(scope string, message *Verification) (Admission, error) {
	return g.ask(C.COHOOK_GO_RESERVE, scope, message)
}

// Commit ends a reservation: it was processed.
func (g *ReplayGuard) Commit(scope string, message *Verification) error {
	_, err := g.ask(C.COHOOK_GO_COMMIT, scope, message)
	return err
}

// Release ends a reservation: it was not processed, and may come again.
func (g *ReplayGuard) Release(scope string, message *Verification) error {
	_, err := g.ask(C.COHOOK_GO_RELEASE, scope, message)
	return err
}

func (g *ReplayGuard) ask(what C.int32_t, scope string, message *Verification) (Admission, error) {
	if message == nil || len(message.id) == 0 {
		return NotVerified, nil
	}
	var a arena
	defer a.free()
	named := a.text(scope, "scope")
	if a.err != nil {
		return NotVerified, a.err
	}
	g.lock.RLock()
	defer g.lock.RUnlock()
	if g.handle == nil {
		return NotVerified, ErrClosed
	}
	id, size := (*C.char)(pointerToText(message.id)), C.size_t(len(message.id))
	told := C.cohook_go_guard(g.handle, what, named, id, size, unixNow(time.Time{}))
	if told < 0 {
		return NotVerified, check(C.cohook_status(told), nil)
	}
	return Admission(told), nil
}

// Close frees it. Calls under way come to their end first; later ones give [ErrClosed].
func (g *ReplayGuard) Close() error {
	g.lock.Lock()
	defer g.lock.Unlock()
	C.cohook_replay_guard_free(g.handle)
	g.handle = nil
	runtime.SetFinalizer(g, nil)
	return nil
}
