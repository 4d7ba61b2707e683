"""Feeds a receiver of the documentation with the vectors of the members envelope, as POSTs.

    receiver_test.py VECTORS COMMAND…

COMMAND takes a port as its last argument and the key in WEBHOOK_KEY. What a vector calls `ok` must be acknowledged, all
else refused.
"""

import base64
import http.client
import json
import os
import socket
import subprocess
import sys
import time
from typing import Any

_PATIENCE = 120  # seconds, for a receiver that must come up
_ACKNOWLEDGED = (102, 200, 201, 202, 204)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_up(process: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the receiver did not come up")


def status_of(port: int, body: bytes) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
    connection.request("POST", "/", body, {"Content-Type": "application/json"})
    status = connection.getresponse().status
    connection.close()
    return status


def judge(command: list[str], key: str, vectors: list[dict[str, Any]]) -> list[str]:
    """What went wrong."""
    port = free_port()
    process = subprocess.Popen([*command, str(port)], env={**os.environ, "WEBHOOK_KEY": key},
                               stdout=subprocess.DEVNULL)
    try:
        wait_until_up(process, port)
        wrong = []
        for vector in vectors:
            status = status_of(port, base64.b64decode(vector["body_base64"]))
            if (status in _ACKNOWLEDGED) != (vector["expect"] == "ok"):
                wrong.append(f"{vector['name']}: answered {status}, expected is {vector['expect']}")
        return wrong
    finally:
        process.kill()
        process.wait()


def refuses_an_empty_key(command: list[str]) -> bool:
    done = subprocess.run([*command, str(free_port())], env={**os.environ, "WEBHOOK_KEY": ""}, timeout=_PATIENCE,
                          capture_output=True)
    return done.returncode != 0


def main(path: str, *command: str) -> int:
    with open(path, encoding="utf-8") as file:
        every = json.load(file)["vectors"]
    by_key: dict[str, list[dict[str, Any]]] = {}
    for vector in every:
        if vector["scheme"] == "members-envelope" and vector.get("op") != "sign" and vector["secret"]:
            by_key.setdefault(vector["secret"], []).append(vector)
    wrong = [found for key, vectors in by_key.items() for found in judge(list(command), key, vectors)]
    if not refuses_an_empty_key(list(command)):
        wrong.append("it starts with an empty key")
    for found in wrong:
        print(f"FAILED: {found}")
    total = sum(map(len, by_key.values())) + 1
    print(f"{total - len(wrong)} passed, {len(wrong)} failed")
    return 1 if wrong or total < 10 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
