"""What a delivery takes, counted (G4, G5, G7, G12). Counts do not hang on how busy the machine is; CI gates on them
(tests/bench/)."""

import shutil
import subprocess

from bench import Bench
from result import Result

NO_PERF = "perf is not installed, or may not count here"


def measure(bench: Bench, result: Result) -> None:
    deliveries = 4000 if bench.quick else 20_000
    perf = perf_counts(bench)
    if perf:
        result.at_most("G4", "syscalls a delivery, plain keep-alive", 2.2, syscalls(bench, deliveries))
    else:
        result.left_out("G4", "syscalls a delivery, plain keep-alive", "≤ 2.2", NO_PERF)
    result.at_most("G5", "heap allocations a delivery", 3, allocations(bench, deliveries))
    result.fact("G5", "heap allocations a delivery, SQLite", allocations(bench, deliveries, "sqlite"))
    result.at_least("G7", "resumed share of reconnects over TLS", 0.98, resumed(bench, 400 if bench.quick else 3000))
    flushes = "fdatasyncs a 1000 messages, 256 outstanding, 8 publishers"
    if perf:
        result.at_most("G12", flushes, 30, fdatasyncs(bench, deliveries))
    else:
        result.left_out("G12", flushes, "≤ 30", NO_PERF)


def perf_counts(bench: Bench) -> bool:
    """May this user count what the kernel does?"""
    if shutil.which("perf") is None:
        return False
    try:
        bench.counted("raw_syscalls:sys_enter", 1)
    except (RuntimeError, subprocess.CalledProcessError):
        return False
    return True


def syscalls(bench: Bench, deliveries: int) -> float:
    return bench.counted("raw_syscalls:sys_enter", deliveries)


def allocations(bench: Bench, deliveries: int, store: str = "memory:") -> float:
    return bench.delivery("delivery_counted", deliveries=deliveries, store=store)["allocations"]


def fdatasyncs(bench: Bench, deliveries: int) -> float:
    """One publisher waits for each of its batches, so that a flush is shared with outcomes alone; eight share theirs."""
    return 1000 * bench.counted("syscalls:sys_enter_fdatasync", deliveries, store="sqlite", publishers=8)


def resumed(bench: Bench, deliveries: int) -> float:
    """Every answer ends its connection, so every delivery reconnects."""
    found = bench.delivery(path="/close", tls=True, deliveries=deliveries, warm_up=200)
    if found["handshakes"] < 0.9 * deliveries:
        raise RuntimeError("the receiver did not end its connections")
    return found["resumed"] / found["handshakes"]
