"""For senders: an engine takes messages, makes them durable, and sees to it that every endpoint gets them."""

from __future__ import annotations

import ctypes
import json
import logging
import select
import threading
import time
from ctypes import byref, c_void_p
from dataclasses import dataclass
from typing import Any, Callable, Collection, Iterable, List, Mapping, Optional, Sequence, Union, cast

from . import _structures as c
from ._calls import Part, json_text, milliseconds
from ._library import library
from ._memory import Alarm, Closing, Handle, attribute_lines, text, text_array
from .deliveries import Deliveries
from .documents import Json, TestReport
from .endpoints import Endpoints
from .errors import Closed, Forked, WrongThread, check, error_of
from .events import Event, EventKind, Receipt, take_event
from .register import Applications, Consents, Organizations, Persons
from .syncs import Source, SourceRequest, Syncs

_log = logging.getLogger("cohook")

#: Told what happens, on the engine's threads: level (`debug`, `info`, `warning`, `error`), event, fields. Returns quickly and
#: does not call the engine. A logger of `logging` will do as well.
Log = Union[logging.Logger, Callable[[str, str, Json], None]]


@dataclass(frozen=True)
class Message:
    """What is sent, and where to."""

    endpoint: str
    type: str  #: what happened, dot-separated: `person.updated`
    content: Any  #: JSON text (`str`, `bytes`), signed and sent as exactly these bytes; anything else is made into JSON
    key: Optional[str] = None  #: what coalescing and ordering go by; None: neither applies
    attributes: Optional[Mapping[str, str]] = None  #: further string attributes of the Members envelope
    occurred_at_ms: int = 0  #: Unix milliseconds; 0: the moment of acceptance

    def _struct(self) -> c.Message:
        content = self.content if isinstance(self.content, bytes) else json_text(_as_json(self.content), "content")
        lines, count = attribute_lines(self.attributes)
        return c.Message(
            endpoint=text(self.endpoint, "endpoint"),
            type=text(self.type, "type"),
            content=content,
            content_size=len(content or b""),
            key=text(self.key, "key"),
            attributes=lines,
            attribute_count=count,
            occurred_at_ms=self.occurred_at_ms,
        )


def _as_json(content: Any) -> Any:
    return "null" if content is None else content


