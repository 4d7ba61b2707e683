"""Operators: syncs, keys, redeliveries, an endpoint that comes and goes, and an eye on what has ended."""

import time
import uuid
from typing import Any

from live.client import NotSent
from live.receiving import ReceiverProcess

from . import world
from .worker import Unexpected, Worker

SYNC_ENDED = ("completed", "cancelled", "failed")


class SyncOperator(Worker):
    """One sync after the other, paused and resumed at random."""

    pause = 0.03

    def __init__(self, *args: Any) -> None:
        super().__init__("syncer", *args)
        self._sync: str | None = None

    def step(self) -> None:
        if self._sync is None:
            self._sync = self._start()
            return
        now = self.client.must("GET", f"/v1/syncs/{self._sync}").body
        if now["state"] in SYNC_ENDED:
            self._sync = None
        elif now["state"] == "paused":
            self._change("running")
        elif self.chance.random() < 0.1:
            self._change("paused")

    def finish(self) -> None:
        """A paused sync would never end."""
        for sync in self.client.pages("/v1/applications/sync/endpoints/default/syncs"):
            if sync["state"] == "paused":
                self._sync = sync["id"]
                self._change("running")

    def _start(self) -> str | None:
        wish = {"requestIntervalMs": self.chance.choice([0, 0, 2, 4]), "syncBatch": self.chance.choice([1, 1, 3])}
        once = {"Idempotency-Key": str(uuid.uuid4())}
        began = time.monotonic()
        answer = self.call("sync-start", "POST", "/v1/applications/sync/endpoints/default/syncs", wish, headers=once,
                           interval=wish["requestIntervalMs"])
        if answer is not None and answer.status not in (202, 409):
            raise Unexpected("starting a sync", answer)
        if answer is not None and answer.status == 202:
            name = str(answer.body["id"])
            self.journal.write("sync-started", sync=int(name.removeprefix("syn_")), began=began)
            return name
        running = self.client.must("GET", "/v1/applications/sync/endpoints/default/syncs?limit=1").body["data"]
        return str(running[0]["id"]) if running and running[0]["state"] not in SYNC_ENDED else None

    def _change(self, state: str) -> None:
        answer = self.call("sync-change", "PATCH", f"/v1/syncs/{self._sync}", {"state": state}, sync=self._sync,
                           state=state)
        if answer is not None and answer.status not in (200, 409):  # 409: it ended meanwhile
            raise Unexpected(f"making a sync {state}", answer)


class KeyRotator(Worker):
    """New keys for `shaky`, with overlaps that end within the run and with none."""

    pause = 0.15

    def __init__(self, *args: Any) -> None:
        super().__init__("rotator", *args)
        self._count = 0

    def step(self) -> None:
        self._count += 1
        key = f"shaky-{self._count}"
        overlap = self.chance.choice([0, 1, 1, 2])
        answer = self.call("key", "POST", "/v1/applications/shaky/endpoints/default/signing-key/rotate",
                           {"signingKey": key, "overlapSeconds": overlap}, endpoint=world.PLAN["shaky"].id, key=key,
                           overlap=overlap)
        if answer is not None and answer.status != 200:
            raise Unexpected("rotating a key", answer)


class Redeliverer(Worker):
    """Sends ended deliveries again, with an Idempotency-Key: asked twice, it happens once."""

    pause = 0.02

    def __init__(self, *args: Any) -> None:
        super().__init__("redeliverer", *args)

    def step(self) -> None:
        application = self.chance.choice(["steady", "doomed"])
        state = "delivered" if application == "steady" else "exhausted"
        found = self.client.must("GET", f"/v1/deliveries?endpoint={application}-default&state={state}&limit=50").body
        if not found["data"]:
            return
        delivery = self.chance.choice(found["data"])["id"]
        once = str(uuid.uuid4())
        while True:
            try:
                answer = self.call("redeliver", "POST", f"/v1/deliveries/{delivery}/redeliver", of=delivery, key=once,
                                   headers={"Idempotency-Key": once})
            except NotSent:
                answer = None
            if answer is None:
                if self.stopping:
                    return
                continue
            if answer.status == 202:
                self.journal.write("redelivered", key=once, of=delivery, id=answer.body["id"])
            elif answer.status != 409:  # 409: the server says that it does not know
                raise Unexpected("redelivering", answer)
            return


class Churner(Worker):
    """Removes the endpoint `churn` and makes it anew, each time with another key."""

    pause = 0.1

    def __init__(self, receiver: ReceiverProcess, *args: Any) -> None:
        super().__init__("churner", *args)
        self._receiver = receiver
        self._there: bool | None = True
        self._count = 0

    def step(self) -> None:
        path = "/v1/applications/churn/endpoints"
        plan = world.PLAN["churn"]
        if self._there is None:
            self._there = self.client.request("GET", f"{path}/default").status == 200
        wanted = not self._there
        self._there = None
        if wanted:
            self._count += 1
            key = f"churn-{self._count}"
            answer = self.call("key", "POST", path, plan.settings(self._receiver, key), endpoint=plan.id, key=key,
                               overlap=0)
        else:
            answer = self.call("endpoint-removed", "DELETE", f"{path}/default", endpoint=plan.id)
        if answer is None:
            return
        if answer.status >= 300:
            raise Unexpected("making or removing an endpoint", answer)
        self._there = wanted


class Observer(Worker):
    """Notes what has ended, and how: it must stay so."""

    pause = 0.05

    def __init__(self, *args: Any) -> None:
        super().__init__("observer", *args)

    def step(self) -> None:
        state = self.chance.choice(["delivered", "exhausted", "endpoint_gone"])
        rows = self.client.must("GET", f"/v1/deliveries?state={state}&limit=100").body["data"]
        self.journal.write("seen", rows=[[row["id"], row["state"], row["attempts"]] for row in rows])
