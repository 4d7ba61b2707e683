"""Disk full and failing flushes under the real binary.

    run.py --binary BUILD/src/cli/cohook --shim BUILD/tests/faults/libfault_shim.so [NAME…]

Writers write; at a moment of the test's choosing a call of the store's starts to fail (fault_shim.c). From then on nothing
may be acknowledged: refusals are problem documents with 503 or 507 (504 for what was being committed at that moment),
/readyz says no, reads are served on. After the cure (a restart; where the disk was full, room) everything acknowledged is
there: the checker of the crash test says so. That it would see a loss is tried too, with a disk that lies. Ends with `N passed, N failed`, one for each scenario.
"""

import argparse
import dataclasses
import functools
import itertools
import json
import os
import pathlib
import shutil
import sys
import tempfile
import threading
import time
import traceback
from typing import Any

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from crash import checker, dump, world  # noqa: E402
from crash.run import drain  # noqa: E402
from faults.writer import FaultWriter  # noqa: E402
from live import journal  # noqa: E402
from live.client import Client, Lost, NotSent  # noqa: E402
from live.receiving import ReceiverProcess  # noqa: E402
from live.server import Server  # noqa: E402

_DEADLINE = 60.0


@dataclasses.dataclass(frozen=True)
class Scenario:
    name: str
    order: str  # see fault_shim.c
    heals: bool  # a full disk that is emptied needs no restart; a flush that failed does


SCENARIOS = [
    Scenario("the first flush of the log fails once", "sync EIO -wal 1 1", heals=False),
    Scenario("the second flush of the log fails once", "sync EIO -wal 2 1", heals=False),
    Scenario("a later flush of the log fails once", "sync EIO -wal 17 1", heals=False),
    Scenario("every flush of the log fails", "sync EIO -wal 1 0", heals=False),
    Scenario("a flush of the log finds no room", "sync ENOSPC -wal 3 1", heals=False),
    Scenario("a write of the log fails once", "write EIO -wal 5 1", heals=False),
    Scenario("the disk is full from a first write on", "write ENOSPC -wal 1 0", heals=True),
    Scenario("the disk is full from the middle of a group on", "write ENOSPC -wal 6 0", heals=True),
]


class Run:
    def __init__(self, binary: pathlib.Path, shim: pathlib.Path, folder: pathlib.Path) -> None:
        self.folder = folder
        self.control = folder / "fault"
        self.log = journal.Journal(folder / "journal.jsonl")
        self.receiver = ReceiverProcess(folder / "received.jsonl")
        preload = ":".join(filter(None, (os.environ.get("LD_PRELOAD"), str(shim))))
        self.server = Server(binary, folder, environment={"LD_PRELOAD": preload, "FAULT_CONTROL": str(self.control)})
        self.moved = threading.Condition()
        self.writers = [FaultWriter(number, self.moved, self.server, self.log, 1) for number in range(3)]

    def play(self, scenario: Scenario) -> None:
        self.log.write("life", number=1)
        self.server.start()
        world.create(Client(self.server), self.receiver, self.log, len(self.writers))
        for writer in self.writers:
            writer.start()
        self.wait("acknowledged", 20)
        self.arm(scenario.order)
        self.wait("refused", 5)
        self.everything_is_refused(scenario)
        self.control.unlink()
        if not scenario.heals:
            self.restart()
        self.wait("acknowledged", 20)
        self.is_ready()
        for writer in self.writers:
            writer.stop()
        for writer in self.writers:
            writer.join()
            if writer.failure:
                raise AssertionError(f"{writer.name}: {writer.failure}")
        # What is in memory alone would pass for stored: the end is judged after a kill.
        self.restart()
        drain(self.server)
        if self.server.stop() != 0:
            raise AssertionError(f"the server did not end well: {self.server.last_words()}")

    def play_a_lie(self) -> None:
        """Acknowledged, flushed as far as anyone can tell, and gone."""
        self.log.write("life", number=1)
        self.server.start()
        world.create(Client(self.server), self.receiver, self.log, len(self.writers))
        self.arm("sync LIE -wal 1 0")
        # One writer and one write: what reads the lost bytes soon finds that they are gone.
        del self.writers[1:]
        self.writers[0].start()
        with self.moved:
            self.moved.wait_for(lambda: self.writers[0].acknowledged or self.writers[0].refused, _DEADLINE)
        self.writers[0].stop()
        self.server.kill()
        self.log.write("kill", life=self.server.life, starting=False)
        self.writers[0].join()
        self.control.unlink()
        self.log.write("life", number=self.server.life + 1)
        self.server.start()
        self.server.stop()

    def wait(self, what: str, more: int) -> None:
        """Until each writer has had so many more answers of the kind."""
        wanted = [getattr(writer, what) + more for writer in self.writers]
        with self.moved:
            enough = self.moved.wait_for(lambda: any(writer.failure for writer in self.writers) or all(
                getattr(writer, what) >= count for writer, count in zip(self.writers, wanted, strict=True)), _DEADLINE)
        for writer in self.writers:
            if writer.failure:
                raise AssertionError(f"{writer.name}: {writer.failure}")
        if not enough:
            have = {writer.name: (writer.acknowledged, writer.refused) for writer in self.writers}
            raise AssertionError(f"waited in vain for more writes to be {what}; so far (acknowledged, refused): {have}; "
                                 f"server: {self.server.last_words()}")

    def arm(self, order: str) -> None:
        ready = self.control.with_suffix(".new")
        ready.write_text(order + "\n", encoding="utf-8")
        ready.rename(self.control)

    def hits(self) -> list[float]:
        log = self.control.with_name("fault.log")
        return [float(line.split()[0]) for line in log.read_text(encoding="utf-8").splitlines()] if log.exists() else []

    def everything_is_refused(self, scenario: Scenario) -> None:
        client = Client(self.server)
        if not self.hits():
            raise AssertionError("writes were refused, and the fault had not struck")
        ready = client.request("GET", "/readyz")
        if ready.status != 503:
            raise AssertionError(f"/readyz answers {ready.status} while nothing can be acknowledged")
        for path, wanted in (("/livez", 200), (f"/v1/persons/{self.writers[0].persons[0]}", 200)):
            answer = client.request("GET", path)
            if answer.status != wanted:
                raise AssertionError(f"GET {path} answers {answer.status}; reads must be served on")
        for writer in self.writers:
            late = [at for at in writer.acknowledged_at if at > self.hits()[0]]
            if late:
                raise AssertionError(f"{writer.name} was acknowledged {len(late)} times after {scenario.name}")
            # What begins after the fault cannot be half done: a plain no is due.
            if not scenario.heals and any(at > self.hits()[0] for at in writer.unknown_at):
                raise AssertionError(f"{writer.name} was told that the outcome is unknown of a write that began too late")

    def is_ready(self) -> None:
        stopwatch = threading.Event()
        client, until = Client(self.server), time.monotonic() + _DEADLINE
        while time.monotonic() < until:
            if client.request("GET", "/readyz").status == 200:
                return
            stopwatch.wait(0.05)
        raise AssertionError("/readyz says no although the fault is over")

    def restart(self) -> None:
        self.server.kill()
        self.log.write("kill", life=self.server.life, starting=False)
        self.log.write("life", number=self.server.life + 1)
        self.server.start()

    def logs(self) -> list[pathlib.Path]:
        made = self.folder / "dump.jsonl"
        with made.open("w", encoding="utf-8") as out:
            for event in dump.from_file(self.server.store):
                out.write(json.dumps(event) + "\n")
        return [self.folder / "journal.jsonl", self.folder / "received.jsonl", made]

    def close(self) -> None:
        for writer in self.writers:
            writer.stop()
        self.server.close()
        self.receiver.close()
        self.log.close()


