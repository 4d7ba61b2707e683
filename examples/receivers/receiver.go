// A webhook receiver in Go, standard library alone.
//
//	WEBHOOK_KEY='helloWorld' go run receiver.go 8080
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
)

type envelope struct {
	Message struct {
		Data       *string           `json:"data"`
		Attributes map[string]string `json:"attributes"`
	} `json:"message"`
}

// personsOf gives the persons of an authentic POST, as JSON.
func personsOf(key, body []byte) ([]byte, error) {
	var parsed envelope
	if err := json.Unmarshal(body, &parsed); err != nil {
		return nil, err
	}
	if parsed.Message.Data == nil {
		return nil, errors.New("no data")
	}
	data, err := base64.StdEncoding.Strict().DecodeString(*parsed.Message.Data)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write(data)
	wanted := mac.Sum(nil)
	for _, name := range []string{"hash", "previousHash"} {
		given, err := base64.StdEncoding.Strict().DecodeString(parsed.Message.Attributes[name])
		if err == nil && hmac.Equal(given, wanted) {
			return data, nil
		}
	}
	return nil, errors.New("not signed with our key")
}

func main() {
	key := []byte(os.Getenv("WEBHOOK_KEY"))
	if len(key) == 0 {
		log.Fatal("WEBHOOK_KEY is empty")
	}
	receive := func(response http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		if err != nil {
			return
		}
		persons, err := personsOf(key, body)
		if err != nil {
			response.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Println(string(persons)) // store them durably here, before the answer
		response.WriteHeader(http.StatusNoContent)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], http.HandlerFunc(receive)))
}
