"""How long a message takes, under a load that does not wait for the sender (G20)."""

import statistics

import draw
from bench import Bench
from result import Result

QUANTILES = [percent / 100 for percent in range(1, 100)] + [0.999]


def measure(bench: Bench, result: Result) -> None:
    most = statistics.median(bench.rate("sqlite", store="sqlite") for _ in range(3))
    curves = {}
    for share in (10, 50, 90):
        rate = int(most * share / 100)
        found = bench.delivery(scenario="open", store="sqlite", path="/clock", rate=rate,
                               deliveries=max(200, int(rate * (1 if bench.quick else 4))))
        if "settled_us" not in found:
            result.row("G20", f"latency at {share} % of {most:,.0f}/s", "", None, None, "the sender fell behind for good")
            continue
        curves[f"{share} %"] = found["settled_us"]
        _tell(result, share, rate, found)
    result.keep("latency", {"quantiles": QUANTILES, "settled_us": curves})
    result.picture("latency", draw.lines(
        "From the moment a message came to its durable outcome", "share of messages",
        {name: list(zip(QUANTILES, values)) for name, values in curves.items()}, unit="µs", log_y=True))


def _tell(result: Result, share: int, rate: int, found: dict) -> None:
    median, tail = 49, 98
    beyond = found["durable_to_arrival_us"][median]
    note = (f"{rate:,}/s; came → durable {found['accepted_us'][median]:.0f} µs, came → arrived at the receiver "
            f"{found['arrival_us'][median]:.0f} µs")
    what = f"µs from durable to arrival at the receiver, p50, at {share} % load"
    if share == 10:
        result.by_clock("G20", what, "≤ 200", max(beyond, 0), beyond <= 200, note)
    else:
        result.fact("G20", what, max(beyond, 0), note)
    result.fact("G20", f"µs from coming to durable outcome, p50, at {share} % load", found["settled_us"][median],
                f"p99 {found['settled_us'][tail]:,.0f} µs")
