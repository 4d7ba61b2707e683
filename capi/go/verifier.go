package cohook

// #include "shim.h"
import "C"

import (
	"fmt"
	"runtime"
	"sync"
	"time"
	"unsafe"
)

// Verdict is what a verification that failed came to. It is an error, to be asked for by errors.Is and errors.As. Keep it for
// logs and metrics; tell the remote side no more than "refused".
type Verdict int32

const (
	MissingHeader         Verdict = C.COHOOK_VERDICT_MISSING_HEADER
	DuplicateHeader       Verdict = C.COHOOK_VERDICT_DUPLICATE_HEADER
	MalformedHeader       Verdict = C.COHOOK_VERDICT_MALFORMED_HEADER
	MalformedTimestamp    Verdict = C.COHOOK_VERDICT_MALFORMED_TIMESTAMP
	TimestampTooOld       Verdict = C.COHOOK_VERDICT_TIMESTAMP_TOO_OLD
	TimestampTooNew       Verdict = C.COHOOK_VERDICT_TIMESTAMP_TOO_NEW
	MalformedSignature    Verdict = C.COHOOK_VERDICT_MALFORMED_SIGNATURE
	NoSupportedSignature  Verdict = C.COHOOK_VERDICT_NO_SUPPORTED_SIGNATURE
	SignatureMismatch     Verdict = C.COHOOK_VERDICT_SIGNATURE_MISMATCH
	MalformedSecret       Verdict = C.COHOOK_VERDICT_MALFORMED_SECRET
	MalformedEnvelope     Verdict = C.COHOOK_VERDICT_MALFORMED_ENVELOPE
	MissingField          Verdict = C.COHOOK_VERDICT_MISSING_FIELD
	MalformedData         Verdict = C.COHOOK_VERDICT_MALFORMED_DATA
	InsufficientCoverage  Verdict = C.COHOOK_VERDICT_INSUFFICIENT_COVERAGE
	ContentDigestMismatch Verdict = C.COHOOK_VERDICT_CONTENT_DIGEST_MISMATCH
	InternalError         Verdict = C.COHOOK_VERDICT_INTERNAL_ERROR
)

// String is the stable name, as in vector files: signature-mismatch.
func (v Verdict) String() string {
	if name := C.cohook_verdict_name(C.int32_t(v)); name != nil {
		return C.GoString(name)
	}
	return fmt.Sprintf("verdict-%d", int32(v))
}

func (v Verdict) Error() string { return "cohook: the request was not verified: " + v.String() }

// Coverage is what a signature vouches for. Anything not covered may have been changed on the way.
type Coverage uint32

const (
	CoversBody         Coverage = C.COHOOK_COVERS_BODY
	CoversID           Coverage = C.COHOOK_COVERS_ID
	CoversTimestamp    Coverage = C.COHOOK_COVERS_TIMESTAMP
	CoversURL          Coverage = C.COHOOK_COVERS_URL
	CoversForm         Coverage = C.COHOOK_COVERS_FORM          // Twilio: names and values of a form run together
	CoversMethod       Coverage = C.COHOOK_COVERS_METHOD        // RFC 9421 alone
	CoversEnvelopeData Coverage = C.COHOOK_COVERS_ENVELOPE_DATA // what message.data decodes to, nothing else of the envelope
)

// Freshness says whether the time of a request was looked at.
type Freshness int32

const (
	FreshnessChecked      Freshness = C.COHOOK_FRESHNESS_CHECKED       // a signed timestamp lies inside the window
	FreshnessSwitchedOff  Freshness = C.COHOOK_FRESHNESS_SWITCHED_OFF  // there is one; the verifier was told not to look
	FreshnessNotAvailable Freshness = C.COHOOK_FRESHNESS_NOT_AVAILABLE // none is signed: a replay looks like a new request
)

// NoWindow as a tolerance: the time is not looked at. A choice, not a default.
const NoWindow time.Duration = -1

// VerifierOptions are what a verifier needs beside the name of the scheme and its keys.
type VerifierOptions struct {
	Tolerance   time.Duration  // whole seconds, both ways; 0: 300 s (60 s for Linear); or NoWindow
	ThisSecond  bool           // a tolerance of no second at all
	DotsInID    bool           // a . in the id is taken (Standard Webhooks, Svix; makes a signature ambiguous)
	URL         string         // as it was registered with the sender, where the scheme signs it (Square, Twilio)
	Generic     *GenericLayout // generic-hmac: required
	HTTPMessage *HTTPDemands   // rfc9421: required
}

