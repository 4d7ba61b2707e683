"""The checker's teeth: a good history passes, and each way of breaking it is found, by the rule that is meant to.

Ends with `N passed, N failed`, one for each mutant.
"""

import base64
import pathlib
import sys
from collections.abc import Callable

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from crash import envelope  # noqa: E402
from crash.checker import check  # noqa: E402
from crash.sample_history import BORN, KEY, LISTED, PERSONS, STEADY, SYNC, WALL, Sample  # noqa: E402
from live.journal import Event  # noqa: E402

Mutation = Callable[[Sample], object]
MUTANTS: list[tuple[str, str, Mutation]] = []


def breaks(rule: str, what: str) -> Callable[[Mutation], Mutation]:
    def note(mutation: Mutation) -> Mutation:
        MUTANTS.append((rule, what, mutation))
        return mutation
    return note


def pick(sample: Sample, event: str, count: int = 0, **wanted: object) -> Event:
    return [one for one in sample.events if one["event"] == event and wanted.items() <= one.items()][count]


def of_token(sample: Sample, token: str, endpoint: str = STEADY) -> Event:
    rows = [one for one in sample.events if one["event"] == "delivery" and one["endpoint"] == endpoint]
    return next(row for row in rows if f'"{token}"' in str(envelope.read(
        "members" if endpoint == STEADY else "standard", base64.b64decode(row["body"])).persons).replace("'", '"'))


def posts_of(sample: Sample, row: Event) -> list[Event]:
    return [one for one in sample.events if one["event"] == "recv" and one["headers"]["webhook-id"] == str(row["message"])
            and one["path"] == f"/{row['endpoint']}"]


def forget(sample: Sample, *rows: Event) -> None:
    sample.events = [one for one in sample.events if not any(one is row for row in rows)]


def forget_delivery(sample: Sample, row: Event) -> None:
    """As if it had never been: with attempts, POSTs and in all counts."""
    forget(sample, row, pick(sample, "shown", id=row["id"]), *posts_of(sample, row),
           *[one for one in sample.events if one["event"] == "attempt" and one["delivery"] == row["id"]])
    for tally in (one for one in sample.events if one["event"] == "tally" and one["endpoint"] in ("", row["endpoint"])):
        tally[row["state"]] -= 1
        tally["created"] -= 1


def again(sample: Sample, post: Event, later: float) -> None:
    sample.events.append({**post, "t": post["t"] + later, "m": post["m"] + later})


@breaks("I1", "an acknowledged write is lost at one endpoint")
def _(sample: Sample) -> None:
    forget_delivery(sample, of_token(sample, "four"))


@breaks("I1", "an acknowledged write is lost at every endpoint")
def _(sample: Sample) -> None:
    forget_delivery(sample, of_token(sample, "four"))
    forget_delivery(sample, of_token(sample, "four", LISTED))


@breaks("I2", "a write of unknown outcome is there in part")
def _(sample: Sample) -> None:
    forget_delivery(sample, of_token(sample, "two", LISTED))


@breaks("I2", "one write made two messages")
def _(sample: Sample) -> None:
    sample.delivery(STEADY, "four", 36.0, [("acknowledged", 200, 36.1)], key="the next key")
    sample.delivery(LISTED, "four", 36.0, [("acknowledged", 200, 36.1)])


@breaks("I2", "of an import the last line is in, the first is not")
def _(sample: Sample) -> None:
    pick(sample, "publish", outcome="info")["tokens"].reverse()


@breaks("I2", "the answer names fewer messages than there are endpoints")
def _(sample: Sample) -> None:
    pick(sample, "publish")["messages"] = 1


@breaks("I1", "a body is lost")
def _(sample: Sample) -> None:
    pick(sample, "delivery", state="exhausted")["body"] = None


@breaks("I3", "a message that nobody knows arrives")
def _(sample: Sample) -> None:
    post = pick(sample, "recv")
    sample.post(STEADY, 4711, base64.b64decode(post["body"]), 5.0, "200", KEY[STEADY])


@breaks("I3", "a message arrives at another endpoint than its own")
def _(sample: Sample) -> None:
    posts_of(sample, of_token(sample, "four", LISTED))[0]["path"] = f"/{SYNC}"


@breaks("I3", "a message arrives before it was written")
def _(sample: Sample) -> None:
    for write in (one for one in sample.events if one["event"] == "publish" and "four" in one["tokens"]):
        write["began"] = 40.0


@breaks("I3", "a person is sent whom nobody wrote so")
def _(sample: Sample) -> None:
    sample.delivery(STEADY, "five", 37.0, [("acknowledged", 200, 37.1)], key="the next key")


