"""What else could send: built where its toolchain is there, left out with a line that says so where it is not."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, Callable, Optional

from bench import CONNECTIONS, Bench, Rate

PEERS = Path(__file__).parent.parent / "peers"

Contestants = dict[str, Callable[[], Rate]]


def cohook(bench: Bench) -> Contestants:
    return {"cohook, memory": _cohook(bench, "memory"), "cohook, SQLite": _cohook(bench, "sqlite", store="sqlite"),
            "cohook, TLS": _cohook(bench, "tls", tls=True)}


def _cohook(bench: Bench, name: str, **settings: Any) -> Callable[[], Rate]:
    def command(count: int) -> list[str]:
        return [str(bench.programs / "delivery"), *bench.arguments(deliveries=count, warm_up=1000, **settings)]
    return lambda: bench.timed(f"cohook, {name}", command, lambda said: json.loads(said)["per_second"])


def peers(bench: Bench) -> Contestants:
    """By name; each sends for as long as runs take here."""
    found: Contestants = {}
    if shutil.which("wrk"):
        found["wrk"] = lambda: bench.wrk(bench.url())
        found["wrk, TLS"] = lambda: bench.wrk(bench.url(tls=True))
    else:
        _left_out("wrk", "it is not installed")
    for name, make in _MAKERS.items():
        try:
            command = make(bench)
        except LeftOut as why:
            _left_out(name, str(why))
            continue
        found[name] = _sender(bench, name, command)
    return found


def _sender(bench: Bench, name: str, command: list[str]) -> Callable[[], Rate]:
    def run(count: int) -> list[str]:
        return [*command, bench.url(), str(bench.person), str(count), str(CONNECTIONS)]
    return lambda: bench.timed(name, run, float)


class LeftOut(Exception):
    pass


def _left_out(name: str, why: str) -> None:
    print(f"{name} is left out: {why}", flush=True)


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise LeftOut(f"{name} is not installed")
    return found


def _made(command: list[str], folder: Path, **environment: str) -> None:
    # A build may use every core; the report itself stays on its own.
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, **environment},
                          preexec_fn=lambda: os.sched_setaffinity(0, range(os.cpu_count() or 1)))
    if done.returncode:
        raise LeftOut(f"`{' '.join(Path(part).name for part in command)}` failed: "
                      f"{(done.stderr.strip().splitlines() or ['it did not say why'])[-1]}")


def _of_this_build(name: str) -> Callable[[Bench], list[str]]:
    def make(bench: Bench) -> list[str]:
        program = bench.programs / name
        if not program.exists():
            raise LeftOut("the build has not made it; is its library installed?")
        return [str(program)]
    return make


def _go(bench: Bench) -> list[str]:
    program = bench.programs / "peer_go"
    _made([_tool("go"), "build", "-o", str(program), "main.go"], PEERS / "go")
    return ["env", "GOMAXPROCS=1", str(program)]


def _rust(bench: Bench) -> list[str]:
    target = bench.programs / "peer_hyper"
    _made([_tool("cargo"), "build", "--release", "--locked", "--target-dir", str(target)], PEERS / "hyper")
    return [str(target / "release" / "peer")]


def _node(bench: Bench) -> list[str]:
    folder = bench.programs / "peer_undici"
    node, npm = _tool("node"), _tool("npm")
    folder.mkdir(exist_ok=True)
    same = all(_same(folder / name, PEERS / "undici" / name) for name in ("package.json", "package-lock.json"))
    for name in ("package.json", "package-lock.json", "peer.mjs"):
        shutil.copy(PEERS / "undici" / name, folder)
    if not same or not (folder / "node_modules/undici").exists():
        _made([npm, "ci", "--no-audit", "--no-fund"], folder)
    return [node, str(folder / "peer.mjs")]


def _same(one: Path, other: Path) -> bool:
    return one.exists() and one.read_bytes() == other.read_bytes()


def _python(_: Bench) -> list[str]:
    # Debian's package serves Debian's Python, which need not be the first one.
    for python in filter(None, (shutil.which("python3"), "/usr/bin/python3")):
        if subprocess.run([python, "-c", "import aiohttp"], capture_output=True).returncode == 0:
            return [python, str(PEERS / "aiohttp" / "peer.py")]
    raise LeftOut("python3-aiohttp is not installed")


_MAKERS: dict[str, Callable[[Bench], list[str]]] = {
    "bare epoll": _of_this_build("peer_epoll"),
    "Beast": _of_this_build("peer_beast"),
    "libcurl multi": _of_this_build("peer_curl"),
    "Go net/http": _go,
    "Rust hyper": _rust,
    "Node undici": _node,
    "Python aiohttp": _python,
}


def command(name: str, bench: Bench) -> Optional[list[str]]:
    """How one of them is run; None where it is left out."""
    try:
        return _MAKERS[name](bench)
    except LeftOut as why:
        _left_out(name, str(why))
        return None
