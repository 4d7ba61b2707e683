package cohook

// #include "shim.h"
import "C"

import (
	"runtime"
	"strconv"
	"sync"
	"time"
)

// SignerOptions are what a signer needs beside the name of the scheme and its keys.
type SignerOptions struct {
	URL         string         // where the scheme signs it
	Generic     *GenericLayout // generic-hmac: required
	HTTPMessage *HTTPLayout    // rfc9421: required
}

// Signer signs for one receiver. It is immutable; any number of goroutines may use it at once.
type Signer struct {
	lock   sync.RWMutex
	handle *C.cohook_signer
}

// NewSigner loads the live keys, newest first; several only where the scheme's header takes several. Any scheme but
// members-envelope, for which see [Envelope].
func NewSigner(scheme string, secrets []Secret, options SignerOptions) (*Signer, error) {
	var a arena
	defer a.free()
	wanted := C.cohook_signer_options{size: C.sizeof_cohook_signer_options}
	wanted.scheme = a.text(scheme, "scheme")
	wanted.secrets, wanted.secret_count = a.secrets(secrets)
	wanted.url = a.optional(options.URL, "url")
	wanted.generic = options.Generic.in(&a)
	wanted.http_message = options.HTTPMessage.in(&a)
	if a.err != nil {
		return nil, a.err
	}
	var handle *C.cohook_signer
	var failed *C.cohook_error
	if err := check(C.cohook_signer_new(&wanted, &handle, &failed), failed); err != nil {
		return nil, err
	}
	made := &Signer{handle: handle}
	runtime.SetFinalizer(made, (*Signer).Close)
	return made, nil
}

// Close frees the keys. Calls under way come to their end first; later ones give [ErrClosed].
func (s *Signer) Close() error {
	s.lock.Lock()
	defer s.lock.Unlock()
	C.cohook_signer_free(s.handle)
	s.handle = nil
	runtime.SetFinalizer(s, nil)
	return nil
}

// Unsigned is a request before it is signed.
type Unsigned struct {
	ID        string    // where the scheme signs one; the nonce of RFC 9421
	Timestamp time.Time // zero: now
	Body      []byte
	Headers   []Header // of the request, where RFC 9421 covers them
	Method    string   // RFC 9421
	URL       string   // of this request, where the scheme signs it; empty: the signer's
}

// Sign gives the lines to be sent with the request, in the scheme's spelling and order.
func (s *Signer) Sign(request *Unsigned) ([]Header, error) {
	lent := lend(request.Headers, request.ID, request.Method, request.URL)
	defer lent.giveBack()
	lent.sizes = C.cohook_go_request{header_count: C.size_t(len(request.Headers)), body_size: C.size_t(len(request.Body)),
		now: unixNow(request.Timestamp)}
	s.lock.RLock()
	defer s.lock.RUnlock()
	if s.handle == nil {
		return nil, ErrClosed
	}
	var made *C.cohook_headers
	var failed *C.cohook_error
	told := C.cohook_go_sign(s.handle, lent.cText(), lent.cLengths(), pointerTo(request.Body), &lent.sizes, &made, &failed)
	if err := check(told, failed); err != nil {
		return nil, err
	}
	defer C.cohook_headers_free(made)
	return viewHeaders(made), nil
}

// Envelope is the Members envelope. A verifier of the scheme members-envelope opens it.
type Envelope struct {
	Data         []byte // the JSON text of an array of persons; at least one byte
	MessageID    uint64
	Subscription string
	PublishTime  time.Time // zero: now
	Attributes   []Header  // further string attributes, written in this order after the hashes
	Key          Secret
	PreviousKey  *Secret // during a rotation
}

// Compose gives it byte for byte as it is sent: the same input gives the same bytes.
func (e *Envelope) Compose() ([]byte, error) {
	var a arena
	defer a.free()
	published := e.PublishTime
	if published.IsZero() {
		published = time.Now()
	}
	wanted := C.cohook_envelope{size: C.sizeof_cohook_envelope}
	data, size := a.octets(string(e.Data))
	wanted.data, wanted.data_size = asVoid(data), size
	wanted.message_id = a.text(strconv.FormatUint(e.MessageID, 10), "messageId")
	wanted.subscription = a.text(e.Subscription, "subscription")
	wanted.publish_time_ms = C.int64_t(published.UnixMilli())
	wanted.attributes, wanted.attribute_count = a.headers(e.Attributes)
	wanted.key = a.secret(e.Key)
	if e.PreviousKey != nil {
		wanted.previous_key = a.secret(*e.PreviousKey)
	}
	if a.err != nil {
		return nil, a.err
	}
	var body *C.cohook_document
	var failed *C.cohook_error
	if err := check(C.cohook_envelope_compose(&wanted, &body, &failed), failed); err != nil {
		return nil, err
	}
	return takeDocument(body), nil
}
