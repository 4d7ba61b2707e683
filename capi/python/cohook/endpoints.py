"""Endpoints of an engine: registered, changed, paused, removed."""

from __future__ import annotations

from typing import Optional, Union, cast

from ._calls import Part, calls, json_text
from ._memory import octets, text
from .documents import Endpoint, EndpointPage, EndpointSettings


class Endpoints(Part):
    """`engine.endpoints`. What is set is durable when a call returns, and in force at the next attempt."""

    def put(self, id: str, settings: EndpointSettings, *, timeout: Optional[float] = None) -> Endpoint:
        """Registers an endpoint, or sets every setting of it anew; a missing `signingKey` leaves the stored keys.

        `id`: 1 to 64 of [A-Za-z0-9_-]. Raises `InvalidArgument` with the field, `Blocked` for a URL that may not be reached.
        """
        asked = self._ask(calls().cohook_endpoint_put, text(id, "id"), json_text(settings), timeout=timeout)
        return cast(Endpoint, asked)

    def change(self, id: str, settings: EndpointSettings, *, timeout: Optional[float] = None) -> Endpoint:
        """Changes the settings that are named; `policy` and its parts to their depth."""
        asked = self._ask(calls().cohook_endpoint_change, text(id, "id"), json_text(settings), timeout=timeout)
        return cast(Endpoint, asked)

    def remove(self, id: str, *, timeout: Optional[float] = None) -> None:
        """Its pending deliveries end as `endpoint_gone`, its sync is cancelled."""
        self._tell(calls().cohook_endpoint_remove, text(id, "id"), timeout=timeout)

    def find(self, id: str, *, timeout: Optional[float] = None) -> Endpoint:
        """Its settings and how it is doing (`breakerOpen`, `nextProbeAt`, `failingSince`, `lastError`, `inFlight`)."""
        return cast(Endpoint, self._ask(calls().cohook_endpoint_find, text(id, "id"), timeout=timeout))

    def list(
        self,
        *,
        application: Optional[str] = None,
        after: Optional[str] = None,
        limit: int = 0,
        timeout: Optional[float] = None,
    ) -> EndpointPage:
        """By id: those after `after`, at most `limit` (1 to 250; 0: 50)."""
        asked = self._ask(
            calls().cohook_endpoint_list, text(application, "application"), text(after, "after"), limit, timeout=timeout
        )
        return cast(EndpointPage, asked)

    def pause(self, id: str, *, timeout: Optional[float] = None) -> None:
        """Nothing is sent to a paused endpoint; it goes on accepting, and its backlog waits."""
        self._tell(calls().cohook_endpoint_pause, text(id, "id"), timeout=timeout)

    def resume(self, id: str, *, timeout: Optional[float] = None) -> None:
        self._tell(calls().cohook_endpoint_resume, text(id, "id"), timeout=timeout)

    def rotate_key(
        self, id: str, key: Union[str, bytes], *, overlap: float = 86400.0, timeout: Optional[float] = None
    ) -> None:
        """A new key signs from now on; the old ones sign as well for `overlap` seconds (0 to 7 days)."""
        raw = octets(key)
        self._tell(
            calls().cohook_endpoint_rotate_key, text(id, "id"), raw, len(raw), int(overlap * 1000), timeout=timeout
        )
