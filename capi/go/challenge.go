package cohook

// #include "shim.h"
import "C"

import (
	"net/http"
	"unsafe"
)

// Answer is what to answer to a question that a sender asks before it trusts an endpoint.
type Answer struct {
	Status  int
	Headers []Header
	Body    []byte
}

// ServeHTTP gives the answer.
func (a *Answer) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	for _, line := range a.Headers {
		w.Header().Add(line.Name, line.Value)
	}
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // a client that is gone needs no answer
}

// Receive verifies the request as Verify does. Where it is a question of the scheme (Zoom's URL validation, Discord's PING), the
// answer is what to answer; nil: go on and handle the request.
func (v *Verifier) Receive(request *Request) (*Verification, *Answer, error) {
	return v.judge(request, true)
}

// AnswerOrigin answers the handshake of CloudEvents, by OPTIONS. allowed: DNS names that may deliver; mostPerMinute 0: no limit
// is told. nil: no consent. It proves nothing of later deliveries.
func AnswerOrigin(method string, headers []Header, allowed []string, mostPerMinute uint32) (*Answer, error) {
	var a arena
	defer a.free()
	lines, count := a.headers(headers)
	names, nameCount := a.texts(allowed, "allowed")
	named := a.text(method, "method")
	if a.err != nil {
		return nil, a.err
	}
	var answer *C.cohook_answer
	status := C.cohook_answer_origin(named, lines, count, names, nameCount, C.uint32_t(mostPerMinute), &answer)
	if err := check(status, nil); err != nil {
		return nil, err
	}
	return takeAnswer(answer), nil
}

// AnswerIntent answers WebSub's verification of intent, by GET. query: the query string without its ?; mode: subscribe or
// unsubscribe, and topic: as they were asked for. nil: answer 404.
func AnswerIntent(query, mode, topic string) (*Answer, error) {
	var a arena
	defer a.free()
	asked, wished, about := a.text(query, "query"), a.text(mode, "mode"), a.text(topic, "topic")
	if a.err != nil {
		return nil, a.err
	}
	var answer *C.cohook_answer
	if err := check(C.cohook_answer_intent(asked, wished, about, &answer), nil); err != nil {
		return nil, err
	}
	return takeAnswer(answer), nil
}

func takeAnswer(answer *C.cohook_answer) *Answer {
	if answer == nil {
		return nil
	}
	defer C.cohook_answer_free(answer)
	return &Answer{
		Status:  int(C.cohook_answer_status(answer)),
		Headers: viewHeaders(C.cohook_answer_headers(answer)),
		Body:    copied(asVoid(C.cohook_answer_body(answer)), C.cohook_answer_body_size(answer)),
	}
}

func asVoid(text *C.char) unsafe.Pointer { return unsafe.Pointer(text) }
