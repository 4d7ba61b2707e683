"""The judge: event logs and the store's dump in, broken promises and statistics out. A pure function; no product code.

    checker.py LOG...      JSON lines; prints violations and statistics, exit status 1 if there is any violation

Events (every line has `event`; `t` wall and `m` monotonic time where it is of the test):
- of the test: endpoint, key, register, publish, consent, sync-start, sync-started, sync-change, redeliver, redelivered,
  endpoint-removed, seen, life (right before a start), kill (right after an end);
- of the receiver: recv;
- of the dump: integrity, delivery, attempt, tally, sync, sync_failure, shown.
What changes something has `outcome`: ok, fail, or info (no answer came, so nobody knows).
"""

import collections
import dataclasses
import pathlib
import sys
from collections.abc import Iterable

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from crash import rules_of_deliveries, rules_of_posts, rules_of_syncs  # noqa: E402
from crash.history import History  # noqa: E402
from crash.violation import Violation  # noqa: E402
from live import journal  # noqa: E402
from live.journal import Event  # noqa: E402

RULES = rules_of_deliveries.RULES + rules_of_posts.RULES + rules_of_syncs.RULES


@dataclasses.dataclass
class Report:
    violations: list[Violation]
    statistics: dict[str, int]


def check(events: Iterable[Event]) -> Report:
    history = History(events)
    return Report([found for rule in RULES for found in rule(history)], statistics(history))


def statistics(history: History) -> dict[str, int]:
    """Enough to see whether a run could have found anything."""
    acknowledged = sum(write.acknowledged for write in history.writes.values())
    lost = {event["life"] for kind in ("consent", "redeliver", "key", "sync-start", "sync-change", "endpoint-removed")
            for event in history.by_kind[kind] if event["outcome"] == "info"}
    lost |= {one["life"] for write in history.writes.values() for one in write.tries if one["outcome"] == "info"}
    verdicts = collections.Counter(one["verdict"] for rows in history.attempts.values() for one in rows)
    made = {"kills": len(history.by_kind["kill"]), "killsWithCallsInFlight": len(lost), "writes": len(history.writes),
            "writesAcknowledged": acknowledged, "deliveries": len(history.deliveries), "attempts": sum(verdicts.values()),
            "attemptsUnknown": verdicts["unknown"], "attemptsRefusedOrFailed": verdicts["refused"] + verdicts["failed"],
            "posts": len(history.received), "postsCutShort": history.cut_short,
            "repeatsAfterAcknowledgement": _repeats(history),
            "redeliveries": sum(row["kind"] == "replay" for row in history.deliveries.values()),
            "consents": len(history.by_kind["consent"]), "keys": sum(map(len, history.keys.values())),
            "endpointsRemoved": len(history.by_kind["endpoint-removed"]),
            "syncsCompleted": sum(row["state"] == "completed" for row in history.by_kind["sync"]),
            "endedDeliveriesLookedAtAgain": sum(len(event["rows"]) for event in history.by_kind["seen"])}
    for state, count in collections.Counter(row["state"] for row in history.deliveries.values()).items():
        made[f"deliveries:{state}"] = count
    return made


def _repeats(history: History) -> int:
    """POSTs of a delivery that the receiver had acknowledged before: what a crash costs a receiver."""
    repeats = 0
    for (endpoint, _), group in history.groups.items():
        acknowledged = sum(history.acknowledges(endpoint, one.status) for one in group.received)
        repeats += max(0, acknowledged - len(group.deliveries))
    return repeats


def print_report(report: Report, most: int = 20) -> None:
    for found in report.violations[:most]:
        print(f"{found.rule}: {found.text}")
        for line in found.timeline:
            print(f"    {line}")
    if len(report.violations) > most:
        print(f"... and {len(report.violations) - most} more")
    for name, count in report.statistics.items():
        print(f"{name}: {count}")


def main(paths: list[str]) -> int:
    report = check(event for path in paths for event in journal.read(pathlib.Path(path)))
    print_report(report)
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
