"""A small history in which every promise is kept: what the checker's own test breaks.

Time starts at 1 000 000 s (wall) and 0 s (monotonic); a kill at 10 s, the next life from 10.2 s.
"""

import base64
import json
from typing import Any

from live.journal import Event

from . import envelope

WALL = 1_900_000_000.0
_EPOCH = 1_577_836_800
STEADY, LISTED, SYNC = "steady-default", "listed-default", "sync-default"
KEY = {STEADY: "the key", LISTED: "whsec_bGlzdGVk", SYNC: "sync key"}
FORMAT = {STEADY: "members", LISTED: "standard", SYNC: "members"}
PERSONS = [501, 502, 503]
KILLED, BORN = 10.0, 10.2


def message_id(at: float, count: int = 0) -> int:
    return int((WALL + at - _EPOCH) * 1000) << 22 | count


def _body(endpoint: str, persons: list[dict[str, Any]], message: int, at: float, key: str, **attributes: str) -> bytes:
    data = json.dumps(persons).encode()
    change = attributes.get("change", "updated")
    if FORMAT[endpoint] == "standard":
        return json.dumps({"type": f"person.{change}", "timestamp": "2030-01-01T00:00:00.000Z", "data": persons}).encode()
    hashed = {"hash": envelope.data_hash(key, data), "entity": "person", "change": change, **attributes}
    return json.dumps({"message": {"attributes": hashed, "data": base64.b64encode(data).decode(),
                                   "messageId": str(message), "message_id": str(message), "publishTime": str(at),
                                   "publish_time": str(at)}, "subscription": endpoint}).encode()


