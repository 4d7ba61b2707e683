"""An engine in Python: sends durably, tells what became of it, opens and closes as it should."""

import json
import logging
import os
import select
import tempfile
import threading
import unittest

import cohook
from cohook import EventKind
from receiving import HERE, KEY, PATIENCE, Receiver, engine_on_disk, settings, until


def message(content, **more):
    return cohook.Message("orders", "order.paid", content, **more)


class Sending(unittest.TestCase):
    def setUp(self):
        self.receiver = self.enterContext(Receiver())
        self.engine = self.enterContext(engine_on_disk(events=[EventKind.ATTEMPTED], shards=1))
        self.engine.endpoints.put("orders", settings(self.receiver))

    def test_what_is_sent_arrives_signed_and_is_known_by_its_receipt(self):
        receipt = self.engine.send(message({"id": 7}), timeout=PATIENCE)
        _, body = self.receiver.next()
        self.assertEqual((body["type"], body["data"]), ("order.paid", {"id": 7}))
        until(self.engine, EventKind.ATTEMPTED)
        shown = self.engine.deliveries.find(receipt.delivery_id)
        self.assertEqual((shown["id"], shown["state"]), (f"dlv_{receipt.delivery_id}", "delivered"))
        self.assertEqual(shown["messageId"], str(receipt.message_id))

    def test_content_is_json_text_or_what_becomes_it(self):
        for content in ('{"a":1}', b'{"a":1}', {"a": 1}):
            self.engine.send(message(content))
            self.assertEqual(self.receiver.next()[1]["data"], {"a": 1})
        for content in ("no json", b"\xff", object(), float("nan")):
            with self.subTest(content), self.assertRaises(cohook.InvalidArgument):
                self.engine.send(message(content))

    def test_many_are_sent_in_one_commit_or_none(self):
        receipts = self.engine.send_many(message({"n": n}) for n in range(20))
        self.assertEqual(len({receipt.delivery_id for receipt in receipts}), 20)
        self.assertEqual(sorted(self.receiver.next()[1]["data"]["n"] for _ in range(20)), list(range(20)))
        before = self.engine.stats()
        with self.assertRaises(cohook.InvalidArgument):
            self.engine.send_many([message({"n": 1}), message("no json")])
        self.assertEqual(self.engine.stats()["engine"]["accepted"], before["engine"]["accepted"])
        self.assertEqual(self.engine.send_many([]), [])

    def test_a_post_is_not_waited_for_and_its_event_has_its_tag(self):
        self.engine.post(message({"id": 1}), 42)
        while True:
            event = self.engine.next_event(PATIENCE)
            if event.kind == EventKind.SENT:
                break
        self.assertEqual((event.tag, event.error), (42, None))
        self.assertGreater(event.receipt.delivery_id, 0)
        self.engine.post(cohook.Message("nobody", "x.y", {}), 43)
        while True:
            event = self.engine.next_event(PATIENCE)
            if event.kind == EventKind.SENT:
                break
        self.assertEqual(event.tag, 43)
        self.assertIsInstance(event.error, cohook.NotFound)

    def test_the_descriptor_is_readable_while_an_event_waits(self):
        self.engine.post(message({"id": 1}), 1)
        ready, _, _ = select.select([self.engine], [], [], PATIENCE)
        self.assertEqual(ready, [self.engine])
        self.assertIsNotNone(self.engine.next_event(0))

    def test_run_test_reports_and_probes(self):
        report = self.engine.test(message({"id": 1}), probe_signature_check=True, timeout=PATIENCE)
        self.assertTrue(report["acknowledged"])
        self.assertTrue(report["checksSignatures"])
        self.assertEqual(report["attempt"]["status"], 200)
        self.assertEqual(self.receiver.refused.get(timeout=PATIENCE), "signature-mismatch")

    def test_errors_say_what_and_where(self):
        with self.assertRaises(cohook.NotFound):
            self.engine.send(cohook.Message("nobody", "x.y", {}))
        with self.assertRaises(cohook.TooLarge):
            self.engine.send(message(json.dumps("x" * (1 << 20))))
        with self.assertRaises(cohook.InvalidArgument) as caught:
            self.engine.endpoints.put("orders", settings(self.receiver, requestIntervalMs=-1))
        self.assertEqual((caught.exception.kind, caught.exception.field), ("invalid_argument", "requestIntervalMs"))
        self.assertIsInstance(caught.exception, ValueError)
        with self.assertRaises(cohook.InvalidArgument):
            self.engine.endpoints.remove("orders\0x")
        self.engine.endpoints.find("orders")

    def test_a_timeout_in_seconds_bounds_the_wait(self):
        with self.assertRaises(cohook.InvalidArgument):
            self.engine.stats(timeout=-1)
        self.assertIn("deliveries", self.engine.stats(timeout=PATIENCE))

    def test_many_threads_send_at_once(self):
        def send(thread):
            for n in range(10):
                self.engine.send(message({"from": thread, "n": n}))

        threads = [threading.Thread(target=send, args=(thread,)) for thread in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        got = {(body["data"]["from"], body["data"]["n"]) for _, body in (self.receiver.next() for _ in range(40))}
        self.assertEqual(len(got), 40)


class Endpoints(unittest.TestCase):
    def setUp(self):
        self.receiver = self.enterContext(Receiver())
        self.engine = self.enterContext(engine_on_disk(events=[EventKind.ATTEMPTED], shards=1))
        self.endpoints = self.engine.endpoints

    def test_are_put_changed_found_listed_and_removed(self):
        for name in ("a", "b", "c"):
            self.assertEqual(self.endpoints.put(name, settings(self.receiver))["id"], name)
        self.assertEqual(self.endpoints.change("b", {"requestIntervalMs": 250})["requestIntervalMs"], 250)
        shown = self.endpoints.find("b")
        self.assertEqual((shown["requestIntervalMs"], shown["signingKeySet"]), (250, True))
        self.assertNotIn(KEY, json.dumps(shown))
        first = self.endpoints.list(limit=2)
        self.assertEqual([one["id"] for one in first["data"]], ["a", "b"])
        self.assertEqual([one["id"] for one in self.endpoints.list(after=first["next"])["data"]], ["c"])
        self.endpoints.remove("b")
        self.assertRaises(cohook.NotFound, self.endpoints.find, "b")

    def test_nothing_is_sent_to_a_paused_one_until_it_is_resumed(self):
        self.endpoints.put("orders", settings(self.receiver))
        self.endpoints.pause("orders")
        receipt = self.engine.send(message({"id": 1}))
        self.assertEqual(self.engine.deliveries.find(receipt.delivery_id)["state"], "pending")
        self.endpoints.resume("orders")
        self.assertEqual(self.receiver.next()[1]["data"], {"id": 1})

    def test_a_rotated_key_signs_beside_the_old_one(self):
        self.endpoints.put("orders", settings(self.receiver))
        self.endpoints.rotate_key("orders", "another key", overlap=60)
        self.engine.send(message({"id": 1}))
        self.receiver.next()
        with Receiver("another key") as other:
            self.endpoints.change("orders", {"url": other.url})
            self.engine.send(message({"id": 2}))
            other.next()


class Deliveries(unittest.TestCase):
    def setUp(self):
        self.receiver = self.enterContext(Receiver())
        self.engine = self.enterContext(engine_on_disk(events=[EventKind.ATTEMPTED], shards=1))
        self.engine.endpoints.put("orders", settings(self.receiver))
        self.deliveries = self.engine.deliveries

    def send(self, **content):
        receipt = self.engine.send(message(content))
        until(self.engine, EventKind.ATTEMPTED, lambda told: told["delivery"]["id"] == f"dlv_{receipt.delivery_id}")
        return receipt.delivery_id

    def test_are_listed_and_shown_with_their_attempts(self):
        first, second = self.send(n=1), self.send(n=2)
        page = self.deliveries.list(endpoint="orders", state="delivered")
        self.assertEqual([one["id"] for one in page["data"]], [f"dlv_{second}", f"dlv_{first}"])
        attempt, = self.deliveries.attempts(first, show=cohook.Show.REQUEST | cohook.Show.RESPONSE)
        self.assertEqual(attempt["verdict"], "acknowledged")
        self.assertIn("webhook-signature", attempt["requestHead"])
        self.assertEqual(self.deliveries.attempt(attempt["id"])["id"], attempt["id"])
        self.assertRaises(cohook.InvalidArgument, self.deliveries.find, "dlv_x")
        self.assertRaises(cohook.NotFound, self.deliveries.find, 10**12)

    def test_can_be_sent_again_one_or_many(self):
        first = self.send(n=1)
        self.receiver.next()
        again = self.deliveries.redeliver(f"dlv_{first}")
        self.assertNotEqual(again, first)
        self.assertEqual(self.receiver.next()[1]["data"], {"n": 1})
        until(self.engine, EventKind.ATTEMPTED)
        self.assertEqual(self.deliveries.replay(state="delivered", dry_run=True)["matched"], 2)
        self.assertEqual(self.deliveries.replay(state="delivered")["redelivered"], 2)
        self.receiver.next(), self.receiver.next()
        self.assertRaises(cohook.InvalidArgument, self.deliveries.replay)

    def test_a_pending_one_can_be_cancelled(self):
        self.engine.endpoints.pause("orders")
        receipt = self.engine.send(message({"n": 1}))
        self.deliveries.cancel(receipt.delivery_id)
        self.assertEqual(self.deliveries.find(receipt.delivery_id)["state"], "cancelled")
        self.assertRaises(cohook.Conflict, self.deliveries.cancel, receipt.delivery_id)


class Life(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="cohook-python-")
        self.addCleanup(folder.cleanup)
        self.store = f"sqlite:{folder.name}/hooks.db"

    def test_what_was_not_sent_is_sent_by_the_next(self):
        with Receiver() as receiver:
            with cohook.Engine(self.store, **HERE) as engine:
                engine.endpoints.put("orders", settings(receiver))
                engine.endpoints.pause("orders")
                engine.send(message({"id": 1}))
            with cohook.Engine(self.store, **HERE) as engine:
                engine.endpoints.resume("orders")
                self.assertEqual(receiver.next()[1]["data"], {"id": 1})

    def test_a_store_is_open_once(self):
        with cohook.Engine(self.store) as engine:
            self.assertRaises(cohook.Conflict, cohook.Engine, self.store)
            engine.stats()
        cohook.Engine(self.store).close()

    def test_a_store_that_cannot_be_is_refused(self):
        for store in ("", "nonsense:x", "sqlite:/no/such/folder/x.db"):
            with self.subTest(store), self.assertRaises(cohook.CohookError):
                cohook.Engine(store)

    def test_after_drain_queries_work_and_sends_do_not(self):
        with Receiver() as receiver, cohook.Engine(self.store, **HERE) as engine:
            engine.endpoints.put("orders", settings(receiver))
            engine.drain(timeout=PATIENCE)
            engine.drain(timeout=PATIENCE)
            self.assertEqual([one["id"] for one in engine.endpoints.list()["data"]], ["orders"])
            self.assertRaises(cohook.CohookError, engine.send, message({}))

    def test_a_closed_one_says_so_and_closing_waits_for_calls(self):
        engine = cohook.Engine(self.store)
        told = []

        def wait():
            try:
                engine.next_event(None)
            except cohook.Closed as why:
                told.append(why)

        thread = threading.Thread(target=wait)
        thread.start()
        closer = threading.Thread(target=engine.close)
        closer.start()
        closer.join(PATIENCE)
        thread.join(PATIENCE)
        self.assertFalse(closer.is_alive() or thread.is_alive())
        self.assertEqual(len(told), 1)
        self.assertRaises(cohook.Closed, engine.stats)
        engine.close()

    def test_one_that_is_forgotten_is_closed(self):
        cohook.Engine(self.store)
        cohook.Engine(self.store).close()

    def test_in_a_forked_child_it_says_so(self):
        with cohook.Engine(self.store) as engine:
            child = os.fork()
            if child == 0:
                try:
                    engine.stats(timeout=0)
                except cohook.Forked:
                    os._exit(0)
                except BaseException:
                    os._exit(2)
                os._exit(1)
            self.assertEqual(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), 0)
            engine.stats()

    def test_the_log_goes_to_a_logger_or_a_function_and_takes_no_part_in_the_engine(self):
        records, faults = [], []

        def write(level, event, fields):
            records.append((level, event, fields))
            try:
                engine.stats(timeout=0)
            except cohook.CohookError as why:
                faults.append(type(why))
            raise RuntimeError("a log that fails is the host's trouble alone")

        logging.getLogger("cohook").setLevel(logging.CRITICAL)
        self.addCleanup(logging.getLogger("cohook").setLevel, logging.NOTSET)
        with Receiver() as receiver, cohook.Engine(self.store, log=write, events=[EventKind.ATTEMPTED], **HERE) as engine:
            receiver.status = 500
            engine.endpoints.put("orders", settings(receiver))
            engine.send(message({"id": 1}))
            until(engine, EventKind.ATTEMPTED)
        self.assertTrue(any(event == "attempt.failed" or "attempt" in event for _, event, _ in records), records)
        self.assertEqual(set(faults), {cohook.WrongThread})
        with self.assertLogs("hooks", "INFO"), cohook.Engine(self.store, log=logging.getLogger("hooks"), **HERE) as engine:
            engine.endpoints.put("gone", {"url": "http://127.0.0.1:9999/", "signingKey": "k", "format": "standard"})
            engine.test(cohook.Message("gone", "x.y", {}))
            engine.send(cohook.Message("gone", "x.y", {}))
            logging.getLogger("hooks").info("the end")
