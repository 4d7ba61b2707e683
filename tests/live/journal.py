"""Event logs: one JSON object a line, as the checker reads them."""

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

    def write(self, event: str, **fields: Any) -> None:
        line = json.dumps({"event": event, "t": time.time(), "m": time.monotonic(), **fields})
        with self._lock:
            self._file.write(line + "\n")

    def close(self) -> None:
        with self._lock:
            self._file.close()


def read(path: pathlib.Path) -> Iterator[Event]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
