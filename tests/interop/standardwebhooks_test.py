"""The reference verifier of Standard Webhooks (npm `standardwebhooks`) against deliveries of the real binary.

    standardwebhooks_test.py --binary BUILD/src/cli/cohook --modules FOLDER

Installs the package by the lock file into FOLDER first. Exit status 77 (skipped) where there is no node or npm, or the
package cannot be had. Every delivery must verify, under each format and each live key; each one tampered with must not.
Ends with `N passed, N failed`, one for each request that was judged.
"""

import argparse
import base64
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from interop.sending import Sender  # noqa: E402
from live import journal  # noqa: E402
from live.node_packages import install  # noqa: E402
from live.receiving import ReceiverProcess  # noqa: E402

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
PERSON = 7
# application → format and the keys it has in turn; more than one: rotated with an overlap.
PLANS = {"members": ("members", ["a key of the members' own, æøå"]),
         "standard": ("standard", ["whsec_" + base64.b64encode(b"24 bytes at the very least").decode()]),
         "cloudevents": ("cloudevents", ["whsec_" + base64.b64encode(bytes(range(32))).decode()]),
         "rotated": ("members", ["the old key", "the new key"])}
Request = dict[str, Any]


def record_deliveries(binary: pathlib.Path, folder: pathlib.Path) -> list[Request]:
    """Real ones: {application, headers, body}."""
    receiver = ReceiverProcess(folder / "received.jsonl")
    sender = Sender(binary, folder)
    try:
        for name, (format, keys) in PLANS.items():
            sender.webhook(name, receiver.url(f"/{name}"), keys[0], format=format)
            for key in keys[1:]:
                sender.client.must("POST", f"/v1/applications/{name}/endpoints/default/signing-key/rotate",
                                   {"signingKey": key, "overlapSeconds": 3600})
        changes = sender.cause_every_change(PERSON, list(PLANS))
        sender.settled(len(changes) * len(PLANS), state="delivered")
    finally:
        sender.close()
        receiver.close()
    return [{"application": one["path"][1:], "headers": one["headers"], "body": one["body"]}
            for one in journal.read(folder / "received.jsonl")]


def genuine(requests: list[Request]) -> list[Request]:
    """Each request with each key that its receiver may hold."""
    return [{**one, "name": f"{one['application']}, key {number}, message {one['headers']['webhook-id']}", "key": key}
            for one in requests for number, key in enumerate(PLANS[one["application"]][1], 1)]


def tampered(requests: list[Request]) -> list[Request]:
    made = []
    for one in genuine(requests):
        headers, body = one["headers"], base64.b64decode(one["body"])
        forged = base64.b64encode(body.replace(b'"', b"'", 1)).decode()
        made += [{**one, "name": f"{one['name']}, body changed", "body": forged},
                 {**one, "name": f"{one['name']}, another key", "key": "whsec_" + base64.b64encode(b"nobody's key").decode()},
                 {**one, "name": f"{one['name']}, id changed", "headers": {**headers, "webhook-id": "1"}},
                 {**one, "name": f"{one['name']}, time changed",
                  "headers": {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) + 1)}}]
    return made


def judge(modules: pathlib.Path, requests: list[Request]) -> list[str]:
    cases = modules / "cases.json"
    cases.write_text(json.dumps(requests), encoding="utf-8")
    shutil.copy(HERE / "verify.mjs", modules / "verify.mjs")
    done = subprocess.run(["node", "verify.mjs", "cases.json"], cwd=modules, text=True, capture_output=True, check=True)
    return done.stdout.splitlines()


def main() -> int:
    parser = argparse.ArgumentParser(description="npm standardwebhooks against deliveries of the real binary")
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--modules", type=pathlib.Path, required=True)
    wish = parser.parse_args()
    problem = install(HERE, wish.modules)
    if problem:
        print(f"skipped: {problem}")
        return SKIPPED
    with tempfile.TemporaryDirectory(prefix="cohook-interop-") as folder:
        requests = record_deliveries(wish.binary.resolve(), pathlib.Path(folder))
    good, bad = genuine(requests), tampered(requests)
    # Every application was told of every change, or the verdicts below would be of too little.
    missing = [name for name in PLANS if sum(one["application"] == name for one in requests) != 5]
    wrong = [f"{name} did not get its 5 deliveries" for name in missing]
    wrong += [line for line in judge(wish.modules, good) if not line.startswith("ok ")]
    wrong += [f"believed: {line}" for line in judge(wish.modules, bad) if not line.startswith("not ")]
    for line in wrong[:20]:
        print(line)
    print(f"{len(good) + len(bad) - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
