"""The programs of one build, where they send to, and how long a run may take."""

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple

CONNECTIONS = 64
ENVELOPE = 1790  # bytes of the body for a person of 1 KiB


def output(command: list[str], timeout: float = 600) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout)
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed: {done.stderr.strip()[-500:]}")
    return done.stdout


class Rate(NamedTuple):
    """POSTs a second: by the clock, and of processor time, the sender's and the receiver's together. On one core that
    nobody else uses they are the same."""

    by_clock: float
    by_processor: float


class Bench:
    """Close it: receivers run as long as it does."""

    def __init__(self, programs: Path, quick: bool) -> None:
        self.programs = programs.resolve()
        self.quick = quick
        self.rounds = 5 if quick else 7
        self.seconds = 0.3 if quick else 1.0  # of one run in a round
        self._stack = ExitStack()
        # Beside the build and not in memory: durable means the disk.
        self.scratch = Path(tempfile.mkdtemp(prefix="scratch-", dir=self.programs))
        self._stack.callback(shutil.rmtree, self.scratch)
        self.authority = self.scratch / "authority.pem"
        self.person = self.scratch / "person.json"  # as bench/delivery/register.cpp makes it
        frame = '{"personID":54512,"firstName":"Kari","lastName":"Nordmann","displayName":"%s"}'
        self.person.write_text(frame % ("x" * (1024 - len(frame % ""))))
        self._processes: dict[int, int] = {}  # of the receivers, by port
        self._plain = self.receiver()
        self._tls = self.receiver(str(self.authority))
        self._rates: dict[str, float] = {}
        self._beginnings: dict[str, float] = {}

    def close(self) -> None:
        self._stack.close()

    def receiver(self, *arguments: str, prefix: tuple[str, ...] = ()) -> int:
        """Starts one; its port."""
        process = self._stack.enter_context(subprocess.Popen(
            [*prefix, str(self.programs / "receiver"), "0", *arguments], stdout=subprocess.PIPE, text=True))
        self._stack.callback(process.terminate)
        assert process.stdout is not None
        told = re.fullmatch(r"ready (\d+)\n", process.stdout.readline())
        if told is None:
            raise SystemExit("the receiver does not run here")
        self._processes[int(told[1])] = process.pid
        return int(told[1])

    def url(self, path: str = "/hook", tls: bool = False) -> str:
        return f"https://127.0.0.1:{self._tls}{path}" if tls else f"http://127.0.0.1:{self._plain}{path}"

    def sqlite(self) -> str:
        """A store that was never there."""
        return f"sqlite:{tempfile.mkdtemp(dir=self.scratch)}/store.db"

    def arguments(self, store: str = "memory:", path: str = "/hook", tls: bool = False, url: str = "",
                  **settings: Any) -> list[str]:
        """Of the delivery program. `store`: `sqlite` is a new one."""
        told = {"url": url or self.url(path, tls), "store": self.sqlite() if store == "sqlite" else store,
                "connections": CONNECTIONS, **({"authority": self.authority} if tls else {}), **settings}
        return [f"{name}={value}" for name, value in told.items()]

    def delivery(self, program: str = "delivery", prefix: tuple[str, ...] = (), **settings: Any) -> dict[str, Any]:
        arguments = self.arguments(**settings)
        try:
            found = json.loads(output([*prefix, str(self.programs / program), *arguments]))
        finally:
            self._forget_store(arguments, settings.get("store", ""))
        if found.get("acknowledged", 0) != found.get("settled", 0) and settings.get("scenario", "closed") == "closed":
            raise RuntimeError("some deliveries were not acknowledged: this is no measurement")
        return found

    def _forget_store(self, arguments: list[str], asked_for: str) -> None:
        if asked_for == "sqlite":  # gigabytes, over a whole report
            folder = next(each for each in arguments if each.startswith("store=")).removeprefix("store=sqlite:")
            shutil.rmtree(Path(folder).parent)

    def sample(self, name: str, **settings: Any) -> dict[str, Any]:
        """A run that takes as long as runs do here."""
        count = self.deliveries_of(name)
        found = self.delivery(deliveries=count, warm_up=min(500, count), **settings)
        self.remember(name, found["per_second"])
        return found

    def rate(self, name: str, **settings: Any) -> float:
        return self.sample(name, **settings)["per_second"]

    def timed(self, name: str, command: Callable[[int], list[str]], per_second: Callable[[str], float]) -> Rate:
        """Runs `command(deliveries)`. What it takes to begin, and to warm up, is measured once and taken off."""
        if name not in self._beginnings:
            self._beginnings[name] = min(self._processor_time(command(1))[1] for _ in range(3))
            self._time_once(name, command, per_second)  # from then on it is known how many a run takes
        return self._time_once(name, command, per_second)

    def _time_once(self, name: str, command: Callable[[int], list[str]], per_second: Callable[[str], float]) -> Rate:
        count = self.deliveries_of(name)
        said, spent = self._processor_time(command(count))
        rate = Rate(per_second(said), (count - 1) / max(spent - self._beginnings[name], 1e-6))
        # A disturbed run is made longer, or what it spent would drown in what its beginning does.
        self.remember(name, min(rate.by_processor, 3 * rate.by_clock))
        return rate

    def _processor_time(self, command: list[str]) -> tuple[str, float]:
        """What it said, and the seconds that it and the receivers spent."""
        before = self._receivers_spent()
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as complained:
            process = subprocess.Popen(command, stdout=said, stderr=complained)
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            for stream in (said, complained):
                stream.seek(0)
            if process.returncode:
                raise RuntimeError(f"{Path(command[0]).name} failed: {complained.read().strip()[-500:]}")
            return said.read(), used.ru_utime + used.ru_stime + self._receivers_spent() - before

    def _receivers_spent(self) -> float:
        return sum(int(Path(f"/proc/{process}/schedstat").read_text().split()[0])
                   for process in self._processes.values()) / 1e9

    def deliveries_of(self, name: str) -> int:
        """How many keep a contestant busy for one run, by how fast it was before."""
        return max(300, int(self._rates.get(name, 2000) * self.seconds))

    def remember(self, name: str, rate: float) -> float:
        self._rates[name] = rate
        return rate

    def wrk(self, url: str, script: str = "", connections: int = CONNECTIONS) -> Rate:
        """POSTs of the envelope's size, or what the Lua `script` says. By processor: against our own receivers alone."""
        file = self.scratch / "requests.lua"
        file.write_text(script or f'wrk.method="POST"\nwrk.body=string.rep("x",{ENVELOPE})\n'
                        'wrk.headers["Content-Type"]="application/json"\n')
        # wrk takes whole seconds alone.
        told, spent = self._processor_time(["wrk", "-t1", f"-c{connections}", "-d1s", "-s", str(file), url])
        if "Non-2xx" in told or "Socket errors" in told:
            raise RuntimeError("not every request of wrk was answered well")
        rate, count = re.search(r"Requests/sec:\s+([\d.]+)", told), re.search(r"(\d+) requests in", told)
        assert rate is not None and count is not None
        return Rate(float(rate[1]), int(count[1]) / spent)

    def counted(self, event: str, deliveries: int, **settings: Any) -> float:
        """Events of the kernel a delivery: the difference of two runs, so that start and end do not count."""
        def once(count: int) -> int:
            command = ["perf", "stat", "-x,", "-e", event, str(self.programs / "delivery"),
                       *self.arguments(deliveries=count, warm_up=1000, **settings)]
            told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300).stderr
            found = re.search(rf"^(\d+),.*{event}", told, re.MULTILINE)
            if found is None:
                raise RuntimeError(f"perf cannot count {event} here")
            return int(found[1])
        return (once(2 * deliveries) - once(deliveries)) / deliveries

    @contextmanager
    def nginx(self, program: str, configuration: str) -> Iterator[str]:
        """Its URL, while it runs. `configuration` has places for a folder and a port."""
        folder = self.scratch / "nginx"
        folder.mkdir(exist_ok=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        (folder / "nginx.conf").write_text(configuration.format(folder, port))
        with subprocess.Popen([program, "-p", str(folder), "-c", str(folder / "nginx.conf")]) as process:
            try:
                _wait_for(port)
                yield f"http://127.0.0.1:{port}/hook"
            finally:
                process.terminate()


def _wait_for(port: int) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
