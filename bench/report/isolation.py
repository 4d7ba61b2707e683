"""One dead endpoint and one that drips, beside 98 healthy ones: do these notice (G19)?"""

from bench import Bench
from result import Result
from rounds import pair


def measure(bench: Bench, result: Result) -> None:
    seen = pair(bench.rounds, lambda: bench.rate("healthy", endpoints=98, dead=1, drip=1),
                lambda: bench.rate("healthy", endpoints=98))
    result.ratio("G19", "98 healthy endpoints beside 1 dead and 1 dripping / 98 healthy alone", seen, 0.95)