class Sample:
    """Events by list, so that a test can break them."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._next = 1
        self._setup()
        self._writes()
        self._redelivery()
        self._consents()
        self._sync()
        self._tallies()

    def add(self, event: str, at: float, **fields: Any) -> Event:
        made = {"event": event, "t": WALL + at, "m": at, **fields}
        self.events.append(made)
        return made

    # ---- parts

    def _setup(self) -> None:
        for endpoint in KEY:
            resend = {"listMs": [1000, 1000], "jitter": 0.2} if endpoint == LISTED else {
                "firstMs": 1000, "capMs": 4000, "jitter": 0.2}
            self.add("endpoint", 0, id=endpoint, path=f"/{endpoint}", format=FORMAT[endpoint], resend=resend,
                     acknowledge=[102, 200, 201, 202, 204])
            self.add("key", 0.1, endpoint=endpoint, key=KEY[endpoint], began=0.0, began_wall=WALL, outcome="ok", overlap=0)
        self.add("register", 0.1, sync_persons=PERSONS)
        self.add("life", 0.0, number=1)
        self.add("kill", KILLED, life=1, starting=False)
        self.add("life", BORN, number=2)
        self.add("key", 30.0, endpoint=STEADY, key="the next key", began=29.9, began_wall=WALL + 29.9, outcome="ok", overlap=2)
        self.add("integrity", 99, said=["ok"])

    def _writes(self) -> None:
        self.add("publish", 2.0, tokens=["one"], reaches=[STEADY, LISTED], outcome="ok", began=1.9, life=1, messages=2,
                 effect="updated")
        self.delivery(STEADY, "one", 1.95, [("refused", 500, 2.0), ("acknowledged", 200, 3.5)])
        self.delivery(LISTED, "one", 1.95, [("refused", 500, 2.0), ("failed", 0, 3.5), ("refused", 503, 5.0)], "exhausted")
        self.add("publish", KILLED, tokens=["two", "three"], reaches=[STEADY, LISTED], outcome="info", began=9.9, life=1)
        self.delivery(STEADY, "two", 9.95, [("unknown", 0, 9.95), ("acknowledged", 204, BORN + 0.1)], repeated=True)
        self.delivery(LISTED, "two", 9.95, [("acknowledged", 200, BORN + 0.1)])
        self.add("publish", 36.0, tokens=["four"], reaches=[STEADY, LISTED], outcome="ok", began=35.9, life=2, messages=2,
                 effect="updated")
        self.delivery(STEADY, "four", 35.95, [("acknowledged", 200, 36.0)], key="the next key")
        self.delivery(LISTED, "four", 35.95, [("acknowledged", 200, 36.0)])

    def delivery(self, endpoint: str, token: str, at: float, attempts: list[tuple[str, int, float]],
                 state: str = "delivered", *, repeated: bool = False, key: str | None = None, **fields: Any) -> Event:
        """With its attempts and POSTs; of an unknown attempt a POST arrived where `repeated`."""
        number = self._next
        self._next += 1
        key = key or KEY[endpoint]
        message = message_id(at, number)
        body = _body(endpoint, [{"personID": 7, "firstName": token}], message, at, key)
        failures = sum(verdict in ("refused", "failed") for verdict, _, _ in attempts)
        row = self.add("delivery", 99, id=number, message=message, endpoint=endpoint, kind="change", state=state, owner=0,
                       attempts=len(attempts), failures=failures, accepted_at=int((WALL + at) * 1000), replay_of=None,
                       type="person.updated", key="7", body=base64.b64encode(body).decode())
        row.update(fields)
        for count, (verdict, status, started) in enumerate(attempts, 1):
            wire = "answered" if status else "possibly_received"
            self.add("attempt", 99, id=100 * number + count, delivery=number, number=count, verdict=verdict, status=status,
                     fault=22 if verdict == "failed" else 0, wire=wire, started_at=int((WALL + started) * 1000), total=20_000)
            if verdict != "unknown" or repeated:
                self.post(endpoint, message, body, started + 0.01, str(status or "close"), key)
        return row

    def post(self, endpoint: str, message: int, body: bytes, at: float, answer: str, key: str) -> Event:
        timestamp = str(int(WALL + at))
        return self.add("recv", at, path=f"/{endpoint}", body=base64.b64encode(body).decode(), complete=True, answer=answer,
                        headers={"webhook-id": str(message), "webhook-timestamp": timestamp,
                                 "webhook-signature": envelope.signature(key, str(message), timestamp, body)})

    def _redelivery(self) -> None:
        first = next(row for row in self.events if row["event"] == "delivery")
        self.add("redeliver", 20.0, of=f"dlv_{first['id']}", key="once", outcome="ok", began=19.9, life=2)
        self.add("redelivered", 20.0, key="once", of=f"dlv_{first['id']}", id="dlv_900")
        self.events.append({**first, "id": 900, "kind": "replay", "replay_of": first["id"], "attempts": 1, "failures": 0,
                            "accepted_at": int((WALL + 20) * 1000)})
        self.add("attempt", 99, id=90001, delivery=900, number=1, verdict="acknowledged", status=200, fault=0,
                 wire="answered", started_at=int((WALL + 20) * 1000), total=20_000)
        self.post(STEADY, first["message"], base64.b64decode(first["body"]), 20.01, "200", KEY[STEADY])
        self.add("seen", 20.5, rows=[["dlv_900", "delivered", 1]])

    def _consents(self) -> None:
        for index, change in enumerate(("access-granted", "access-revoked")):
            self.add("consent", 21.0 + index, person=301, change=change, outcome="ok", began=20.9 + index, life=2)
            row = self.delivery(LISTED, f"setup-{index}", 21.0 + index, [("acknowledged", 200, 21.01 + index)], key=KEY[LISTED])
            row.update(type=f"person.{change}", key="301")

    def _sync(self) -> None:
        """Three persons, 500 ms apart; the second is in flight at the kill and sent again, the third refused once."""
        self.add("sync-started", 9.2, sync=1, began=9.1)
        self.sync_post(501, 9.2, "200")
        self.sync_post(502, 9.8, "200")
        self.sync_post(502, BORN + 0.6, "200")
        self.sync_post(503, BORN + 1.2, "500")
        self.sync_post(503, BORN + 2.4, "200")
        self.add("sync", 99, id=1, endpoint=SYNC, state="completed", total=3, acknowledged=3, failed=0, waiting=0, skipped=0,
                 interval=500, batch=1, started_at=int((WALL + 9.1) * 1000), ended_at=int((WALL + BORN + 2.5) * 1000),
                 reason="")

    def sync_post(self, person: int, at: float, answer: str) -> Event:
        message = message_id(at, person)
        body = _body(SYNC, [{"personID": person}], message, at, KEY[SYNC], change="sync", syncId="syn_1")
        return self.post(SYNC, message, body, at, answer, KEY[SYNC])

    def _tallies(self) -> None:
        rows = [row for row in self.events if row["event"] == "delivery"]
        for endpoint in ("", STEADY, LISTED):
            states = [row["state"] for row in rows if endpoint in ("", row["endpoint"])]
            counts = {state: states.count(state) for state in ("pending", "delivered", "exhausted", "expired", "cancelled",
                                                               "endpoint_gone")}
            self.add("tally", 99, endpoint=endpoint, **counts, owned=0, purged=0, created=len(states))
        for row in rows:
            self.add("shown", 99, id=row["id"], state=row["state"], attempts=row["attempts"], message=row["message"],
                     endpoint=row["endpoint"])
