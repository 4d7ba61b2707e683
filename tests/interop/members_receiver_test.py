"""The receiver of the documentation (receiver.py) against the real binary: it believes every delivery and no forgery.

    members_receiver_test.py --binary BUILD/src/cli/cohook

Ends with `N passed, N failed`.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from interop.sending import Sender  # noqa: E402

PERSON = 7
KEYS = {"plain": "my secret: æøå, not base64", "prefixed": "whsec_c29tZXRoaW5nIHJhbmRvbQ=="}


class ShortReceiver:
    """receiver.py in a process of its own, with this key."""

    def __init__(self, key: str) -> None:
        program = pathlib.Path(__file__).with_name("receiver.py")
        self._process = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, text=True,
                                         env={**os.environ, "SIGNING_KEY": key})
        assert self._process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self._process.stdout.readline())}/members"

    def close(self) -> list[str]:
        """Ends it; gives the ids that it believed."""
        self._process.terminate()
        return self._process.communicate()[0].split()


def believes_every_delivery(sender: Sender, name: str, key: str) -> None:
    receiver = ShortReceiver(key)
    sender.webhook(name, receiver.url, key)
    changes = sender.cause_every_change(PERSON, [name])
    rows = sender.settled(len(changes), endpoint=f"{name}-default")
    believed = receiver.close()
    states = [row["state"] for row in rows]
    if states != ["delivered"] * len(changes) or believed != [str(PERSON)] * len(changes):
        raise AssertionError(f"{changes} were sent, believed were {believed}; deliveries: {states}")


def refuses_another_key(sender: Sender) -> None:
    receiver = ShortReceiver("the key that the sender does not have")
    sender.webhook("stranger", receiver.url, "another key")
    changes = sender.cause_every_change(PERSON + 1, ["stranger"])
    rows = sender.settled(len(changes), endpoint="stranger-default")
    believed = receiver.close()
    statuses = {one["status"] for row in rows for one in
                sender.client.must("GET", f"/v1/deliveries/{row['id']}/attempts").body["data"] if one["status"]}
    if believed or statuses != {401}:
        raise AssertionError(f"a wrong hash was believed: {believed}; statuses on record: {statuses}")


def main() -> int:
    parser = argparse.ArgumentParser(description="the receiver of the documentation against the real binary")
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    binary = parser.parse_args().binary.resolve()
    passed = failed = 0
    with tempfile.TemporaryDirectory(prefix="cohook-interop-") as folder:
        sender = Sender(binary, pathlib.Path(folder))
        try:
            tests = [(f"believes every delivery, key {name}", lambda name=name: believes_every_delivery(sender, name, KEYS[name]))
                     for name in KEYS]
            tests.append(("refuses what another key hashed", lambda: refuses_another_key(sender)))
            for what, test in tests:
                try:
                    test()
                    passed += 1
                except AssertionError as why:
                    failed += 1
                    print(f"not ok: {what}: {why}")
        finally:
            sender.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
