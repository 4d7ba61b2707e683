"""Deliveries a second against endpoints, bodies and connections: the cost grows as the work does, and no faster."""

import statistics

import draw
from bench import Bench
from result import Result
from rounds import alternate

ENDPOINTS, SIZES, CONNECTIONS = (1, 100, 10_000), (256, 1024, 65_536), (1, 8, 64, 512)


def measure(bench: Bench, result: Result) -> None:
    _against(bench, result, "endpoints", "endpoints", ENDPOINTS, {"endpoints": lambda count: count})
    _against(bench, result, "size", "bytes of a person", SIZES, {"size": lambda count: count})
    _against(bench, result, "connections", "connections", CONNECTIONS,
             {"connections": lambda count: count, "outstanding": lambda count: max(256, 4 * count)})


def _against(bench: Bench, result: Result, name: str, axis: str, values: tuple[int, ...], settings: dict) -> None:
    curves = {}
    for store in ("memory:", "sqlite"):
        def rate(value: int, store: str = store) -> float:
            return bench.rate(f"{name} {value} {store}", store=store,
                              **{key: of(value) for key, of in settings.items()})
        figures = alternate(3, {str(value): lambda value=value: rate(value) for value in values})
        label = "memory" if store == "memory:" else "SQLite"
        curves[label] = [(value, statistics.median(figures[str(value)])) for value in values]
        for value, seen in curves[label]:
            result.fact("scaling", f"deliveries/s, {label}, {value:,} {axis}", seen)
    result.keep(f"against_{name}", curves)
    result.picture(f"against_{name}", draw.lines(f"Deliveries a second against {axis}", axis, curves, log_x=True))
