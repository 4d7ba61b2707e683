// A sender: hands over a message durably, and waits until it is delivered. SIGNING_KEY=… sender URL [JSON]
//
// For a receiver on this machine: DEVELOPMENT=1 permits http and private addresses.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"cohook"
)

func main() {
	if len(os.Args) < 2 {
		log.Fatal("usage: sender URL [JSON]")
	}
	content := `[{"id":7}]`
	if len(os.Args) > 2 {
		content = os.Args[2]
	}
	if err := send(context.Background(), os.Args[1], content); err != nil {
		log.Fatal(err)
	}
}

func send(ctx context.Context, url, content string) error {
	store := os.Getenv("STORE")
	if store == "" {
		store = "sqlite:" + filepath.Join(os.TempDir(), "cohook-sender.db")
	}
	options := cohook.EngineOptions{Events: []cohook.EventKind{cohook.Attempted}}
	if os.Getenv("DEVELOPMENT") != "" {
		options.AllowHTTP, options.AllowAddresses = true, []string{"127.0.0.0/8"}
	}
	engine, err := cohook.Open(store, options)
	if err != nil {
		return err
	}
	defer engine.Close()

	settings := cohook.EndpointSettings{URL: url, SigningKey: os.Getenv("SIGNING_KEY")}
	if _, err := engine.PutEndpoint(ctx, "orders", settings); err != nil {
		return err
	}
	receipt, err := engine.Send(ctx, &cohook.Message{Endpoint: "orders", Type: "order.paid", Content: json.RawMessage(content)})
	if err != nil {
		return err
	}
	fmt.Printf("durable: delivery %d of message %d\n", receipt.DeliveryID, receipt.MessageID)
	for event := range engine.Events() {
		var news struct {
			Delivery cohook.Delivery
			Attempt  cohook.Attempt
		}
		if err := json.Unmarshal(event.Document, &news); err != nil {
			return err
		}
		fmt.Println(news.Attempt.Explanation)
		if int64(news.Delivery.ID) != receipt.DeliveryID || news.Delivery.State == "pending" {
			continue
		}
		if news.Delivery.State != "delivered" {
			return fmt.Errorf("the delivery ended as %s", news.Delivery.State)
		}
		return nil
	}
	return cohook.ErrClosed
}
