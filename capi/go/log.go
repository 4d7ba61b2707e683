package cohook

// #include <stdint.h>
import "C"

import (
	"encoding/json"
	"fmt"
	"runtime/cgo"
	"sync/atomic"
)

// logRelay takes records from the engine's threads to a goroutine: the host's function may take its time, and may call the
// engine.
type logRelay struct {
	records chan logRecord
	handle  cgo.Handle
	left    atomic.Uint64 // records left out because the host is slow
	done    chan struct{}
}

type logRecord struct {
	level, event string
	fields       json.RawMessage
}

const logRoom = 1024 // records that may wait

func newLogRelay(to func(level, event string, fields json.RawMessage)) *logRelay {
	if to == nil {
		return nil
	}
	made := &logRelay{records: make(chan logRecord, logRoom), done: make(chan struct{})}
	made.handle = cgo.NewHandle(made)
	go func() {
		defer close(made.done)
		for record := range made.records {
			to(record.level, record.event, record.fields)
			if left := made.left.Swap(0); left != 0 {
				to("warning", "log.left_out", json.RawMessage(fmt.Sprintf(`{"records":%d}`, left)))
			}
		}
	}()
	return made
}

// number is what C carries instead of a pointer; 0: nothing is logged.
func (l *logRelay) number() C.uintptr_t {
	if l == nil {
		return 0
	}
	return C.uintptr_t(l.handle)
}

// close is for when the engine's threads are joined. It does not wait for the host's function, which may be closing the engine.
func (l *logRelay) close() {
	if l == nil {
		return
	}
	l.handle.Delete()
	close(l.records)
}

//export cohookGoLog
func cohookGoLog(handle C.uintptr_t, level, event, fields *C.char) {
	relay := cgo.Handle(handle).Value().(*logRelay)
	record := logRecord{C.GoString(level), C.GoString(event), json.RawMessage(C.GoString(fields))}
	select {
	case relay.records <- record:
	default:
		relay.left.Add(1)
	}
}
