"""What the library takes and tells, as typed dictionaries: the members of the REST API's native face. It may add others.

Moments are texts like `2021-02-26T19:13:55.749Z`; spans are milliseconds; ids are `dlv_12`, `att_7`, `syn_3`.
"""

from __future__ import annotations

from typing import Any, Dict, List, Optional, TypedDict, Union

Json = Dict[str, Any]


class HeaderSetting(TypedDict, total=False):
    name: str
    value: str  #: goes in and never out; left out, the stored value stays


class EndpointSettings(TypedDict, total=False):
    """What may be set of an endpoint; `url` and `signingKey` are required at first."""

    url: str  #: absolute, https; nothing is added, removed or normalised
    signingKey: str
    requestIntervalMs: int  #: no two POSTs of a sync start closer together than this
    enabled: bool
    format: str  #: `members`, `standard`, `cloudevents`
    policy: Union[str, Json]  #: `members`, `standard`, or an object of their parts
    ordering: str  #: `none`, `by_key`
    coalesce: bool
    maxInFlight: int
    headers: List[HeaderSetting]
    applicationId: str


class Endpoint(TypedDict, total=False):
    id: str
    applicationId: str
    url: str
    signingKeySet: bool
    signingKeyHint: Optional[str]
    olderSigningKeys: List[Json]
    requestIntervalMs: int
    enabled: bool
    disabledReason: str
    headers: List[Json]
    format: str
    policy: Json
    ordering: str
    coalesce: bool
    maxInFlight: int
    revision: int
    createdAt: str
    changedAt: str
    breakerOpen: bool
    nextProbeAt: Optional[str]
    failingSince: Optional[str]
    lastError: Optional[str]
    inFlight: int


class Delivery(TypedDict, total=False):
    id: str
    messageId: str
    endpointId: str
    applicationId: str
    kind: str  #: `change`, `sync`, `test`, `replay`
    state: str  #: `pending`, `delivered`, `exhausted`, `expired`, `cancelled`, `endpoint_gone`
    type: str
    key: str
    acceptedAt: str
    expiresAt: Optional[str]
    nextAttemptAt: Optional[str]
    settledAt: Optional[str]
    attempts: int
    failures: int
    coalesced: int
    replayOf: Optional[str]


class Attempt(TypedDict, total=False):
    id: str
    deliveryId: str
    endpointId: str
    number: int
    verdict: str  #: `acknowledged`, `refused`, `failed`, `unknown`
    status: Optional[int]
    error: Optional[str]
    explanation: str
    wire: str
    startedAt: str
    timingsMs: Dict[str, Optional[float]]
    connectionReused: bool
    tlsVersion: str
    certificateExpiresAt: Optional[str]
    requestHead: str
    responseHead: str
    responseBody: str
    responseTruncated: bool


class TestReport(TypedDict, total=False):
    acknowledged: bool
    verdict: str  #: in words
    attempt: Attempt
    requestBody: str
    peer: str
    checksSignatures: Optional[bool]
    probe: Optional[Attempt]


class Sync(TypedDict, total=False):
    id: str
    applicationId: str
    endpointId: str
    state: str  #: `running`, `paused`, `completed`, `cancelled`, `failed`
    total: int
    done: int
    acknowledged: int
    failed: int
    waiting: int
    skipped: int
    requestIntervalMs: int
    syncBatch: int
    startedAt: str
    endedAt: Optional[str]
    reason: str
    ratePerSecond: float
    remainingMs: Optional[int]


class SyncFailure(TypedDict, total=False):
    key: str
    attempts: int
    givenUp: bool
    error: str


class ReplayReport(TypedDict):
    dryRun: bool
    matched: int
    redelivered: int
    skipped: int


class WriteReport(TypedDict, total=False):
    effect: str  #: `created`, `updated`, `unchanged`
    revision: int
    lastChangedDate: str
    messages: int  #: caused by this write, durable together with it
    personID: int


class EndpointPage(TypedDict):
    data: List[Endpoint]
    next: Optional[str]


class DeliveryPage(TypedDict):
    data: List[Delivery]
    next: Optional[str]


class SyncPage(TypedDict):
    data: List[Sync]
    next: Optional[str]


class SyncFailurePage(TypedDict):
    data: List[SyncFailure]
    next: Optional[str]
