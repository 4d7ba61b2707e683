"""What a delivery takes, held by CI: counts_test.py PROGRAMS. Ends with `N passed, N failed`.

A count hangs on no clock. On a busy machine fewer answers are there at a time, so that waits for them are shared by fewer
deliveries: each gate stands that much above what the code takes; beside it stands the goal. Whoever makes a count smaller
moves its gate.
"""

import pathlib
import sys
from typing import Callable, NamedTuple

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench" / "report"))

import counts  # noqa: E402
import machine  # noqa: E402
from bench import Bench  # noqa: E402


class Gate(NamedTuple):
    what: str
    count: Callable[[Bench], float]
    gate: float
    goal: float
    at_least: bool = False  # otherwise at most
    needs_perf: bool = False


GATES = (
    Gate("G4, syscalls a delivery", lambda bench: counts.syscalls(bench, 5000), 2.6, 2.2, needs_perf=True),
    Gate("G5, heap allocations a delivery", lambda bench: counts.allocations(bench, 5000), 3, 3),
    Gate("G5, heap allocations a delivery, SQLite", lambda bench: counts.allocations(bench, 5000, "sqlite"), 12, 3),
    Gate("G7, resumed share of reconnects", lambda bench: counts.resumed(bench, 400), 0.98, 0.98, at_least=True),
    Gate("G12, fdatasyncs a 1000 messages of 8 publishers", lambda bench: counts.fdatasyncs(bench, 5000), 45, 30, needs_perf=True),
)


def judge(one: Gate, count: float) -> bool:
    held = count >= one.gate if one.at_least else count <= one.gate
    bound = "at least" if one.at_least else "at most"
    print(f"{'ok  ' if held else 'FAIL'} {one.what}: {count:.3g} ({bound} {one.gate:g}; the goal is {one.goal:g})")
    return held


def main() -> int:
    machine.pin(machine.cores()[-1])
    bench = Bench(pathlib.Path(sys.argv[1]), quick=True)
    passed = failed = 0
    try:
        can_count = counts.perf_counts(bench)
        for one in GATES:
            if one.needs_perf and not can_count:
                print(f"left out: {one.what}: {counts.NO_PERF}")
            elif judge(one, one.count(bench)):
                passed += 1
            else:
                failed += 1
    finally:
        bench.close()
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