// Verifier holds the keys of one sender. It is immutable; any number of goroutines may use it at once.
type Verifier struct {
	scheme, url string
	lock        sync.RWMutex // held for reading while the library works with the handle
	handle      *C.cohook_verifier
}

// NewVerifier loads the keys, the current one and those still accepted, at most 8, and checks every option.
func NewVerifier(scheme string, secrets []Secret, options VerifierOptions) (*Verifier, error) {
	var a arena
	defer a.free()
	wanted := C.cohook_verifier_options{size: C.sizeof_cohook_verifier_options}
	wanted.scheme = a.text(scheme, "scheme")
	wanted.secrets, wanted.secret_count = a.secrets(secrets)
	wanted.url = a.optional(options.URL, "url")
	wanted.generic = options.Generic.in(&a)
	wanted.http_message = options.HTTPMessage.in(&a)
	if options.DotsInID {
		wanted.dots_in_id = 1
	}
	switch {
	case options.Tolerance == NoWindow:
		wanted.window = C.COHOOK_WINDOW_OFF
	case options.Tolerance < 0 || options.Tolerance%time.Second != 0:
		return nil, invalid("tolerance", "a number of whole seconds is wanted, or NoWindow")
	case options.Tolerance > 0 || options.ThisSecond:
		wanted.window = C.COHOOK_WINDOW_SECONDS
		wanted.tolerance_seconds = C.int64_t(options.Tolerance / time.Second)
	}
	if a.err != nil {
		return nil, a.err
	}
	var handle *C.cohook_verifier
	var failed *C.cohook_error
	if err := check(C.cohook_verifier_new(&wanted, &handle, &failed), failed); err != nil {
		return nil, err
	}
	made := &Verifier{scheme: scheme, url: options.URL, handle: handle}
	runtime.SetFinalizer(made, (*Verifier).Close) // a net: Close frees it when it is time
	return made, nil
}

// Close frees the keys. Calls under way come to their end first; later ones give [ErrClosed].
func (v *Verifier) Close() error {
	v.lock.Lock()
	defer v.lock.Unlock()
	C.cohook_verifier_free(v.handle)
	v.handle = nil
	runtime.SetFinalizer(v, nil)
	return nil
}

// Request is one as it was received.
type Request struct {
	Headers []Header  // repeated lines included, names in any case
	Body    []byte    // the raw bytes, before any decoding
	Method  string    // RFC 9421 alone
	URL     string    // of this request, where the scheme signs it; empty: the verifier's
	Now     time.Time // zero: the system's clock
}

// Verification is what was proved of a request. Only a verifier makes one.
type Verification struct {
	payload    []byte
	id         string
	components string
	timestamp  time.Time
	coverage   Coverage
	freshness  Freshness
	keyIndex   int
}

// Payload is the verified bytes: the body, or what message.data decodes to. Use these alone. They may share memory with the
// body of the request.
func (v *Verification) Payload() []byte { return v.payload }

// ID is that by which a repetition is known; empty: the scheme has none.
func (v *Verification) ID() string { return v.id }

// Timestamp is the signed time; zero: there is none.
func (v *Verification) Timestamp() time.Time { return v.timestamp }

// Covers tells whether the signature vouches for all of these.
func (v *Verification) Covers(wanted Coverage) bool { return v.coverage&wanted == wanted }

// Freshness tells whether the time was looked at.
func (v *Verification) Freshness() Freshness { return v.freshness }

// KeyIndex is the place of the key that matched in the verifier's list; not for the remote side.
func (v *Verification) KeyIndex() int { return v.keyIndex }

// Components are those that an RFC 9421 signature covers, as they were signed; a header not listed is not covered.
func (v *Verification) Components() string { return v.components }

// Verify judges one request. The error of one that is not verified is a [Verdict]; any other error means that it could not be
// judged, and then nothing is verified either.
func (v *Verifier) Verify(request *Request) (*Verification, error) {
	proved, _, err := v.judge(request, false)
	return proved, err
}

