// What a call of the Go binding costs beside the same call from C, and beside a receiver in Go alone. Prints medians of
// alternating runs; run it where nothing else runs.
package main

/*
#cgo pkg-config: cohook
#include <cohook.h>
#include <string.h>

static int64_t verify_many(cohook_verifier const* verifier, char const* id, char const* timestamp, char const* signature,
                           void const* body, size_t body_size, int64_t now, int64_t times) {
    cohook_header const headers[] = {{"webhook-id", 10, id, strlen(id)},
                                     {"webhook-timestamp", 17, timestamp, strlen(timestamp)},
                                     {"webhook-signature", 17, signature, strlen(signature)}};
    int64_t verified = 0;
    for (int64_t at = 0; at < times; ++at) {
        cohook_request request;
        memset(&request, 0, sizeof request);
        request.size = sizeof request;
        request.headers = headers;
        request.header_count = 3;
        request.body = body;
        request.body_size = body_size;
        request.now = now;
        cohook_verification out;
        out.size = sizeof out;
        verified += cohook_verify(verifier, &request, &out) == COHOOK_VERDICT_OK;
        cohook_verification_release(&out);
    }
    return verified;
}

static cohook_verifier* make(char const* key) {
    cohook_secret secret = {key, strlen(key), COHOOK_SECRET_OF_SCHEME};
    cohook_verifier_options options;
    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.scheme = "standard-webhooks";
    options.secrets = &secret;
    options.secret_count = 1;
    cohook_verifier* made = NULL;
    cohook_verifier_new(&options, &made, NULL);
    return made;
}
*/
import "C"

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log"
	"sort"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"cohook"
)

const (
	key   = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	times = 5000 // calls in a run
	runs  = 41
)

type contender struct {
	name string
	run  func()
	ns   []float64
}

func main() {
	body := []byte(`{"type":"person.updated","data":"` + strings.Repeat("x", 990) + `"}`)
	now := time.Unix(1_760_000_000, 0)
	signer, err := cohook.NewSigner("standard-webhooks", []cohook.Secret{cohook.SchemeSecret(key)}, cohook.SignerOptions{})
	must(err)
	defer signer.Close()
	headers, err := signer.Sign(&cohook.Unsigned{ID: "msg_1", Timestamp: now, Body: body})
	must(err)
	verifier, err := cohook.NewVerifier("standard-webhooks", []cohook.Secret{cohook.SchemeSecret(key)},
		cohook.VerifierOptions{})
	must(err)
	defer verifier.Close()
	request := &cohook.Request{Headers: headers, Body: body, Now: now}
	all := []*contender{
		{name: "C", run: inC(headers, body, now)},
		{name: "Go binding", run: func() {
			for at := 0; at < times; at++ {
				_, err := verifier.Verify(request)
				must(err)
			}
		}},
		{name: "crypto/hmac", run: func() {
			for at := 0; at < times; at++ {
				if !byHand(headers, body, now) {
					log.Fatal("not verified")
				}
			}
		}},
	}
	for run := 0; run < runs; run++ {
		for _, one := range all {
			started := processorTime()
			one.run()
			one.ns = append(one.ns, float64(processorTime()-started)/times)
		}
	}
	fmt.Printf("verify %d bytes, standard-webhooks v1; medians of %d alternating runs of %d calls\n", len(body), runs, times)
	for _, one := range all {
		fmt.Printf("%-12s %7.0f ns a call\n", one.name, median(one.ns))
	}
	c, binding, hand := all[0].ns, all[1].ns, all[2].ns
	fmt.Printf("the binding adds %.0f ns to a call from C; crypto/hmac takes %.2f times as long as the binding\n",
		median(each(binding, c, func(a, b float64) float64 { return a - b })),
		median(each(hand, binding, func(a, b float64) float64 { return a / b })))
}

// each joins what was measured in the same round.
func each(these, those []float64, join func(a, b float64) float64) []float64 {
	joined := make([]float64, len(these))
	for at := range these {
		joined[at] = join(these[at], those[at])
	}
	return joined
}

// processorTime is what this process has spent, which somebody else on the machine does not change.
func processorTime() int64 {
	var used syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return used.Utime.Nano() + used.Stime.Nano()
}

func inC(headers []cohook.Header, body []byte, now time.Time) func() {
	secret := C.CString(key)
	verifier := C.make(secret)
	if verifier == nil {
		log.Fatal("no verifier")
	}
	id, timestamp, signature := C.CString(headers[0].Value), C.CString(headers[1].Value), C.CString(headers[2].Value)
	return func() {
		if C.verify_many(verifier, id, timestamp, signature, unsafe.Pointer(&body[0]), C.size_t(len(body)),
			C.int64_t(now.Unix()), times) != times {
			log.Fatal("not verified")
		}
	}
}

// byHand is a receiver as one writes it with the standard library.
func byHand(headers []cohook.Header, body []byte, now time.Time) bool {
	raw, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(key, "whsec_"))
	if err != nil {
		return false
	}
	sent, err := strconv.ParseInt(headers[1].Value, 10, 64)
	if err != nil || sent < now.Unix()-300 || sent > now.Unix()+300 {
		return false
	}
	mac := hmac.New(sha256.New, raw)
	mac.Write([]byte(headers[0].Value + "." + headers[1].Value + "."))
	mac.Write(body)
	wanted := mac.Sum(nil)
	for _, one := range strings.Split(headers[2].Value, " ") {
		got, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(one, "v1,"))
		if err == nil && hmac.Equal(got, wanted) {
			return true
		}
	}
	return false
}

func median(of []float64) float64 {
	of = append([]float64(nil), of...)
	sort.Float64s(of)
	return of[len(of)/2]
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
