"""How the functions of an engine are called: texts in, documents out, errors raised."""

from __future__ import annotations

import ctypes
import json
from ctypes import c_void_p
from typing import Any, Callable, Optional, Union

from ._library import library
from ._memory import Handle, take_document, text
from .errors import InvalidArgument, check

FOREVER = -1


def milliseconds(timeout: Optional[float]) -> int:
    """Of seconds; None: as long as it takes."""
    if timeout is None:
        return FOREVER
    if timeout < 0:
        raise InvalidArgument("a timeout is not negative; None has no end", "timeout")
    return int(timeout * 1000)


def json_text(value: Any, field: str = "") -> Optional[bytes]:
    """The JSON text of a value; a `str` or `bytes` is such a text already."""
    if value is None or isinstance(value, (str, bytes)):
        return text(value, field)
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError) as why:
        raise InvalidArgument(f"this is not JSON: {why}", field) from why


def number(id: Union[int, str], prefix: str) -> int:
    """The number in `dlv_12`."""
    if isinstance(id, int):
        return id
    digits = id[len(prefix) :] if id.startswith(prefix) else id
    if not (digits.isascii() and digits.isdigit() and len(digits) < 19):
        raise InvalidArgument(f"an id like {prefix}12 is wanted here, not {id!r}", "id")
    return int(digits)


class Part:
    """A family of an engine's functions."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle

    def _ask(self, function: Callable[..., int], *arguments: Any, timeout: Optional[float]) -> Any:
        """A call that gives a document: its JSON, as Python values."""
        document, error = c_void_p(), c_void_p()
        with self._handle as engine:
            status = function(
                engine, *arguments, milliseconds(timeout), ctypes.byref(document), ctypes.byref(error)
            )
        check(status, error)
        return json.loads(take_document(document))

    def _tell(self, function: Callable[..., int], *arguments: Any, timeout: Optional[float]) -> None:
        """A call that gives nothing."""
        error = c_void_p()
        with self._handle as engine:
            status = function(engine, *arguments, milliseconds(timeout), ctypes.byref(error))
        check(status, error)


def calls() -> Any:
    """The functions of the library, for the parts."""
    return library()
