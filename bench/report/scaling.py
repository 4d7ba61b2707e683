"""What a delivery costs against endpoints, bodies and connections: the cost grows as the work does, and no faster."""

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
    """By the sender's processor time, which others on the machine disturb least; the rate is beside it."""
    curves = {}
    for label, store in (("memory", "memory:"), ("SQLite", "sqlite")):
        def run(value: int, store: str = store) -> tuple[float, float]:
            found = bench.sample(f"{name} {value} {store}", store=store, **{key: of(value) for key, of in settings.items()})
            return found["cpu_us"], found["per_second"]
        seen = alternate(1 if bench.quick else 3, {str(value): lambda value=value: run(value) for value in values})
        curves[label] = []
        for value in values:
            cost, rate = (statistics.median(each) for each in zip(*seen[str(value)]))
            curves[label].append((value, cost))
            result.fact("scaling", f"µs of processor time a delivery, {label}, {value:,} {axis}", cost, f"{rate:,.0f}/s")
    result.keep(f"against_{name}", curves)
    result.picture(f"against_{name}", draw.lines(f"The sender's processor time of a delivery against {axis}", axis, curves,
                                                 unit="µs", log_x=True))
