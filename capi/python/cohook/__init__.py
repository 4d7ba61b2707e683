"""Signed webhooks, sent and received: libcohook for Python. Needs Python 3.9 and the library, nothing else.

Receive: `Verifier`, `ReplayGuard`, and the middlewares `cohook.wsgi.Verified` and `cohook.asgi.Verified`.
Send: `Signer` for one request; `Engine` (or `cohook.aio.AsyncEngine`) for messages that must arrive.
"""

from ._library import library as _library
from .challenges import answer_intent, answer_origin
from .deliveries import Show
from .engine import Engine, Message
from .errors import (
    Blocked,
    Cancelled,
    Closed,
    CohookError,
    Conflict,
    Forbidden,
    Forked,
    Internal,
    InvalidArgument,
    NotFound,
    OutOfMemory,
    StorageFailed,
    StorageFull,
    TimedOut,
    TooLarge,
    Unauthorized,
    Unavailable,
    UnknownOutcome,
    Unsupported,
    VerificationFailed,
    WrongThread,
)
from .events import Event, EventKind, Receipt
from .register import scopes
from .replays import Admission, ReplayGuard, ReplayStore
from .schemes import Dialect, GenericLayout, HttpDemands, HttpLayout, Secret, scheme_names
from .signer import Signer, compose_envelope
from .syncs import AsyncSource, Question, Source, SourceRequest, Target
from .verifier import Answer, Covers, Freshness, Verification, Verifier, Window, now

__version__ = "0.1.0"


def library_version() -> str:
    """Of the libcohook at hand."""
    version: bytes = _library().cohook_version()
    return version.decode()


__all__ = [
    "Admission", "Answer", "AsyncSource", "Blocked", "Cancelled", "Closed", "CohookError", "Conflict", "Covers", "Dialect",
    "Engine", "Event", "EventKind", "Forbidden", "Forked", "Freshness", "GenericLayout", "HttpDemands", "HttpLayout",
    "Internal", "InvalidArgument", "Message", "NotFound", "OutOfMemory", "Question", "Receipt", "ReplayGuard",
    "ReplayStore", "Secret", "Show", "Signer", "Source", "SourceRequest", "StorageFailed", "StorageFull", "Target", "TimedOut", "TooLarge",
    "Unauthorized", "Unavailable", "UnknownOutcome", "Unsupported", "Verification", "VerificationFailed", "Verifier",
    "Window", "WrongThread", "answer_intent", "answer_origin", "compose_envelope", "library_version", "now",
    "scheme_names", "scopes",
]  # fmt: skip