@breaks("I4", "a delivery is pending for ever")
def _(sample: Sample) -> None:
    of_token(sample, "four")["state"] = "pending"


@breaks("I4", "delivered without an acknowledgement")
def _(sample: Sample) -> None:
    pick(sample, "attempt", delivery=of_token(sample, "four")["id"])["verdict"] = "unknown"


@breaks("I4", "delivered twice")
def _(sample: Sample) -> None:
    row = of_token(sample, "four")
    attempt = pick(sample, "attempt", delivery=row["id"])
    sample.events.append({**attempt, "id": attempt["id"] + 1, "number": 2})
    row["attempts"] = 2


@breaks("I4", "given up although acknowledged")
def _(sample: Sample) -> None:
    of_token(sample, "four", LISTED)["state"] = "exhausted"


@breaks("I4", "a status is on record that the receiver did not give")
def _(sample: Sample) -> None:
    posts_of(sample, of_token(sample, "four"))[0]["answer"] = "500"


@breaks("I5", "an attempt is missing from the record")
def _(sample: Sample) -> None:
    forget(sample, pick(sample, "attempt", delivery=of_token(sample, "one")["id"], number=1))


@breaks("I6", "one more POST than attempts")
def _(sample: Sample) -> None:
    again(sample, posts_of(sample, of_token(sample, "one"))[0], 0.5)


@breaks("I6", "a POST after the recorded acknowledgement")
def _(sample: Sample) -> None:
    row = of_token(sample, "two")
    late = posts_of(sample, row)[0]
    late["t"] += 20
    late["m"] += 20


@breaks("I6", "a second POST where the one attempt was acknowledged")
def _(sample: Sample) -> None:
    again(sample, posts_of(sample, of_token(sample, "four"))[0], 0.01)


@breaks("I6", "a refused POST counts as if it had not left")
def _(sample: Sample) -> None:
    pick(sample, "attempt", delivery=of_token(sample, "one")["id"], number=1)["wire"] = "not_sent"


@breaks("I8", "attempted after the acknowledgement")
def _(sample: Sample) -> None:
    row = of_token(sample, "four")
    attempt = pick(sample, "attempt", delivery=row["id"])
    sample.events.append({**attempt, "id": attempt["id"] + 1, "number": 2, "verdict": "unknown", "status": 0})
    row["attempts"] = 2


@breaks("I8", "what had ended has another end")
def _(sample: Sample) -> None:
    pick(sample, "seen")["rows"].append([f"dlv_{of_token(sample, 'four')['id']}", "exhausted", 1])


@breaks("I1", "what had ended is gone")
def _(sample: Sample) -> None:
    pick(sample, "seen")["rows"].append(["dlv_12345", "delivered", 1])


@breaks("I9", "resent before its time")
def _(sample: Sample) -> None:
    pick(sample, "attempt", delivery=of_token(sample, "one")["id"], number=2)["started_at"] -= 1000


@breaks("I9", "given up too early")
def _(sample: Sample) -> None:
    row = pick(sample, "delivery", state="exhausted")
    forget(sample, pick(sample, "attempt", delivery=row["id"], number=3))
    row.update(attempts=2, failures=2)


@breaks("I9", "failures are miscounted")
def _(sample: Sample) -> None:
    of_token(sample, "one")["failures"] = 0


@breaks("I10", "one Idempotency-Key, two redeliveries")
def _(sample: Sample) -> None:
    row = sample.delivery(STEADY, "one", 20.2, [])
    row.update({**pick(sample, "delivery", id=900), "id": row["id"]})


@breaks("I10", "one Idempotency-Key, two answers")
def _(sample: Sample) -> None:
    sample.events.append({**pick(sample, "redelivered"), "id": "dlv_901"})


@breaks("I1", "an acknowledged redelivery is not there")
def _(sample: Sample) -> None:
    pick(sample, "delivery", id=900)["kind"] = "change"


@breaks("I11", "other bytes than are stored")
def _(sample: Sample) -> None:
    row = of_token(sample, "four")
    posts_of(sample, row)[0]["body"] = of_token(sample, "one")["body"]


@breaks("I11", "a forged signature")
def _(sample: Sample) -> None:
    headers = posts_of(sample, of_token(sample, "four"))[0]["headers"]
    headers["webhook-signature"] = "v1," + base64.b64encode(bytes(32)).decode()


@breaks("I11", "no signature")
def _(sample: Sample) -> None:
    posts_of(sample, of_token(sample, "four"))[0]["headers"]["webhook-signature"] = ""


