"""Requests as the library reads them, and what it proves of them, in memory that is used again: to make these structs anew
costs more than the call they are made for."""

from __future__ import annotations

from collections import abc
from ctypes import addressof, c_char, c_size_t
from functools import lru_cache
from itertools import accumulate, chain
from struct import Struct
from typing import Any, Iterable, List, Optional, Sequence, Tuple, Union

from . import _structures as c
from ._library import library
from ._memory import Body, Headers, Text, header_value, octets, text

_FEW_LINES, _SHORT = 64, 16 << 10  # nearly every request has room in it; others get memory of their own

_Struct = Any  # a ctypes structure, whose members no type checker knows


class RequestMemory:
    """One request and its proof; of one call at a time."""

    def __init__(self, line_count: int = _FEW_LINES, text_size: int = _SHORT) -> None:
        self._room = line_count, text_size
        self._texts = (c_char * text_size)()
        self._view = memoryview(self._texts).cast("B")
        self._lines = (c.Header * line_count)()
        self.request: _Struct = c.Request(headers=self._lines)
        self.proof: _Struct = c.Verification()
        self._body_at = c_size_t.from_buffer(self.request, c.Request.body.offset)
        self.body = b""

    def has_room(self, line_count: int, text_size: int) -> bool:
        return line_count <= self._room[0] and text_size <= self._room[1]

    def write_lines(self, parts: List[bytes], together: bytes) -> None:
        """Names and values in turn, and the same in one piece."""
        self._view[: len(together)] = together
        sizes = list(map(len, parts))
        places = accumulate(sizes, initial=addressof(self._texts))
        _words(len(parts)).pack_into(self._lines, 0, *chain.from_iterable(zip(places, sizes)))
        self.request.header_count = len(parts) // 2

    def write_rest(self, body: bytes, method: Optional[str], url: Optional[str], now: int) -> None:
        request, self.body = self.request, body
        request.body, request.body_size, request.now = body, len(body), now
        request.method, request.url = text(method, "method"), text(url, "url")

    def is_whole_body(self, address: Optional[int], size: int) -> bool:
        """What is proved of the whole body needs no copy."""
        return size == len(self.body) and address == self._body_at.value


@lru_cache(maxsize=2 * _FEW_LINES)
def _words(count: int) -> Struct:
    """Address and length of so many texts, as they lie in an array of `cohook_header`."""
    return Struct("PN" * count)


_free: List[RequestMemory] = []  # taken and given back in one step each: no two calls, not even nested ones, share one


def _parts(pairs: Sequence[Tuple[Text, Text]]) -> List[bytes]:
    try:  # as `header_value` does, but for nearly every request without a call for each part
        return [one if isinstance(one, bytes) else one.encode("latin-1") for left, right in pairs for one in (left, right)]
    except UnicodeEncodeError:
        return [header_value(one) for left, right in pairs for one in (left, right)]


def lend(
    headers: Headers, body: Union[str, Body], method: Optional[str], url: Optional[str], now: Optional[int]
) -> RequestMemory:
    """Holds the request until it is given back."""
    pairs: Iterable[Tuple[Text, Text]] = headers.items() if isinstance(headers, abc.Mapping) else headers
    parts = _parts(list(pairs))
    together = b"".join(parts)
    try:
        memory = _free.pop()
    except IndexError:
        memory = RequestMemory()
    if not memory.has_room(len(parts) // 2, len(together)):
        _free.append(memory)
        memory = RequestMemory(len(parts) // 2, len(together))
    memory.write_lines(parts, together)
    memory.write_rest(octets(body), method, url, library().cohook_now() if now is None else now)
    return memory


def give_back(memory: RequestMemory) -> None:
    memory.body = memory.request.body = b""  # nothing of the caller's is kept alive
    if memory.has_room(_FEW_LINES, _SHORT):
        _free.append(memory)
