"""Deliveries measured beside what else could send them: `./dev bench report [--quick]`.

Everything is pinned to one core, the receiver too: what is compared is the processor time of a delivery, which two
noisy cores do not change. The contestants take turns; a ratio is the median of the ratios of neighbouring runs, and it
is not printed where they lie too far apart to tell. README.md says what each figure means.
"""

import argparse
import json
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator, Optional

from bars import bars

CONNECTIONS = 64
ENVELOPE = 1790  # bytes of the body for a person of 1 KiB
WIDEST = 0.35  # half of the spread of a ratio, beside its median, above which the machine was too disturbed to tell
PLAIN_PORT, TLS_PORT = 18471, 18472


def pinned(*command: object) -> list[str]:
    return ["taskset", "-c", "1", *map(str, command)]


def output(*command: object) -> str:
    return subprocess.run(pinned(*command), check=True, capture_output=True, text=True, timeout=300).stdout


class Bench:
    """The programs of one build and where they send to."""

    def __init__(self, programs: Path, scratch: Path, deliveries: int, seconds: int) -> None:
        self.programs, self.scratch = programs, scratch
        self.deliveries, self.seconds = deliveries, seconds
        self.authority = scratch / "authority.pem"
        self.person = scratch / "person.json"  # as bench/delivery/load.cpp makes it
        frame = '{"personID":54512,"firstName":"Kari","lastName":"Nordmann","displayName":"%s"}'
        self.person.write_text(frame % ("x" * (1024 - len(frame % ""))))

    def url(self, tls: bool = False) -> str:
        return f"https://127.0.0.1:{TLS_PORT}/hook" if tls else f"http://127.0.0.1:{PLAIN_PORT}/hook"

    def delivery(self, store: str = "memory:", deliveries: int = 0, tls: bool = False, **settings: object) -> dict:
        if store == "sqlite":
            folder = tempfile.mkdtemp(dir=self.scratch)
            store = f"sqlite:{folder}/store.db"
        arguments = [f"{name}={value}" for name, value in settings.items()]
        if tls:
            arguments.append(f"authority={self.authority}")
        return json.loads(output(self.programs / "delivery", f"url={self.url(tls)}", f"store={store}",
                                 f"deliveries={deliveries or self.deliveries}", f"connections={CONNECTIONS}", *arguments))

    def wrk(self, url: str) -> float:
        script = self.scratch / "post.lua"
        script.write_text(f'wrk.method="POST"\nwrk.body=string.rep("x",{ENVELOPE})\n'
                          'wrk.headers["Content-Type"]="application/json"\n')
        told = output("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{self.seconds}s", "-s", script, url)
        return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])

    def go(self) -> float:
        return float(output(self.scratch / "go_peer", self.url(), self.person, self.deliveries, CONNECTIONS))

    def counted(self, event: str, deliveries: int, **settings: object) -> float:
        """Events of the kernel a delivery: the difference of two runs, so that start and end do not count."""
        def once(count: int) -> int:
            store = settings.get("store", "memory:")
            if store == "sqlite":
                store = f"sqlite:{tempfile.mkdtemp(dir=self.scratch)}/store.db"
            command = ["perf", "stat", "-x,", "-e", event, self.programs / "delivery", f"url={self.url()}",
                       f"store={store}", f"deliveries={count}", f"connections={CONNECTIONS}"]
            told = subprocess.run(pinned(*command), check=True, capture_output=True, text=True, timeout=300).stderr
            return int(re.search(rf"^(\d+),.*{event}", told, re.MULTILINE)[1])
        return (once(2 * deliveries) - once(deliveries)) / deliveries


@contextmanager
def running(command: list[str]) -> Iterator[None]:
    """Runs a receiver, which says `ready` once it listens."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout.readline() != "ready\n":
                raise SystemExit(f"{command[3]} does not run here")
            yield
        finally:
            process.terminate()


def alternate(rounds: int, contestants: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Figures of each by round; who begins changes from round to round."""
    figures: dict[str, list[float]] = {name: [] for name in contestants}
    for number in range(rounds):
        order = list(contestants.items())
        for name, run in order if number % 2 == 0 else reversed(order):
            figures[name].append(run())
        print(f"round {number + 1} of {rounds}", file=sys.stderr, flush=True)
    return figures


def paired(first: list[float], second: list[float]) -> tuple[Optional[float], float]:
    """The median of the paired ratios and half of their spread beside it; no median where the spread is too wide."""
    ratios = sorted(a / b for a, b in zip(first, second))
    middle = statistics.median(ratios)
    # The farthest round of five or more is left out on either side.
    kept = ratios[1:-1] if len(ratios) >= 5 else ratios
    spread = (kept[-1] - kept[0]) / 2 / middle
    return (middle if spread <= WIDEST else None), spread


