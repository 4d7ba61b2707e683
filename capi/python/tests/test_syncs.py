"""Syncs from a source of the host's: by callback, by events, paused, resumed, over a restart."""

import json
import tempfile
import threading
import unittest

import cohook
from cohook import EventKind
from receiving import HERE, PATIENCE, Receiver, engine_on_disk, settings, until


class Numbers(cohook.Source):
    """Records 1 to `last`, some of them gone."""

    def __init__(self, last, gone=()):
        self.last, self.gone, self.asked = last, set(gone), []
        self.broken = None

    def count(self, target):
        self.asked.append(("count", target.endpoint))
        if self.broken:
            raise self.broken
        return self.last

    def next(self, target, cursor, limit):
        self.asked.append(("next", cursor))
        start = int(cursor or 0) + 1
        return [f"{n:04}" for n in range(start, min(start + limit, self.last + 1))]

    def read(self, target, keys):
        self.asked.append(("read", tuple(keys)))
        return [None if int(key) in self.gone else {"n": int(key)} for key in keys]


def fail(*_):
    raise RuntimeError("the table is away")


def numbers(receiver, count):
    """Those of the next records, however many are in a POST."""
    got = []
    while len(got) < count:
        data = receiver.next()[1]["data"]
        got += [one["n"] for one in (data if isinstance(data, list) else [data])]
    return got


def ended(told):
    return told["state"] in ("completed", "failed", "cancelled")


class Syncs(unittest.TestCase):
    def setUp(self):
        self.receiver = self.enterContext(Receiver())

    def engine(self, source, **options):
        engine = self.enterContext(engine_on_disk(source=source, events=[EventKind.SYNC_CHANGED], shards=1, **options))
        engine.endpoints.put("orders", settings(self.receiver))
        return engine

    def test_every_record_that_is_there_arrives(self):
        source = Numbers(30, gone=[7])
        engine = self.engine(source)
        started = engine.syncs.start("orders")
        done = until(engine, EventKind.SYNC_CHANGED, ended)
        self.assertEqual((done["id"], done["state"]), (started["id"], "completed"))
        self.assertEqual(sorted(numbers(self.receiver, 29)), [n for n in range(1, 31) if n != 7])
        shown = engine.syncs.find(started["id"])
        self.assertEqual((shown["total"], shown["acknowledged"], shown["skipped"]), (30, 29, 1))
        self.assertEqual([one["id"] for one in engine.syncs.list("orders")["data"]], [started["id"]])
        self.assertEqual(engine.syncs.failures(started["id"])["data"], [])

    def test_a_source_that_fails_fails_the_sync_with_its_words(self):
        source = Numbers(3)
        source.broken = RuntimeError("the database is away")
        engine = self.engine(source)
        with self.assertLogs("cohook", "WARNING"), self.assertRaises(cohook.CohookError) as caught:
            engine.syncs.start("orders")  # asks how many there are
        self.assertIn("the database is away", str(caught.exception))
        source.broken, source.next = None, fail
        with self.assertLogs("cohook", "WARNING"):
            engine.syncs.start("orders")
            done = until(engine, EventKind.SYNC_CHANGED, ended)
        self.assertEqual(done["state"], "failed")
        self.assertIn("the table is away", done["reason"])

    def test_can_be_paused_resumed_and_cancelled_and_runs_once(self):
        engine = self.engine(Numbers(10_000))
        started = engine.syncs.start("orders", request_interval_ms=5, sync_batch=2)
        self.assertRaises(cohook.Conflict, engine.syncs.start, "orders")
        numbers(self.receiver, 4)
        self.assertEqual(engine.syncs.pause(started["id"])["state"], "paused")
        self.assertEqual(engine.syncs.resume(started["id"])["state"], "running")
        numbers(self.receiver, 4)
        self.assertEqual(engine.syncs.cancel(started["id"])["state"], "cancelled")

    def test_a_sync_goes_on_after_a_restart(self):
        with tempfile.TemporaryDirectory(prefix="cohook-python-") as folder:
            store = f"sqlite:{folder}/hooks.db"
            with cohook.Engine(store, source=Numbers(60), **HERE) as engine:
                engine.endpoints.put("orders", settings(self.receiver))
                engine.syncs.start("orders", request_interval_ms=10)
                seen = set(numbers(self.receiver, 10))
            with cohook.Engine(store, source=Numbers(60), events=[EventKind.SYNC_CHANGED], **HERE) as engine:
                done = until(engine, EventKind.SYNC_CHANGED, ended)
                self.assertEqual(done["state"], "completed")
            while not self.receiver.got.empty():
                seen |= set(numbers(self.receiver, 1))
            self.assertEqual(seen, set(range(1, 61)))

    def test_the_source_may_be_asked_by_events(self):
        source = Numbers(5)
        engine = self.engine(None, source_by_events=True)
        starting = threading.Thread(target=engine.syncs.start, args=("orders",))  # waits for the first answer
        starting.start()
        self.addCleanup(starting.join)
        while True:
            event = engine.next_event(PATIENCE)
            self.assertIsNotNone(event)
            if event.kind == EventKind.SOURCE:
                with event.request as request:
                    request.answer_from(source)
                    self.assertRaises(cohook.Conflict, request.fail, "a second answer")
            elif event.kind == EventKind.SYNC_CHANGED and ended(event.document):
                break
        self.assertEqual(event.document["state"], "completed")
        self.assertEqual(sorted(numbers(self.receiver, 5)), [1, 2, 3, 4, 5])

    def test_from_the_source_the_engine_may_be_called_but_not_closed(self):
        source, told = Numbers(1), []
        engine = self.engine(source)

        def count(target):
            told.append(engine.endpoints.find(target.endpoint)["id"])
            for forbidden in (engine.close, engine.drain):
                try:
                    forbidden()
                except cohook.WrongThread:
                    told.append("refused")
            return 1

        source.count = count
        engine.syncs.start("orders")
        until(engine, EventKind.SYNC_CHANGED, ended)
        self.assertEqual(told[:3], ["orders", "refused", "refused"])


