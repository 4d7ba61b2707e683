"""kill -9 of the host: what was acknowledged to it is delivered, whatever the moment."""

import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import unittest

import cohook
from receiving import HERE, KEY, Receiver

CYCLES = int(os.environ.get("CRASH_CYCLES", "8"))


class Crash(unittest.TestCase):
    def test_nothing_that_was_acknowledged_is_lost(self):
        chance = random.Random()
        acknowledged = set()
        with tempfile.TemporaryDirectory(prefix="cohook-python-") as folder, Receiver() as receiver:
            store = f"sqlite:{folder}/hooks.db"
            for cycle in range(CYCLES):
                acknowledged |= self.run_and_kill(store, receiver.url, cycle * 1_000_000, chance.randint(0, 60))
            arrived = set()
            with cohook.Engine(store, shards=1, **HERE):
                while not acknowledged <= arrived:
                    arrived.add(receiver.next()[1]["data"]["n"])
        self.assertGreater(len(acknowledged), 0)

    def run_and_kill(self, store, url, first, after):
        """Kills the host when it has acknowledged `after` messages or a little later; gives all that it acknowledged."""
        program = pathlib.Path(__file__).with_name("crash_child.py")
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        child = subprocess.Popen([sys.executable, str(program), store, url, KEY, str(first)],
                                 stdout=subprocess.PIPE, env=environment, text=True)  # fmt: skip
        try:
            self.assertEqual(child.stdout.readline(), "open\n")
            seen = [int(child.stdout.readline()) for _ in range(after)]
        finally:
            child.send_signal(signal.SIGKILL)
        rest, _ = child.communicate()
        whole = rest[: rest.rfind("\n") + 1]  # the last line may have been cut
        return {*seen, *(int(line) for line in whole.split())}
