"""A sender: hands over a message durably, and waits until it is delivered. SIGNING_KEY=… sender.py URL [JSON]

For a receiver on this machine: DEVELOPMENT=1 permits http and private addresses.
"""

import os
import sys
import tempfile

import cohook

url, content = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else '[{"id":7}]'
here = {"allow_http": True, "allow_addresses": ["127.0.0.0/8"]} if os.environ.get("DEVELOPMENT") else {}
store = os.environ.get("STORE", f"sqlite:{tempfile.gettempdir()}/cohook-sender.db")

with cohook.Engine(store, events=[cohook.EventKind.ATTEMPTED], **here) as engine:
    engine.endpoints.put("orders", {"url": url, "signingKey": os.environ["SIGNING_KEY"]})
    receipt = engine.send(cohook.Message("orders", "order.paid", content))
    print(f"durable: delivery {receipt.delivery_id} of message {receipt.message_id}", flush=True)
    while True:
        event = engine.next_event()
        if event.kind != cohook.EventKind.ATTEMPTED:
            continue
        print(event.document["attempt"]["explanation"], flush=True)
        if event.document["delivery"]["id"] == f"dlv_{receipt.delivery_id}" and event.document["delivery"]["state"] != "pending":
            break
sys.exit(0 if event.document["delivery"]["state"] == "delivered" else 1)
