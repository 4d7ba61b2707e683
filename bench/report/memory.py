"""What things take while they wait (G13, G14, G15)."""

import resource

from bench import Bench
from result import Result

KIB = 1024
RECEIVERS = 4  # of attempts that are held
DESCRIPTORS = 100  # of a sender or receiver, beside its connections


def connections(bench: Bench, result: Result) -> None:
    """Heap of one more idle connection: 64 beside 8, after the same number of deliveries."""
    for tls, most in ((False, 8), (True, 60)):
        many, few = (bench.delivery("delivery_counted", path="/slow/20", tls=tls, connections=count, deliveries=640,
                                    warm_up=640) for count in (64, 8))
        opened = many["idle_connections"] - few["idle_connections"]
        if opened != 56:
            raise RuntimeError(f"{opened} connections are idle instead of 56")
        result.at_most("G13", f"KiB of heap, an idle pooled connection, {'TLS' if tls else 'plain'}", most,
                       (many["heap_live"] - few["heap_live"]) / opened / KIB)


def waiting(bench: Bench, result: Result) -> None:
    # What the store's cache takes is bounded; what is asked is whether more waiting takes more.
    some, more = (60_000, 100_000) if bench.quick else (200_000, 500_000)
    taken = [bench.delivery(store="sqlite", backlog=count, deliveries=100, warm_up=0) for count in (some, more)]
    grown = taken[1]["resident_stored"] - taken[0]["resident_stored"]
    result.row("G14", "bytes resident, a delivery waiting in the store", "0", grown / (more - some),
               grown / (more - some) < 1, f"{more:,} waiting beside {some:,}")
    some, more = (500, 2500) if bench.quick else (2000, 20_000)
    taken = [bench.delivery(store="sqlite", endpoints=count, deliveries=1, warm_up=0, batch=1) for count in (some, more)]
    grown = taken[1]["resident_registered"] - taken[0]["resident_registered"]
    result.at_most("G14", "bytes resident, an idle registered endpoint", 600, grown / (more - some),
                   f"{more:,} endpoints beside {some:,}")


def in_flight(bench: Bench, result: Result) -> None:
    # Endpoints that let attempts hang never get more than half of the slots.
    goal = 20_000
    wanted = 2000 if bench.quick else min(goal, resource.getrlimit(resource.RLIMIT_NOFILE)[1] - DESCRIPTORS)
    # From one address to one port the kernel looks for a free port of ours ever longer.
    ports = [bench.receiver() for _ in range(RECEIVERS)]
    held = bench.delivery(scenario="held", url=" ".join(f"http://127.0.0.1:{port}/slow/600000" for port in ports),
                          deliveries=wanted, connections=3 * wanted, endpoints=-(-wanted // 1000), in_flight=1000)
    each = (held["resident_held"] - held["resident_before"]) / max(held["in_flight"], 1) / KIB
    note = f"{held['in_flight']:,.0f} in flight at once"
    if held["in_flight"] < wanted:
        note += f", not {wanted:,}: some connects were not taken up in time"
    elif wanted < goal and not bench.quick:
        note += f", not {goal:,}: no process may open more files here (ulimit -Hn)"
    result.row("G15", "KiB resident, an attempt in flight to a receiver that does not answer", "≤ 12", each,
               each <= 12 if held["in_flight"] == wanted else None, note)
