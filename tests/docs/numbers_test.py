"""Every number in the tables of the documentation is tried on the real server: what is allowed passes, one more does not.

    numbers_test.py COHOOK FOLDER
"""

import contextlib
import pathlib
import re
import socket
import sys
import tempfile
import unittest
from collections.abc import Callable
from typing import Any

from house import SERVER, House

from live.client import Answer

COHOOK, FOLDER = (pathlib.Path(given).resolve() for given in sys.argv[1:])
_UNITS = {"KiB": 1024, "MiB": 1024 * 1024, "bytes": 1, "": 1}
_SPANS = (("days", 86_400_000, 172_800_000), ("h", 3_600_000, 3_600_000), ("min", 60_000, 300_000), ("s", 1000, 0))
_HOOK = "/v1/applications/calendar/endpoints/default"


def rows_of(page: str, section: str) -> list[list[str]]:
    """The cells of the tables of a section, without their heads and rules."""
    text = (FOLDER / page).read_text(encoding="utf-8").partition(f" {section}\n")[2].partition("\n## ")[0]
    tables = re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    return [[cell.strip() for cell in line.strip("|").split(" | ")]
            for table in tables for line in table.splitlines()[2:]]


def number_of(text: str) -> int:
    digits, _, unit = text.partition(" ")
    return int(digits) * _UNITS[unit]


def span_text(milliseconds: int) -> str:
    """As people say it: 30 min, 24 h, 5 days."""
    name, size = next((name, size) for name, size, least in _SPANS if milliseconds % size == 0 and milliseconds >= least)
    return f"{milliseconds // size} {name}"


def seconds(milliseconds: int) -> str:
    return f"{milliseconds // 1000} s"


class OfTheServer(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.house = House(COHOOK, pathlib.Path(cls.folder.name))
        cls.addClassCleanup(cls.house.close)
        cls.client = cls.house.client()
        cls.client.must("PATCH", "/application/calendar", {"webhook": {"url": cls.house.real(
            "https://hooks.example.org/x"), "signingKey": "helloWorld"}})

    def ask(self, method: str, path: str, body: Any = None, **more: Any) -> Answer:
        return self.client.request(method, path, body, **more)

    def raw(self, head: bytes) -> int:
        """The status of the answer to these bytes."""
        with self.connected() as peer:
            peer.sendall(head)
            return int(peer.makefile("rb").readline().split()[1])

    def connected(self) -> socket.socket:
        host, _, port = self.house.real(SERVER).removeprefix("http://").partition(":")
        return socket.create_connection((host, int(port)), timeout=60)


class Policies(OfTheServer):
    def test_are_told_as_they_are(self) -> None:
        shown = {row[0]: row[1:] for row in rows_of("webhooks.md", "Acknowledge")}
        for column, name in enumerate(("members", "standard")):
            self.client.must("PATCH", _HOOK, {"policy": name})
            policy = self.client.must("GET", _HOOK).body["policy"]
            limits, resend = policy["deadlines"], policy["resend"]
            self.assertEqual(shown["deadline of an attempt"][column], seconds(limits["wholeMs"]))
            parts = [f"{words} {seconds(limits[key])}" for words, key in
                     (("names", "dnsMs"), ("connecting", "connectMs"), ("TLS", "tlsMs"), ("first byte", "firstByteMs"))]
            self.assertEqual(shown["of it, at most"][column], ", ".join(parts))
            waits = (", ".join(map(span_text, resend["listMs"])) or
                     f"{seconds(resend['firstMs'])}, doubling to {seconds(resend['capMs'])}")
            self.assertEqual(shown["sent again after"][column], f"{waits}; each ± {resend['jitter'] * 100:.0f} %")
            life = policy["lifeMs"]
            self.assertEqual(shown["given up"][column],
                             f"{span_text(life)} after the change" if life else "after the last of these")
            self.assertEqual(shown["switched off"][column],
                             f"after {span_text(policy['disableAfterMs'])} without one success")


class Limits(OfTheServer):
    def limits(self) -> dict[str, int]:
        return {name.strip("`"): number_of(most) for name, most in rows_of("operating.md", "Limits")}

    def check(self, most: int, status_of: Callable[[int], int], refusal: int) -> None:
        self.assertLess(status_of(most), 400, "what is told to be allowed is not")
        self.assertEqual(status_of(most + 1), refusal)

    def test_of_a_request_are_as_told(self) -> None:
        limits = self.limits()

        def with_line(size: int) -> int:
            rest = len("GET /livez? HTTP/1.1")
            return self.raw(f"GET /livez?{'x' * (size - rest)} HTTP/1.1\r\nHost: a\r\n\r\n".encode())

        def with_head(size: int) -> int:
            line = b"GET /livez HTTP/1.1\r\nHost: a\r\n"
            fields = b"".join(b"x%02d: %s\r\n" % (at, b"y" * 994) for at in range((size - len(line) - 2) // 1001))
            last = size - len(line) - len(fields) - 2 - len(b"last: \r\n")
            return self.raw(line + fields + b"last: " + b"z" * last + b"\r\n\r\n")

        def with_fields(count: int) -> int:
            fields = "".join(f"x{at}: y\r\n" for at in range(count - 1))
            return self.raw(f"GET /livez HTTP/1.1\r\nHost: a\r\n{fields}\r\n".encode())

        def with_body(path: str, member: str) -> Callable[[int], int]:
            return lambda size: self.ask("PATCH", path, "{" + member + " " * (size - len(member) - 2) + "}").status

        self.assertEqual(with_line(limits["request line"] + 1), 414)
        self.assertNotIn(with_line(limits["request line"]), (414, 431))
        self.check(limits["request line and header fields together"], with_head, 431)
        self.check(limits["header fields"], with_fields, 431)
        self.check(limits["body"], with_body("/v1/applications/calendar", '"name": "Kalenderen"'), 413)
        self.check(limits["body that writes a person"], with_body("/v1/persons/54514", '"firstName": "Eva"'), 413)

    def test_of_connections_are_as_told(self) -> None:
        most = self.limits()["connections from one address"]
        with contextlib.ExitStack() as open_now:
            self.client.close()
            held = [open_now.enter_context(self.connected()) for _ in range(most)]
            for peer in held:  # each is served before the next is opened: none waits to be counted
                peer.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                self.assertIn(b"200", peer.makefile("rb").readline())
            further = open_now.enter_context(self.connected())
            with contextlib.suppress(ConnectionError):
                further.sendall(b"GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                self.assertEqual(further.recv(1), b"")
        header = (FOLDER.parent / "src" / "service" / "server.hpp").read_text(encoding="utf-8")
        self.assertIn(f"connections = {self.limits()['connections']};", header)

    def test_of_a_webhook_are_as_told(self) -> None:
        limits = self.limits()

        def set_to(member: str, value_of: Callable[[int], Any]) -> Callable[[int], int]:
            return lambda number: self.ask("PATCH", _HOOK, {member: value_of(number)}).status

        self.check(limits["requestIntervalMs"], set_to("requestIntervalMs", int), 422)
        self.check(limits["maxInFlight"], set_to("maxInFlight", int), 422)
        self.check(limits["custom headers"], set_to("headers", lambda count: [
            {"name": f"x-{at}", "value": "y"} for at in range(count)]), 422)
        base = "https://example.org/"
        self.check(limits["URL"], set_to("url", lambda size: base + "x" * (size - len(base))), 422)


if __name__ == "__main__":
    result = unittest.main(argv=sys.argv[:1], exit=False, verbosity=0).result
    failed = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - failed} passed, {failed} failed")
    raise SystemExit(failed > 0)
