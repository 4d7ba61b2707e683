"""What was accepted and what became of it: I1, I2, I4, I8, I9, I10, I16."""

import collections
from collections.abc import Iterator

from live.journal import Event

from .history import History, Write, tokens_of
from .violation import Violation

_STATES = ("pending", "delivered", "exhausted", "expired", "cancelled", "endpoint_gone")
_GONE = ("cancelled", "endpoint_gone")
# Faults that are this machine's own and are not charged to the receiver (delivery.hpp: local_resources, cancelled).
_OURS = (29, 30)
# Times are kept in whole milliseconds, cut off; a started millisecond at either end.
_ROUNDING = 0.003


def store_is_sound(history: History) -> Iterator[Violation]:
    for event in history.by_kind["integrity"]:
        if event["said"] != ["ok"]:
            yield Violation("integrity", f"the store's file is damaged: {event['said'][:5]}")


def accepted_is_kept(history: History) -> Iterator[Violation]:
    """I1, I2: an acknowledged write is there at every endpoint that it reaches, once; any other wholly or not at all."""
    made = _deliveries_by_token(history)
    for write in history.writes.values():
        counts = [made[endpoint, write.token] for endpoint in write.reaches]
        if write.acknowledged and any(count == 0 for count in counts):
            yield Violation("I1", f"{write.token} was acknowledged; deliveries at {write.reaches}: {counts}")
        elif len(set(counts)) > 1:
            yield Violation("I2", f"{write.token} was accepted in part; deliveries at {write.reaches}: {counts}")
        elif counts and counts[0] > 1:
            yield Violation("I2", f"{write.token} was accepted {counts[0]} times, with one state of the person")
        yield from _answers_fit(write)
    for (endpoint, token), count in made.items():
        if count > 1 and token in history.writes:
            yield Violation("I2", f"{token} is {count} times at {endpoint}")


def _answers_fit(write: Write) -> Iterator[Violation]:
    """A write that changed one person has as many messages as there were endpoints; `churn` may be there or not."""
    for one in write.tries:
        told = one.get("messages")
        if told is None or one["outcome"] != "ok":
            continue
        per_write = len(write.reaches)
        most = len(one["tokens"]) * (per_write + 1)
        if one.get("effect") == "updated" and not per_write <= told <= per_write + 1 or told > most:
            yield Violation("I2", f"{write.token}: the answer names {told} messages, {per_write} endpoints see it")


def _deliveries_by_token(history: History) -> collections.Counter[tuple[str, str]]:
    made: collections.Counter[tuple[str, str]] = collections.Counter()
    for row in history.deliveries.values():
        if row["kind"] == "change" and row["body"] is not None:
            for token in tokens_of(row, history.endpoints[row["endpoint"]]["format"]):
                made[row["endpoint"], token] += 1
    return made


def imports_are_in_order(history: History) -> Iterator[Violation]:
    """Lines go in in order: where one is in, all before it are."""
    made = {token for _, token in _deliveries_by_token(history)}
    for tokens in {tuple(one["tokens"]) for write in history.writes.values() for one in write.tries}:
        there = [token in made for token in tokens]
        if there != sorted(there, reverse=True):
            yield Violation("I2", f"an import went in with gaps: {list(zip(tokens, there, strict=True))}")


def every_delivery_ends_once(history: History) -> Iterator[Violation]:
    """I4: after heal and drain all is ended; `delivered` by one recorded acknowledgement, the last of its attempts."""
    for row in history.deliveries.values():
        attempts = history.attempts.get(row["id"], [])
        acknowledged = [one for one in attempts if one["verdict"] == "acknowledged"]
        if row["state"] not in _STATES or row["state"] == "pending":
            yield Violation("I4", f"delivery {row['id']} at {row['endpoint']} is {row['state']} after the drain")
        if row["owner"] != 0:
            yield Violation("I16", f"delivery {row['id']} has ended and is still owned by {row['owner']}")
        if row["body"] is None:
            yield Violation("I1", f"delivery {row['id']} has lost its body")
        if row["state"] == "delivered" and len(acknowledged) != 1:
            yield Violation("I4", f"delivery {row['id']} is delivered with {len(acknowledged)} acknowledgements")
        if row["state"] in ("exhausted", "expired") and acknowledged:
            yield Violation("I4", f"delivery {row['id']} was acknowledged and is {row['state']}")
        if acknowledged and acknowledged[0]["number"] != max(one["number"] for one in attempts):
            yield Violation("I8", f"delivery {row['id']} was attempted after its acknowledgement was recorded")
        yield from _attempts_are_counted(row, attempts)


