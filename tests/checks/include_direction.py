"""The arrows between the rooms: a file includes only from rooms drawn below its own.

The house is drawn in CONTRIBUTING.md. Heavy or foreign headers stay in the rooms that own them, and a public header
shows nothing but the standard library, narrow Boost and other public headers.
"""

from cpp_tokens import includes, tokenize
from tree import SOURCE_FOLDERS, Finding, files, read, verdicts

_GROUND = {"runtime", "model"}
_MIDDLE = {"signing", "pacing", "egress", "transport", "store"}
BELOW: dict[str, set[str]] = {
    "runtime": set(),
    "model": {"runtime"},
    **{room: set(_GROUND) for room in _MIDDLE},
    "transport": _GROUND | {"egress"},
    "delivery": _GROUND | _MIDDLE,
    "members": _GROUND | _MIDDLE | {"delivery"},
    "documents": _GROUND | {"members"},
    "embed": _GROUND | _MIDDLE | {"delivery", "members", "documents"},
    "service": _GROUND | _MIDDLE | {"delivery", "members", "documents"},
    "cli": _GROUND | _MIDDLE | {"delivery", "members", "documents", "embed", "service"},
    "capi": _GROUND | _MIDDLE | {"members", "documents", "embed"},
}

# Header prefix -> who may include it (as a path prefix), and how the rule is told.
_BOOST_UNITS = ("src/runtime/boost_",)
_HTTP = (("src/transport/", "src/service/"), "only .cpp files of transport/ and service/ include Beast and asio/ssl")
_OWNED = {
    "boost/beast": _HTTP,
    "boost/asio/ssl": _HTTP,
    "sqlite3.h": (("src/store/sqlite",), "only src/store/sqlite* includes sqlite3.h"),
    "libpq-fe.h": (("src/store/postgresql",), "only src/store/postgresql* includes libpq-fe.h"),
}
_UMBRELLAS = {"boost/asio.hpp", "boost/beast.hpp", "boost/json.hpp", "boost/url.hpp"}


def room_of(path: str) -> str:
    parts = path.split("/")
    return parts[1] if parts[0] == "src" and len(parts) > 2 else parts[0]


def _judge_public(target: str) -> str | None:
    if target.startswith("cohook/"):
        return None
    if target.startswith("boost/"):
        if target in _UMBRELLAS or target.startswith(("boost/beast", "boost/asio/ssl")):
            return f"a public header shows narrow Boost only, not <{target}>"
        return None
    if "/" in target or target.endswith((".h", ".hpp")):
        return f"a public header includes <cohook/…>, the standard library and narrow Boost; <{target}> is none of them"
    return None


def _judge_owned(path: str, target: str) -> str | None:
    for prefix, (owners, rule) in _OWNED.items():
        if target == prefix or target.startswith((prefix + "/", prefix + ".")):
            if path.startswith(_BOOST_UNITS):
                return None
            if not path.startswith(owners) or (owners is _HTTP[0] and not path.endswith(".cpp")):
                return f"{rule}; here is <{target}>"
    if target in _UMBRELLAS and path.endswith((".hpp", ".h")):
        return f"a header includes narrow Boost, not <{target}>"
    return None


def _judge_room(path: str, target: str) -> str | None:
    if path.startswith("include/"):
        return f'a public header includes no "{target}": say <cohook/…>'
    own, other = room_of(path), target.split("/")[0]
    if "/" not in target:
        return None if own == "capi" else f'name the room: "{own}/{target}" instead of "{target}"'
    if other not in BELOW:
        return f'"{target}" is in no room; the rooms are {", ".join(BELOW)}'
    if other != own and other not in BELOW.get(own, set()):
        allowed = ", ".join(room for room in BELOW if room in BELOW.get(own, set())) or "no other room"
        return f'{own}/ may not include "{target}"; it includes from {allowed}'
    return None


def judge(path: str, text: str) -> list[Finding]:
    found = []
    for opening, target, line in includes(tokenize(text)):
        if opening == '"':
            what = _judge_room(path, target)
        elif path.startswith("include/"):
            what = _judge_public(target)
        else:
            what = _judge_owned(path, target)
        if what:
            found.append(Finding(path, line, what))
    return found


def run() -> list[Finding]:
    return [finding for path in files(SOURCE_FOLDERS) for finding in judge(path, read(path))]


def self_test() -> list[str]:
    def sample(path: str, target: str) -> tuple[str, str]:
        return path, f"#include {target}\n"

    return verdicts(
        judge,
        good=[
            sample("src/delivery/courier.cpp", '"signing/sign.hpp"'),
            sample("src/transport/connect.cpp", '"egress/policy.hpp"'),
            sample("src/transport/exchange.cpp", "<boost/beast/http/read.hpp>"),
            sample("src/runtime/boost_beast.cpp", "<boost/beast/src.hpp>"),
            sample("src/store/sqlite_store.cpp", "<sqlite3.h>"),
            sample("src/cli/serve.cpp", '"service/server.hpp"'),
            sample("src/model/error.cpp", "<cohook/error.hpp>"),
            sample("include/cohook/engine.hpp", "<boost/asio/awaitable.hpp>"),
            ("src/model/x.cpp", '// #include "cli/main.hpp"\n'),
        ],
        bad=[
            sample("src/model/x.cpp", '"delivery/courier.hpp"'),
            sample("src/egress/x.cpp", '"transport/connect.hpp"'),
            sample("src/signing/x.cpp", '"pacing/bucket.hpp"'),
            sample("src/runtime/x.cpp", '"model/id.hpp"'),
            sample("src/delivery/x.cpp", '"members/person.hpp"'),
            sample("src/service/x.cpp", '"cli/main.hpp"'),
            sample("src/delivery/x.cpp", "<boost/beast/core/tcp_stream.hpp>"),
            sample("src/delivery/x.cpp", "<boost/beast.hpp>"),
            sample("src/transport/x.hpp", "<boost/asio/ssl/stream.hpp>"),
            sample("src/cli/x.cpp", "<boost/asio/ssl.hpp>"),
            sample("src/store/memory.cpp", "<sqlite3.h>"),
            sample("src/members/x.cpp", "<libpq-fe.h>"),
            sample("src/pacing/x.cpp", '"bucket.hpp"'),
            sample("src/pacing/x.cpp", '"utils/strings.hpp"'),
            sample("src/pacing/x.hpp", "<boost/asio.hpp>"),
            sample("include/cohook/x.hpp", "<openssl/evp.h>"),
            sample("include/cohook/x.hpp", "<boost/beast/http.hpp>"),
            sample("include/cohook/x.hpp", '"model/id.hpp"'),
        ],
    )
