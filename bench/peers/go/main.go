// The same deliveries as a program in Go makes them, with net/http and crypto/hmac.
//
//	main URL PERSON_FILE DELIVERIES CONNECTIONS
//
// Every delivery does what cohook does: it hashes the person for the members envelope, encodes and composes that, and
// signs it for Standard Webhooks. Prints deliveries a second.
package main

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"
	"io"
	"log"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

const key = "the key of the benchmarks"

func main() {
	runtime.GOMAXPROCS(1)
	url := os.Args[1]
	person, err := os.ReadFile(os.Args[2])
	must(err)
	deliveries, err := strconv.ParseInt(os.Args[3], 10, 64)
	must(err)
	connections, err := strconv.Atoi(os.Args[4])
	must(err)
	client := &http.Client{
		Timeout: 600 * time.Second,
		Transport: &http.Transport{
			MaxIdleConns: connections, MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections,
			DisableCompression: true, WriteBufferSize: 8 << 10,
		},
	}
	send(client, url, person, int64(connections)*20, connections) // connections are open when the clock starts
	started := time.Now()
	send(client, url, person, deliveries, connections)
	fmt.Printf("%.0f\n", float64(deliveries)/time.Since(started).Seconds())
}

func send(client *http.Client, url string, person []byte, deliveries int64, connections int) {
	left := deliveries
	var all sync.WaitGroup
	for at := 0; at < connections; at++ {
		all.Add(1)
		go func() {
			defer all.Done()
			mac := hmac.New(sha256.New, []byte(key))
			for {
				number := atomic.AddInt64(&left, -1)
				if number < 0 {
					return
				}
				must(deliver(client, mac, url, person, number))
			}
		}()
	}
	all.Wait()
}

// The members envelope of a person. Sixteen digits and a base64 text hold nothing that JSON would escape.
func envelope(mac hash.Hash, person []byte, id string, now time.Time) []byte {
	data := make([]byte, base64.StdEncoding.EncodedLen(len(person)+2))
	list := append(append(append(make([]byte, 0, len(person)+2), '['), person...), ']')
	base64.StdEncoding.Encode(data, list)
	mac.Reset()
	mac.Write(list)
	published := now.UTC().Format("2006-01-02T15:04:05.000Z")
	body := make([]byte, 0, len(data)+512)
	body = append(body, `{"message":{"attributes":{"hash":"`...)
	body = append(body, base64.StdEncoding.EncodeToString(mac.Sum(nil))...)
	body = append(body, `","entity":"person","change":"updated"},"data":"`...)
	body = append(body, data...)
	body = append(body, `","messageId":"`+id+`","message_id":"`+id+`","publishTime":"`+published+
		`","publish_time":"`+published+`"},"subscription":"bench"}`...)
	return body
}

func deliver(client *http.Client, mac hash.Hash, url string, person []byte, number int64) error {
	now := time.Now()
	id := strconv.FormatInt(2070443600000000+number, 10)
	timestamp := strconv.FormatInt(now.Unix(), 10)
	body := envelope(mac, person, id, now)
	mac.Reset()
	mac.Write([]byte(id + "." + timestamp + "."))
	mac.Write(body)
	signature := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	request, err := http.NewRequest(http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("User-Agent", "peer")
	request.Header.Set("Webhook-Id", id)
	request.Header.Set("Webhook-Timestamp", timestamp)
	request.Header.Set("Webhook-Signature", signature)
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNoContent {
		return fmt.Errorf("status %d", response.StatusCode)
	}
	_, err = io.Copy(io.Discard, response.Body)
	return err
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
