"""What a call of the Python binding costs beside its bare C call, and beside a receiver on `hmac` alone: verify.py

Prints medians of alternating runs; run it where nothing else runs.
"""

import base64
import hashlib
import hmac
import pathlib
import statistics
import sys
import time
from ctypes import byref

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import cohook  # noqa: E402
from cohook._library import library  # noqa: E402
from cohook._requests import lend  # noqa: E402

KEY, NOW, TIMES, RUNS = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 1_760_000_000, 2000, 15
BODY = b'{"type":"person.updated","data":"' + b"x" * 990 + b'"}'

with cohook.Signer("standard-webhooks", KEY) as signer:
    HEADERS = signer.sign(BODY, id="msg_1", timestamp=NOW)
verifier = cohook.Verifier("standard-webhooks", KEY)
prepared = lend(HEADERS, BODY, None, None, NOW)
call = library()


def bare():
    """The one C call through ctypes, its structs made before."""
    with verifier._handle as handle:
        for _ in range(TIMES):
            assert call.cohook_verify(handle, byref(prepared.request), byref(prepared.proof)) == 0


def binding():
    for _ in range(TIMES):
        verifier.verify(HEADERS, BODY, now=NOW)


def by_hand():
    """A receiver as one writes it with the standard library."""
    for _ in range(TIMES):
        headers = {name.lower(): value for name, value in HEADERS}
        assert abs(int(headers["webhook-timestamp"]) - NOW) <= 300
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + BODY
        wanted = hmac.new(base64.b64decode(KEY[6:]), signed, hashlib.sha256).digest()
        assert any(
            hmac.compare_digest(base64.b64decode(one[3:]), wanted) for one in headers["webhook-signature"].split(" ")
        )


took = {bare: [], binding: [], by_hand: []}
for _ in range(RUNS):
    for contender, figures in took.items():
        started = time.perf_counter_ns()
        contender()
        figures.append((time.perf_counter_ns() - started) / TIMES)
print(f"verify {len(BODY)} bytes, standard-webhooks v1; medians of {RUNS} alternating runs of {TIMES} calls")
medians = {contender: statistics.median(figures) for contender, figures in took.items()}
for contender, median in medians.items():
    print(f"{contender.__name__:8} {median:8.0f} ns a call")
print(f"the binding adds {medians[binding] - medians[bare]:.0f} ns to the bare call;"
      f" hmac takes {medians[by_hand] / medians[binding]:.2f} times as long as the binding")  # fmt: skip
