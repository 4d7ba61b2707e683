"""asyncio: outcomes arrive through the descriptor, the source is asked on the loop."""

import asyncio
import tempfile
import unittest

import cohook
from cohook.aio import AsyncEngine
from receiving import HERE, PATIENCE, Receiver, settings


class Letters(cohook.AsyncSource):
    async def count(self, target):
        await asyncio.sleep(0)
        return 3

    async def next(self, target, cursor, limit):
        return [letter for letter in "abc" if letter > cursor][:limit]

    async def read(self, target, keys):
        return [{"letter": key} for key in keys]


class Async(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.receiver = self.enterContext(Receiver())
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="cohook-python-"))
        self.store = f"sqlite:{folder}/hooks.db"

    async def open(self, **options):
        engine = await self.enterAsyncContext(AsyncEngine(self.store, **{**HERE, "shards": 1, **options}))
        await engine.call(engine.blocking.endpoints.put, "orders", settings(self.receiver))
        return engine

    async def got(self):
        return (await asyncio.to_thread(self.receiver.next))[1]["data"]

    async def test_sends_of_many_tasks_are_durable_and_arrive(self):
        engine = await self.open()
        receipts = await asyncio.gather(*(engine.send(cohook.Message("orders", "x.y", {"n": n})) for n in range(50)))
        self.assertEqual(len({receipt.delivery_id for receipt in receipts}), 50)
        self.assertEqual(sorted([(await self.got())["n"] for _ in range(50)]), list(range(50)))
        more = await engine.send_many([cohook.Message("orders", "x.y", {"n": n}) for n in range(3)])
        self.assertEqual(len(more), 3)

    async def test_errors_are_those_of_the_engine(self):
        engine = await self.open()
        with self.assertRaises(cohook.NotFound):
            await engine.send(cohook.Message("nobody", "x.y", {}))
        with self.assertRaises(cohook.InvalidArgument):
            await engine.send(cohook.Message("orders", "x.y", "no json"))

    async def test_a_test_is_awaited(self):
        engine = await self.open()
        report = await engine.test(cohook.Message("orders", "x.y", {}), probe_signature_check=True)
        self.assertTrue(report["acknowledged"] and report["checksSignatures"])

    async def test_news_is_an_async_iterator_that_ends_with_the_engine(self):
        engine = await self.open(events=[cohook.EventKind.ATTEMPTED])
        await engine.send(cohook.Message("orders", "x.y", {}))
        news = engine.events()
        event = await asyncio.wait_for(news.__anext__(), PATIENCE)
        self.assertEqual(event.kind, cohook.EventKind.ATTEMPTED)
        await engine.close()
        self.assertEqual([event async for event in news], [])

    async def test_news_that_nobody_takes_is_counted(self):
        engine = await self.open(events=[cohook.EventKind.ATTEMPTED], event_limit=2)
        for n in range(6):
            await engine.send(cohook.Message("orders", "x.y", {"n": n}))
            await self.got()
        await engine.drain(timeout=PATIENCE)
        await asyncio.sleep(0)
        lost, seen = 0, 0
        await engine.close()
        async for event in engine.events():
            lost += event.tag if event.kind == cohook.EventKind.LOST else 0
            seen += event.kind == cohook.EventKind.ATTEMPTED
        self.assertLessEqual(seen, 2)
        self.assertGreaterEqual(lost + seen, 1)

    async def test_a_source_of_coroutines_is_asked_on_the_loop(self):
        engine = await self.open(source=Letters(), events=[cohook.EventKind.SYNC_CHANGED])
        await engine.call(engine.blocking.syncs.start, "orders")
        letters = {(await self.got())[0]["letter"] for _ in range(3)}
        self.assertEqual(letters, {"a", "b", "c"})
        async for event in engine.events():
            if event.document["state"] == "completed":
                break

    async def test_closing_while_the_source_is_asked_is_orderly(self):
        asked = asyncio.Event()

        class Stuck(Letters):
            async def next(self, target, cursor, limit):
                asked.set()
                await asyncio.Event().wait()

        engine = await self.open(source=Stuck())
        await engine.call(engine.blocking.syncs.start, "orders")
        await asyncio.wait_for(asked.wait(), PATIENCE)
        await engine.close()
        engine = await self.open(source=Letters())
        letters = {(await self.got())[0]["letter"] for _ in range(3)}
        self.assertEqual(letters, {"a", "b", "c"})

    async def test_a_cancelled_task_leaves_the_engine_as_it_was(self):
        engine = await self.open()
        task = asyncio.create_task(engine.send(cohook.Message("orders", "x.y", {"n": 1})))
        await asyncio.sleep(0)
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        await engine.send(cohook.Message("orders", "x.y", {"n": 2}))
        self.assertIn((await self.got())["n"], (1, 2))

    async def test_closed_it_says_so(self):
        engine = await self.open()
        await engine.close()
        await engine.close()
        with self.assertRaises(cohook.Closed):
            await engine.send(cohook.Message("orders", "x.y", {}))
