"""Writes hard_signatures.json: requests that lenient, careless or naive verifiers get wrong, in the format of
signatures.json. Every expected signature is made here, by Python's hmac and the package `cryptography`.

    python3 tests/conformance/hard > tests/conformance/hard_signatures.json
"""

import json
import sys

from http_messages import http_messages
from one_header import one_header
from standard_webhooks import standard_webhooks
from twilio import twilio_vectors
from vectors import vectors

standard_webhooks()
one_header()
twilio_vectors()
http_messages()
names = [vector["name"] for vector in vectors]
assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)
head = {"format": "webhook-test-vectors/1", "set": "hard", "count": len(vectors),
        "made_by": "tests/conformance/hard, with Python's hmac and the package cryptography"}
print(json.dumps(head)[:-1] + ', "vectors": [')
print(",\n".join(json.dumps(vector) for vector in vectors))
print("]}")
print(f"{len(vectors)} vectors", file=sys.stderr)