def _signed_with(sample: Sample, row: Event, key: str) -> None:
    post = posts_of(sample, row)[0]
    post["headers"]["webhook-signature"] = envelope.signature(
        key, str(row["message"]), post["headers"]["webhook-timestamp"], base64.b64decode(post["body"]))


@breaks("I11", "signed with a key after its overlap")
def _(sample: Sample) -> None:
    _signed_with(sample, of_token(sample, "four"), KEY[STEADY])


@breaks("I11", "signed with a key before it was set")
def _(sample: Sample) -> None:
    _signed_with(sample, of_token(sample, "one"), "the next key")


@breaks("I11", "signed for a later time")
def _(sample: Sample) -> None:
    post = posts_of(sample, of_token(sample, "four"))[0]
    post["headers"]["webhook-timestamp"] = str(int(WALL + 100))
    _signed_with(sample, of_token(sample, "four"), "the next key")


@breaks("I11", "the envelope's hash is by a key that was no longer in force")
def _(sample: Sample) -> None:
    row = sample.delivery(STEADY, "setup-x", 37.0, [("acknowledged", 200, 37.1)], key=KEY[STEADY])
    _signed_with(sample, row, "the next key")


@breaks("I2", "a consent is granted twice in a row")
def _(sample: Sample) -> None:
    pick(sample, "delivery", type="person.access-revoked")["type"] = "person.access-granted"


@breaks("I1", "an acknowledged withdrawal is not told")
def _(sample: Sample) -> None:
    forget_delivery(sample, pick(sample, "delivery", type="person.access-revoked"))


@breaks("I16", "the tally is off by one")
def _(sample: Sample) -> None:
    pick(sample, "tally", endpoint=STEADY)["delivered"] += 1


@breaks("I16", "more created than there are")
def _(sample: Sample) -> None:
    pick(sample, "tally", endpoint="")["created"] += 1


@breaks("I16", "something is owned for ever")
def _(sample: Sample) -> None:
    of_token(sample, "four")["owner"] = 2


@breaks("I16", "the API shows another state than the file holds")
def _(sample: Sample) -> None:
    pick(sample, "shown")["state"] = "pending"


@breaks("I16", "the API leaves one out")
def _(sample: Sample) -> None:
    forget(sample, pick(sample, "shown"))


@breaks("integrity", "the file is damaged")
def _(sample: Sample) -> None:
    pick(sample, "integrity")["said"] = ["row 3 missing from index deliveries_due"]


@breaks("sync", "a person is left out")
def _(sample: Sample) -> None:
    forget(sample, pick(sample, "recv", path=f"/{SYNC}", m=9.2))


@breaks("sync", "a person was refused and not sent again")
def _(sample: Sample) -> None:
    forget(sample, pick(sample, "recv", path=f"/{SYNC}", m=BORN + 2.4))


@breaks("sync", "a person is sent again without a kill")
def _(sample: Sample) -> None:
    sample.sync_post(PERSONS[1], BORN + 1.8, "200")


@breaks("sync", "a person is sent who did not consent")
def _(sample: Sample) -> None:
    sample.sync_post(666, BORN + 1.8, "200")


@breaks("sync", "the sync goes on after its end")
def _(sample: Sample) -> None:
    sample.sync_post(PERSONS[2], BORN + 5, "500")


@breaks("sync", "the receipt does not add up")
def _(sample: Sample) -> None:
    pick(sample, "sync")["acknowledged"] = 2


@breaks("sync", "the sync never ends")
def _(sample: Sample) -> None:
    pick(sample, "sync")["state"] = "running"


@breaks("I3", "a POST of a sync that does not exist")
def _(sample: Sample) -> None:
    pick(sample, "sync")["id"] = 2


@breaks("pace", "no interval after a restart")
def _(sample: Sample) -> None:
    post = pick(sample, "recv", path=f"/{SYNC}", m=BORN + 0.6)
    post["m"] -= 0.3


@breaks("pace", "two POSTs too close together")
def _(sample: Sample) -> None:
    post = pick(sample, "recv", path=f"/{SYNC}", m=BORN + 1.2)
    post["m"] -= 0.5


def main() -> int:
    passed = failed = 0
    sound = check(Sample().events).violations
    if sound:
        print("\n".join(["the good history is found bad:", *(f"  {one.rule}: {one.text}" for one in sound)]))
        failed += 1
    for rule, what, mutation in MUTANTS:
        sample = Sample()
        mutation(sample)
        found = {one.rule for one in check(sample.events).violations}
        if rule in found:
            passed += 1
        else:
            failed += 1
            print(f"not found: {what} (wanted {rule}, found {sorted(found) or 'nothing'})")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