class Table:
    """Rows of goals: what must be reached, and what was."""

    def __init__(self) -> None:
        self.rows: list[dict] = []

    def add(self, goal: str, what: str, must: str, reached: Optional[float], met: Optional[bool], note: str = "") -> None:
        self.rows.append({"goal": goal, "what": what, "must": must, "reached": reached, "met": met, "note": note})
        value = "—" if reached is None else f"{reached:.2f}"
        verdict = {True: "met", False: "missed", None: "no verdict"}[met]
        print(f"{goal:4} {what:58} {must:>8} {value:>8}  {verdict:10} {note}", flush=True)

    def ratio(self, goal: str, what: str, must: float, first: list[float], second: list[float]) -> None:
        middle, spread = paired(first, second)
        note = f"± {spread:.0%}" if middle is not None else f"± {spread:.0%}: the machine was too disturbed to tell"
        self.add(goal, what, f"≥ {must}", middle, None if middle is None else middle >= must, note)

    def count(self, goal: str, what: str, most: float, reached: float) -> None:
        self.add(goal, what, f"≤ {most}", reached, reached <= most)


def contestants_of(bench: Bench) -> dict[str, Callable[[], float]]:
    """Those whose toolchain is here; a line tells of each that is not."""
    found: dict[str, Callable[[], float]] = {
        "cohook, memory": lambda: bench.delivery()["per_second"],
        "cohook, SQLite": lambda: bench.delivery("sqlite")["per_second"],
        "cohook, TLS": lambda: bench.delivery(tls=True)["per_second"],
    }
    if shutil.which("wrk"):
        found["wrk"] = lambda: bench.wrk(bench.url())
        found["wrk, TLS"] = lambda: bench.wrk(bench.url(tls=True))
    else:
        print("wrk is left out: it is not installed")
    source = Path(__file__).parent / "peers/go/main.go"
    if shutil.which("go") and subprocess.run(["go", "build", "-o", bench.scratch / "go_peer", source]).returncode == 0:
        found["Go net/http"] = bench.go
    else:
        print("Go is left out: it is not installed, or does not build the peer")
    return found


def fill(table: Table, bench: Bench, figures: dict[str, list[float]]) -> None:
    memory, durable = figures["cohook, memory"], figures["cohook, SQLite"]
    for goal, what, must, first, second in (
            ("G1", "deliveries, memory store / wrk POSTs", 0.85, memory, figures.get("wrk")),
            ("G2", "deliveries, memory store / Go net/http", 2.4, memory, figures.get("Go net/http")),
            ("G6", "deliveries over TLS / wrk https POSTs", 0.95, figures["cohook, TLS"], figures.get("wrk, TLS")),
            ("G10", "durable deliveries (SQLite) / memory store", 0.55, durable, memory)):
        if first and second:
            table.ratio(goal, what, must, first, second)
    if shutil.which("perf"):
        table.count("G4", "syscalls a delivery, plain keep-alive", 2.2,
                    bench.counted("raw_syscalls:sys_enter", bench.deliveries // 2))
    table.count("G5", "heap allocations a delivery", 3, bench.delivery()["allocations"])
    if shutil.which("perf"):
        table.count("G12", "fdatasyncs a 1000 messages, 256 outstanding", 30,
                    1000 * bench.counted("syscalls:sys_enter_fdatasync", bench.deliveries // 2, store="sqlite"))
    for goal in ("G3", "G7", "G8", "G9", "G11", "G13", "G14", "G15", "G16", "G17", "G18", "G19", "G20"):
        table.add(goal, "not measured by this bench yet", "", None, None)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("programs", type=Path, help="where the build has put the programs of bench/")
    parser.add_argument("--quick", action="store_true", help="fewer deliveries; under two minutes")
    options = parser.parse_args()
    rounds, deliveries, seconds = (5, 4_000, 1) if options.quick else (11, 40_000, 2)
    # Beside the build and not in memory: durable means the disk.
    scratch = Path(tempfile.mkdtemp(prefix="scratch-", dir=options.programs))
    try:
        bench = Bench(options.programs.resolve(), scratch.resolve(), deliveries, seconds)
        with running(pinned(bench.programs / "receiver", PLAIN_PORT)), \
                running(pinned(bench.programs / "receiver", TLS_PORT, bench.authority)):
            contestants = contestants_of(bench)
            report(bench, contestants, rounds, options.programs)
    finally:
        shutil.rmtree(scratch)


def report(bench: Bench, contestants: dict[str, Callable[[], float]], rounds: int, into: Path) -> None:
    figures = alternate(rounds, contestants)
    print(f"\n{'':4} {'':58} {'must':>8} {'reached':>8}")
    table = Table()
    fill(table, bench, figures)
    medians = {name: statistics.median(values) for name, values in figures.items()}
    print()
    for name, value in sorted(medians.items(), key=lambda each: -each[1]):
        print(f"{name:20} {value:>9.0f} a second (median of {rounds})")
    result = {"machine": platform.processor() or platform.machine(), "kernel": platform.release(),
              "taken_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "rounds": figures, "goals": table.rows}
    (into / "delivery.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    (into / "throughput.svg").write_text(bars("POSTs a second, one core for sender and receiver", medians))
    print(f"\n{into}/delivery.json has every round; {into}/throughput.svg shows the medians", file=sys.stderr)


if __name__ == "__main__":
    main()
