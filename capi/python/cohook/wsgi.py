"""WSGI: the application sees verified requests alone, and of them the verified bytes alone.

    application = cohook.wsgi.Verified(application, verifier)

The environment gets `cohook.verification`. WSGI joins repeated header lines with a comma and knows no order of lines: a
scheme that refuses a repeated header sees one malformed line instead, and refuses that.
"""

from __future__ import annotations

import io
import logging
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple

from ._admission import Admissions, Course
from .errors import CohookError, VerificationFailed
from .verifier import ReplayGuard, Verification, Verifier

Environment = Dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environment, StartResponse], Iterable[bytes]]

_log = logging.getLogger("cohook")


class Verified:
    """Answers 401 to what is not verified, 413 to a body beyond `body_limit`, and tells the sender no more than that. Questions
    of the scheme (Zoom, Discord) are answered.

    `guard`: what was processed before is acknowledged and not processed again; what is being processed is answered 503, and
    what the application failed to process (a status other than 2xx, an exception) may come again. `scope` keeps senders
    apart. `url`: what the sender signed, of an environment; by default the verifier's, or as the request came.
    """

    def __init__(
        self,
        application: Application,
        verifier: Verifier,
        *,
        guard: Optional[ReplayGuard] = None,
        scope: str = "",
        body_limit: int = 1 << 20,
        url: Optional[Callable[[Environment], str]] = None,
    ) -> None:
        self._application, self._verifier = application, verifier
        self._admissions = Admissions(guard, scope) if guard else None
        self._body_limit, self._url = body_limit, url

    def __call__(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        body = _read(environment, self._body_limit)
        if body is None:
            return _answer(start_response, "413 Content Too Large", b"too large\n")
        headers, method = list(_headers(environment)), environment["REQUEST_METHOD"]
        url = self._url_of(environment)
        try:
            message = self._verifier.verify(headers, body, method=method, url=url)
            answer = self._verifier.answer_challenge(headers, body, method=method, url=url)
        except VerificationFailed as why:
            _log.info("a request was refused: %s", why.verdict)
            return _answer(start_response, "401 Unauthorized", b"refused\n")
        except CohookError as why:
            _log.warning("a request could not be judged: %s", why)
            return _answer(start_response, "401 Unauthorized", b"refused\n")
        if answer is not None:
            start_response(f"{answer.status} Answer", [*answer.headers, ("Content-Length", str(len(answer.body)))])
            return [answer.body]
        return self._pass_on(environment, start_response, message)

    def _pass_on(
        self, environment: Environment, start_response: StartResponse, message: Verification
    ) -> Iterable[bytes]:
        _put_payload(environment, message)
        if self._admissions is None:
            return self._application(environment, start_response)
        course = self._admissions.begin(message)
        if course is Course.PROCESS:
            return _watched(self._application, environment, start_response, self._admissions, message)
        if course is Course.ACKNOWLEDGE:
            return _answer(start_response, "204 No Content", b"")
        if course is Course.LATER:
            return _answer(start_response, "503 Service Unavailable", b"later\n", [("Retry-After", "5")])
        _log.error("a replay guard is set, but scheme %s has no id to go by", self._verifier.scheme)
        return _answer(start_response, "500 Internal Server Error", b"misconfigured\n")

    def _url_of(self, environment: Environment) -> Optional[str]:
        if self._url is not None:
            return self._url(environment)
        return None if self._verifier.url else _url(environment)


def _url(environment: Environment) -> str:
    from wsgiref.util import request_uri

    return request_uri(environment, include_query=True)


def _read(environment: Environment, limit: int) -> Optional[bytes]:
    """The body; None where it is longer than the limit."""
    length = environment.get("CONTENT_LENGTH") or ""
    if length.isascii() and length.isdigit():
        size = int(length)
        return environment["wsgi.input"].read(size) if size <= limit else None
    if not environment.get("wsgi.input_terminated"):
        return b""  # PEP 3333: without a length there is no end to read to
    body: bytes = environment["wsgi.input"].read(limit + 1)
    return body if len(body) <= limit else None


def _headers(environment: Environment) -> Iterator[Tuple[str, str]]:
    for name, value in environment.items():
        if name.startswith("HTTP_"):
            yield name[5:].replace("_", "-"), value
        elif name in ("CONTENT_TYPE", "CONTENT_LENGTH") and value:
            yield name.replace("_", "-"), value


def _put_payload(environment: Environment, message: Verification) -> None:
    environment["wsgi.input"] = io.BytesIO(message.payload)
    environment["CONTENT_LENGTH"] = str(len(message.payload))
    environment.pop("HTTP_TRANSFER_ENCODING", None)
    environment["cohook.verification"] = message


def _answer(
    start_response: StartResponse, status: str, body: bytes, headers: Iterable[Tuple[str, str]] = ()
) -> List[bytes]:
    lines = list(headers)
    if body:
        lines += [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))]
    start_response(status, lines)
    return [body] if body else []


class _watched:
    """The application's answer, watched for whether it acknowledges."""

    def __init__(
        self,
        application: Application,
        environment: Environment,
        start_response: StartResponse,
        admissions: Admissions,
        message: Verification,
    ) -> None:
        self._admissions, self._message = admissions, message
        self._status, self._ended = "", False

        def start(status: str, *more: Any) -> Any:
            self._status = status
            return start_response(status, *more)

        try:
            self._answer = application(environment, start)
        except BaseException:
            self._end(False)
            raise

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._answer
        except BaseException:
            self._end(False)
            raise
        self._end(self._status.startswith("2"))

    def close(self) -> None:
        try:
            close = getattr(self._answer, "close", None)
            if close is not None:
                close()
        finally:
            self._end(self._status.startswith("2"))

    def _end(self, succeeded: bool) -> None:
        if not self._ended:
            self._ended = True
            self._admissions.end(self._message, succeeded)
