"""Where the time of a delivery goes: split by kernel, crypto, library and store, as a flame graph, and by name."""

import re
import shutil
import subprocess
from collections import Counter

import draw
from bench import Bench
from flame import flame
from result import Result
from stacks import Stack, fold

PARTS = ("kernel", "crypto", "library", "store")

# What costs, by the first rule that a frame of the stack obeys, the callee looked at first; and why it is there.
COSTS = (
    ("writing to sockets", r"sys_send|sock_sendmsg|tcp_sendmsg",
     "the kernel carries every POST through TCP; on loopback it runs the receiver's side of it as well"),
    ("reading from sockets", r"sys_recv|sock_recvmsg|tcp_recvmsg", "one read for an answer"),
    ("waiting for sockets", r"epoll", "one wait serves all answers that are there"),
    ("durable writes", r"fdatasync|fsync|pwrite|sys_write", "a group commit is one append to the log, and one wait for it"),
    ("SQLite", r"sqlite3|sqlite", "rows of messages, deliveries and attempts, in one transaction a group"),
    ("SHA-256", r"sha256|EVP_|Digest", "the hash of the envelope and the signature of the body are over every byte"),
    ("TLS", r"SSL_|aes|gcm|libssl|BIO_", "records are encrypted and authenticated"),
    ("the heap", r"^(malloc|free|cfree|_int_malloc|_int_free|operator new|operator delete|realloc|calloc)",
     "what lives longer than a delivery's buffers: messages, frames of coroutines, records"),
    ("composing", r"base64|encode|envelope|compose|json|serialize",
     "the envelope is written once a message, its head once an attempt"),
    ("coroutines and scheduling", r"awaitable|scheduler|io_context|executor|co_spawn|reactor",
     "every step that may wait goes through Asio's queue"),
    ("the transport", r"cohook::transport", "the pool, deadlines, and reading the answer"),
    ("the engine", r"cohook::", "lanes, breaker, records of attempts"),
)


def measure(bench: Bench, result: Result) -> None:
    if shutil.which("perf") is None:
        result.left_out("profile", "where the time of a delivery goes", "", "perf is not installed")
        return
    wholes = {}
    for name, settings in (("memory", {}), ("TLS", {"tls": True}), ("SQLite", {"store": "sqlite"})):
        counted, cpu_us = _sampled(bench, name, settings)
        shares = _shares(counted)
        wholes[name] = {part: cpu_us * shares[part] for part in PARTS}
        kinds = {frame.image: _kind(frame.image) for stack in counted for frame in stack}
        result.picture(f"flame_{name.lower()}", flame(f"A delivery, {name}: {cpu_us:.1f} µs of processor time", counted,
                                                      kinds))
        _tell_costs(result, name, counted)
    result.keep("cost_split_us", wholes)
    result.picture("cost", draw.parts("Processor time of a delivery, the sender's side", wholes, "µs"))


def _sampled(bench: Bench, name: str, settings: dict) -> tuple["Counter[Stack]", float]:
    deliveries = 20_000 if bench.quick else 100_000
    data = bench.scratch / "perf.data"
    arguments = bench.arguments(deliveries=deliveries, **settings)
    # From when it is warm on: certificates and stores are opened once, not by a delivery.
    subprocess.run(["perf", "record", "-q", "--delay", "400", "-e", "cpu-clock", "-F", "999", "--call-graph", "dwarf,16384", "-o", str(data),
                    str(bench.programs / "delivery"), *arguments], check=True, capture_output=True, timeout=300)
    with subprocess.Popen(["perf", "script", "--no-inline", "-i", str(data)], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True, errors="replace") as script:
        assert script.stdout is not None
        counted = fold(script.stdout)
    # The time itself is of a run that nobody samples.
    return counted, bench.delivery(deliveries=deliveries, **settings)["cpu_us"]


def _kind(image: str) -> str:
    if "kernel" in image or image.startswith("["):
        return "kernel"
    if re.match(r"lib(crypto|ssl)", image):
        return "crypto"
    return "store" if image.startswith("libsqlite3") else "library"


def _part(stack: Stack) -> str:
    """What the store asks of the kernel and of the C library is the store's."""
    if any(frame.image.startswith("libsqlite3") or "cohook::store" in frame.name for frame in stack):
        return "store"
    if _kind(stack[-1].image) == "kernel":
        return "kernel"
    return "crypto" if any(_kind(frame.image) == "crypto" for frame in stack) else "library"


def _shares(counted: "Counter[Stack]") -> dict[str, float]:
    found: Counter[str] = Counter()
    for stack, count in counted.items():
        found[_part(stack)] += count
    return {part: found[part] / max(found.total(), 1) for part in PARTS}


def cost_of(stack: Stack) -> str:
    for frame in reversed(stack):
        for name, rule, _ in COSTS:
            if re.search(rule, frame.name):
                return name
    return "everything else"


def _tell_costs(result: Result, name: str, counted: "Counter[Stack]") -> None:
    costs: Counter[str] = Counter()
    for stack, count in counted.items():
        costs[cost_of(stack)] += count
    why = {cost: reason for cost, _, reason in COSTS}
    for cost, count in costs.most_common(3):
        result.fact("profile", f"% of a delivery's time, {name}: {cost}", 100 * count / costs.total(), why.get(cost, ""))