def _attempts_are_counted(row: Event, attempts: list[Event]) -> Iterator[Violation]:
    numbers = [one["number"] for one in attempts]
    # Of one that was ended from outside, an outcome may come late; it is kept as a record alone.
    late = 1 if row["state"] in _GONE else 0
    if numbers != list(range(1, len(numbers) + 1)) or not row["attempts"] <= len(numbers) <= row["attempts"] + late:
        yield Violation("I5", f"delivery {row['id']} counts {row['attempts']} attempts, on record are {numbers}")
    failures = _failures(attempts)
    if not late and row["failures"] != failures:
        yield Violation("I9", f"delivery {row['id']} counts {row['failures']} failures, on record are {failures}")


def _failures(attempts: list[Event]) -> int:
    return sum(one["verdict"] in ("refused", "failed") and one["fault"] not in _OURS for one in attempts)


def resends_keep_their_distance(history: History) -> Iterator[Violation]:
    """I9: no attempt before its wait is over; never more failures than the schedule has, and no fewer at its end."""
    for row in history.deliveries.values():
        resend = history.endpoints[row["endpoint"]]["resend"]
        attempts = history.attempts.get(row["id"], [])
        for count, (before, after) in enumerate(zip(attempts, attempts[1:], strict=False), 1):
            if before["verdict"] not in ("refused", "failed") or before["fault"] in _OURS:
                continue
            wait = _least_wait(resend, _failures(attempts[:count]))
            # From the start: `total` counts from before it, from when a connection was first looked for.
            due = before["started_at"] / 1000 + wait - _ROUNDING
            if after["started_at"] / 1000 < due:
                yield Violation("I9", f"attempt {after['number']} of {row['id']} began {due - after['started_at'] / 1000:.3f} "
                                      f"s before its wait of {wait:.3f} s was over")
        limit = len(resend["listMs"]) + 1 if "listMs" in resend else None
        if limit is not None and (row["failures"] > limit or row["state"] == "exhausted" and row["failures"] != limit):
            yield Violation("I9", f"delivery {row['id']} is {row['state']} after {row['failures']} failures of {limit}")
        if limit is None and row["state"] == "exhausted":
            yield Violation("I9", f"delivery {row['id']} was given up; its endpoint's schedule has no end")


def _least_wait(resend: Event, failures: int) -> float:
    if "listMs" in resend:
        waits = resend["listMs"]
        wait = waits[failures - 1] if failures <= len(waits) else 0
    else:
        wait = min(resend["capMs"], resend["firstMs"] * 2 ** (failures - 1))
    return float(wait) * (1 - resend["jitter"]) / 1000


def ended_stays_ended(history: History) -> Iterator[Violation]:
    """I8: what was once seen as ended is so in the end, with as many attempts."""
    for event in history.by_kind["seen"]:
        for name, state, attempts in event["rows"]:
            row = history.deliveries.get(int(name.removeprefix("dlv_")))
            if row is None:
                yield Violation("I1", f"{name} was seen as {state} and is gone")
            elif (row["state"], row["attempts"]) != (state, attempts):
                yield Violation("I8", f"{name} was seen as {state} after {attempts} attempts and is {row['state']} after "
                                      f"{row['attempts']}")


