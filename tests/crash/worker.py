"""What publishers and operators have in common: they work until told to stop, over any number of the server's lives."""

import random
import threading
import time
from typing import Any

from live.client import Answer, Client, Lost, NotSent
from live.journal import Journal
from live.server import Server


class Worker(threading.Thread):
    """`step` does one thing and is called again and again. Every call it makes is on record, with what is known of its
    outcome: `ok`, `fail` (an answer that says no) or `info` (no answer: nobody knows)."""

    pause = 0.0  # seconds between two steps, so that a rare thing stays rare

    def __init__(self, name: str, server: Server, journal: Journal, seed: int) -> None:
        super().__init__(name=name, daemon=True)
        self.client = Client(server)
        self.journal = journal
        self.chance = random.Random(f"{seed} {name}")
        self.failure: BaseException | None = None
        self._stopping = threading.Event()

    def run(self) -> None:
        try:
            while not self._stopping.is_set():
                try:
                    self.step()
                except (NotSent, Lost):
                    continue  # a read; what changes something handles its losses itself
                if self.pause:
                    self._stopping.wait(self.pause)
            self.finish()
        except BaseException as why:  # noqa: BLE001, the main thread raises it
            self.failure = why
        finally:
            self.client.close()

    def stop(self) -> None:
        self._stopping.set()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    def step(self) -> None:
        raise NotImplementedError

    def finish(self) -> None:
        """Once, at the end: what must not be left half done."""

    def call(self, event: str, method: str, path: str, body: Any = None, *, headers: dict[str, str] | None = None,
             content_type: str = "application/json", **fields: Any) -> Answer | None:
        """One call that changes something. None: its outcome is not known. Raises NotSent where nothing left."""
        began, began_wall = time.monotonic(), time.time()
        try:
            answer = self.client.request(method, path, body, headers=headers, content_type=content_type)
        except Lost:
            self._record(event, "info", began, began_wall, fields)
            return None
        # 504 is how the server says that it does not know either.
        outcome = "ok" if answer.status < 300 else "info" if answer.status == 504 else "fail"
        report = answer.body if outcome == "ok" and answer.text.startswith("{") else None
        extra = {"messages": report["messages"], "effect": report.get("effect")} if report and "messages" in report else {}
        self._record(event, outcome, began, began_wall, fields | extra, answer.status)
        return answer

    def _record(self, event: str, outcome: str, began: float, began_wall: float, fields: dict[str, Any],
                status: int | None = None) -> None:
        self.journal.write(event, outcome=outcome, status=status, began=began, began_wall=began_wall,
                           life=self.client.life, worker=self.name, **fields)


class Unexpected(AssertionError):
    """The server refused what it must take."""

    def __init__(self, what: str, answer: Answer) -> None:
        super().__init__(f"{what}: {answer.status} {answer.text[:500]}")
