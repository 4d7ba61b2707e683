// Package cohook sends and receives signed webhooks: libcohook for Go.
//
// Receivers: a [Verifier] judges requests, a [Receiver] is the middleware that lets a handler see verified ones alone, a
// [ReplayGuard] remembers what was here before. Senders: a [Signer] signs one request; an [Engine] takes messages, makes them
// durable, and sees to it that every endpoint gets them.
//
// The library is found by pkg-config. With the build tag cohook_static it is linked statically.
package cohook

// #include "shim.h"
import "C"

import (
	"fmt"
	"time"
)

func init() {
	if version := int(C.cohook_abi_version()); version != C.COHOOK_ABI_VERSION {
		panic(fmt.Sprintf("cohook: libcohook has ABI version %d; this program was built for %d", version,
			int(C.COHOOK_ABI_VERSION)))
	}
}

// Version is that of the library at hand.
func Version() string { return C.GoString(C.cohook_version()) }

// Schemes names all schemes that the library knows.
func Schemes() []string {
	var names []string
	for {
		name := C.cohook_scheme_name(C.size_t(len(names)))
		if name == nil {
			return names
		}
		names = append(names, C.GoString(name))
	}
}

// unixNow is what a signed time is compared with, where the caller names none.
func unixNow(at time.Time) C.int64_t {
	if at.IsZero() {
		return C.int64_t(time.Now().Unix())
	}
	return C.int64_t(at.Unix())
}