def redelivered_once(history: History) -> Iterator[Violation]:
    """I10: an Idempotency-Key acts once; what was answered is there."""
    answered: dict[str, set[int]] = collections.defaultdict(set)
    for event in history.by_kind["redelivered"]:
        answered[event["key"]].add(int(event["id"].removeprefix("dlv_")))
    for key, ids in answered.items():
        if len(ids) > 1:
            yield Violation("I10", f"Idempotency-Key {key} made {sorted(ids)}")
        for made in ids:
            if history.deliveries.get(made, {}).get("kind") != "replay":
                yield Violation("I1", f"redelivery {made} was acknowledged and is not there")
    tried: dict[int, set[str]] = collections.defaultdict(set)
    for event in history.by_kind["redeliver"]:
        tried[int(event["of"].removeprefix("dlv_"))].add(event["key"])
    rows = collections.Counter(row["replay_of"] for row in history.deliveries.values() if row["kind"] == "replay")
    for of, count in rows.items():
        if count > len(tried[of]):
            yield Violation("I10", f"delivery {of} was redelivered {count} times, asked for with {len(tried[of])} keys")


def consents_alternate(history: History) -> Iterator[Violation]:
    """Granting and withdrawing are told in turn, as often as acknowledged, and at most once for each of unknown outcome."""
    told: dict[int, list[str]] = collections.defaultdict(list)
    for row in sorted(history.deliveries.values(), key=lambda one: one["id"]):
        if row["type"] in ("person.access-granted", "person.access-revoked") and row["kind"] == "change":
            told[int(row["key"])].append(row["type"].removeprefix("person."))
    asked: dict[int, list[Event]] = collections.defaultdict(list)
    for event in history.by_kind["consent"]:
        asked[event["person"]].append(event)
    for person, changes in told.items():
        if any(one == after for one, after in zip(changes, changes[1:], strict=False)):
            yield Violation("I2", f"consent of person {person}: {changes} does not alternate")
    for person, events in asked.items():
        for change in ("access-granted", "access-revoked"):
            known = sum(one["outcome"] == "ok" for one in events if one["change"] == change)
            possible = known + sum(one["outcome"] == "info" for one in events if one["change"] == change)
            if not known <= told[person].count(change) <= possible:
                yield Violation("I1", f"consent of person {person}: {told[person].count(change)} times {change} told, "
                                      f"{known} acknowledged, {possible - known} of unknown outcome")


def numbers_add_up(history: History) -> Iterator[Violation]:
    """I16: created = pending + ended by state + purged, by endpoint and in all, and the API shows what the file holds."""
    tallies = {event["endpoint"]: event for event in history.by_kind["tally"]}
    counted = collections.Counter((row["endpoint"], row["state"]) for row in history.deliveries.values())
    counted.update(("", row["state"]) for row in history.deliveries.values())
    for endpoint, tally in tallies.items():
        kept = {state: counted[endpoint, state] for state in _STATES}
        if {state: tally[state] for state in _STATES} != kept:
            yield Violation("I16", f"the tally of {endpoint or 'all'} is {tally}, the rows are {kept}")
        if tally["created"] != sum(kept.values()) + tally["purged"]:
            yield Violation("I16", f"the tally of {endpoint or 'all'} has {tally['created']} created, {kept} and "
                                   f"{tally['purged']} purged")
        if tally["owned"] != 0:
            yield Violation("I16", f"the tally of {endpoint or 'all'} has {tally['owned']} owned after the drain")
    shown = {event["id"]: event for event in history.by_kind["shown"]}
    if shown and shown.keys() != history.deliveries.keys():
        yield Violation("I16", f"the API shows {len(shown)} deliveries, the file holds {len(history.deliveries)}")
    for event in shown.values():
        row = history.deliveries.get(event["id"])
        if row and (row["state"], row["attempts"], row["endpoint"]) != (event["state"], event["attempts"], event["endpoint"]):
            yield Violation("I16", f"delivery {row['id']}: the API shows {event}, the file holds {row['state']}")


RULES = [store_is_sound, accepted_is_kept, imports_are_in_order, every_delivery_ends_once, resends_keep_their_distance,
         ended_stays_ended, redelivered_once, consents_alternate, numbers_add_up]
