"""The kill -9 test.

    run.py --binary BUILD/src/cli/cohook [--cycles 200] [--seed 1] [--slow 1] [--keep DIR]

A run does not repeat exactly from its seed: what the seed fixes is what is tried and when, not how the machine schedules
it. The logs of a run with a violation are kept and named; checker.py judges them again. Ends with `N passed, N failed`.
"""

import argparse
import itertools
import json
import pathlib
import random
import shutil
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from crash import checker, dump, operations, world, writers  # noqa: E402
from crash.worker import Worker  # noqa: E402
from live import journal  # noqa: E402
from live.client import Client  # noqa: E402
from live.receiving import ReceiverProcess  # noqa: E402
from live.server import Server  # noqa: E402

_WRITERS = 3
# The drain ends when nothing is pending; it fails when nothing has moved for so long.
_PATIENCE = 90.0
_MOST_LIVES = 20  # for each that is asked for


def make_workers(server: Server, receiver: ReceiverProcess, log: journal.Journal, seed: int) -> list[Worker]:
    shared = (server, log, seed)
    made: list[Worker] = [writers.PersonWriter(number, *shared) for number in range(_WRITERS)]
    made.append(writers.Importer(_WRITERS, *shared))
    made += [kind(*shared) for kind in (writers.Consenter, operations.SyncOperator, operations.KeyRotator,
                                        operations.Redeliverer, operations.Observer)]
    made.append(operations.Churner(receiver, *shared))
    return made


def kill_again_and_again(server: Server, workers: list[Worker], log: journal.Journal, cycles: int, seed: int,
                         slow: float) -> int:
    """Each cycle ends a life that is 1 to 500 ms old, times `slow`; one in ten is killed while it is still starting. Where
    too little happens in these lives, there are more of them than asked for. Gives how many there were."""
    chance = random.Random(seed)
    clock = threading.Event()  # never set: its wait is the killer's stopwatch
    done = 0
    while done < cycles or (done < _MOST_LIVES * cycles and not is_worth_judging(log, cycles)):
        if done:
            log.write("life", number=server.life + 1)
            if chance.random() < 0.1:
                server.spawn()
                clock.wait(chance.uniform(0, 0.05 * slow))
                server.kill()
                log.write("kill", life=server.life, starting=True)
                log.write("life", number=server.life + 1)
            server.start()
        clock.wait(chance.uniform(0.001, 0.5) * slow)
        if not server.alive():
            raise AssertionError(f"the server ended by itself: {server.last_words()}")
        server.kill()
        log.write("kill", life=server.life, starting=False)
        raise_failures(workers)
        done += 1
    log.write("life", number=server.life + 1)
    server.start()
    return done


def raise_failures(workers: list[Worker]) -> None:
    for worker in workers:
        if worker.failure:
            raise AssertionError(f"{worker.name}: {worker.failure}") from worker.failure


def drain(server: Server) -> None:
    """Waits until nothing is pending and no sync runs."""
    client = Client(server)
    stopwatch = threading.Event()
    best, since = None, time.monotonic()
    while True:
        pending = client.must("GET", "/v1/deliveries?state=pending&limit=250").body
        newest = client.must("GET", "/v1/applications/sync/endpoints/default/syncs?limit=1").body["data"]
        syncing = bool(newest) and newest[0]["state"] not in operations.SYNC_ENDED
        if not pending["data"] and not syncing:
            return
        state = json.dumps([[(row["id"], row["attempts"]) for row in pending["data"]], newest[:1] if syncing else []])
        if state != best:
            best, since = state, time.monotonic()
        if time.monotonic() - since > _PATIENCE:
            raise AssertionError(f"nothing moves any more: {state[:1500]}")
        stopwatch.wait(0.1)


def run(binary: pathlib.Path, folder: pathlib.Path, cycles: int, seed: int, slow: float) -> list[pathlib.Path]:
    """Gives the logs for the checker."""
    logs = [folder / name for name in ("journal.jsonl", "received.jsonl", "dump.jsonl")]
    log = journal.Journal(logs[0])
    receiver = ReceiverProcess(logs[1], seed, world.SCRIPTS)
    server = Server(binary, folder)
    try:
        log.write("life", number=1)
        server.start()
        world.create(Client(server), receiver, log, _WRITERS + 1)
        workers = make_workers(server, receiver, log, seed)
        for worker in workers:
            worker.start()
        began = time.monotonic()
        lives = kill_again_and_again(server, workers, log, cycles, seed, slow)
        print(f"{lives} cycles took {time.monotonic() - began:.1f} s", flush=True)
        for worker in workers:
            worker.stop()
        for worker in workers:
            worker.join()
        raise_failures(workers)
        receiver.heal()
        drain(server)
        shown = list(dump.from_api(Client(server)))
        if server.stop() != 0:
            raise AssertionError(f"the server did not end well: {server.last_words()}")
        print(f"drained after {time.monotonic() - began:.1f} s", flush=True)
    finally:
        server.close()
        receiver.close()
        log.close()
    with logs[2].open("w", encoding="utf-8") as out:
        for event in itertools.chain(dump.from_file(server.store), shown):
            out.write(json.dumps(event) + "\n")
    return logs


def wanted(cycles: int) -> dict[str, int]:
    """How much of what can be lost must have been acknowledged for a run to be worth judging."""
    return {"publish": 5 * cycles, "redeliver": cycles // 10, "consent": cycles // 4, "endpoint-removed": cycles // 20}


def is_worth_judging(log: journal.Journal, cycles: int) -> bool:
    return all(log.acknowledged(event) >= least for event, least in wanted(cycles).items())


def too_tame(statistics: dict[str, int], cycles: int) -> list[str]:
    """A run that could not have found anything is no success."""
    least = {"kills": cycles, "killsWithCallsInFlight": cycles // 3, "attemptsUnknown": cycles // 2,
             "attemptsRefusedOrFailed": cycles, "syncsCompleted": max(1, cycles // 40),
             "writesAcknowledged": wanted(cycles)["publish"], "redeliveries": wanted(cycles)["redeliver"],
             "consents": wanted(cycles)["consent"], "endpointsRemoved": wanted(cycles)["endpoint-removed"]}
    return [f"too tame: {name} is {statistics[name]}, at least {count} is wanted" for name, count in least.items()
            if statistics[name] < count]


def main() -> int:
    parser = argparse.ArgumentParser(description="kill -9 at any moment; nothing acknowledged may be lost")
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slow", type=float, default=1,
                        help="how many times slower than usual the binary is: it lives so much longer")
    parser.add_argument("--keep", type=pathlib.Path, help="work here and leave everything behind")
    wish = parser.parse_args()
    folder = wish.keep or pathlib.Path(tempfile.mkdtemp(prefix="cohook-crash-"))
    folder.mkdir(parents=True, exist_ok=True)
    print(f"{wish.cycles} cycles, seed {wish.seed}", flush=True)
    try:
        logs = run(wish.binary.resolve(), folder, wish.cycles, wish.seed, wish.slow)
        report = checker.check(event for path in logs for event in journal.read(path))
        checker.print_report(report)
        tame = too_tame(report.statistics, wish.cycles)
        for complaint in tame:
            print(complaint)
        broken = {found.rule for found in report.violations}
        failed = len(broken) + len(tame)
    except (AssertionError, OSError) as why:
        print(f"the run broke off: {why}")
        failed = 1
    if failed:
        print(f"everything is in {folder}")
    elif not wish.keep:
        shutil.rmtree(folder)
    print(f"{0 if failed else len(checker.RULES)} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
