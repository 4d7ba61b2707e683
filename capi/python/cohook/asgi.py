"""ASGI 3: the application sees verified requests alone, and of them the verified bytes alone.

    application = cohook.asgi.Verified(application, verifier)

The scope of the application gets `cohook.verification`. A lifespan passes by; a WebSocket is refused.
"""

from __future__ import annotations

import logging
from typing import Any, Awaitable, Callable, Dict, Iterable, List, MutableMapping, Optional, Tuple

from ._admission import Admissions, Course
from .errors import CohookError, VerificationFailed
from .verifier import Answer, ReplayGuard, Verification, Verifier

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_log = logging.getLogger("cohook")


class Verified:
    """Answers 401 to what is not verified, 413 to a body beyond `body_limit`, and tells the sender no more than that. Questions
    of the scheme (Zoom, Discord) are answered.

    `guard`: what was processed before is acknowledged and not processed again; what is being processed is answered 503, and
    what the application failed to process (a status other than 2xx, an exception) may come again. `scope` keeps senders
    apart. `url`: what the sender signed, of an ASGI scope; by default the verifier's, or as the request came.
    """

    def __init__(
        self,
        application: Application,
        verifier: Verifier,
        *,
        guard: Optional[ReplayGuard] = None,
        scope: str = "",
        body_limit: int = 1 << 20,
        url: Optional[Callable[[Scope], str]] = None,
    ) -> None:
        self._application, self._verifier = application, verifier
        self._admissions = Admissions(guard, scope) if guard else None
        self._body_limit, self._url = body_limit, url

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
            await _answer(send, 413, b"too large\n")
            return
        judged = self._judge(scope, body)
        if judged is None:
            await _answer(send, 401, b"refused\n")
            return
        message, answer = judged
        if answer is not None:
            lines = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
            await _answer(send, answer.status, answer.body, lines)
            return
        await self._pass_on(_inner_scope(scope, message), _payload_then(receive, message.payload), send, message)

    def _judge(self, scope: Scope, body: bytes) -> Optional[Tuple[Verification, Optional[Answer]]]:
        """What was proved, and the answer to a question of the scheme."""
        headers, method, url = list(scope["headers"]), scope["method"], self._url_of(scope)
        try:
            message = self._verifier.verify(headers, body, method=method, url=url)
            return message, self._verifier.answer_challenge(headers, body, method=method, url=url)
        except VerificationFailed as why:
            _log.info("a request was refused: %s", why.verdict)
        except CohookError as why:
            _log.warning("a request could not be judged: %s", why)
        return None

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send, message: Verification) -> None:
        if self._admissions is None:
            await self._application(scope, receive, send)
            return
        course = self._admissions.begin(message)
        if course is Course.ACKNOWLEDGE:
            await _answer(send, 204, b"")
        elif course is Course.LATER:
            await _answer(send, 503, b"later\n", [(b"retry-after", b"5")])
        elif course is Course.IMPOSSIBLE:
            _log.error("a replay guard is set, but scheme %s has no id to go by", self._verifier.scheme)
            await _answer(send, 500, b"misconfigured\n")
        else:
            await self._process(self._admissions, scope, receive, send, message)

    async def _process(
        self, admissions: Admissions, scope: Scope, receive: Receive, send: Send, message: Verification
    ) -> None:
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
            admissions.end(message, succeeded)

    def _url_of(self, scope: Scope) -> Optional[str]:
        if self._url is not None:
            return self._url(scope)
        return None if self._verifier.url else _url(scope)


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


def _url(scope: Scope) -> str:
    host = next((value for name, value in scope["headers"] if name.lower() == b"host"), b"")
    path = scope.get("raw_path") or scope["path"].encode()
    query = scope.get("query_string", b"")
    target = path + (b"?" + query if query else b"")
    return f"{scope.get('scheme', 'http')}://{host.decode('latin-1')}{target.decode('latin-1')}"


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


async def _answer(send: Send, status: int, body: bytes, headers: Iterable[Tuple[bytes, bytes]] = ()) -> None:
    lines = [*headers, *([(b"content-length", str(len(body)).encode())] if body else [])]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})
