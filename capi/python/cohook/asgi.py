"""ASGI 3: the application sees verified requests alone, and of them the verified bytes alone.

    application = cohook.asgi.Verified(application, verifier)

The scope of the application gets `cohook.verification`. A lifespan passes by; a WebSocket is refused.
"""

from __future__ import annotations

from typing import Any, Awaitable, Callable, Dict, List, MutableMapping, Optional

from ._receiving import TOO_LARGE, Receiving
from .verifier import Answer, Verification

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]


class Verified(Receiving[Application, Scope]):
    __doc__ = Receiving.__doc__

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # nothing would verify its messages
            return
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        try:
            body = await _read(receive, self._body_limit)
        except _Gone:
            return
        if body is None:
            await _answer(send, TOO_LARGE)
            return
        judged = self._judge(list(scope["headers"]), body, scope["method"], scope)
        if isinstance(judged, Answer):
            await _answer(send, judged)
            return
        instead = self._reserve(judged)
        if instead is not None:
            await _answer(send, instead)
            return
        await self._process(_inner_scope(scope, judged), _payload_then(receive, judged.payload), send, judged)

    async def _process(self, scope: Scope, receive: Receive, send: Send, message: Verification) -> None:
        status = 0

        async def watch(event: Event) -> None:
            nonlocal status
            if event["type"] == "http.response.start":
                status = event["status"]
            await send(event)

        succeeded = False
        try:
            await self._application(scope, receive, watch)
            succeeded = 200 <= status < 300
        finally:
            self._end(message, succeeded)

    def _own_url(self, place: Scope) -> str:
        host = next((value for name, value in place["headers"] if name.lower() == b"host"), b"")
        path = place.get("raw_path") or place["path"].encode()
        query = place.get("query_string", b"")
        target = path + (b"?" + query if query else b"")
        return f"{place.get('scheme', 'http')}://{host.decode('latin-1')}{target.decode('latin-1')}"


class _Gone(Exception):
    """The client is away before its request was there."""


async def _read(receive: Receive, limit: int) -> Optional[bytes]:
    """The body; None where it is longer than the limit."""
    parts: List[bytes] = []
    size = 0
    while True:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise _Gone
        part = event.get("body", b"")
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
        if not event.get("more_body", False):
            return b"".join(parts)


def _inner_scope(scope: Scope, message: Verification) -> Dict[str, Any]:
    """The application's: with the proof, and with the length of what it will read."""
    framing = (b"content-length", b"transfer-encoding")
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in framing]
    headers.append((b"content-length", str(len(message.payload)).encode()))
    return {**scope, "headers": headers, "cohook.verification": message}


def _payload_then(receive: Receive, payload: bytes) -> Receive:
    """Gives the payload once, then what the server has to tell (that the client went away)."""
    given = False

    async def read() -> Event:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": payload, "more_body": False}

    return read


async def _answer(send: Send, answer: Answer) -> None:
    lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    if answer.body:
        lines.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": lines})
    await send({"type": "http.response.body", "body": answer.body})
