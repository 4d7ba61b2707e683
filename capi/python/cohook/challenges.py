"""Answers to handshakes that carry no signature: CloudEvents and WebSub. Those that do: `Verifier.receive`."""

from __future__ import annotations

from ctypes import byref, c_void_p
from typing import Optional, Sequence

from ._library import library
from ._memory import Headers, header_lines, text, text_array
from .errors import check
from .verifier import Answer, take_answer


def answer_origin(
    method: str, headers: Headers, allowed: Sequence[str], most_per_minute: int = 0
) -> Optional[Answer]:
    """CloudEvents, the handshake by `OPTIONS`. `allowed`: DNS names that may deliver. None: no consent.

    Proves nothing of later deliveries. `most_per_minute` 0: no limit is told.
    """
    lines, count = header_lines(headers)
    names, name_count = text_array(allowed, "allowed")
    answer = c_void_p()
    status = library().cohook_answer_origin(
        text(method, "method"), lines, count, names, name_count, most_per_minute, byref(answer)
    )
    check(status)
    return take_answer(answer)


def answer_intent(query: str, mode: str, topic: str) -> Optional[Answer]:
    """WebSub, verification of intent by `GET`. None: answer 404.

    `query`: the query string without its `?`; `mode`: `subscribe` or `unsubscribe`, and `topic`: as they were asked for.
    """
    answer = c_void_p()
    check(library().cohook_answer_intent(text(query, "query"), text(mode, "mode"), text(topic, "topic"), byref(answer)))
    return take_answer(answer)
