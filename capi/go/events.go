package cohook

// #include "shim.h"
import "C"

import (
	"encoding/json"
	"os"
	"syscall"
)

// EventKind is what an [Event] tells of. Newer libraries may have others.
type EventKind int32

const (
	Attempted        EventKind = C.COHOOK_EVENT_ATTEMPTED         // {"delivery":{…},"attempt":{…}}
	EndpointDisabled EventKind = C.COHOOK_EVENT_ENDPOINT_DISABLED // {"endpointId":…,"reason":…}
	BreakerChanged   EventKind = C.COHOOK_EVENT_BREAKER_CHANGED   // {"endpointId":…,"open":…}
	SyncChanged      EventKind = C.COHOOK_EVENT_SYNC_CHANGED      // the sync
	EventsLost       EventKind = C.COHOOK_EVENT_LOST              // Lost tells how many nobody took in time
)

// Event is news of an engine.
type Event struct {
	Kind     EventKind
	Lost     uint64 // of EventsLost
	Document json.RawMessage
}

// Events gives the news that the options asked for. It is closed with the engine. What is not taken in time is left out, and
// an event of the kind EventsLost says so.
func (e *Engine) Events() <-chan Event { return e.news }

// outcome is the end of a call that was not waited for inside the library.
type outcome struct {
	receipt  Receipt
	document json.RawMessage
	err      error
}

// listen puts the engine's descriptor into Go's poller: no thread waits for events.
func (e *engine) listen() error {
	syscall.ForkLock.RLock()
	duplicate, err := syscall.Dup(int(C.cohook_engine_event_descriptor(e.handle)))
	if err == nil {
		syscall.CloseOnExec(duplicate)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return os.NewSyscallError("dup", err)
	}
	if err := syscall.SetNonblock(duplicate, true); err != nil { // else it would not be polled, but read by a thread
		_ = syscall.Close(duplicate)
		return os.NewSyscallError("fcntl", err)
	}
	e.wake = os.NewFile(uintptr(duplicate), "cohook events")
	waker, err := e.wake.SyscallConn()
	if err != nil {
		_ = e.wake.Close()
		return err
	}
	go func() {
		defer close(e.ended)
		// Waits until the descriptor is readable whenever the function says that it has taken everything; ends when the file is
		// closed.
		_ = waker.Read(func(uintptr) bool {
			e.takeEvents()
			return false
		})
	}()
	return nil
}

// stopListening takes what is there still.
func (e *engine) stopListening() {
	_ = e.wake.Close()
	<-e.ended
	e.takeEvents()
}

func (e *engine) takeEvents() {
	for {
		var event *C.cohook_event
		if C.cohook_engine_next_event(e.handle, 0, &event) != C.COHOOK_OK || event == nil {
			return
		}
		e.dispatch(event)
		C.cohook_event_free(event)
	}
}

func (e *engine) dispatch(event *C.cohook_event) {
	switch kind := C.cohook_event_kind(event); kind {
	case C.COHOOK_EVENT_SENT:
		e.settle(uint64(C.cohook_event_tag(event)), outcomeOf(event))
		e.sends.Done()
	case C.COHOOK_EVENT_TESTED:
		e.settle(uint64(C.cohook_event_tag(event)), outcomeOf(event))
	case C.COHOOK_EVENT_SOURCE:
		if request := C.cohook_event_source_request(event); request != nil {
			go e.answer(request)
		}
	case C.COHOOK_EVENT_LOST:
		e.lost.Add(uint64(C.cohook_event_tag(event)))
	default:
		e.publish(Event{Kind: EventKind(kind), Document: documentOf(event)})
	}
}

func outcomeOf(event *C.cohook_event) outcome {
	if status := C.cohook_event_status(event); status != C.COHOOK_OK {
		return outcome{err: errorOf(status, C.cohook_event_error(event))}
	}
	return outcome{
		receipt: Receipt{MessageID: int64(C.cohook_event_message_id(event)),
			DeliveryID: int64(C.cohook_event_delivery_id(event))},
		document: documentOf(event),
	}
}

func documentOf(event *C.cohook_event) json.RawMessage {
	document := C.cohook_event_document(event)
	if document == nil {
		return nil
	}
	return viewDocument(document)
}

// publish leaves out what has no room: nobody takes it, and the outcomes of calls must not wait for that.
func (e *engine) publish(event Event) {
	if lost := e.lost.Swap(0); lost != 0 {
		select {
		case e.news <- Event{Kind: EventsLost, Lost: lost}:
		default:
			e.lost.Add(lost + 1)
			return
		}
	}
	select {
	case e.news <- event:
	default:
		e.lost.Add(1)
	}
}

// expect gives a call its tag and the place where its outcome will come.
func (e *engine) expect() (uint64, chan outcome) {
	place := make(chan outcome, 1)
	e.lock.Lock()
	defer e.lock.Unlock()
	e.tags++
	e.waiting[e.tags] = place
	return e.tags, place
}

func (e *engine) forget(tag uint64) {
	e.lock.Lock()
	defer e.lock.Unlock()
	delete(e.waiting, tag)
}

func (e *engine) settle(tag uint64, came outcome) {
	e.lock.Lock()
	place := e.waiting[tag]
	delete(e.waiting, tag)
	e.lock.Unlock()
	if place != nil {
		place <- came
	}
}

func (e *engine) failWaiting() {
	e.lock.Lock()
	defer e.lock.Unlock()
	for tag, place := range e.waiting {
		delete(e.waiting, tag)
		place <- outcome{err: &Error{Kind: Cancelled, Message: "the engine was closed"}}
	}
}
