"""What can go wrong, as exceptions: one class a kind, each with `kind`, `field` and whether trying again may help."""

from __future__ import annotations

from ctypes import c_void_p
from typing import Dict, Optional, Type

from ._library import library


class CohookError(Exception):
    """What the library refused or could not do. Catch this, or one of its classes. Holds no secret."""

    kind = "unknown"  #: the stable name of the kind, as in logs and in the REST API: `not_found`

    def __init__(self, message: str, field: str = "", retriable: bool = False, kind: Optional[str] = None) -> None:
        super().__init__(message)
        self.message = message  #: what is wrong, why, and what would be right
        self.field = field  #: the path of the offending input (`headers[2].name`); empty where none is to blame
        self.retriable = retriable  #: the same call may succeed later
        if kind is not None:
            self.kind = kind

    def __str__(self) -> str:
        return f"{self.field}: {self.message}" if self.field else self.message


class InvalidArgument(CohookError, ValueError):
    """A value breaks a rule; the message says which and what would be right."""

    kind = "invalid_argument"


class NotFound(CohookError, LookupError):
    """No such thing."""

    kind = "not_found"


class Conflict(CohookError):
    """Another state is in the way: a running sync, a newer revision, an open store."""

    kind = "conflict"


class TooLarge(CohookError):
    """Over a limit; nothing was accepted."""

    kind = "too_large"


class Unauthorized(CohookError):
    """No credential, or one that does not hold."""

    kind = "unauthorized"


class Forbidden(CohookError):
    """Not allowed to the one who asks."""

    kind = "forbidden"


class Unavailable(CohookError):
    """Cannot serve now; nothing was accepted, try again."""

    kind = "unavailable"


class StorageFull(CohookError):
    """No room to accept durably; nothing was accepted, try again later."""

    kind = "storage_full"


class StorageFailed(CohookError):
    """The store has stopped acknowledging until it is opened again."""

    kind = "storage_failed"


class UnknownOutcome(CohookError):
    """The store's answer was lost; look before trying again."""

    kind = "unknown_outcome"


class Blocked(CohookError):
    """The egress policy forbids the address or URL."""

    kind = "blocked"


class Unsupported(CohookError):
    """Not built in, or from a newer version."""

    kind = "unsupported"


class Cancelled(CohookError):
    """Stopped on request before it was done."""

    kind = "cancelled"


class Internal(CohookError):
    """A broken invariant: a bug of the library."""

    kind = "internal"


class TimedOut(CohookError, TimeoutError):
    """The caller's time was up; the work goes on, its outcome is not known."""

    kind = "timed_out"


class WrongThread(CohookError):
    """Called from a callback that it would wait for."""

    kind = "wrong_thread"


class Forked(CohookError):
    """The engine belongs to the parent of this process."""

    kind = "forked"


class OutOfMemory(CohookError, MemoryError):
    """Nothing was done."""

    kind = "out_of_memory"


class Closed(CohookError):
    """The object was closed before."""

    kind = "closed"


class VerificationFailed(CohookError):
    """A request is not what it claims to be. Keep `verdict` for logs; tell the remote side no more than "refused"."""

    kind = "not_verified"

    def __init__(self, verdict: int) -> None:
        name = library().cohook_verdict_name(verdict)
        self.verdict: str = name.decode() if name else f"verdict-{verdict}"  #: as in vector files: `signature-mismatch`
        super().__init__(f"the request was not verified: {self.verdict}")


_BY_STATUS: Dict[int, Type[CohookError]] = {
    -1: InvalidArgument, -2: NotFound, -3: Conflict, -4: TooLarge, -5: Unauthorized, -6: Forbidden, -7: Unavailable,
    -8: StorageFull, -9: StorageFailed, -10: UnknownOutcome, -11: Blocked, -12: Unsupported, -13: Cancelled,
    -14: Internal, -15: TimedOut, -16: WrongThread, -17: Forked, -18: OutOfMemory,
}  # fmt: skip


def error_of(status: int, error: object = None) -> CohookError:
    """The exception for a status and, where there is one, a view of its `cohook_error`."""
    call = library()
    name = call.cohook_status_name(status)
    kind = name.decode() if name else f"status {status}"
    made = _BY_STATUS.get(status, CohookError)
    if not error:
        return made(kind.replace("_", " "), kind=kind)
    message: bytes = call.cohook_error_message(error) or b""
    field: bytes = call.cohook_error_field(error) or b""
    retriable = bool(call.cohook_error_is_retriable(error))
    return made(message.decode("utf-8", "replace"), field.decode("utf-8", "replace"), retriable, kind)


def check(status: int, error: Optional[c_void_p] = None) -> None:
    """Raises what a call came to, and frees its error object."""
    if status == 0:
        return
    if error is None or not error.value:
        raise error_of(status)
    try:
        raise error_of(status, error)
    finally:
        library().cohook_error_free(error)
