"""For receivers: was this message here before?"""

from __future__ import annotations

from ctypes import byref, c_char_p, c_void_p, cast
from enum import IntEnum
from typing import Any, Callable, Optional, Protocol

from . import _structures as c
from ._library import library
from ._memory import Closing, Handle, text
from .errors import check, error_of
from .verifier import Verification


class Admission(IntEnum):
    FIRST_TIME = 0  #: remembered now; process it
    REPEATED = 1  #: processed before: acknowledge it, process nothing
    FULL = 2  #: as many as may be remembered are still fresh: answer 503
    NOT_VERIFIED = 3  #: the scheme has no id to go by
    IN_PROGRESS = 4  #: reserved, and neither committed nor released: answer 503


class ReplayStore(Protocol):
    """Where ids are remembered, for a middleware. A `ReplayGuard` is one; another may share its memory between processes.

    A sender repeats what was not processed, with the same id. So: `reserve`, process, then `commit`, or `release` where
    processing failed. `scope` keeps senders apart.
    """

    def reserve(self, message: Verification, *, scope: str = "") -> Admission:
        """Of two callers with one id exactly one is told FIRST_TIME, in one indivisible step. A reservation that is neither
        committed nor released runs out."""

    def commit(self, message: Verification, *, scope: str = "") -> None:
        """It was processed: a repetition is REPEATED from now on."""

    def release(self, message: Verification, *, scope: str = "") -> None:
        """It was not processed: a repetition is FIRST_TIME. What is committed stays."""


class ReplayGuard(Closing):
    """Remembers the ids of verified messages: bounded, atomic, forgetting by time alone. Any thread may use it.

    `keep_seconds`: at least twice the tolerance. Its memory is that of the process: see `ReplayStore` for more than one.
    """

    def __init__(self, keep_seconds: int = 600, capacity: int = 100_000) -> None:
        made, error = c_void_p(), c_void_p()
        check(library().cohook_replay_guard_new(keep_seconds, capacity, byref(made), byref(error)), error)
        self._handle = Handle(self, made.value, library().cohook_replay_guard_free)

    def admit(self, message: Verification, *, scope: str = "", now: Optional[int] = None) -> Admission:
        """Reserves and commits: for those who cannot fail any more once they have seen a message. Of two threads with one id
        exactly one is told FIRST_TIME."""
        return Admission(self._ask(library().cohook_replay_guard_admit, message, scope, _moment(now)))

    def reserve(self, message: Verification, *, scope: str = "", now: Optional[int] = None) -> Admission:
        """Asks, and reserves what is new: see `ReplayStore`."""
        return Admission(self._ask(library().cohook_replay_guard_reserve, message, scope, _moment(now)))

    def commit(self, message: Verification, *, scope: str = "") -> None:
        """Ends a reservation: it was processed."""
        self._ask(library().cohook_replay_guard_commit, message, scope)

    def release(self, message: Verification, *, scope: str = "") -> None:
        """Ends a reservation: it was not processed, and may come again."""
        self._ask(library().cohook_replay_guard_release, message, scope)

    def _ask(self, function: Callable[..., int], message: Verification, scope: str, *moment: Any) -> int:
        seen = c.Verification(id_size=len(message.id))
        kept = message.id  # alive during the call
        seen.id = cast(c_char_p(kept), c_void_p).value
        with self._handle as guard:
            told = function(guard, text(scope, "scope"), byref(seen), *moment)
        if told < 0:
            raise error_of(told)
        return told


def _moment(now: Optional[int]) -> int:
    return int(library().cohook_now()) if now is None else now