class Register(unittest.TestCase):
    """The members register embedded: a write and its messages are durable together."""

    def setUp(self):
        self.receiver = self.enterContext(Receiver())
        self.engine = self.enterContext(engine_on_disk(events=[EventKind.SYNC_CHANGED], shards=1))

    def consented(self, *persons):
        engine = self.engine
        engine.applications.put("crm", {"name": "CRM", "scopes": ["email"]})
        engine.applications.change_webhook("crm", settings(self.receiver))
        for person in persons:
            engine.persons.put(person, {"email": f"p{person}@example.test", "cellPhone": {"number": "1"}})
            engine.consents.put(person, "crm", ["email"])
            self.receiver.next()

    def test_a_change_reaches_whoever_may_see_it(self):
        self.consented(7)
        report = self.engine.persons.patch(7, {"email": "new@example.test"})
        self.assertEqual((report["effect"], report["messages"]), ("updated", 1))
        person, = self.receiver.next()[1]["data"]
        self.assertEqual((person["personID"], person["email"]), (7, "new@example.test"))
        self.assertNotIn("cellPhone", person)
        seen = self.engine.persons.find(7, application="crm")
        self.assertEqual(seen["email"], "new@example.test")
        self.assertEqual([one["application"] for one in self.engine.consents.list(7)], ["crm"])
        self.engine.consents.withdraw(7, "crm")
        self.assertNotIn("email", self.receiver.next()[1]["data"][0])

    def test_without_a_source_syncs_send_the_persons(self):
        self.consented(1, 2, 3)
        self.engine.syncs.start("crm-default", sync_batch=3)
        until(self.engine, EventKind.SYNC_CHANGED, ended)
        self.assertEqual([one["personID"] for one in self.receiver.next()[1]["data"]], [1, 2, 3])

    def test_many_persons_are_imported_at_once(self):
        report = self.engine.persons.import_lines({"personID": n, "email": f"{n}@example.test"} for n in range(1, 6))
        self.assertEqual((report["created"], report["refused"]), (5, 0))
        page = self.engine.persons.list(after=2, limit=2)
        self.assertEqual([one["personID"] for one in page["data"]], [3, 4])
        self.engine.persons.put(6, {"firstName": "Ada", "lastName": "Aas"})
        found = self.engine.persons.list(search="aas ad")
        self.assertEqual((found["total"], [one["personID"] for one in found["data"]]), (1, [6]))
        self.assertRaises(cohook.InvalidArgument, self.engine.persons.list, search="-")
        self.engine.persons.remove(3)
        self.assertRaises(cohook.NotFound, self.engine.persons.find, 3)

    def test_a_person_that_the_application_sees_is_tested_with(self):
        self.consented(7)
        report = self.engine.applications.test("crm", 7, timeout=PATIENCE)
        self.assertTrue(report["acknowledged"])
        self.assertEqual(self.engine.applications.find("crm")["webhook"]["url"], self.receiver.url)
        self.assertIsNone(self.engine.applications.change_webhook("crm", {"url": ""}))
        self.engine.applications.remove("crm")
        self.assertEqual(self.engine.applications.list()["data"], [])

    def test_organizations_and_scopes_are_there(self):
        self.engine.organizations.put("o1", {"name": "One"})
        self.assertEqual(self.engine.organizations.find("o1")["name"], "One")
        self.assertEqual([one["id"] for one in self.engine.organizations.list()["data"]], ["o1"])
        self.engine.organizations.remove("o1")
        self.assertRaises(cohook.NotFound, self.engine.organizations.find, "o1")
        self.assertIn("email", [scope["name"] for scope in cohook.scopes()])
        json.dumps(cohook.scopes())