def judge(run: Run) -> list[str]:
    report = checker.check(itertools.chain.from_iterable(map(journal.read, run.logs())))
    return [f"{found.rule}: {found.text}" for found in report.violations]


def play(scenario: Scenario, wish: argparse.Namespace, folder: pathlib.Path) -> list[str]:
    run = Run(wish.binary.resolve(), wish.shim.resolve(), folder)
    try:
        run.play(scenario)
    except (AssertionError, OSError, Lost, NotSent) as why:
        where = traceback.extract_tb(why.__traceback__)[-1]
        return [f"{why} ({where.name})"]
    finally:
        run.close()
    return judge(run)


def sees_a_loss(wish: argparse.Namespace, folder: pathlib.Path) -> list[str]:
    for attempt in range(10):
        place = folder / str(attempt)
        place.mkdir()
        run = Run(wish.binary.resolve(), wish.shim.resolve(), place)
        try:
            run.play_a_lie()
        finally:
            run.close()
        # A commit of the server's own may meet the lie first; the store then notices, and nothing is acknowledged.
        if run.writers[0].acknowledged:
            break
    found = judge(run)
    return [] if any(line.startswith("I1:") for line in found) else [f"a lost acknowledgement was not found: {found[:3]}"]


def main() -> int:
    parser = argparse.ArgumentParser(description="the disk fails; nothing may be acknowledged that is not kept")
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--shim", type=pathlib.Path, required=True)
    parser.add_argument("names", nargs="*", help="scenarios, by a part of their name; all where none is given")
    wish: Any = parser.parse_args()
    tests = {scenario.name: functools.partial(play, scenario) for scenario in SCENARIOS}
    tests["what a lying disk lost is found"] = sees_a_loss
    passed = failed = 0
    for name, test in tests.items():
        if wish.names and not any(part in name for part in wish.names):
            continue
        folder = pathlib.Path(tempfile.mkdtemp(prefix="cohook-faults-"))
        complaints = test(wish, folder)
        print(f"{'not ' if complaints else ''}ok: {name}", *complaints[:10], sep="\n    ", flush=True)
        if complaints:
            failed += 1
            print(f"    everything is in {folder}")
        else:
            passed += 1
            shutil.rmtree(folder)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
