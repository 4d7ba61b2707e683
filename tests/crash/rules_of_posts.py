"""What reached the receiver, and whether it may have: I3, I5, I6, I11."""

import base64
import collections
from collections.abc import Iterator

from .envelope import data_hash, signature
from .history import Group, History, Key, Received, describe, tokens_of
from .violation import Violation

_GONE = ("cancelled", "endpoint_gone")
# Between two processes' readings of one clock, in whole milliseconds, while it may be slewed.
_CLOCKS = 0.05


def nothing_unknown_is_sent(history: History) -> Iterator[Violation]:
    """I3: each POST is of a message that was accepted for this endpoint, and not before it was written."""
    for one in history.received:
        if one.endpoint is None or one.content is None:
            yield Violation("I3", f"a POST that no endpoint can have caused: {one.malformed or one.headers}")
        elif one.content.change != "sync" and (one.endpoint, one.message) not in history.groups:
            yield Violation("I3", f"{one.endpoint} got message {one.message}, which the store does not know")
        elif one.content.message_id not in (None, one.message):
            yield Violation("I11", f"message {one.message} calls itself {one.content.message_id} in its body")
    for (endpoint, _), group in history.groups.items():
        yield from _not_before_its_write(history, endpoint, group)


def _not_before_its_write(history: History, endpoint: str, group: Group) -> Iterator[Violation]:
    if not group.received or group.deliveries[0]["body"] is None:
        return
    for token in tokens_of(group.deliveries[0], history.endpoints[endpoint]["format"]):
        write = history.writes.get(token)
        if write and group.received[0].moment < write.began:
            yield Violation("I3", f"{token} arrived before it was written", tuple(describe(group)))
        if write is None and not token.startswith("setup-"):
            yield Violation("I3", f"{token} was sent and never written")


def bytes_stay_the_same(history: History) -> Iterator[Violation]:
    """I11: all attempts, and redeliveries, carry the bytes that the store holds."""
    for (endpoint, message), group in history.groups.items():
        stored = {row["body"] for row in group.deliveries if row["body"] is not None}
        if len(stored) > 1:
            yield Violation("I11", f"message {message} at {endpoint} is stored with {len(stored)} bodies")
        for one in group.received:
            if base64.b64encode(one.body).decode() not in stored:
                yield Violation("I11", f"message {message} arrived at {endpoint} with other bytes than are stored",
                                tuple(describe(group)))


def repeats_are_accounted_for(history: History) -> Iterator[Violation]:
    """I5, I6: no more POSTs than attempts that may have left, none after a recorded acknowledgement, and every status
    on record was given."""
    for (endpoint, message), group in history.groups.items():
        where = f"message {message} at {endpoint}"
        arrived = len(group.received)
        left = sum(one["wire"] != "not_sent" for one in group.attempts)
        # A delivery that was ended from outside while its attempt was under way may end without that attempt's record.
        left += sum(row["state"] in _GONE for row in group.deliveries)
        allowed = sum(one["verdict"] in ("refused", "failed", "unknown") for one in group.attempts) + len(group.deliveries)
        if arrived > min(left, allowed):
            yield Violation("I6", f"{where}: {arrived} POSTs, {left} attempts that may have left, {allowed} allowed",
                            tuple(describe(group)))
        given = collections.Counter(one.status for one in group.received)
        recorded = collections.Counter(one["status"] for one in group.attempts if one["status"] != 0)
        if recorded - given:
            yield Violation("I4", f"{where}: recorded statuses that the receiver did not give: {recorded - given}",
                            tuple(describe(group)))
        yield from _nothing_after_acknowledgement(history, where, endpoint, group)


def _nothing_after_acknowledgement(history: History, where: str, endpoint: str, group: Group) -> Iterator[Violation]:
    if len(group.deliveries) != 1 or group.deliveries[0]["state"] != "delivered":
        return
    for one in group.attempts:
        if one["verdict"] != "acknowledged":
            continue
        if not history.acknowledges(endpoint, one["status"]):
            yield Violation("I4", f"{where}: status {one['status']} was taken for an acknowledgement")
        over = one["started_at"] / 1000 + one["total"] / 1e6 + _CLOCKS
        late = [post for post in group.received if post.at > over]
        if late:
            yield Violation("I6", f"{where}: {len(late)} POSTs after the recorded acknowledgement", tuple(describe(group)))


def acknowledged_is_believed(history: History) -> Iterator[Violation]:
    """Without a crash an acknowledgement that was given is recorded: a POST after one needs an `unknown` attempt, or a
    failed one whose answer was lost on the way."""
    for (endpoint, message), group in history.groups.items():
        acknowledged = sum(history.acknowledges(endpoint, one.status) for one in group.received)
        recorded = sum(one["verdict"] == "acknowledged" for one in group.attempts)
        unknown = sum(one["verdict"] == "unknown" for one in group.attempts)
        failed = sum(one["verdict"] == "failed" and one["wire"] != "not_sent" for one in group.attempts)
        gone = sum(row["state"] in _GONE for row in group.deliveries)
        if acknowledged > recorded + unknown + failed + gone:
            yield Violation("I6", f"message {message} at {endpoint} was acknowledged {acknowledged} times, on record "
                                  f"{recorded}", tuple(describe(group)))


def signatures_hold(history: History) -> Iterator[Violation]:
    """I11: every signature and every hash is by a key that was in force, and the key in force is among them."""
    for one in history.received:
        if one.endpoint is None or one.content is None:
            continue
        keys = history.keys[one.endpoint]
        yield from _headers_hold(one, keys)
        if one.content.hash is not None:
            yield from _hashes_hold(history, one, keys)


def _headers_hold(one: Received, keys: list[Key]) -> Iterator[Violation]:
    timestamp = one.headers.get("webhook-timestamp", "")
    if not timestamp.isdigit():
        yield Violation("I11", f"message {one.message}: webhook-timestamp is {timestamp!r}")
        return
    earliest, latest = float(timestamp), float(timestamp) + 1
    if not earliest - _CLOCKS <= one.at:
        yield Violation("I11", f"message {one.message} was signed for {timestamp}, after it arrived at {one.at:.3f}")
    there = one.headers.get("webhook-signature", "").split()
    right = {signature(key.secret, one.message, timestamp, one.body): key for key in keys
             if key.may_sign(earliest - _CLOCKS, latest + _CLOCKS)}
    if not there or any(each not in right for each in there):
        yield Violation("I11", f"message {one.message} at {one.endpoint}: a signature by no key in force at {timestamp}")
    for text, key in right.items():
        if key.must_sign(earliest - _CLOCKS, latest + _CLOCKS) and text not in there:
            yield Violation("I11", f"message {one.message} at {one.endpoint}: not signed by the key in force at {timestamp}")


def _hashes_hold(history: History, one: Received, keys: list[Key]) -> Iterator[Violation]:
    """The envelope's hash is made when the message is: its key is one of that moment."""
    assert one.content is not None
    group = history.groups.get((one.endpoint or "", one.message))
    made_at = group.deliveries[0]["accepted_at"] / 1000 if group else one.at
    good = {data_hash(key.secret, one.content.data) for key in keys if key.may_sign(made_at - _CLOCKS, made_at + _CLOCKS)}
    for text in filter(None, (one.content.hash, one.content.previous_hash)):
        if text not in good:
            yield Violation("I11", f"message {one.message} at {one.endpoint}: the hash is by no key in force at {made_at:.3f}")


RULES = [nothing_unknown_is_sent, bytes_stay_the_same, repeats_are_accounted_for, acknowledged_is_believed,
         signatures_hold]
