"""What an engine has to tell: the outcome of calls that were not waited for, questions to the source, news."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import IntEnum
from typing import Optional

from ._library import library
from ._memory import bytes_at
from .documents import Json
from .errors import CohookError, error_of
from .syncs import SourceRequest


class EventKind(IntEnum):
    SENT = 0  #: a `post` has come to its end
    TESTED = 1  #: a `post_test` has: the document is the report
    SOURCE = 2  #: records are wanted: see `Event.request`
    ATTEMPTED = 3  #: news; document `{"delivery":{…},"attempt":{…}}`
    ENDPOINT_DISABLED = 4  #: news; document `{"endpointId":…,"reason":…}`
    BREAKER_CHANGED = 5  #: news; document `{"endpointId":…,"open":…}`
    SYNC_CHANGED = 6  #: news; document: the sync
    LOST = 7  #: the tag says how many events were left out, because nobody took them


@dataclass(frozen=True)
class Receipt:
    """The message is durable, and so is its delivery."""

    message_id: int
    delivery_id: int


@dataclass(frozen=True)
class Event:
    kind: int  #: an `EventKind`; newer libraries may have others
    tag: int = 0  #: that of the call; of LOST, the number of events left out
    error: Optional[CohookError] = None  #: why the call failed
    receipt: Optional[Receipt] = None  #: of SENT
    document: Optional[Json] = None
    request: Optional[SourceRequest] = None  #: of SOURCE; to be answered, then closed


def take_event(event: Optional[int]) -> Event:
    """An event as a value; the library's is freed."""
    call = library()
    try:
        kind: int = call.cohook_event_kind(event)
        status: int = call.cohook_event_status(event)
        asked = call.cohook_event_source_request(event) if kind == EventKind.SOURCE else None
        return Event(
            kind=EventKind(kind) if kind in EventKind.__members__.values() else kind,
            tag=call.cohook_event_tag(event),
            error=error_of(status, call.cohook_event_error(event)) if status else None,
            receipt=_receipt(event) if kind == EventKind.SENT and not status else None,
            document=_document(call.cohook_event_document(event)),
            request=SourceRequest(asked) if asked else None,
        )
    finally:
        call.cohook_event_free(event)


def _receipt(event: Optional[int]) -> Receipt:
    return Receipt(library().cohook_event_message_id(event), library().cohook_event_delivery_id(event))


def _document(document: Optional[int]) -> Optional[Json]:
    if not document:
        return None
    call = library()
    made: Json = json.loads(bytes_at(call.cohook_document_text(document), call.cohook_document_size(document)))
    return made
