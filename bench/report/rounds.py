"""Things measured in turns, so that whatever else the machine does weighs on all of them; and what follows from it."""

import statistics
import sys
from dataclasses import dataclass
from typing import Callable, TypeVar

WIDEST = 0.25  # half of the spread of a ratio, beside its median, above which the machine was too disturbed to tell


@dataclass(frozen=True)
class Ratio:
    middle: float  # the median of the paired ratios
    spread: float  # half of the distance between the smallest and the largest, beside the median

    @property
    def can_be_told(self) -> bool:
        return self.spread <= WIDEST


Figure = TypeVar("Figure")


def alternate(rounds: int, contestants: dict[str, Callable[[], Figure]]) -> dict[str, list[Figure]]:
    """Figures of each by round; who begins changes from round to round."""
    figures: dict[str, list[Figure]] = {name: [] for name in contestants}
    for number in range(rounds):
        order = list(contestants.items())
        for name, run in order if number % 2 == 0 else reversed(order):
            figures[name].append(run())
        print(f"round {number + 1} of {rounds}: {', '.join(contestants)}", file=sys.stderr, flush=True)
    return figures


def paired(first: list[float], second: list[float]) -> Ratio:
    ratios = sorted(a / b for a, b in zip(first, second))
    middle = statistics.median(ratios)
    # The farthest round of five or more is left out on either side.
    kept = ratios[1:-1] if len(ratios) >= 5 else ratios
    return Ratio(middle, (kept[-1] - kept[0]) / 2 / middle)


def pair(rounds: int, first: Callable[[], float], second: Callable[[], float]) -> Ratio:
    figures = alternate(rounds, {"one": first, "other": second})
    return paired(figures["one"], figures["other"])
