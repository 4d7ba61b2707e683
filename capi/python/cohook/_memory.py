"""Between Python values and the library's: texts, header lines, secrets, handles."""

from __future__ import annotations

import ctypes
import os
import threading
import weakref
from collections import abc
from ctypes import c_char_p, c_void_p
from types import TracebackType
from typing import Any, Callable, Iterable, Mapping, Optional, Sequence, Tuple, Type, TypeVar, Union

from . import _structures as c
from ._library import library
from .errors import Closed, InvalidArgument

Text = Union[str, bytes]
#: Header lines in wire order, repeated ones included; a mapping where no line can be repeated.
Headers = Union[Mapping[str, str], Iterable[Tuple[Text, Text]]]
Body = Union[bytes, bytearray, memoryview]


def text(value: Optional[Text], field: str = "") -> Optional[bytes]:
    """Text that ends with a zero byte, so that it must not hold one."""
    if value is None:
        return None
    made = value.encode() if isinstance(value, str) else value
    if b"\0" in made:
        raise InvalidArgument("a text must not hold a zero byte", field)
    return made


def octets(value: Union[Text, Body]) -> bytes:
    """Bytes with their number: anything may be in them."""
    if isinstance(value, bytes):
        return value
    return value.encode() if isinstance(value, str) else bytes(value)


def header_value(value: Text) -> bytes:
    """What a Python server gives as `str` is the bytes of the wire as Latin-1 (PEP 3333); beyond it, UTF-8 is meant."""
    if isinstance(value, bytes):
        return value
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode()


def header_lines(headers: Headers) -> Tuple[Any, int]:
    """An array of `cohook_header` that keeps its texts alive, and its length."""
    pairs: Iterable[Tuple[Text, Text]] = headers.items() if isinstance(headers, abc.Mapping) else headers
    lines: Any = [
        (left, len(left), right, len(right))
        for left, right in [(header_value(name), header_value(value)) for name, value in pairs]
    ]
    return (c.Header * len(lines))(*lines), len(lines)


def attribute_lines(attributes: Optional[Mapping[str, str]]) -> Tuple[Any, int]:
    """Names and values of the envelope's attributes: UTF-8, unlike those of HTTP."""
    lines = []
    for name, value in (attributes or {}).items():
        left, right = name.encode(), value.encode()
        lines.append(c.Header(left, len(left), right, len(right)))
    return (c.Header * len(lines))(*lines), len(lines)


def text_array(texts: Sequence[Optional[Text]], field: str = "") -> Tuple[Any, int]:
    return (c_char_p * len(texts))(*[text(one, field) for one in texts]), len(texts)


def bytes_at(address: Optional[int], size: int) -> bytes:
    return ctypes.string_at(address, size) if address and size else b""


def take_document(document: c_void_p) -> bytes:
    """The text of a document, which is freed."""
    call = library()
    try:
        return bytes_at(call.cohook_document_text(document), call.cohook_document_size(document))
    finally:
        call.cohook_document_free(document)


def header_list(headers: Optional[int]) -> "list[Tuple[str, str]]":
    """The lines of a view of `cohook_headers`."""
    call = library()
    lines = (call.cohook_headers_at(headers, at) for at in range(call.cohook_headers_count(headers)))
    return [(line.name[: line.name_size].decode("latin-1"), line.value[: line.value_size].decode("latin-1")) for line in lines]


class Handle:
    """An object of the library's: lent to any number of calls at once, freed once, after the last of them.

    Freed by `close`; where that was forgotten, when the owner is collected or the interpreter ends.
    """

    def __init__(self, owner: object, pointer: Optional[int], free: Callable[[Optional[int]], object]) -> None:
        self._state = _HandleState(pointer, free)
        weakref.finalize(owner, self._state.close)

    def __enter__(self) -> Optional[int]:
        return self._state.enter()

    def __exit__(self, *_: object) -> None:
        self._state.leave()

    @property
    def closed(self) -> bool:
        return self._state.closed

    def close(self) -> None:
        self._state.close()

    def close_after_calls(self) -> None:
        """Returns when it is freed."""
        self._state.close_after_calls()


class _HandleState:
    """Apart from the handle, so that the finalizer does not keep its owner alive."""

    def __init__(self, pointer: Optional[int], free: Callable[[Optional[int]], object]) -> None:
        self._pointer, self._free = pointer, free
        self._plain = threading.Lock()
        self._lock = threading.Condition(self._plain)
        self._users = 0
        self._awaited = False  # whoever closes waits for the last call, and frees
        self.closed = False

    def enter(self) -> Optional[int]:
        with self._plain:
            if self.closed:
                raise Closed("it was closed before")
            self._users += 1
            return self._pointer

    def leave(self) -> None:
        with self._plain:
            self._users -= 1
            if not self.closed:
                return
            last = self._users == 0 and not self._awaited
            self._lock.notify_all()
        if last:
            self._free(self._pointer)

    def close_after_calls(self) -> None:
        with self._lock:
            if self.closed:
                return
            self.closed = self._awaited = True
            self._lock.wait_for(lambda: self._users == 0)
        self._free(self._pointer)

    def close(self) -> None:
        with self._lock:
            first, self.closed = not self.closed, True
            unused = first and self._users == 0
        if unused:
            self._free(self._pointer)


class Alarm:
    """Readable once it is set: for `select`, beside another descriptor."""

    def __init__(self) -> None:
        self._read, self._write = os.pipe()
        self.is_set = False
        weakref.finalize(self, _close_pipe, self._read, self._write)

    def set(self) -> None:
        self.is_set = True
        os.write(self._write, b"!")

    def fileno(self) -> int:
        return self._read


def _close_pipe(*ends: int) -> None:
    for end in ends:
        os.close(end)


_Self = TypeVar("_Self", bound="Closing")


class Closing:
    """What is closed by `with`, by `close`, or at the latest when nobody has it any more."""

    _handle: Handle

    def close(self) -> None:
        """Frees what the library holds. Calls that are under way come to their end; later ones raise `Closed`."""
        self._handle.close()

    def __enter__(self: _Self) -> _Self:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], value: Optional[BaseException], where: Optional[TracebackType]
    ) -> None:
        self.close()

