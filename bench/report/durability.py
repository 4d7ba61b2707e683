"""What durable costs: acceptance beside the append log (G9), and a backlog beside an empty store (G18)."""

import json
import statistics

import draw
from bench import Bench, output
from result import Result
from rounds import Ratio, alternate, paired


def acceptance(bench: Bench, result: Result) -> None:
    folder = bench.scratch / "accept"
    folder.mkdir()
    found = json.loads(output([str(bench.programs / "accept"), str(folder), str(0.1 if bench.quick else 0.4),
                               str(bench.rounds)]))
    for group, least in (("1", 0.65), ("10", 0.8), ("100", 0.45)):
        seen = found[group]
        result.ratio("G9", f"accepted messages/s / append log + fdatasync, groups of {group}",
                     Ratio(seen["ratio"], seen["spread"]), least,
                     f"{seen['accepted']:.0f}/s; one fdatasync takes {found['fdatasync_us']:.0f} µs")


def backlog(bench: Bench, result: Result) -> None:
    """The backlog is laid once; then full and empty stores take turns."""
    sizes = [20_000] if bench.quick else [100_000, 1_000_000]
    empty = bench.sqlite()
    bench.delivery(store=empty, deliveries=500, warm_up=0)
    stores = {"empty": empty}
    for size in sizes:
        stores[f"{size:,}"] = bench.sqlite()
        bench.delivery(store=stores[f"{size:,}"], backlog=size, deliveries=500, warm_up=0)
    figures = alternate(5, {name: lambda name=name, store=store: bench.rate(f"backlog {name}", store=store)
                            for name, store in stores.items()})
    seen = paired(figures[f"{sizes[-1]:,}"], figures["empty"])
    note = "" if sizes[-1] == 1_000_000 else f"a backlog of {sizes[-1]:,} only: --quick"
    result.ratio("G18", "durable deliveries/s over a backlog of 1,000,000 / over an empty store", seen,
                 None if note else 0.6, note)
    points = [(0 if name == "empty" else int(name.replace(",", "")), statistics.median(values))
              for name, values in figures.items()]
    result.keep("backlog", figures)
    result.picture("backlog", draw.lines("Durable deliveries a second over a backlog", "waiting deliveries",
                                         {"cohook, SQLite": points}))
