"""Syncs: every record of a source of the host's to one endpoint, paced and resumable."""

from __future__ import annotations

import json
import logging
from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Awaitable, List, Optional, Sequence, Union, cast

from ._calls import Part, calls, json_text, number
from ._library import library
from ._memory import Closing, Handle, text, text_array
from .documents import Json, Sync, SyncFailurePage, SyncPage
from .errors import InvalidArgument, check

Record = Union[Json, str, bytes, None]  #: one object, or its JSON text; None: it is gone, and nothing is sent
_log = logging.getLogger("cohook")


@dataclass(frozen=True)
class Target:
    """Whom the records are for."""

    endpoint: str
    application: str  #: whose the endpoint is; empty: nobody's


class Source(ABC):
    """Where the records of syncs come from.

    The keys are in a fixed order; a key is its own cursor and holds no comma and no control character. Called on one thread
    that does nothing else, so it may block; it may call the engine, but not drain or close it. What it raises fails the sync.
    """

    @abstractmethod
    def count(self, target: Target) -> int:
        """How many records there are now."""

    @abstractmethod
    def next(self, target: Target, cursor: str, limit: int) -> Sequence[str]:
        """The next keys after `cursor` (empty: from the start), at most `limit`; none: the end."""

    @abstractmethod
    def read(self, target: Target, keys: Sequence[str]) -> Sequence[Record]:
        """The records of these keys as of now, in their order."""


class AsyncSource(ABC):
    """The same for an event loop: see `Source`."""

    @abstractmethod
    def count(self, target: Target) -> Awaitable[int]: ...

    @abstractmethod
    def next(self, target: Target, cursor: str, limit: int) -> Awaitable[Sequence[str]]: ...

    @abstractmethod
    def read(self, target: Target, keys: Sequence[str]) -> Awaitable[Sequence[Record]]: ...


class Question(IntEnum):
    COUNT = 0  #: how many records there are now: `answer_count`
    NEXT = 1  #: the next keys after `cursor`, at most `limit`: `answer_keys`
    READ = 2  #: the records of `keys` as of now: `answer_records`


class SourceRequest(Closing):
    """One question to the source, to be answered once. Any thread may answer, one at a time. One that is closed unanswered
    fails its sync."""

    def __init__(self, pointer: int, *, owned: bool = True) -> None:
        call = library()
        self.question = Question(call.cohook_source_request_kind(pointer))
        self.target = Target(
            call.cohook_source_request_endpoint(pointer).decode(),
            call.cohook_source_request_application(pointer).decode(),
        )
        self.cursor: str = call.cohook_source_request_cursor(pointer).decode()
        self.limit: int = call.cohook_source_request_limit(pointer)
        count: int = call.cohook_source_request_key_count(pointer)
        self.keys: List[str] = [call.cohook_source_request_key(pointer, at).decode() for at in range(count)]
        self._handle = Handle(self, pointer, call.cohook_source_request_free if owned else _leave)

    def answer_count(self, count: int) -> None:
        with self._handle as request:
            check(library().cohook_source_request_answer_count(request, count))

    def answer_keys(self, keys: Sequence[str]) -> None:
        texts, count = text_array(keys, "keys")
        with self._handle as request:
            check(library().cohook_source_request_answer_keys(request, texts, count))

    def answer_records(self, records: Sequence[Record]) -> None:
        if len(records) != len(self.keys):
            raise InvalidArgument(f"one record for each of {len(self.keys)} keys is wanted, not {len(records)}", "records")
        texts, count = text_array([json_text(one, "records") for one in records], "records")
        with self._handle as request:
            check(library().cohook_source_request_answer_records(request, texts, count))

    def fail(self, message: str) -> None:
        """The source cannot serve: the sync fails with this message."""
        with self._handle as request:
            check(library().cohook_source_request_answer_failure(request, text(message.replace("\0", " "))))

    def answer_from(self, source: Source) -> None:
        """Asks the source and passes its answer on; what it raises fails the sync."""
        try:
            if self.question is Question.COUNT:
                self.answer_count(source.count(self.target))
            elif self.question is Question.NEXT:
                self.answer_keys(source.next(self.target, self.cursor, self.limit))
            else:
                self.answer_records(source.read(self.target, self.keys))
        except Exception as why:
            self._fail_by(why)

    async def answer_from_async(self, source: AsyncSource) -> None:
        """The same in an event loop."""
        try:
            if self.question is Question.COUNT:
                self.answer_count(await source.count(self.target))
            elif self.question is Question.NEXT:
                self.answer_keys(await source.next(self.target, self.cursor, self.limit))
            else:
                self.answer_records(await source.read(self.target, self.keys))
        except Exception as why:
            self._fail_by(why)

    def _fail_by(self, why: Exception) -> None:
        _log.warning("the source of the sync to %s failed", self.target.endpoint, exc_info=why)
        try:
            self.fail(f"{type(why).__name__}: {why}")
        except Exception:  # answered already, or the sync has ended: nobody waits for it
            _log.debug("the failure of a source came too late", exc_info=True)


def _leave(_: Optional[int]) -> None:
    """The request of a callback is the engine's."""


Id = Union[int, str]


class Syncs(Part):
    """`engine.syncs`. Ids are numbers, or texts like `syn_3`."""

    def start(
        self,
        endpoint: str,
        *,
        request_interval_ms: Optional[int] = None,
        sync_batch: Optional[int] = None,
        timeout: Optional[float] = None,
    ) -> Sync:
        """Starts one. `request_interval_ms`: the endpoint's by default; `sync_batch`: records in one POST, 1 to 500.

        Raises `Conflict` where one runs or is paused already; the error's field is its id.
        """
        wanted = {"requestIntervalMs": request_interval_ms, "syncBatch": sync_batch}
        options = {name: value for name, value in wanted.items() if value is not None}
        asked = self._ask(
            calls().cohook_sync_start, text(endpoint, "endpoint"), json.dumps(options).encode(), timeout=timeout
        )
        return cast(Sync, asked)

    def find(self, id: Id, *, timeout: Optional[float] = None) -> Sync:
        """State, counts, rate and estimate."""
        return self._one(calls().cohook_sync_find, id, timeout)

    def pause(self, id: Id, *, timeout: Optional[float] = None) -> Sync:
        return self._one(calls().cohook_sync_pause, id, timeout)

    def resume(self, id: Id, *, timeout: Optional[float] = None) -> Sync:
        return self._one(calls().cohook_sync_resume, id, timeout)

    def cancel(self, id: Id, *, timeout: Optional[float] = None) -> Sync:
        return self._one(calls().cohook_sync_cancel, id, timeout)

    def list(
        self, endpoint: str, *, before: Optional[Id] = None, limit: int = 0, timeout: Optional[float] = None
    ) -> SyncPage:
        """Newest first. `before`: the `next` of a page."""
        below = 0 if before is None else number(before, "syn_")
        asked = self._ask(calls().cohook_sync_list, text(endpoint, "endpoint"), below, limit, timeout=timeout)
        return cast(SyncPage, asked)

    def failures(
        self, id: Id, *, after: Optional[str] = None, limit: int = 0, timeout: Optional[float] = None
    ) -> SyncFailurePage:
        """The records not acknowledged, by key."""
        asked = self._ask(
            calls().cohook_sync_failures, number(id, "syn_"), text(after, "after"), limit, timeout=timeout
        )
        return cast(SyncFailurePage, asked)

    def _one(self, function: Any, id: Id, timeout: Optional[float]) -> Sync:
        return cast(Sync, self._ask(function, number(id, "syn_"), timeout=timeout))
