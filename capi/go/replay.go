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
	Repeated    Admission = C.COHOOK_ADMISSION_REPEATED     // seen before: acknowledge it, process nothing
	GuardFull   Admission = C.COHOOK_ADMISSION_FULL         // as many as may be remembered are still fresh: answer 503
	NotVerified Admission = C.COHOOK_ADMISSION_NOT_VERIFIED // the scheme has no id to go by
)

// ReplayGuard remembers the ids of verified messages: bounded, atomic, forgetting by time alone. Any number of goroutines may
// use it at once. To share the memory between processes, keep Verification.ID in a store of your own instead.
type ReplayGuard struct {
	keep   time.Duration
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
	made := &ReplayGuard{keep: keep, handle: handle}
	runtime.SetFinalizer(made, (*ReplayGuard).Close)
	return made, nil
}

// Admit tells of two goroutines with one id exactly one FirstTime. scope keeps senders apart.
func (g *ReplayGuard) Admit(scope string, message *Verification) (Admission, error) {
	return g.admitAt(scope, message, time.Time{})
}

func (g *ReplayGuard) admitAt(scope string, message *Verification, now time.Time) (Admission, error) {
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
	told := C.cohook_go_admit(g.handle, named, (*C.char)(pointerTo(message.id)), C.size_t(len(message.id)), unixNow(now))
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
