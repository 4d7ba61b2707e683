"""The API, as a program calls it: what is known to have failed, and what is not known."""

import dataclasses
import http.client
import json
from typing import Any

from .server import Server


class NotSent(Exception):
    """The server did not get the request, for certain: nothing can have come of it."""


class Lost(Exception):
    """The connection ended after the request began to leave: the outcome is not known."""


@dataclasses.dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text) if self.text else None


class Client:
    """One connection, kept open while the server's life lasts. For one thread."""

    def __init__(self, server: Server, timeout: float = 30) -> None:
        self._server = server
        self._timeout = timeout
        self._connection: http.client.HTTPConnection | None = None
        self.life = 0  # of the server, at the last request

    def request(self, method: str, path: str, body: Any = None, *, headers: dict[str, str | None] | None = None,
                content_type: str = "application/json") -> Answer:
        """`body`: text as it is, anything else as JSON; a header of None is not sent. Raises NotSent or Lost where there
        is no answer."""
        connection = self._connect()
        wanted = {"x-access-token": self._server.key, **(headers or {})}
        sent = {name: value for name, value in wanted.items() if value is not None}
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        if text is not None:
            sent["Content-Type"] = content_type
        try:
            connection.request(method, path, text.encode() if text is not None else None, sent)
            answer = connection.getresponse()
            content = answer.read().decode()
        except (OSError, http.client.HTTPException) as why:
            self.close()
            raise Lost(f"{method} {path}: {why!r}") from why
        return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, content)

    def must(self, method: str, path: str, body: Any = None, **options: Any) -> Answer:
        """As `request`, for where only success makes sense."""
        answer = self.request(method, path, body, **options)
        if answer.status >= 300:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.text[:500]}")
        return answer

    def pages(self, path: str) -> list[Any]:
        """All rows of a list, from the newest."""
        rows: list[Any] = []
        cursor = ""
        while True:
            page = self.must("GET", path + cursor).body
            rows += page["data"]
            if not page.get("nextCursor"):
                return rows
            cursor = ("&" if "?" in path else "?") + "cursor=" + page["nextCursor"]

    def close(self) -> None:
        if self._connection:
            self._connection.close()
        self._connection = None

    def _connect(self) -> http.client.HTTPConnection:
        found = self._server.wait_for_life()
        if found is None:
            raise NotSent("the server is not up")
        life, address = found
        if self._connection and life == self.life:
            return self._connection
        self.close()
        self.life = life
        connection = http.client.HTTPConnection(*address, timeout=self._timeout)
        try:
            connection.connect()
        except OSError as why:
            raise NotSent(str(why)) from why
        self._connection = connection
        return connection
