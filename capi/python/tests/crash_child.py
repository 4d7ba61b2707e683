"""Sends durably until it is killed, and says which deliveries were acknowledged: crash_child.py STORE URL KEY FIRST."""

import sys

import cohook
from receiving import HERE

store, url, key, first = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
engine = cohook.Engine(store, shards=1, **HERE)
engine.endpoints.put("orders", {"url": url, "signingKey": key, "format": "standard"})
print("open", flush=True)
number = first
while True:
    engine.send(cohook.Message("orders", "order.paid", {"n": number}))
    print(number, flush=True)
    number += 1
