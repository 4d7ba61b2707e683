"""asyncio: an engine whose outcomes arrive through its descriptor. No thread waits for a send.

    async with cohook.aio.AsyncEngine("sqlite:webhooks.db") as engine:
        receipt = await engine.send(message)
"""

from __future__ import annotations

import asyncio
import functools
import itertools
from types import TracebackType
from typing import Any, AsyncIterator, Callable, Collection, Dict, List, Optional, Sequence, Set, Type, TypeVar, cast

from .documents import Json, TestReport
from .engine import Engine, Message
from .errors import Cancelled, Closed, CohookError
from .events import Event, EventKind, Receipt
from .syncs import AsyncSource, SourceRequest

T = TypeVar("T")
_AT_ONCE = 256  # events taken before the loop gets its turn again


class AsyncEngine:
    """An `Engine` for one event loop; its options are those of `Engine`, but that the source's methods are coroutines.

    A task that is cancelled while it waits for a send does not take the message back: whether it became durable is not known.
    """

    def __init__(
        self,
        store: str,
        *,
        source: Optional[AsyncSource] = None,
        events: Collection[EventKind] = (),
        event_limit: int = 10000,
        **options: Any,
    ) -> None:
        self._open = functools.partial(
            Engine, store, source_by_events=source is not None, events=events, event_limit=event_limit, **options
        )
        self._source = source
        self._engine: Optional[Engine] = None
        self._tags = itertools.count(1)
        self._waiting: Dict[int, "asyncio.Future[Event]"] = {}
        self._answering: Set["asyncio.Task[None]"] = set()
        self._news: "asyncio.Queue[Optional[Event]]" = asyncio.Queue(event_limit)
        self._lost = 0

    async def open(self) -> None:
        """Opens the store, in a thread: it may take a while."""
        engine = await asyncio.to_thread(self._open)
        self._engine = engine
        asyncio.get_running_loop().add_reader(engine.fileno(), self._take_events)

    @property
    def blocking(self) -> Engine:
        """The engine itself, whose calls block: for `call`."""
        if self._engine is None:
            raise Closed("the engine is not open")
        return self._engine

    async def call(self, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """A blocking call in a thread: `await engine.call(engine.blocking.endpoints.put, "orders", settings)`."""
        return await asyncio.to_thread(function, *arguments, **named)

    async def send(self, message: Message) -> Receipt:
        """Durable when it returns; see `Engine.send`."""
        event = await self._outcome(lambda tag: self.blocking.post(message, tag))
        return cast(Receipt, event.receipt)

    async def send_many(self, messages: Sequence[Message]) -> List[Receipt]:
        """All of them in one commit, or none. At most 1000."""
        return await self.call(self.blocking.send_many, messages)

    async def test(self, message: Message, *, probe_signature_check: bool = False) -> TestReport:
        """Run Test; see `Engine.test`."""
        post = self.blocking.post_test
        event = await self._outcome(lambda tag: post(message, tag, probe_signature_check=probe_signature_check))
        return cast(TestReport, event.document)

    async def stats(self) -> Json:
        return await self.call(self.blocking.stats)

    async def drain(self, *, timeout: Optional[float] = None) -> None:
        """See `Engine.drain`."""
        await self.call(self.blocking.drain, timeout=timeout)

    async def events(self) -> AsyncIterator[Event]:
        """The news that was asked for, until the engine is closed. For one task."""
        while True:
            event = await self._news.get()
            if event is None:
                return
            if self._lost:
                lost, self._lost = self._lost, 0
                yield Event(EventKind.LOST, tag=lost)
            yield event

    async def close(self) -> None:
        """See `Engine.close`. What still waits for an outcome gets `Cancelled`."""
        if self._engine is None:
            return
        engine, self._engine = self._engine, None
        asyncio.get_running_loop().remove_reader(engine.fileno())
        # What a source has not answered is given up, and its sync goes on when the store is opened again.
        await asyncio.to_thread(engine.drain, timeout=0)
        for task in self._answering:
            task.cancel()
        await asyncio.gather(*self._answering, return_exceptions=True)
        await asyncio.to_thread(engine.close)
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(Cancelled("the engine was closed"))
        self._waiting.clear()
        self._tell_end()

    async def __aenter__(self) -> "AsyncEngine":
        await self.open()
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], value: Optional[BaseException], where: Optional[TracebackType]
    ) -> None:
        await self.close()

    async def _outcome(self, post: Callable[[int], None]) -> Event:
        tag = next(self._tags)
        future = self._waiting[tag] = asyncio.get_running_loop().create_future()
        try:
            post(tag)
            event: Event = await future
        finally:
            self._waiting.pop(tag, None)
        if event.error is not None:
            raise event.error
        return event

    def _take_events(self) -> None:
        """By the loop, when the descriptor is readable; it stays so while events wait."""
        if self._engine is None:
            return
        for _ in range(_AT_ONCE):
            try:
                event = self._engine.next_event(0)
            except CohookError:  # it is closing
                return
            if event is None:
                return
            self._dispatch(event)

    def _dispatch(self, event: Event) -> None:
        if event.kind in (EventKind.SENT, EventKind.TESTED):
            future = self._waiting.get(event.tag)
            if future is not None and not future.done():
                future.set_result(event)
        elif event.request is not None and self._source is not None:
            task = asyncio.get_running_loop().create_task(self._answer(event.request, self._source))
            self._answering.add(task)
            task.add_done_callback(self._answering.discard)
        elif event.kind == EventKind.LOST:
            self._lost += event.tag
        elif self._news.full():
            self._lost += 1
        else:
            self._news.put_nowait(event)

    async def _answer(self, request: SourceRequest, source: AsyncSource) -> None:
        with request:  # closed unanswered it fails its sync, unless the engine has given it up
            await request.answer_from_async(source)

    def _tell_end(self) -> None:
        if self._news.full():
            self._news.get_nowait()
            self._lost += 1
        self._news.put_nowait(None)
