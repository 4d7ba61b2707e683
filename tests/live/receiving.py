"""The receiver process, from the test's side."""

import json
import pathlib
import subprocess
import sys


class ReceiverProcess:
    """`log` is complete after `flush` or `close`."""

    def __init__(self, log: pathlib.Path, seed: int = 0, scripts: dict[str, dict[str, float]] | None = None) -> None:
        self.log = log
        program = pathlib.Path(__file__).with_name("receiver.py")
        self._process = subprocess.Popen([sys.executable, str(program), str(log), str(seed), json.dumps(scripts or {})],
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        self.port = int(self._process.stdout.readline())

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def heal(self) -> None:
        self._tell("heal")

    def flush(self) -> None:
        self._tell("flush")

    def _tell(self, command: str) -> None:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(command + "\n")
        self._process.stdin.flush()
        if self._process.stdout.readline().strip() != "done":
            raise AssertionError(f"the receiver did not do `{command}`; did it end?")

    def close(self) -> None:
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        self._process.wait()
