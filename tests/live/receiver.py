"""A webhook receiver in a process of its own: logs every POST as it came and answers as scripted.

    receiver.py LOG SEED SCRIPTS

SCRIPTS is JSON: path → {answer: weight}; a path without one is acknowledged with 200. Answers: a status, or one of
`102` (as the last word), `hang`, `close`, `reset`, `torn`, `slow`, `200-close`. The first line on stdout is the port.
On stdin, `heal` acknowledges everything from now on, `flush` brings the log to the file; both are answered `done`; the
end of stdin ends the process.

A POST is on record, with the answer it is going to get, before a byte of that answer leaves. One that broke off in
mid-body is on record as not complete.
"""

import asyncio
import base64
import json
import random
import sys
import time
from typing import Any

_REASONS = {"200": "OK", "201": "Created", "202": "Accepted", "204": "No Content"}


class Receiver:
    def __init__(self, log_path: str, seed: int, scripts: dict[str, dict[str, float]]) -> None:
        self._log = open(log_path, "w", encoding="utf-8")  # noqa: SIM115, it lives as long as the process
        self._chance = random.Random(seed)
        self._scripts = scripts
        self._healed = False

    def heal(self) -> None:
        self._healed = True

    def flush(self) -> None:
        self._log.flush()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._exchange(reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the sender has gone, or the receiver goes
        finally:
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        except asyncio.IncompleteReadError:
            return False
        path = head[0].split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        try:
            body = await reader.readexactly(int(headers.get("content-length", "0")))
        except (OSError, asyncio.IncompleteReadError) as cut:
            self._record(path, headers, getattr(cut, "partial", b""), None)
            return False
        answer = self._choose(path)
        self._record(path, headers, body, answer)
        return await self._answer(answer, reader, writer)

    def _choose(self, path: str) -> str:
        script = self._scripts.get(path)
        if self._healed or not script:
            return "200"
        return self._chance.choices(list(script), list(script.values()))[0]

    def _record(self, path: str, headers: dict[str, str], body: bytes, answer: str | None) -> None:
        event: dict[str, Any] = {"event": "recv", "t": time.time(), "m": time.monotonic(), "path": path,
                                 "headers": headers, "body": base64.b64encode(body).decode(),
                                 "complete": answer is not None, "answer": answer}
        self._log.write(json.dumps(event) + "\n")

    async def _answer(self, answer: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection may be used again."""
        if answer == "hang":
            await reader.read(1)  # until the sender gives up
            return False
        if answer == "reset":
            writer.transport.abort()
            return False
        if answer == "close":
            return False
        if answer == "torn":
            writer.write(b"HTTP/1.1 20")
        elif answer == "102":
            writer.write(b"HTTP/1.1 102 Processing\r\n\r\n")
        elif answer == "slow":
            for part in (b"HTTP/1.1 200 OK\r\n", b"Content-Length: 2\r\n", b"\r\nok"):
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0.02)
            return True
        else:
            status, _, close = answer.partition("-")
            length = "" if status == "204" else "Content-Length: 0\r\n"
            end = "Connection: close\r\n" if close else ""
            writer.write(f"HTTP/1.1 {status} {_REASONS.get(status, 'No')}\r\n{length}{end}\r\n".encode())
            await writer.drain()
            return not close
        await writer.drain()
        return False


async def _main(log_path: str, seed: str, scripts: str) -> None:
    receiver = Receiver(log_path, int(seed), json.loads(scripts))
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    commands = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(commands), sys.stdin)
    while command := (await commands.readline()).decode().strip():
        {"heal": receiver.heal, "flush": receiver.flush}[command]()
        print("done", flush=True)
    receiver.flush()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