func (v *Verifier) judge(request *Request, mayBeQuestion bool) (*Verification, *Answer, error) {
	lent := lend(request.Headers, request.Method, request.URL)
	defer lent.giveBack()
	lent.sizes, lent.proof = sizesOf(request), C.cohook_go_proof{}
	if mayBeQuestion {
		lent.sizes.may_be_question = 1
	}
	proof := &lent.proof
	v.lock.RLock()
	if v.handle == nil {
		v.lock.RUnlock()
		return nil, nil, ErrClosed
	}
	told := C.cohook_go_verify(v.handle, lent.cText(), lent.cLengths(), pointerTo(request.Body), &lent.sizes, &lent.proof)
	v.lock.RUnlock()
	runtime.KeepAlive(v)
	answer := takeAnswer(proof.answer)
	if told != C.COHOOK_VERDICT_OK {
		return nil, nil, refusal(told)
	}
	if proof.owned != nil {
		defer C.cohook_go_release(proof.owned)
	}
	made := &Verification{
		payload:    bytesOf(&proof.payload, request.Body, lent.text),
		id:         idOf(&proof.id, request, lent.text),
		components: string(bytesOf(&proof.components, request.Body, lent.text)),
		coverage:   Coverage(proof.covered),
		freshness:  Freshness(proof.freshness),
		keyIndex:   int(proof.key_index),
	}
	if proof.has_timestamp != 0 {
		made.timestamp = time.Unix(int64(proof.timestamp), 0).UTC()
	}
	return made, answer, nil
}

func refusal(told C.int32_t) error {
	if told > 0 {
		return Verdict(told)
	}
	return check(C.cohook_status(told), nil)
}

func sizesOf(request *Request) C.cohook_go_request {
	return C.cohook_go_request{header_count: C.size_t(len(request.Headers)), body_size: C.size_t(len(request.Body)),
		now: unixNow(request.Now)}
}

// bytesOf finds what a span means: a part of the body, which is the caller's, or a copy.
func bytesOf(span *C.cohook_go_span, body, text []byte) []byte {
	from, size := int(span.offset), int(span.size)
	switch {
	case span.place == C.COHOOK_GO_IN_BODY:
		return body[from : from+size : from+size]
	case span.place == C.COHOOK_GO_IN_TEXT:
		return append([]byte(nil), text[from:from+size]...)
	default:
		return copied(unsafe.Pointer(span.kept), span.size)
	}
}

// idOf finds the id: as a rule a part of a header, of which it needs no copy.
func idOf(span *C.cohook_go_span, request *Request, text []byte) string {
	if span.place != C.COHOOK_GO_IN_TEXT {
		return string(bytesOf(span, request.Body, text))
	}
	from, size := int(span.offset)-len(request.Method)-len(request.URL)-2, int(span.size)
	for _, line := range request.Headers {
		from -= len(line.Name) + 1
		if from <= len(line.Value) {
			return line.Value[from : from+size]
		}
		from -= len(line.Value) + 1
	}
	return ""
}

// lent is what a call lends to the library, flat text and its sizes, and what it is told; it goes back to be used again.
type lent struct {
	flat
	sizes C.cohook_go_request
	proof C.cohook_go_proof
}

var lentTexts = sync.Pool{New: func() any { return new(lent) }}

// lend writes down a request for the library.
func lend(headers []Header, first ...string) *lent {
	made := lentTexts.Get().(*lent)
	made.reset()
	for _, text := range first {
		made.add(text)
	}
	for _, line := range headers {
		made.add(line.Name)
		made.add(line.Value)
	}
	return made
}

func (l *lent) giveBack() {
	const most = 64 << 10 // a huge one is not kept
	if cap(l.text) <= most {
		lentTexts.Put(l)
	}
}

func (f *flat) cText() *C.char        { return (*C.char)(unsafe.Pointer(&f.text[0])) }
func (f *flat) cLengths() *C.uint32_t { return (*C.uint32_t)(unsafe.Pointer(&f.lengths[0])) }

// pointerToText is for texts that are not empty.
func pointerToText(text string) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&text)) }
func pointerTo(bytes []byte) unsafe.Pointer {
	if len(bytes) == 0 {
		return nil
	}
	return unsafe.Pointer(&bytes[0])
}
