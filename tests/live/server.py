"""One `cohook serve`, which may be killed and started again on the same store."""

import functools
import os
import pathlib
import re
import subprocess
import threading
import typing
from collections.abc import Mapping, Sequence

_READY = re.compile(r"is ready on (?:https?)://([^/\s]+):(\d+)")


class ServerFailed(AssertionError):
    """The server ended, or did not come up in time; the message holds its last words."""


class Server:
    """Owns the process, its folder and its log. `start`, `kill` and `stop` are called by one thread; anyone may wait
    for an address. A life is the time from one start to its end; lives count from 1."""

    def __init__(self, binary: pathlib.Path, folder: pathlib.Path, options: Sequence[str] = (),
                 environment: Mapping[str, str] | None = None) -> None:
        self.store = folder / "cohook.db"
        self._log_path = folder / "server.log"
        self._key_path = folder / "admin.key"
        self._command = [str(binary), "serve", "--store", f"sqlite:{self.store}", "--listen", "127.0.0.1:0",
                         "--admin-key-file", str(self._key_path), "--allow-http", "--allow-address", "127.0.0.0/8",
                         "--log-level", "warning", "--drain-deadline", "5s", *options]
        # Nothing of the caller's configuration reaches the server under test.
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("COHOOK_")}
        self._environment |= {"XDG_CONFIG_HOME": str(folder), "HOME": str(folder), **(environment or {})}
        self._process: subprocess.Popen[str] | None = None
        self._changed = threading.Condition()
        self._address: tuple[str, int] | None = None
        self._ended = False
        self.life = 0

    @functools.cached_property
    def key(self) -> str:
        """The first administrator's key, from the first start on."""
        return self._key_path.read_text(encoding="utf-8").strip()

    def spawn(self) -> None:
        """Starts the process and returns at once."""
        log = self._log_path.open("a", encoding="utf-8")
        with self._changed:
            process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.PIPE,
                                       text=True, errors="replace", env=self._environment)
            self.life += 1
            self._process, self._address, self._ended = process, None, False
        threading.Thread(target=self._listen, args=(process, log), daemon=True).start()

    def start(self, deadline: float = 60) -> tuple[str, int]:
        """Starts the process and waits until it says where it listens."""
        self.spawn()
        with self._changed:
            self._changed.wait_for(lambda: self._address or self._ended, deadline)
            if self._address is None:
                raise ServerFailed(f"the server did not come up: {self.last_words()}")
            return self._address

    def kill(self) -> None:
        """SIGKILL, and its end waited for. Calls that are under way learn it from their connection."""
        assert self._process is not None
        with self._changed:
            self._address = None
        self._process.kill()
        self._process.wait()

    def stop(self, deadline: float = 60) -> int:
        """SIGTERM; gives the exit status."""
        assert self._process is not None
        with self._changed:
            self._address = None
        self._process.terminate()
        try:
            return self._process.wait(deadline)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise ServerFailed(f"the server did not end within {deadline} s after SIGTERM") from None

    def wait_for_life(self, deadline: float = 60) -> tuple[int, tuple[str, int]] | None:
        """The life that lasts, or the next one, with its address; None: none came in time."""
        with self._changed:
            self._changed.wait_for(lambda: self._address is not None, deadline)
            return (self.life, self._address) if self._address else None

    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def close(self) -> None:
        if self.alive():
            self.kill()

    def last_words(self) -> str:
        text = self._log_path.read_text(encoding="utf-8", errors="replace") if self._log_path.exists() else ""
        return text[-2000:].strip() or "(it said nothing)"

    def _listen(self, process: subprocess.Popen[str], log: typing.TextIO) -> None:
        assert process.stderr is not None
        with log:
            for line in process.stderr:
                log.write(line)
                log.flush()
                found = _READY.search(line)
                if found:
                    self._announce(process, (found[1].strip("[]"), int(found[2])))
        with self._changed:
            if self._process is process:
                self._address = None
                self._ended = True
            self._changed.notify_all()

    def _announce(self, process: subprocess.Popen[str], address: tuple[str, int]) -> None:
        with self._changed:
            if self._process is process and process.poll() is None:
                self._address = address
            self._changed.notify_all()
