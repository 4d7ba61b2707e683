"""The machine: where things run, how disturbed it is, what it is called."""

import contextlib
import os
import platform
import resource
import shutil
import subprocess
import time
from pathlib import Path

GAP = 100_000  # nanoseconds: a spinning loop that misses more was not running
QUIET = 0.08  # lost share up to which two cores are two cores
BUSY = 0.2  # lost share above which a time that stands beside no other one says nothing


def cores() -> list[int]:
    return sorted(os.sched_getaffinity(0))


def pin(core: int) -> None:
    """This process and everything it starts from now on."""
    os.sched_setaffinity(0, {core})


def allow_many_files(count: int = 65_536) -> None:
    """For attempts held by the thousand; where it is not allowed, their row says how many there were."""
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (count, count))


def canary(on: list[int], seconds: float = 0.3) -> float:
    """The share of time that loops spinning on these cores, all at once, did not get."""
    pipes = []
    for core in on:
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.sched_setaffinity(0, {core})
            os.write(writer, f"{_lost(seconds):.4f}".encode())
            os._exit(0)
        os.close(writer)
        pipes.append((child, reader))
    lost = []
    for child, reader in pipes:
        with os.fdopen(reader) as told:
            lost.append(float(told.read()))
        os.waitpid(child, 0)
    return max(lost)


def _lost(seconds: float) -> float:
    start = before = time.monotonic_ns()
    end, lost = start + int(seconds * 1e9), 0
    while before < end:
        now = time.monotonic_ns()
        if now - before > GAP:
            lost += now - before
        before = now
    return lost / (before - start)


def describe() -> dict[str, str]:
    model = next((line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
                  if line.startswith("model name")), platform.machine())
    return {"processor": model, "cores": str(os.cpu_count()), "kernel": platform.release(), "commit": _commit(),
            "taken_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}


def _commit() -> str:
    if shutil.which("git") is None:
        return "unknown"
    return subprocess.run(["git", "describe", "--always", "--dirty"], cwd=Path(__file__).parent, capture_output=True,
                          text=True).stdout.strip() or "unknown"
