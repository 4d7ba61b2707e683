"""What the middlewares have in common: how a request is judged, and what becomes of one that may have been here before."""

from __future__ import annotations

import logging
from typing import Callable, Generic, Optional, TypeVar, Union

from ._memory import Body, Headers
from .errors import CohookError, VerificationFailed
from .replays import Admission, ReplayStore
from .verifier import Answer, Verification, Verifier

Application = TypeVar("Application")
Place = TypeVar("Place")  # where a server puts what it knows of a request: an environment, or a scope

_PLAIN = [("Content-Type", "text/plain")]
TOO_LARGE = Answer(413, _PLAIN, b"too large\n")
_REFUSED = Answer(401, _PLAIN, b"refused\n")
_ACKNOWLEDGED = Answer(204, [], b"")
_LATER = Answer(503, [*_PLAIN, ("Retry-After", "5")], b"later\n")
_MISCONFIGURED = Answer(500, _PLAIN, b"misconfigured\n")

_log = logging.getLogger("cohook")


class Receiving(Generic[Application, Place]):
    """Answers 401 to what is not verified, 413 to a body beyond `body_limit`, and tells the sender no more than that. Questions
    of the scheme (Zoom, Discord) are answered.

    `guard`: what was processed before is acknowledged and not processed again; what is being processed is answered 503, and
    what the application failed to process (a status other than 2xx, an exception) may come again. `scope` keeps senders
    apart. `url`: what the sender signed, of an environment or ASGI scope; by default the verifier's, or as the request came.
    """

    def __init__(
        self,
        application: Application,
        verifier: Verifier,
        *,
        guard: Optional[ReplayStore] = None,
        scope: str = "",
        body_limit: int = 1 << 20,
        url: Optional[Callable[[Place], str]] = None,
    ) -> None:
        self._application, self._verifier = application, verifier
        self._guard, self._scope = guard, scope
        self._body_limit, self._url = body_limit, url

    def _own_url(self, place: Place) -> str:
        """As the request came."""
        raise NotImplementedError

    def _judge(self, headers: Headers, body: Body, method: str, place: Place) -> Union[Verification, Answer]:
        """What was proved, or what is answered in the application's stead."""
        url = self._url_of(place)
        try:
            message, answer = self._verifier.receive(headers, body, method=method, url=url)
            return answer or message
        except VerificationFailed as why:
            _log.info("a request was refused: %s", why.verdict)
        except CohookError as why:
            _log.warning("a request could not be judged: %s", why)
        return _REFUSED

    def _url_of(self, place: Place) -> Optional[str]:
        if self._url is not None:
            return self._url(place)
        return None if self._verifier.url else self._own_url(place)

    def _reserve(self, message: Verification) -> Optional[Answer]:
        """What is answered in the application's stead; None: the application is to process it, and `_end` is to be told."""
        if self._guard is None:
            return None
        told = self._guard.reserve(message, scope=self._scope)
        if told is Admission.FIRST_TIME:
            return None
        if told is Admission.REPEATED:
            return _ACKNOWLEDGED
        if told is Admission.NOT_VERIFIED:
            _log.error("a replay guard is set, but scheme %s has no id to go by", self._verifier.scheme)
            return _MISCONFIGURED
        return _LATER

    def _end(self, message: Verification, succeeded: bool) -> None:
        if self._guard is None:
            return
        if succeeded:
            self._guard.commit(message, scope=self._scope)
        else:
            self._guard.release(message, scope=self._scope)
