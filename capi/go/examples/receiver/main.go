// A receiver: answers 200 to what it verified, once, and prints it. SIGNING_KEY=… receiver [ADDRESS]
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"time"

	"cohook"
)

func main() {
	address := "127.0.0.1:8080"
	if len(os.Args) > 1 {
		address = os.Args[1]
	}
	verifier, err := cohook.NewVerifier("standard-webhooks",
		[]cohook.Secret{cohook.EndpointSecret(os.Getenv("SIGNING_KEY"))}, cohook.VerifierOptions{})
	if err != nil {
		log.Fatal(err)
	}
	defer verifier.Close()
	guard, err := cohook.NewReplayGuard(0, 0)
	if err != nil {
		log.Fatal(err)
	}
	defer guard.Close()
	receiver := cohook.Receiver{Verifier: verifier, Guard: guard, Refused: func(_ *http.Request, err error) { log.Print(err) }}

	listener, err := net.Listen("tcp", address)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("listening on http://%s/\n", listener.Addr())
	server := http.Server{Handler: receiver.Wrap(http.HandlerFunc(receive)), ReadTimeout: 30 * time.Second}
	log.Fatal(server.Serve(listener))
}

func receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body) // the verified bytes
	if err != nil {
		http.Error(w, "unreadable", http.StatusInternalServerError)
		return
	}
	fmt.Println(cohook.VerificationOf(r.Context()).ID(), string(body))
}