class Engine(Closing):
    """Opens the store (creates or migrates it), takes over its backlog, starts to send. Any thread may use it.

    `store`: `sqlite:PATH` or `memory:`. Calls take a `timeout` in seconds (None: as long as it takes) and raise `TimedOut`
    after it; what timed out goes on. An engine belongs to the process that opened it: in a forked child it raises `Forked`.

    `allow_http`, `allow_addresses`: for development and tests. `source`: where the records of syncs come from; without one
    syncs send the persons of the register. `events`: the news to queue for `next_event`; `event_limit`: how many may wait
    (0: 10000). `shards`: threads that send (0: as many as suit the machine). `connection_slots`: attempts in flight at once, a
    shard (0: 1024). `retention`: seconds for which settled deliveries are kept (0: 30 days). `extra_authorities`: PEM.
    """

    def __init__(
        self,
        store: str,
        *,
        source: Optional[Source] = None,
        source_by_events: bool = False,
        log: Optional[Log] = None,
        events: Collection[EventKind] = (),
        event_limit: int = 0,
        allow_http: bool = False,
        allow_addresses: Sequence[str] = (),
        extra_authorities: Optional[str] = None,
        shards: int = 0,
        connection_slots: int = 0,
        retention: float = 0,
    ) -> None:
        self._callbacks = _Callbacks(source, log)  # kept as long as the engine's threads may call
        addresses, address_count = text_array(allow_addresses, "allowAddresses")
        options = c.EngineOptions(
            store=text(store, "store"),
            allow_addresses=addresses,
            allow_address_count=address_count,
            extra_authorities=text(extra_authorities, "extraAuthorities"),
            allow_http=int(allow_http),
            shards=shards,
            connection_slots=connection_slots,
            source_by_events=int(source_by_events),
            retention_ms=int(retention * 1000),
            event_kinds=sum({1 << kind for kind in events}),
            event_limit=event_limit,
            log=self._callbacks.log,
            source=self._callbacks.source,
        )
        made, error = c_void_p(), c_void_p()
        check(library().cohook_engine_open(byref(options), byref(made), byref(error)), error)
        close, callbacks = library().cohook_engine_close, self._callbacks
        self._handle = Handle(self, made.value, lambda engine: _close(close, engine, callbacks))
        self._closing = Alarm()
        self._part = Part(self._handle)
        self.endpoints = Endpoints(self._handle)
        self.deliveries = Deliveries(self._handle)
        self.syncs = Syncs(self._handle)
        self.persons = Persons(self._handle)
        self.applications = Applications(self._handle)
        self.consents = Consents(self._handle)
        self.organizations = Organizations(self._handle)

    def send(self, message: Message, *, timeout: Optional[float] = None) -> Receipt:
        """Durable when it returns. Raises `NotFound` for the endpoint, `InvalidArgument` for content that is not JSON,
        `TooLarge`, and what the store has against it."""
        wanted, receipt, error = message._struct(), c.Receipt(), c_void_p()
        with self._handle as engine:
            status = library().cohook_engine_send(
                engine, byref(wanted), milliseconds(timeout), byref(receipt), byref(error)
            )
        check(status, error)
        return Receipt(receipt.message_id, receipt.delivery_id)

    def send_many(self, messages: Iterable[Message], *, timeout: Optional[float] = None) -> List[Receipt]:
        """All of them in one commit, or none. At most 1000."""
        wanted = [message._struct() for message in messages]
        count = len(wanted)
        listed = (ctypes.POINTER(c.Message) * count)(*[ctypes.pointer(one) for one in wanted])
        receipts, error = (c.Receipt * count)(), c_void_p()
        with self._handle as engine:
            status = library().cohook_engine_send_many(
                engine, listed, count, milliseconds(timeout), receipts, byref(error)
            )
        check(status, error)
        return [Receipt(one.message_id, one.delivery_id) for one in receipts]

    def post(self, message: Message, tag: int) -> None:
        """Without waiting: the outcome comes as `EventKind.SENT` with this tag. If this raises, no event will come."""
        wanted, error = message._struct(), c_void_p()
        with self._handle as engine:
            status = library().cohook_engine_post(engine, byref(wanted), tag, byref(error))
        check(status, error)

    def test(
        self, message: Message, *, probe_signature_check: bool = False, timeout: Optional[float] = None
    ) -> TestReport:
        """Run Test: one attempt, now; no retry, no pacing, no effect on the breaker.

        `probe_signature_check`: a second, wrongly signed POST follows, to see whether the receiver looks at signatures.
        """
        asked = self._part._ask(
            library().cohook_engine_test, byref(message._struct()), int(probe_signature_check), timeout=timeout
        )
        return cast(TestReport, asked)

    def post_test(self, message: Message, tag: int, *, probe_signature_check: bool = False) -> None:
        """The same without waiting: the report comes as `EventKind.TESTED` with this tag."""
        wanted, error = message._struct(), c_void_p()
        with self._handle as engine:
            status = library().cohook_engine_post_test(
                engine, byref(wanted), int(probe_signature_check), tag, byref(error)
            )
        check(status, error)

    def stats(self, *, timeout: Optional[float] = None) -> Json:
        """Counters and gauges."""
        return cast(Json, self._part._ask(library().cohook_engine_stats, timeout=timeout))

    def fileno(self) -> int:
        """Readable while an event waits: for `selectors` and event loops. The engine's: never read, write or close it."""
        with self._handle as engine:
            return int(library().cohook_engine_event_descriptor(engine))

    def next_event(self, timeout: Optional[float] = None) -> Optional[Event]:
        """The next event; None: none came in time. Raises `Closed` when the engine is closed meanwhile."""
        milliseconds(timeout)  # refuses what is no timeout
        until = None if timeout is None else time.monotonic() + timeout
        event = c_void_p()
        with self._handle as engine:
            while not self._closing.is_set:
                check(library().cohook_engine_next_event(engine, 0, byref(event)))
                if event.value:
                    return take_event(event.value)
                left = None if until is None else until - time.monotonic()
                if left is not None and left <= 0:
                    return None
                select.select([self, self._closing], [], [], left)
        raise Closed("the engine was closed")

    def drain(self, *, timeout: Optional[float] = None) -> None:
        """Refuses new work, lets attempts in flight end, gives the rest back unsent. Queries still work. Idempotent."""
        self._part._tell(library().cohook_engine_drain, timeout=timeout)

    def close(self) -> None:
        """Drains without waiting, joins every thread, closes the store; waits for calls that are under way. Loses nothing: what
        is not sent waits in the store."""
        if self._callbacks.calling():
            raise WrongThread("an engine is not closed from its own callback")
        self._closing.set()  # whoever waits for an event leaves
        self._handle.close_after_calls()


def _close(close: Callable[[Optional[int]], int], engine: Optional[int], callbacks: "_Callbacks") -> None:
    """Keeps the callbacks until the engine's threads are joined."""
    status = close(engine)
    if status:
        why = error_of(status)
        if not isinstance(why, Forked):
            raise why
    callbacks.ended = True


def _no_callback(kind: Any) -> Any:
    return kind()  # NULL


class _Callbacks:
    """The functions that the engine's threads call. Nothing that is raised in them gets out."""

    def __init__(self, source: Optional[Source], log: Optional[Log]) -> None:
        self._source, self._log_to = source, log
        self._here = threading.local()
        self.ended = False
        self.source = c.SourceCallback(self._ask_source) if source else _no_callback(c.SourceCallback)
        self.log = c.LogCallback(self._write_log) if log else _no_callback(c.LogCallback)

    def calling(self) -> bool:
        """Whether this thread is the engine's, in a callback."""
        return bool(getattr(self._here, "calling", False))

    def _ask_source(self, _: Optional[int], request: int) -> None:
        self._here.calling = True
        try:
            SourceRequest(request, owned=False).answer_from(cast(Source, self._source))
        finally:
            self._here.calling = False

    def _write_log(self, _: Optional[int], level: bytes, event: bytes, fields: bytes) -> None:
        self._here.calling = True
        try:
            told = (level.decode(), event.decode(), json.loads(fields))
            if isinstance(self._log_to, logging.Logger):
                self._log_to.log(logging.getLevelName(told[0].upper()), "%s %s", told[1], told[2])
            elif self._log_to is not None:
                self._log_to(*told)
        except Exception:
            _log.exception("the engine's log was not written")
        finally:
            self._here.calling = False
