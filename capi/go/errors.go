package cohook

// #include "shim.h"
import "C"

import (
	"context"
	"errors"
)

// Kind is what sort of error an [Error] is. A kind is an error itself, to be asked for: errors.Is(err, cohook.NotFound).
// Newer libraries may have others.
type Kind int32

const (
	InvalidArgument Kind = C.COHOOK_INVALID_ARGUMENT // a value breaks a rule; the message says which and what would be right
	NotFound        Kind = C.COHOOK_NOT_FOUND
	Conflict        Kind = C.COHOOK_CONFLICT     // another state is in the way: a running sync, an open store
	TooLarge        Kind = C.COHOOK_TOO_LARGE    // over a limit; nothing was accepted
	Unauthorized    Kind = C.COHOOK_UNAUTHORIZED // no credential, or one that does not hold
	Forbidden       Kind = C.COHOOK_FORBIDDEN
	Unavailable     Kind = C.COHOOK_UNAVAILABLE     // cannot serve now; nothing was accepted, try again
	StorageFull     Kind = C.COHOOK_STORAGE_FULL    // no room to accept durably; nothing was accepted, try again later
	StorageFailed   Kind = C.COHOOK_STORAGE_FAILED  // the store has stopped acknowledging until it is opened again
	UnknownOutcome  Kind = C.COHOOK_UNKNOWN_OUTCOME // the store's answer was lost; look before trying again
	Blocked         Kind = C.COHOOK_BLOCKED         // the egress policy forbids the address or URL
	Unsupported     Kind = C.COHOOK_UNSUPPORTED     // not built in, or from a newer version
	Cancelled       Kind = C.COHOOK_CANCELLED       // stopped on request before it was done
	Internal        Kind = C.COHOOK_INTERNAL        // a broken invariant: a bug of the library
	TimedOut        Kind = C.COHOOK_TIMED_OUT       // the caller's time was up; the work goes on, its outcome is not known
	WrongThread     Kind = C.COHOOK_WRONG_THREAD
	Forked          Kind = C.COHOOK_FORKED // the engine belongs to the parent of this process
	OutOfMemory     Kind = C.COHOOK_OUT_OF_MEMORY
)

// ErrClosed is what calls on a closed object give.
var ErrClosed = errors.New("cohook: it was closed before")

// String is the stable name, as in logs and in the JSON of the API: not_found.
func (k Kind) String() string {
	if name := C.cohook_status_name(C.cohook_status(k)); name != nil {
		return C.GoString(name)
	}
	return "unknown"
}

func (k Kind) Error() string { return k.String() }

// Error is what the library refused or could not do. It never holds a secret.
type Error struct {
	Kind      Kind
	Message   string // what is wrong, why, and what would be right
	Field     string // the path of the offending input (headers[2].name); empty where none is to blame
	Retriable bool   // the same call may succeed later
	cause     error
}

func (e *Error) Error() string {
	text := "cohook: "
	if e.Field != "" {
		text += e.Field + ": "
	}
	if e.Message == "" {
		return text + e.Kind.String()
	}
	return text + e.Message
}

// Is holds for the error's kind.
func (e *Error) Is(target error) bool {
	kind, ok := target.(Kind)
	return ok && kind == e.Kind
}

// Unwrap gives the error of the context that ended the wait.
func (e *Error) Unwrap() error { return e.cause }

// check makes an error of what a call came to, and frees the library's.
func check(status C.cohook_status, from *C.cohook_error) error {
	if status == C.COHOOK_OK {
		return nil
	}
	if from == nil {
		return &Error{Kind: Kind(status), cause: causeOf(Kind(status))}
	}
	defer C.cohook_error_free(from)
	return errorOf(status, from)
}

// errorOf reads a view.
func errorOf(status C.cohook_status, from *C.cohook_error) error {
	made := &Error{Kind: Kind(status), cause: causeOf(Kind(status))}
	if from != nil {
		made.Message = C.GoString(C.cohook_error_message(from))
		made.Field = C.GoString(C.cohook_error_field(from))
		made.Retriable = C.cohook_error_is_retriable(from) != 0
	}
	return made
}

// The library's clock may see a deadline before the context does.
func causeOf(kind Kind) error {
	if kind == TimedOut {
		return context.DeadlineExceeded
	}
	return nil
}

func invalid(field, message string) error {
	return &Error{Kind: InvalidArgument, Message: message, Field: field}
}

// gaveUp says that the context ended while the library was at work.
func gaveUp(ctx context.Context) error {
	return &Error{Kind: TimedOut, Message: "the work goes on, its outcome is not known: " + ctx.Err().Error(),
		cause: ctx.Err()}
}
