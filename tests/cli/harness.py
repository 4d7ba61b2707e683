"""Runs the executable as a person or a script would, and counts what held.

Waits are for events: a line that a process prints, the end of a process, an answer. Timeouts only bound a broken run.
"""

import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback

PATIENCE = 120  # seconds, for anything that must happen
COHOOK = os.path.abspath(sys.argv[1])
CONFORMANCE = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else ""


def clean_environment(**extra):
    """Ours without anything that configures cohook, with a home that holds no configuration and a place of its own for files."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COHOOK_")}
    kept.pop("XDG_CONFIG_HOME", None)
    kept["HOME"] = kept["TMPDIR"] = SCRATCH
    kept.update(extra)
    return kept


def run(*arguments, stdin="", env=None, **more):
    """One call to its end: the completed process, with text streams."""
    return subprocess.run([COHOOK, *arguments], input=stdin, capture_output=True, text=True, timeout=PATIENCE,
                          env=env or clean_environment(), **more)


class Running:
    """A process that goes on: its lines can be waited for."""

    def __init__(self, *arguments, env=None):
        self.process = subprocess.Popen([COHOOK, *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, env=env or clean_environment())
        self.out, self.err = queue.Queue(), queue.Queue()
        self.said = []
        for stream, into in ((self.process.stdout, self.out), (self.process.stderr, self.err)):
            threading.Thread(target=self._read, args=(stream, into), daemon=True).start()

    def _read(self, stream, into):
        for line in stream:
            self.said.append(line)
            into.put(line.rstrip("\n"))
        into.put(None)

    def _line(self, lines, holding):
        while True:
            try:
                line = lines.get(timeout=PATIENCE)
            except queue.Empty:
                raise AssertionError(f"stopped before saying {holding!r}: {''.join(self.said)}") from None
            if line is None:
                raise AssertionError(f"ended without saying {holding!r}: {''.join(self.said)}")
            if holding in line:
                return line

    def error_line(self, holding):
        return self._line(self.err, holding)

    def line(self, holding=""):
        return self._line(self.out, holding)

    def end(self, number=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=PATIENCE)


SCRATCH = tempfile.mkdtemp(prefix="cohook-test-")
_passed, _failed = 0, 0


def path(name):
    return os.path.join(SCRATCH, name)


def write(name, text, mode=0o600):
    with open(path(name), "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path(name), mode)
    return path(name)


def check(what, held, detail=""):
    global _passed, _failed
    if held:
        _passed += 1
        return True
    _failed += 1
    print(f"FAILED: {what}\n        {detail}")
    return False


def equal(what, got, wanted, detail=""):
    return check(what, got == wanted, f"got {got!r}, wanted {wanted!r} {detail}")


def exits(what, done, code):
    return equal(what, done.returncode, code, f"\n        stdout: {done.stdout[:500]}\n        stderr: {done.stderr[:500]}")


def json_lines(text):
    return [json.loads(line) for line in text.splitlines() if line]


def finish(*tests):
    """Runs each function; one that raises counts as failed."""
    global _failed
    for test in tests:
        try:
            test()
        except Exception:  # whatever it is, the others still run
            _failed += 1
            print(f"FAILED: {test.__name__} broke off\n{traceback.format_exc()}")
    shutil.rmtree(SCRATCH, ignore_errors=True)
    print(f"{_passed} passed, {_failed} failed")
    sys.exit(1 if _failed or not _passed else 0)
