"""A server with an application whose webhook is the receiver under test, and every kind of message sent to it."""

import json
import pathlib
import threading
import time
from typing import Any

from live.client import Client
from live.server import Server

SCOPES = ["members.read_name", "email"]
_DEADLINE = 60.0


class Sender:
    """Close it. `client` talks to the server."""

    def __init__(self, binary: pathlib.Path, folder: pathlib.Path) -> None:
        self._server = Server(binary, folder)
        self._server.start()
        self.client = Client(self._server)

    def webhook(self, application: str, url: str, key: str, **settings: Any) -> None:
        self.client.must("POST", "/v1/applications", {"id": application, "name": application, "scopes": SCOPES})
        self.client.must("POST", f"/v1/applications/{application}/endpoints",
                         {"id": "default", "url": url, "signingKey": key, **settings})

    def cause_every_change(self, person: int, applications: list[str]) -> list[str]:
        """Created, updated, withdrawn, granted, deleted; gives the changes that each application is told of, in order."""
        path = f"/v1/persons/{person}"
        self._import(person, applications, {"firstName": "Ada", "email": "ada@example.org"})
        self.client.must("PATCH", path, {"firstName": "Åse", "lastName": "名 \" \\ / \u2028 😀"})
        for application in applications:
            self.client.must("DELETE", f"{path}/consents/{application}")
            self.client.must("PUT", f"{path}/consents/{application}", {"scopes": SCOPES})
        self.client.must("DELETE", path)
        return ["created", "updated", "access-revoked", "access-granted", "deleted"]

    def _import(self, person: int, applications: list[str], fields: dict[str, str]) -> None:
        consents = [{"application": one, "scopes": SCOPES} for one in applications]
        line = json.dumps({"person": {"personID": person, **fields}, "consents": consents})
        report = self.client.must("POST", "/v1/persons:import", line + "\n", content_type="application/x-ndjson").body
        if report["created"] != 1:
            raise AssertionError(f"the person could not be imported: {report}")

    def settled(self, wanted: int, **query: str) -> list[Any]:
        """The deliveries that match, once there are so many that have ended or were attempted."""
        stopwatch = threading.Event()
        until = time.monotonic() + _DEADLINE
        asked = "&".join(f"{name}={value}" for name, value in query.items())
        while True:
            rows = [row for row in self.client.pages(f"/v1/deliveries?limit=250&{asked}") if row["attempts"]]
            if len(rows) >= wanted:
                return rows
            if time.monotonic() > until:
                raise AssertionError(f"{len(rows)} of {wanted} deliveries were attempted")
            stopwatch.wait(0.05)

    def close(self) -> None:
        self.client.close()
        self._server.close()
