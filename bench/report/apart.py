"""A core for the sender and another for the receiver, where the machine has them to give (G11)."""

import contestants
import machine
from bench import CONNECTIONS, Bench, output
from result import Result
from rounds import alternate, paired

WHAT = "durable deliveries/s (SQLite) / Go's client, which keeps nothing, a core each"


def measure(bench: Bench, result: Result, cores: list[int]) -> None:
    if len(cores) < 2:
        result.left_out("G11", WHAT, "≥ 2.5", "there is one core only")
        return
    lost = machine.canary(cores[-2:])
    go = contestants.command("Go net/http", bench)
    if go is None or lost > machine.QUIET:
        why = "no Go here" if go is None else f"two cores lost {lost:.0%} to others: too disturbed to tell"
        result.row("G11", WHAT, "≥ 2.5", None, None, why)
        return
    here, there = (("taskset", "-c", str(core)) for core in cores[-2:])
    url = f"http://127.0.0.1:{bench.receiver(prefix=there)}/hook"

    def go_rate() -> float:
        count = bench.deliveries_of("Go apart")
        return bench.remember("Go apart", float(output([*here, *go, url, str(bench.person), str(count),
                                                         str(CONNECTIONS)])))

    figures = alternate(bench.rounds, {
        "cohook": lambda: bench.rate("apart", url=url, store="sqlite", prefix=here),
        "Go": go_rate})
    after = machine.canary(cores[-2:])
    seen = paired(figures["cohook"], figures["Go"])
    if after > machine.QUIET:
        result.row("G11", WHAT, "≥ 2.5", None, None, f"two cores lost {after:.0%} to others: too disturbed to tell")
    else:
        result.ratio("G11", WHAT, seen, 2.5)
