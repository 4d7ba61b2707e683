"""Deliveries measured beside what else could send them: `./dev bench report [--quick] [--only ROW…]`.

Everything is pinned to one core, the receiver too: what is compared is the processor time of a delivery, which two
noisy cores do not change. The contestants take turns; a ratio is the median of the ratios of neighbouring runs, and it
is not printed where they lie too far apart to tell. README.md says what each figure means.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable

import apart
import costs
import counts
import crypto
import durability
import isolation
import latency
import machine
import memory
import pace
import scaling
import service
import throughput
from bench import Bench
from result import Result


@dataclass(frozen=True)
class Measurement:
    rows: str  # that it fills
    run: Callable[[Bench, Result], None]


MEASUREMENTS = (
    Measurement("G1 G2 G3 G6 G10 peers rates throughput", throughput.measure),
    Measurement("receiver", throughput.receiver),
    Measurement("G4 G5 G7 G12 counts", counts.measure),
    Measurement("G8", crypto.measure),
    Measurement("G9", durability.acceptance),
    Measurement("G13", memory.connections),
    Measurement("G14", memory.waiting),
    Measurement("G15", memory.in_flight),
    Measurement("G16", pace.paced),
    Measurement("G17", pace.sync_of_everybody),
    Measurement("G18 backlog", durability.backlog),
    Measurement("G19", isolation.measure),
    Measurement("G20 latency", latency.measure),
    Measurement("scaling", scaling.measure),
    Measurement("import", service.imports),
    Measurement("api", service.requests),
    Measurement("profile cost flame", costs.measure),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="./dev bench report", description=__doc__.split("\n", 1)[0])
    parser.add_argument("programs", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="shorter runs and smaller crowds; under two minutes")
    parser.add_argument("--only", nargs="+", metavar="ROW", help="G1 to G20, " + ", ".join(sorted(_names() - _goals())))
    options = parser.parse_args()
    unknown = set(options.only or ()) - _names()
    if unknown:
        parser.error(f"no such row: {', '.join(sorted(unknown))}")
    into = options.programs / "report"
    into.mkdir(exist_ok=True)
    cores = machine.cores()
    machine.pin(cores[-1])
    machine.allow_many_files()
    bench, result = Bench(options.programs, options.quick), Result(into)
    try:
        failed = run(bench, result, set(options.only or _names()), cores)
    finally:
        bench.close()
    result.write()
    print(f"\n{into}/report.json has every round; beside it lie the plots", file=sys.stderr)
    return 1 if failed else 0


def _names() -> set[str]:
    return {name for each in MEASUREMENTS for name in each.rows.split()} | {"G11"}


def _goals() -> set[str]:
    return {f"G{number}" for number in range(1, 21)}


def run(bench: Bench, result: Result, wanted: set[str], cores: list[int]) -> int:
    """Each that fills a wanted row; one that fails says why and lets the others go on. How many failed."""
    failed, canaries = 0, {}
    measurements = [*MEASUREMENTS, Measurement("G11", lambda bench, result: apart.measure(bench, result, cores))]
    result.heading()
    for each in measurements:
        if not wanted & set(each.rows.split()):
            continue
        started, result.lost = time.monotonic(), machine.canary(machine.cores())
        try:
            each.run(bench, result)
        except Exception as why:  # noqa: BLE001  a row that cannot be measured must not take the others with it
            failed += 1
            result.row(each.rows.split()[0], each.rows, "", None, None, f"not measured: {why}")
        canaries[each.rows] = result.lost
        print(f"{each.rows}: {time.monotonic() - started:.0f} s; the core lost {result.lost:.0%} to others before it",
              file=sys.stderr, flush=True)
    result.keep("core_lost_before", canaries)
    return failed


if __name__ == "__main__":
    sys.exit(main())
