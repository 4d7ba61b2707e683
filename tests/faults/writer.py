"""A publisher that expects refusals, in the form that the API promises."""

import threading
import time
from typing import Any

from crash import world
from crash.worker import Unexpected, Worker


class FaultWriter(Worker):
    """Counts what was acknowledged and what was refused; `moved` is told of each. A commit that fails may leave it unknown
    whether it was kept, and the server says so with 504: such calls are on record with the time they began."""

    pause = 0.002

    def __init__(self, number: int, moved: threading.Condition, *args: Any) -> None:
        super().__init__(f"writer{number}", *args)
        self.persons = world.writer_persons(number)
        self.acknowledged = self.refused = 0
        # When these calls began, on the monotonic clock.
        self.acknowledged_at: list[float] = []
        self.unknown_at: list[float] = []
        self._moved = moved
        self._count = 0

    def step(self) -> None:
        self._count += 1
        token = f"{self.name}-{self._count}"
        person = self.chance.choice(self.persons)
        began = time.monotonic()
        answer = self.call("publish", "PATCH", f"/v1/persons/{person}", {"firstName": token}, tokens=[token],
                           reaches=world.REACHED)
        with self._moved:
            if answer is not None and answer.status < 300:
                self.acknowledged += 1
                self.acknowledged_at.append(began)
            elif answer is not None:
                self._must_be_a_refusal(answer)
                self.refused += answer.status != 504
                self.unknown_at += [began] if answer.status == 504 else []
            self._moved.notify_all()

    def _must_be_a_refusal(self, answer: Any) -> None:
        problem = answer.headers.get("content-type", "").startswith("application/problem+json")
        if answer.status not in (503, 504, 507) or not problem or not answer.body.get("detail"):
            raise Unexpected("a write that cannot be kept", answer)
