"""What becomes of a verified message that may have been here before. Shared by the middlewares."""

from __future__ import annotations

import threading
import time
from enum import Enum
from typing import Dict, Optional, Tuple

from .verifier import Admission, ReplayGuard, Verification


class Course(Enum):
    PROCESS = "process"
    ACKNOWLEDGE = "acknowledge"  # it was processed before
    LATER = "later"  # it is being processed, or there is no room to remember it
    IMPOSSIBLE = "impossible"  # the scheme has no id: a repetition cannot be told


class Admissions:
    """A replay guard remembers an id from its first sight on. A sender repeats what the application failed to process, with
    the same id: so those that are being processed, and those that failed, are kept apart until they succeed."""

    def __init__(self, guard: ReplayGuard, scope: str) -> None:
        self._guard, self._scope = guard, scope
        self._lock = threading.Lock()
        # Of ids whose processing did not succeed: (running, since when); as many as the guard remembers at most.
        self._open: Dict[bytes, Tuple[bool, float]] = {}
        self._swept = time.monotonic()

    def begin(self, message: Verification) -> Course:
        with self._lock:
            told = self._guard.admit(message, scope=self._scope)
            if told is Admission.NOT_VERIFIED:
                return Course.IMPOSSIBLE
            if told is Admission.FULL:
                return Course.LATER
            if told is Admission.REPEATED:
                known: Optional[Tuple[bool, float]] = self._open.get(message.id)
                if known is None:
                    return Course.ACKNOWLEDGE
                if known[0]:
                    return Course.LATER
            self._open[message.id] = (True, time.monotonic())
            return Course.PROCESS

    def end(self, message: Verification, succeeded: bool) -> None:
        with self._lock:
            if succeeded:
                self._open.pop(message.id, None)
                return
            self._open[message.id] = (False, time.monotonic())
            self._forget()

    def _forget(self) -> None:
        """What the guard has forgotten is new to it: nothing needs to be known of its failure."""
        oldest = time.monotonic() - self._guard.keep_seconds
        if self._swept > oldest:
            return
        self._swept = time.monotonic()
        for id, (running, since) in list(self._open.items()):
            if running or since >= oldest:
                continue
            del self._open[id]
