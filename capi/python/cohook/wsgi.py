"""WSGI: the application sees verified requests alone, and of them the verified bytes alone.

    application = cohook.wsgi.Verified(application, verifier)

The environment gets `cohook.verification`. WSGI joins repeated header lines with a comma and knows no order of lines: a
scheme that refuses a repeated header sees one malformed line instead, and refuses that.
"""

from __future__ import annotations

import io
from functools import partial
from http import HTTPStatus
from typing import Any, Callable, Dict, Iterable, Iterator, List, Optional, Tuple
from wsgiref.util import request_uri

from ._receiving import TOO_LARGE, Receiving
from .verifier import Answer, Verification

Environment = Dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environment, StartResponse], Iterable[bytes]]

_PHRASES = {status.value: status.phrase for status in HTTPStatus}


class Verified(Receiving[Application, Environment]):
    __doc__ = Receiving.__doc__

    def __call__(self, environment: Environment, start_response: StartResponse) -> Iterable[bytes]:
        body = _read(environment, self._body_limit)
        if body is None:
            return _answer(start_response, TOO_LARGE)
        judged = self._judge(list(_headers(environment)), body, environment["REQUEST_METHOD"], environment)
        if isinstance(judged, Answer):
            return _answer(start_response, judged)
        instead = self._reserve(judged)
        if instead is not None:
            return _answer(start_response, instead)
        _put_payload(environment, judged)
        if self._guard is None:
            return self._application(environment, start_response)
        return _watched(self._application, environment, start_response, partial(self._end, judged))

    def _own_url(self, place: Environment) -> str:
        return request_uri(place, include_query=True)


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


def _answer(start_response: StartResponse, answer: Answer) -> List[bytes]:
    status = f"{answer.status} {_PHRASES.get(answer.status, 'Answer')}"
    length = [("Content-Length", str(len(answer.body)))] if answer.body else []
    start_response(status, [*answer.headers, *length])
    return [answer.body] if answer.body else []


class _watched:
    """The application's answer, watched for whether it acknowledges."""

    def __init__(
        self,
        application: Application,
        environment: Environment,
        start_response: StartResponse,
        tell: Callable[[bool], None],
    ) -> None:
        self._tell = tell
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
            self._tell(succeeded)
