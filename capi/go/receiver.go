package cohook

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
)

// Receiver is middleware for net/http: a handler behind it sees verified requests alone, and of them the verified bytes alone.
//
// It answers 401 to what is not verified and 413 to a body beyond the limit, and tells the sender no more than that. Questions
// of the scheme (Zoom, Discord) are answered.
type Receiver struct {
	Verifier *Verifier // required
	// Guard, where it is set: what was processed before is acknowledged (204) and not processed again, what is being processed
	// is answered 503, and what the handler failed to process (a status other than 2xx, a panic) may come again.
	Guard     ReplayStore
	Scope     string                           // keeps senders apart that share a guard
	BodyLimit int64                            // 0: 1 MiB
	URL       func(r *http.Request) string     // what the sender signed; nil: the verifier's, or as the request came
	Refused   func(r *http.Request, err error) // for logs and metrics: a Verdict, why a request was not judged, or how Guard failed
}

type verificationKey struct{}

// VerificationOf gives what was proved of a request, to the handler behind a [Receiver]; nil anywhere else.
func VerificationOf(ctx context.Context) *Verification {
	proved, _ := ctx.Value(verificationKey{}).(*Verification)
	return proved
}

// Verified wraps a handler: the short form of a [Receiver].
func Verified(verifier *Verifier, handler http.Handler) http.Handler {
	return Receiver{Verifier: verifier}.Wrap(handler)
}

// Wrap gives the handler that verifies first.
func (r Receiver) Wrap(handler http.Handler) http.Handler {
	made := &receiving{Receiver: r, handler: handler}
	if made.BodyLimit == 0 {
		made.BodyLimit = 1 << 20
	}
	return made
}

type receiving struct {
	Receiver
	handler http.Handler
}

var errNoID = errors.New("cohook: a replay guard is set, but the scheme has no id to go by")

func (r *receiving) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, request.Body, r.BodyLimit))
	if err != nil {
		r.refuse(w, request, err, statusOfRead(err))
		return
	}
	proved, answer, err := r.Verifier.Receive(r.requestOf(request, body))
	if err != nil {
		r.refuse(w, request, err, http.StatusUnauthorized)
		return
	}
	if answer != nil {
		answer.ServeHTTP(w, request)
		return
	}
	r.admit(w, withPayload(request, proved), proved)
}

func (r *receiving) admit(w http.ResponseWriter, request *http.Request, proved *Verification) {
	if r.Guard == nil {
		r.handler.ServeHTTP(w, request)
		return
	}
	told, err := r.Guard.Reserve(r.Scope, proved)
	switch {
	case err != nil:
		r.refuse(w, request, err, http.StatusInternalServerError)
	case told == FirstTime:
		r.process(w, request, proved)
	case told == Repeated:
		w.WriteHeader(http.StatusNoContent)
	case told == NotVerified:
		r.refuse(w, request, errNoID, http.StatusInternalServerError)
	default:
		w.Header().Set("Retry-After", "5")
		http.Error(w, "later", http.StatusServiceUnavailable)
	}
}

// process tells the guard whether the handler acknowledged, also where it panics.
func (r *receiving) process(w http.ResponseWriter, request *http.Request, proved *Verification) {
	watched := &watchedWriter{ResponseWriter: w}
	end := r.Guard.Release
	defer func() {
		if err := end(r.Scope, proved); err != nil && r.Refused != nil {
			r.Refused(request, err)
		}
	}()
	r.handler.ServeHTTP(watched, request)
	if watched.acknowledged() {
		end = r.Guard.Commit
	}
}

func (r *receiving) refuse(w http.ResponseWriter, request *http.Request, err error, status int) {
	if r.Refused != nil {
		r.Refused(request, err)
	}
	text := "refused"
	if status == http.StatusRequestEntityTooLarge {
		text = "too large"
	}
	http.Error(w, text, status)
}

func (r *receiving) requestOf(request *http.Request, body []byte) *Request {
	made := &Request{Headers: make([]Header, 0, len(request.Header)+1), Body: body, Method: request.Method}
	made.Headers = append(made.Headers, Header{"Host", request.Host}) // net/http takes it out of the header
	for name, values := range request.Header {
		for _, value := range values {
			made.Headers = append(made.Headers, Header{name, value})
		}
	}
	switch {
	case r.URL != nil:
		made.URL = r.URL(request)
	case r.Verifier.url == "":
		made.URL = urlOf(request)
	}
	return made
}

// urlOf is right where no proxy stands before the server.
func urlOf(request *http.Request) string {
	scheme := "http://"
	if request.TLS != nil {
		scheme = "https://"
	}
	return scheme + request.Host + request.URL.RequestURI()
}

// withPayload gives the request whose body is the verified bytes.
func withPayload(request *http.Request, proved *Verification) *http.Request {
	made := request.Clone(context.WithValue(request.Context(), verificationKey{}, proved))
	made.Body = io.NopCloser(bytes.NewReader(proved.payload))
	made.ContentLength = int64(len(proved.payload))
	made.TransferEncoding = nil
	made.Header.Set("Content-Length", strconv.Itoa(len(proved.payload)))
	return made
}

func statusOfRead(err error) int {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// watchedWriter remembers the status.
type watchedWriter struct {
	http.ResponseWriter
	status int
}

func (w *watchedWriter) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watchedWriter) Write(bytes []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(bytes)
}

// Unwrap is for http.ResponseController.
func (w *watchedWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush passes on what is written so far.
func (w *watchedWriter) Flush() {
	if flusher, ok := w.ResponseWriter.(http.Flusher); ok {
		flusher.Flush()
	}
}

// A handler that writes nothing says 200.
func (w *watchedWriter) acknowledged() bool {
	return w.status == 0 || w.status >= 200 && w.status < 300
}
