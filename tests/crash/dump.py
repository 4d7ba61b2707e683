"""The store's content as events: read from the file by Python's own SQLite, and once more over the API."""

import base64
import pathlib
import sqlite3
from collections.abc import Iterator

from live.client import Client
from live.journal import Event

# The numbers that the file holds for names, in the order of include/cohook/delivery.hpp and sync.hpp.
KINDS = ["change", "sync", "test", "replay"]
STATES = ["pending", "delivered", "exhausted", "expired", "cancelled", "endpoint_gone"]
VERDICTS = ["acknowledged", "refused", "failed", "unknown"]
WIRES = ["not_sent", "possibly_received", "answered"]
SYNC_STATES = ["running", "paused", "completed", "cancelled", "failed"]


def from_file(path: pathlib.Path) -> Iterator[Event]:
    """Every row that the checker asks for. The server must have ended; its log is read along."""
    store = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    store.row_factory = sqlite3.Row
    yield {"event": "integrity", "said": [row[0] for row in store.execute("PRAGMA integrity_check")]}
    names = {row["no"]: row["text"] for row in store.execute("SELECT no, text FROM names")}
    yield from _deliveries(store, names)
    for row in store.execute("SELECT id, delivery, number, verdict, fault, wire, status, started_at, total FROM attempts"):
        yield {"event": "attempt", **dict(row), "verdict": VERDICTS[row["verdict"]], "wire": WIRES[row["wire"]]}
    for row in store.execute("SELECT * FROM tallies"):
        yield {"event": "tally", **dict(row), "endpoint": names.get(row["endpoint"], "")}
    for row in store.execute("SELECT * FROM syncs"):
        yield {"event": "sync", **{name: row[name] for name in row.keys() if name != "open"},
               "state": SYNC_STATES[row["state"]]}
    for row in store.execute("SELECT sync, key, attempts, due_at FROM sync_failures"):
        yield {"event": "sync_failure", **dict(row)}
    store.close()


def _deliveries(store: sqlite3.Connection, names: dict[int, str]) -> Iterator[Event]:
    query = "SELECT d.*, b.bytes FROM deliveries d LEFT JOIN bodies b ON b.delivery = d.id ORDER BY d.id"
    for row in store.execute(query):
        body = row["bytes"]
        yield {"event": "delivery", **{name: row[name] for name in row.keys() if name != "bytes"},
               "endpoint": names[row["endpoint"]], "tenant": names.get(row["tenant"], ""), "kind": KINDS[row["kind"]],
               "state": STATES[row["state"]], "body": None if body is None else base64.b64encode(body).decode()}


def from_api(client: Client) -> Iterator[Event]:
    for row in client.pages("/v1/deliveries?limit=250"):
        yield {"event": "shown", "id": int(row["id"].removeprefix("dlv_")), "state": row["state"],
               "attempts": row["attempts"], "message": int(row["messageId"]), "endpoint": row["endpointId"]}
