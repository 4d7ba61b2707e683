"""The register, the endpoints and the receiver's behaviour that a crash run starts from.

Every application has one endpoint, `<application>-default`. A person of a writer consents to `steady`, `shaky`, `doomed`
and `churn`; one of the consents' worker to `standard`, now and then; one of the sync's to `sync` alone.
"""

import dataclasses
import json
from typing import Any

from live.client import Client
from live.journal import Journal
from live.receiving import ReceiverProcess

SCOPE = "members.read_name"

# What each path answers, until it is healed: answer → weight.
SCRIPTS: dict[str, dict[str, float]] = {
    "/steady": {"200": 60, "201": 5, "202": 5, "204": 20, "102": 2, "slow": 3, "200-close": 4, "500": 1},
    "/shaky": {"200": 60, "204": 10, "500": 8, "503": 5, "close": 5, "reset": 4, "torn": 3, "hang": 1, "102": 2, "301": 2},
    "/doomed": {"500": 90, "close": 8, "200": 2},
    "/standard": {"200": 70, "206": 10, "500": 10, "reset": 10},
    "/churn": {"200": 85, "500": 10, "close": 5},
    "/sync": {"200": 85, "204": 5, "500": 5, "close": 3, "reset": 2},
}
MEMBERS_ACKNOWLEDGE = [102, 200, 201, 202, 204]
STANDARD_ACKNOWLEDGE = list(range(200, 300))

# Waits short enough that resending is part of every run; a breaker only where it opens and closes quickly.
_RESEND = {"firstMs": 20, "capMs": 160, "jitter": 0.2}
_SHORT_LIST = {"listMs": [20, 40, 60], "jitter": 0.2}
_LONG_LIST = {"listMs": [20, 40, 80] + [160] * 17, "jitter": 0.2}
_DEADLINES = {"wholeMs": 1000, "firstByteMs": 800}


@dataclasses.dataclass(frozen=True)
class EndpointPlan:
    application: str
    key: str
    format: str = "members"
    policy: dict[str, Any] = dataclasses.field(default_factory=lambda: {"resend": _RESEND, "deadlines": _DEADLINES})
    acknowledge: list[int] = dataclasses.field(default_factory=lambda: MEMBERS_ACKNOWLEDGE)

    @property
    def id(self) -> str:
        return f"{self.application}-default"

    @property
    def path(self) -> str:
        return f"/{self.application}"

    def settings(self, receiver: ReceiverProcess, key: str | None = None) -> dict[str, Any]:
        return {"id": "default", "url": receiver.url(self.path), "signingKey": key or self.key, "format": self.format,
                "policy": self.policy}


PLANS = [
    EndpointPlan("steady", "steady key: plain text, æøå"),
    EndpointPlan("shaky", "shaky-0"),
    EndpointPlan("doomed", "doomed key", policy={"resend": _SHORT_LIST, "deadlines": _DEADLINES, "breakerThreshold": 0}),
    EndpointPlan("churn", "churn-0"),
    EndpointPlan("standard", "whsec_" + "c3RhbmRhcmQgd2ViaG9va3Mga2V5IG9mIHRoZSBjcmFzaCB0ZXN0", format="standard",
                 policy={"name": "standard", "resend": _LONG_LIST, "deadlines": _DEADLINES},
                 acknowledge=STANDARD_ACKNOWLEDGE),
    EndpointPlan("sync", "sync key"),
]
PLAN = {plan.application: plan for plan in PLANS}
# Where a person of a writer is seen; `churn` too, while it is there.
REACHED = [PLAN[name].id for name in ("steady", "shaky", "doomed")]

SYNC_PERSONS = range(50_001, 50_151)
CONSENT_PERSONS = range(30_001, 30_011)


def writer_persons(number: int) -> range:
    """Disjoint between writers: each person has one writer, so the last one acknowledged is the state."""
    return range(1_001 + 100 * number, 1_021 + 100 * number)


def create(client: Client, receiver: ReceiverProcess, journal: Journal, writers: int) -> None:
    for plan in PLANS:
        client.must("POST", "/v1/applications", {"id": plan.application, "name": plan.application, "scopes": [SCOPE]})
        client.must("POST", f"/v1/applications/{plan.application}/endpoints", plan.settings(receiver))
        journal.write("endpoint", id=plan.id, path=plan.path, format=plan.format, resend=plan.policy["resend"],
                      acknowledge=plan.acknowledge)
        journal.write("key", endpoint=plan.id, key=plan.key, began=0.0, began_wall=0.0, outcome="ok", overlap=0)
    seen = [{"application": name, "scopes": [SCOPE]} for name in ("steady", "shaky", "doomed", "churn")]
    lines = [_line(person, seen) for number in range(writers) for person in writer_persons(number)]
    lines += [_line(person, []) for person in CONSENT_PERSONS]
    lines += [_line(person, [{"application": "sync", "scopes": [SCOPE]}]) for person in SYNC_PERSONS]
    report = client.must("POST", "/v1/persons:import", "\n".join(lines) + "\n",
                         content_type="application/x-ndjson").body
    if report["created"] != len(lines):
        raise AssertionError(f"the register could not be set up: {report}")
    journal.write("register", sync_persons=list(SYNC_PERSONS))


def _line(person: int, consents: list[dict[str, Any]]) -> str:
    return json.dumps({"person": {"personID": person, "firstName": f"setup-{person}"}, "consents": consents})
