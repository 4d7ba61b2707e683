"""The seams: time, chance, threads, names and sockets come in through interfaces.

Outside runtime/, transport/ and store/ no code names what the simulation could not replace. The server in service/
must accept connections, so it may name sockets, and nothing else of the list. Only the rooms that wire
the product (embed/, service/, cli/, capi/) name the real clock and the real chance.
"""

from cpp_tokens import Token, includes, tokenize
from include_direction import room_of
from tree import SOURCE_FOLDERS, Finding, files, read, verdicts

_OPEN_ROOMS = {"runtime", "transport", "store"}
_WIRING = {"embed", "service", "cli", "capi"}
# Files outside these rooms that hold a seam themselves, each with the reason.
EXEMPT: dict[str, str] = {"include/cohook/time.hpp": "names the types of time once, so that no one else has to"}

_TIME = "take time from the clock that you are given (runtime/clock.hpp)"
_CHANCE = "take randomness from the chance that you are given (runtime/chance.hpp)"
_THREAD = "threads belong to runtime/, transport/ and store/"
_SOCKET = "sockets and names belong to transport/"

_NAMES = {
    **dict.fromkeys(
        ["steady_clock", "high_resolution_clock", "utc_clock", "steady_timer", "system_timer", "high_resolution_timer",
         "this_thread", "clock_gettime", "gettimeofday", "nanosleep", "usleep", "clock_nanosleep"], _TIME),
    **dict.fromkeys(["random_device", "RAND_bytes", "RAND_priv_bytes", "getrandom", "getentropy", "srand"], _CHANCE),
    **dict.fromkeys(["jthread", "pthread_create", "thread_pool", "system_executor"], _THREAD),
    **dict.fromkeys(["getaddrinfo", "gethostbyname", "async_resolve", "async_connect", "tcp_stream"], _SOCKET),
}
# Words that are forbidden only in this company: (before, word).
_QUALIFIED = {
    ("std", "thread"): _THREAD, ("std", "async"): _THREAD, ("std", "time"): _TIME, ("std", "rand"): _CHANCE,
    ("ip", "tcp"): _SOCKET, ("ip", "udp"): _SOCKET, ("tcp", "socket"): _SOCKET, ("tcp", "acceptor"): _SOCKET,
}
# C functions with everyday names: forbidden as plain calls.
_CALLS = {"sleep": _TIME, "time": _TIME, "rand": _CHANCE, "socket": _SOCKET, "connect": _SOCKET}
_INCLUDES = {
    "thread": _THREAD, "random": _CHANCE, "sys/socket.h": _SOCKET, "netdb.h": _SOCKET,
    "boost/asio/ip/tcp.hpp": _SOCKET, "boost/asio/ip/udp.hpp": _SOCKET, "boost/asio/connect.hpp": _SOCKET,
    "boost/asio/steady_timer.hpp": _TIME, "boost/asio/system_timer.hpp": _TIME,
    "boost/asio/thread_pool.hpp": _THREAD,
}


def _text(tokens: list[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else ""


def _is_plain_call(tokens: list[Token], at: int) -> bool:
    """`sleep(3)` and `::sleep(3)`, but not `x.sleep(3)`, `timer::sleep(3)` or the declaration `void sleep(int)`."""
    if _text(tokens, at + 1) != "(":
        return False
    before = _text(tokens, at - 1)
    if before == "::":
        return not (_text(tokens, at - 2).isidentifier() and _text(tokens, at - 2) not in ("return", "co_await"))
    if before in (".", "->", ">", "&", "*"):
        return False
    return not before.isidentifier() or before in ("return", "else", "co_await", "co_return")


def _judge_token(tokens: list[Token], at: int, wiring: bool) -> str | None:
    word = tokens[at].text
    if word in ("system_clock", "system_chance") and _text(tokens, at - 1) != "::" or \
            (word in ("system_clock", "system_chance") and _text(tokens, at - 2) == "cohook"):
        if _text(tokens, at + 1) == "(":
            return None if wiring else (_TIME if word == "system_clock" else _CHANCE)
    if word == "system_clock":
        return _TIME
    if word in _NAMES:
        return _NAMES[word]
    if _text(tokens, at - 1) == "::" and (_text(tokens, at - 2), word) in _QUALIFIED:
        return _QUALIFIED[_text(tokens, at - 2), word]
    if word in _CALLS and _is_plain_call(tokens, at):
        return _CALLS[word]
    return None


def judge(path: str, text: str) -> list[Finding]:
    room = room_of(path)
    if room in _OPEN_ROOMS or path in EXEMPT:
        return []
    may_listen = room == "service"
    tokens = tokenize(text)
    found = []
    for at, token in enumerate(tokens):
        rule = _judge_token(tokens, at, room in _WIRING) if token.kind == "name" else None
        if rule and not (rule is _SOCKET and may_listen):
            found.append(Finding(path, token.line, f"`{token.text}`: {rule}"))
    for _, target, line in includes(tokens):
        rule = _INCLUDES.get(target)
        if rule and not (rule is _SOCKET and may_listen):
            found.append(Finding(path, line, f"<{target}>: {rule}"))
    return found


def run() -> list[Finding]:
    return [finding for path in files(SOURCE_FOLDERS) for finding in judge(path, read(path))]


def self_test() -> list[str]:
    def lane(code: str) -> tuple[str, str]:
        return "src/delivery/lane.cpp", code

    return verdicts(
        judge,
        good=[
            lane("steady_time const due = clock_.now() + interval;"),
            lane("// never steady_clock::now(), never std::thread\n"),
            lane('log("std::thread and random_device");'),
            lane("wall_time time() const; auto t = attempt.time(); x->sleep(3); lane::connect(e);"),
            lane("bool thread = pool.thread;"),
            ("src/transport/resolver.cpp", "std::thread worker; getaddrinfo(a, b, c, d);"),
            ("src/runtime/clock.cpp", "std::chrono::steady_clock::now();"),
            ("src/service/listener.cpp", "boost::asio::ip::tcp::acceptor acceptor;"),
            ("src/cli/serve.cpp", "run(system_clock(), cohook::system_chance());"),
        ],
        bad=[
            lane("auto now = std::chrono::steady_clock::now();"),
            lane("using std::chrono::system_clock;"),
            lane("auto now = std::chrono::system_clock::now();"),
            lane("run(system_clock());"),
            lane("run(cohook::system_chance());"),
            lane("std::random_device seed;"),
            lane("std::thread t(run);"),
            lane("std::jthread t(run);"),
            lane("std::this_thread::sleep_for(1s);"),
            lane("::sleep(1);"),
            lane("return time(nullptr);"),
            lane("getaddrinfo(a, b, c, d);"),
            lane("asio::ip::tcp::socket s(ex);"),
            lane("#include <thread>\n"),
            ("src/cli/listen.cpp", "boost::asio::ip::tcp::acceptor acceptor_;"),
            ("src/service/server.cpp", "auto now = std::chrono::steady_clock::now();"),
            ("include/cohook/engine.hpp", "std::chrono::steady_clock::time_point when;"),
        ],
    )
