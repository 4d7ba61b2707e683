"""Event logs: one JSON object a line, as the checker reads them."""

import collections
import json
import pathlib
import threading
import time
from collections.abc import Iterator
from typing import Any

Event = dict[str, Any]


class Journal:
    """Collects what the test did and saw. Thread-safe; every line carries wall time `t` and monotonic time `m`."""

    def __init__(self, path: pathlib.Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._lock = threading.Lock()
        self._acknowledged: collections.Counter[str] = collections.Counter()

    def write(self, event: str, **fields: Any) -> None:
        line = json.dumps({"event": event, "t": time.time(), "m": time.monotonic(), **fields})
        with self._lock:
            self._file.write(line + "\n")
            if fields.get("outcome") == "ok":
                self._acknowledged[event] += len(fields.get("tokens", [event]))

    def acknowledged(self, event: str) -> int:
        """How many of that kind the server has said yes to; of writes, the persons in them."""
        with self._lock:
            return self._acknowledged[event]

    def close(self) -> None:
        with self._lock:
            self._file.close()


def read(path: pathlib.Path) -> Iterator[Event]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
