"""The logs of a run, brought into the order in which the checker asks."""

import base64
import collections
import dataclasses
import math
from collections.abc import Iterable
from typing import Any

from live.journal import Event

from . import envelope


@dataclasses.dataclass
class Write:
    """One token: every try to write it, and what it must cause."""

    token: str
    reaches: list[str]
    tries: list[Event] = dataclasses.field(default_factory=list)

    @property
    def acknowledged(self) -> bool:
        return any(one["outcome"] == "ok" for one in self.tries)

    @property
    def began(self) -> float:
        return min(one["began"] for one in self.tries)


@dataclasses.dataclass
class Key:
    """A signing key and the time (wall) in which it may sign; from `certain` to `firm_until` it must."""

    secret: str
    began: float
    certain: float
    ended: float = math.inf
    firm_until: float = math.inf

    def may_sign(self, earliest: float, latest: float) -> bool:
        return self.began <= latest and earliest <= self.ended

    def must_sign(self, earliest: float, latest: float) -> bool:
        return self.certain <= earliest and latest < self.firm_until


@dataclasses.dataclass
class Received:
    """One POST as the receiver saw it."""

    at: float  # wall
    moment: float  # monotonic
    endpoint: str | None
    message: str
    headers: dict[str, str]
    body: bytes
    answer: str
    content: envelope.Content | None = None
    malformed: str = ""

    @property
    def status(self) -> int:
        """What the sender can have read; 0: no status."""
        if self.answer == "slow":
            return 200
        number = self.answer.split("-")[0]
        return int(number) if number.isdigit() else 0


class History:
    """Everything that happened. Attributes are filled from events and not changed afterwards."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.endpoints: dict[str, Event] = {}
        self.writes: dict[str, Write] = {}
        self.keys: dict[str, list[Key]] = collections.defaultdict(list)
        self.deliveries: dict[int, Event] = {}
        self.attempts: dict[int, list[Event]] = collections.defaultdict(list)
        self.received: list[Received] = []
        self.cut_short = 0
        self.by_kind: dict[str, list[Event]] = collections.defaultdict(list)
        self.sync_persons: list[int] = []
        later: list[Event] = []
        for event in events:
            self._take(event, later)
        for event in later:
            self._take_received(event)
        for rows in self.attempts.values():
            rows.sort(key=lambda row: (row["number"], row["id"]))
        self.received.sort(key=lambda one: one.moment)
        self._set_keys()
        self.groups = self._group()

    def acknowledges(self, endpoint: str, status: int) -> bool:
        return status in self.endpoints[endpoint]["acknowledge"]

    def kills(self) -> list[float]:
        """Wall times, each after the process had ended and before the next one was started."""
        return sorted(event["t"] for event in self.by_kind["kill"])

    # ---- from events

    def _take(self, event: Event, later: list[Event]) -> None:
        kind = event["event"]
        if kind == "endpoint":
            self.endpoints[event["id"]] = event
        elif kind == "publish":
            for token in event["tokens"]:
                self.writes.setdefault(token, Write(token, event["reaches"])).tries.append(event)
        elif kind == "delivery":
            self.deliveries[event["id"]] = event
        elif kind == "attempt":
            self.attempts[event["delivery"]].append(event)
        elif kind == "recv":
            later.append(event)  # its endpoint may be named further on
        elif kind == "register":
            self.sync_persons = event["sync_persons"]
        else:
            self.by_kind[kind].append(event)

    def _take_received(self, event: Event) -> None:
        if not event["complete"]:
            self.cut_short += 1
            return
        endpoint = next((one["id"] for one in self.endpoints.values() if one["path"] == event["path"]), None)
        one = Received(event["t"], event["m"], endpoint, event["headers"].get("webhook-id", ""), event["headers"],
                       base64.b64decode(event["body"]), event["answer"])
        if endpoint:
            try:
                one.content = envelope.read(self.endpoints[endpoint]["format"], one.body)
            except envelope.Malformed as why:
                one.malformed = str(why)
        self.received.append(one)

    def _set_keys(self) -> None:
        """A change of unknown outcome may have taken place: the old key may go on, the new one may be in force."""
        changes = sorted(self.by_kind["key"] + self.by_kind["endpoint-removed"], key=lambda event: event["began"])
        for event in changes:
            if event["outcome"] == "fail":
                continue
            for key in self.keys[event["endpoint"]]:
                key.firm_until = min(key.firm_until, event["began_wall"])
                if event["outcome"] == "ok":
                    key.ended = min(key.ended, event["t"] + event.get("overlap", 0))
            if event["event"] == "key":
                certain = event["t"] if event["outcome"] == "ok" else math.inf
                self.keys[event["endpoint"]].append(Key(event["key"], event["began_wall"], certain))

    def _group(self) -> dict[tuple[str, str], "Group"]:
        groups: dict[tuple[str, str], Group] = {}
        for row in self.deliveries.values():
            group = groups.setdefault((row["endpoint"], str(row["message"])), Group())
            group.deliveries.append(row)
            group.attempts += self.attempts.get(row["id"], [])
        for one in self.received:
            known = groups.get((one.endpoint or "", one.message))
            if known:
                known.received.append(one)
        return groups


@dataclasses.dataclass
class Group:
    """A message at an endpoint: its delivery, the redeliveries of it, their attempts, what the receiver got."""

    deliveries: list[Event] = dataclasses.field(default_factory=list)
    attempts: list[Event] = dataclasses.field(default_factory=list)
    received: list[Received] = dataclasses.field(default_factory=list)


def time_of(message: int) -> float:
    """When an id was given (wall): the milliseconds since 2020 are its upper bits."""
    return 1_577_836_800 + (message >> 22) / 1000


def tokens_of(row: Event, format: str) -> list[str]:
    """The first names in a stored body."""
    content = envelope.read(format, base64.b64decode(row["body"]))
    return [person["firstName"] for person in content.persons if "firstName" in person]


def describe(group: Group) -> list[str]:
    """A time line for a person: deliveries, attempts, POSTs."""
    lines: list[tuple[Any, str]] = []
    for row in group.deliveries:
        lines.append((row["accepted_at"] / 1000, f"delivery {row['id']} ({row['kind']}) accepted; ends as {row['state']} "
                                                 f"after {row['attempts']} attempts, {row['failures']} failures"))
    for row in group.attempts:
        lines.append((row["started_at"] / 1000, f"attempt {row['number']} of {row['delivery']}: {row['verdict']}, status "
                                                f"{row['status']}, fault {row['fault']}, {row['wire']}, "
                                                f"{row['total'] / 1000:.1f} ms"))
    for one in group.received:
        lines.append((one.at, f"POST received, {len(one.body)} bytes, answered {one.answer}"))
    return [f"{at:.3f} {text}" for at, text in sorted(lines)]
