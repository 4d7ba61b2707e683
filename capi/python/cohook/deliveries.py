"""Deliveries of an engine and their attempts: what became of a message, and sending it again."""

from __future__ import annotations

from ctypes import byref, c_int64, c_void_p
from enum import IntFlag
from typing import Any, List, Optional, Union, cast

from ._calls import Part, calls, json_text, milliseconds, number
from .documents import Attempt, Delivery, DeliveryPage, ReplayReport
from .errors import check

Id = Union[int, str]  #: 12 or `dlv_12`


class Show(IntFlag):
    """Parts of an attempt that are shown only where they are asked for."""

    NOTHING = 0
    REQUEST = 1  #: head and body as sent
    RESPONSE = 2  #: head and body as read


def _named(**members: Any) -> "dict[str, Any]":
    """Without what is not set; `from_` is `from`."""
    return {name.rstrip("_"): value for name, value in members.items() if value is not None}


class Deliveries(Part):
    """`engine.deliveries`. Ids are numbers, or texts like `dlv_12`; moments are like 2021-02-26T19:13:55.749Z."""

    def list(
        self,
        *,
        application: Optional[str] = None,
        endpoint: Optional[str] = None,
        state: Optional[str] = None,
        kind: Optional[str] = None,
        key: Optional[str] = None,
        from_: Optional[str] = None,
        to: Optional[str] = None,
        failed: Optional[bool] = None,
        limit: Optional[int] = None,
        before: Optional[str] = None,
        timeout: Optional[float] = None,
    ) -> DeliveryPage:
        """Newest first. `failed`: those with a failure. `limit`: 1 to 250. `before`: the `next` of a page."""
        wanted = _named(
            application=application, endpoint=endpoint, state=state, kind=kind, key=key, from_=from_, to=to,
            failed=failed, limit=limit, before=before,
        )  # fmt: skip
        return cast(DeliveryPage, self._ask(calls().cohook_delivery_list, json_text(wanted), timeout=timeout))

    def find(self, id: Id, *, show: Show = Show.NOTHING, timeout: Optional[float] = None) -> Delivery:
        asked = self._ask(calls().cohook_delivery_find, number(id, "dlv_"), int(show), timeout=timeout)
        return cast(Delivery, asked)

    def attempts(self, id: Id, *, show: Show = Show.NOTHING, timeout: Optional[float] = None) -> List[Attempt]:
        """In order."""
        asked = self._ask(calls().cohook_delivery_attempts, number(id, "dlv_"), int(show), timeout=timeout)
        return cast(List[Attempt], asked["data"])

    def attempt(self, id: Id, *, show: Show = Show.NOTHING, timeout: Optional[float] = None) -> Attempt:
        asked = self._ask(calls().cohook_attempt_find, number(id, "att_"), int(show), timeout=timeout)
        return cast(Attempt, asked)

    def redeliver(self, id: Id, *, timeout: Optional[float] = None) -> int:
        """A new delivery of the same message (same id, same bytes), whatever became of the old one: its number."""
        again, error = c_int64(), c_void_p()
        with self._handle as engine:
            status = calls().cohook_delivery_redeliver(
                engine, number(id, "dlv_"), milliseconds(timeout), byref(again), byref(error)
            )
        check(status, error)
        return again.value

    def cancel(self, id: Id, *, timeout: Optional[float] = None) -> None:
        """Ends a pending delivery; raises `Conflict` where it has ended."""
        self._tell(calls().cohook_delivery_cancel, number(id, "dlv_"), timeout=timeout)

    def replay(
        self,
        *,
        application: Optional[str] = None,
        endpoint: Optional[str] = None,
        state: Optional[str] = None,
        key: Optional[str] = None,
        from_: Optional[str] = None,
        to: Optional[str] = None,
        dry_run: bool = False,
        timeout: Optional[float] = None,
    ) -> ReplayReport:
        """New deliveries of the messages of ended ones that match, oldest first.

        At least one of `from_`, `state` and `key` is needed. `dry_run`: only count them. Raises `TooLarge` where more than
        10000 match.
        """
        wish = _named(
            application=application, endpoint=endpoint, state=state, key=key, from_=from_, to=to, dryRun=dry_run
        )
        return cast(ReplayReport, self._ask(calls().cohook_engine_replay, json_text(wish), timeout=timeout))
