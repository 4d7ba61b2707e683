"""For receivers: is this request what it claims to be?"""

from __future__ import annotations

from ctypes import byref, c_void_p
from dataclasses import dataclass
from enum import Enum, IntEnum, IntFlag
from typing import List, NamedTuple, Optional, Tuple, Union

from . import _structures as c
from ._library import library
from ._memory import Body, Closing, Handle, Headers, bytes_at, header_list, text
from ._requests import RequestMemory, give_back, lend
from .errors import VerificationFailed, check
from .schemes import GenericLayout, HttpDemands, Secrets, demands_struct, generic_struct, secret_structs


def now() -> int:
    """Unix seconds by the system's clock."""
    return int(library().cohook_now())


class Window(Enum):
    """How far a signed time may lie from now, where it is not a number of seconds."""

    DEFAULT = 0  #: 300 s both ways; 60 s for Linear
    OFF = 2  #: the time is not looked at: a choice, not a default


_WINDOW_SECONDS = 1


class Covers(IntFlag):
    """What a signature vouches for. Anything not covered may have been changed on the way."""

    BODY = 1
    ID = 2
    TIMESTAMP = 4
    URL = 8
    ENVELOPE_DATA = 16  #: what `message.data` decodes to, and nothing else of the envelope
    FORM = 32  #: Twilio: names and values of a form run together, not their order or boundaries
    METHOD = 64  #: RFC 9421 alone


class Freshness(IntEnum):
    CHECKED = 0  #: a signed timestamp lies inside the window
    SWITCHED_OFF = 1  #: there is one; the verifier was told not to look at it
    NOT_AVAILABLE = 2  #: the scheme signs no time: a replay looks like a new request


# Looked up: to make one by its number takes as long as much of a call.
_COVERS = [Covers(bits) for bits in range(2 * Covers.METHOD)]
_FRESHNESS = list(Freshness)


class Verification(NamedTuple):
    """What was proved of a request."""

    payload: bytes  #: the verified bytes: the body, or what `message.data` decodes to. Use these alone
    id: bytes  #: by which a repetition is known; empty: the scheme has none
    timestamp: Optional[int]  #: the signed time in Unix seconds
    covered: Covers
    freshness: Freshness
    key_index: int  #: place of the key that matched in the verifier's list; not for the remote side
    components: str  #: RFC 9421: the covered components as they were signed; a header not listed is not covered


@dataclass(frozen=True)
class Answer:
    """What to answer to a sender's question, `Content-Length` left to the server."""

    status: int
    headers: List[Tuple[str, str]]
    body: bytes


class Verifier(Closing):
    """Holds the keys of one sender. Immutable; any number of threads may use it at once.

    `secrets`: the current key and those still accepted, at most 8. `tolerance`: seconds both ways, or a `Window`. `url`: as
    it was registered with the sender, where the scheme signs it (Square, Twilio).
    """

    def __init__(
        self,
        scheme: str,
        secrets: Secrets,
        *,
        tolerance: Union[int, Window] = Window.DEFAULT,
        dots_in_id: bool = False,
        url: Optional[str] = None,
        generic: Optional[GenericLayout] = None,
        http_message: Optional[HttpDemands] = None,
    ) -> None:
        listed, count = secret_structs(secrets)
        options = c.VerifierOptions(
            scheme=text(scheme, "scheme"),
            secrets=listed,
            secret_count=count,
            window=tolerance.value if isinstance(tolerance, Window) else _WINDOW_SECONDS,
            dots_in_id=int(dots_in_id),
            tolerance_seconds=0 if isinstance(tolerance, Window) else tolerance,
            url=text(url, "url"),
            generic=generic_struct(generic),
            http_message=demands_struct(http_message),
        )
        made, error = c_void_p(), c_void_p()
        check(library().cohook_verifier_new(byref(options), byref(made), byref(error)), error)
        self.scheme, self.url = scheme, url
        self._handle = Handle(self, made.value, library().cohook_verifier_free)

    def verify(
        self,
        headers: Headers,
        body: Union[str, Body],
        *,
        method: Optional[str] = None,
        url: Optional[str] = None,
        now: Optional[int] = None,
    ) -> Verification:
        """What was proved; raises `VerificationFailed` for anything that is not verified.

        `body`: the raw bytes, before any decoding. `method`: for RFC 9421. `url`: of this request, where the scheme signs it
        and it is not the verifier's. `now`: Unix seconds, for tests.
        """
        return self._judge(lend(headers, body, method, url, now), None)

    def receive(
        self,
        headers: Headers,
        body: Union[str, Body],
        *,
        method: Optional[str] = None,
        url: Optional[str] = None,
        now: Optional[int] = None,
    ) -> Tuple[Verification, Optional[Answer]]:
        """Verifies as `verify` does. Where the request is a question of the scheme (Zoom's URL validation, Discord's PING),
        the second is what to answer; None: go on and handle the request."""
        answer = c_void_p()
        proved = self._judge(lend(headers, body, method, url, now), answer)
        return proved, take_answer(answer)

    def _judge(self, lent: RequestMemory, answer: Optional[c_void_p]) -> Verification:
        proof = lent.proof
        try:
            with self._handle as verifier:
                if answer is None:
                    verdict = library().cohook_verify(verifier, byref(lent.request), byref(proof))
                else:
                    verdict = library().cohook_receive(verifier, byref(lent.request), byref(proof), byref(answer))
            if verdict > 0:
                raise VerificationFailed(verdict)
            check(verdict)
            return _read(lent)
        finally:
            if proof.owned:
                library().cohook_verification_release(byref(proof))
            give_back(lent)


def _read(lent: RequestMemory) -> Verification:
    proof = lent.proof
    payload, payload_size = proof.payload, proof.payload_size
    return Verification(
        lent.body if lent.is_whole_body(payload, payload_size) else bytes_at(payload, payload_size),
        bytes_at(proof.id, proof.id_size),
        proof.timestamp if proof.has_timestamp else None,
        _COVERS[proof.covered],
        _FRESHNESS[proof.freshness],
        proof.key_index,
        bytes_at(proof.components, proof.components_size).decode("utf-8", "replace"),
    )


def take_answer(answer: c_void_p) -> Optional[Answer]:
    """An answer as a value; the library's is freed."""
    if not answer.value:
        return None
    call = library()
    try:
        return Answer(
            call.cohook_answer_status(answer),
            header_list(call.cohook_answer_headers(answer)),
            bytes_at(call.cohook_answer_body(answer), call.cohook_answer_body_size(answer)),
        )
    finally:
        call.cohook_answer_free(answer)
