// A receiver in Go as one writes it with crypto/hmac: prints nanoseconds of processor time a
// verification of a body of 1 KiB.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
)

func verify(key []byte, header http.Header, body []byte, now int64) bool {
	id, timestamp := header.Get("webhook-id"), header.Get("webhook-timestamp")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if id == "" || err != nil || seconds < now-300 || seconds > now+300 {
		return false
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	expected := mac.Sum(nil)
	for _, entry := range strings.Split(header.Get("webhook-signature"), " ") {
		version, text, found := strings.Cut(entry, ",")
		if !found || version != "v1" {
			continue
		}
		signature, err := base64.StdEncoding.DecodeString(text)
		if err == nil && hmac.Equal(signature, expected) {
			return true
		}
	}
	return false
}

func processorTime() int64 {
	var used syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &used)
	return used.Utime.Nano() + used.Stime.Nano()
}

func main() {
	key, _ := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=")
	body := []byte(`{"type":"person.updated","data":"` + strings.Repeat("x", 1024-35) + `"}`)
	now := time.Now().Unix()
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "msg_p5jXN8AQM9LWM0D4loKWxJek.%d.%s", now, body)
	header := http.Header{}
	header.Set("Host", "receiver.example")
	header.Set("User-Agent", "cohook/0.1")
	header.Set("Content-Type", "application/json")
	header.Set("Content-Length", "1024")
	header.Set("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
	header.Set("webhook-timestamp", strconv.FormatInt(now, 10))
	header.Set("webhook-signature", "v1,"+base64.StdEncoding.EncodeToString(mac.Sum(nil)))
	run := func(calls int) float64 {
		start := processorTime()
		for i := 0; i < calls; i++ {
			if !verify(key, header, body, now) {
				panic("does not verify")
			}
		}
		return float64(processorTime()-start) / float64(calls)
	}
	run(5000)
	fmt.Println(run(50000))
}
