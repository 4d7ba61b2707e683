"""Syncs: the pace they keep (G16), and what one of everybody takes (G17)."""

from bench import Bench
from result import Result
from rounds import alternate, paired

MIB = 1024 * 1024


def paced(bench: Bench, result: Result) -> None:
    seconds = 2 if bench.quick else 6
    for endpoints, interval, least in ((1000, 10, 0.99), (1000, 100, None), (1, 1, None)):
        found = bench.delivery(scenario="syncs", endpoints=endpoints, interval=interval, seconds=seconds,
                               persons=10**9, connections=1024)
        what = f"{endpoints} endpoint{'s' * (endpoints > 1)} at {interval} ms"
        result.row("G16", f"POSTs that started too early, {what}", "0", found["too_early"], found["too_early"] == 0)
        allowed = endpoints * 1000 / interval
        share, note = found["per_second"] / allowed, f"{found['per_second']:,.0f} of {allowed:,.0f} a second"
        if least is None:
            result.fact("G16", f"achieved / allowed rate, {what}", share, note)
        else:
            result.by_clock("G16", f"achieved / allowed rate, {what}", f"≥ {least:g}", share, share >= least, note)


def sync_of_everybody(bench: Bench, result: Result) -> None:
    persons = 10_000 if bench.quick else 1_000_000
    peak = 0.0

    def sync() -> float:
        nonlocal peak
        found = bench.delivery(scenario="syncs", persons=persons, in_flight=64)
        if found["acknowledged"] < persons:
            raise RuntimeError("the sync did not reach everybody")
        peak = max(peak, found["resident_peak"] - found["resident_started"])
        return found["per_second"]

    # A sync of a million takes long enough to stand beside a median by itself.
    rounds = 3 if bench.quick else 1
    around = alternate(rounds, {"before": lambda: bench.rate("memory"), "sync": sync,
                                "after": lambda: bench.rate("memory")})
    beside = [(a + b) / 2 for a, b in zip(around["before"], around["after"])]
    seen = paired(around["sync"], beside)
    result.ratio("G17", f"sync of {persons:,} persons, deliveries/s / G1's rate", seen, 0.8,
                 f"{around['sync'][-1]:,.0f}/s")
    result.at_most("G17", f"MiB at the peak of it above the start, {persons:,} persons", 64, peak / MIB)
