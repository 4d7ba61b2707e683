"""Sync Data: every person once, repeats only where a kill explains them, paced, with a receipt that adds up."""

import bisect
import collections
import dataclasses
import math
from collections.abc import Iterator

from live.journal import Event

from .history import History, Received, time_of
from .violation import Violation

# Records whose outcome may be on its way to the store when the process dies (sync_job.cpp: least_window), and the rest
# of the POST that fills the window.
_WINDOW = 64 + 3
_CLOCKS = 0.05
_ROUNDING = 0.002


@dataclasses.dataclass
class _Post:
    made: float  # wall; by the id, so a retry under the same id counts as made when the first was
    at: float  # wall
    moment: float  # monotonic
    acknowledged: bool
    persons: list[int]


def _posts_of(history: History) -> dict[int, list[_Post]]:
    posts: dict[int, list[_Post]] = collections.defaultdict(list)
    for one in history.received:
        if one.content and one.content.sync:
            posts[int(one.content.sync.removeprefix("syn_"))].append(_post(history, one))
    return posts


def _post(history: History, one: Received) -> _Post:
    assert one.endpoint is not None and one.content is not None
    return _Post(time_of(int(one.message)), one.at, one.moment, history.acknowledges(one.endpoint, one.status),
                 [person["personID"] for person in one.content.persons])


def every_person_once(history: History) -> Iterator[Violation]:
    kills = history.kills()
    posts = _posts_of(history)
    known = {row["id"]: row for row in history.by_kind["sync"]}
    for sync in posts.keys() - known.keys():
        yield Violation("I3", f"a POST of sync {sync}, which the store does not know")
    for sync, row in known.items():
        mine = posts.get(sync, [])
        by_person: dict[int, list[_Post]] = collections.defaultdict(list)
        for post in mine:
            for person in post.persons:
                by_person[person].append(post)
        if row["state"] == "completed":
            yield from _all_are_there(history, row, by_person)
        yield from _repeats_need_kills(row, by_person, kills, mine)
        if row["ended_at"] and any(post.at > row["ended_at"] / 1000 + _CLOCKS for post in mine):
            yield Violation("sync", f"sync {sync} sent on after its end")


def _all_are_there(history: History, row: Event, by_person: dict[int, list[_Post]]) -> Iterator[Violation]:
    failed = {int(event["key"]) for event in history.by_kind["sync_failure"] if event["sync"] == row["id"]}
    for person in history.sync_persons:
        if person not in failed and not any(post.acknowledged for post in by_person[person]):
            yield Violation("sync", f"sync {row['id']} is completed; person {person} was not acknowledged")
    strangers = by_person.keys() - set(history.sync_persons)
    if strangers:
        yield Violation("sync", f"sync {row['id']} sent {sorted(strangers)[:5]}, who did not consent")


def _repeats_need_kills(row: Event, by_person: dict[int, list[_Post]], kills: list[float],
                        mine: list[_Post]) -> Iterator[Violation]:
    repeats = 0
    for person, posts in by_person.items():
        for before, after in zip(posts, posts[1:], strict=False):
            if not before.acknowledged:
                continue
            repeats += 1
            # From when it was made: what a killed process had sent may reach the receiver's log after the kill.
            if bisect.bisect(kills, before.made) == bisect.bisect(kills, after.at):
                yield Violation("sync", f"sync {row['id']} sent person {person} again after an acknowledgement, without a "
                                        f"kill between {before.made:.3f} and {after.at:.3f}")
    lives = bisect.bisect(kills, mine[-1].at) - bisect.bisect(kills, min(post.made for post in mine)) if mine else 0
    if repeats > lives * _WINDOW:
        yield Violation("sync", f"sync {row['id']} repeated {repeats} persons over {lives} kills")


def receipts_add_up(history: History) -> Iterator[Violation]:
    for row in history.by_kind["sync"]:
        if row["state"] in ("running", "paused"):
            yield Violation("sync", f"sync {row['id']} is {row['state']} after the drain")
        settled = row["acknowledged"] + row["failed"] + row["skipped"]
        if row["state"] == "completed" and (settled != row["total"] or row["waiting"] != 0
                                            or row["total"] != len(history.sync_persons)):
            yield Violation("sync", f"the receipt of sync {row['id']} does not add up: {row}")
        if row["state"] == "failed":
            yield Violation("sync", f"sync {row['id']} failed: {row['reason']}")


def pace_is_kept(history: History) -> Iterator[Violation]:
    """The n-th POST that one life makes cannot arrive before n - 1 intervals (n, where it resumes) since that life or the
    sync began: true however late the receiver's process is scheduled, since starts come before arrivals."""
    posts = _posts_of(history)
    lives = sorted((event["m"], event["t"]) for event in history.by_kind["life"])
    spawned = [moment for moment, _ in lives]
    began = {event["sync"]: event["began"] for event in history.by_kind["sync-started"]}
    for row in history.by_kind["sync"]:
        for life, (moment, at) in enumerate(lives, 1):
            end = spawned[life] if life < len(spawned) else math.inf
            # What was made before may be of the life before, read late by the receiver: left out.
            mine = [post for post in posts.get(row["id"], []) if moment <= post.moment < end and post.made >= at]
            fresh = row["id"] in began and bisect.bisect(spawned, began[row["id"]]) == life
            first = began[row["id"]] if fresh else moment + row["interval"] / 1000
            yield from _spaced(row, life, first, mine)


def _spaced(row: Event, life: int, first: float, posts: list[_Post]) -> Iterator[Violation]:
    interval = row["interval"] / 1000
    for index, post in enumerate(posts):
        early = first + index * interval - post.moment
        if interval and early > _ROUNDING:
            yield Violation("pace", f"sync {row['id']}: POST {index + 1} of life {life} arrived {early:.4f} s too early for "
                                    f"an interval of {interval} s")
            return


RULES = [every_person_once, receipts_add_up, pace_is_kept]
