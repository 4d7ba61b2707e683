"""The peer in Python: aiohttp, the same envelope, the same signatures, the same headers. Prints POSTs a second.

    peer.py URL PERSON_FILE DELIVERIES CONNECTIONS
"""

import asyncio
import hmac
import sys
import time
from base64 import b64encode
from datetime import datetime, timezone
from pathlib import Path

import aiohttp
from yarl import URL

try:
    import uvloop
except ImportError:
    pass
else:
    uvloop.install()

KEY = b"the key of the benchmarks"


def envelope(persons: bytes, number: str, now: float) -> bytes:
    """The members envelope. Sixteen digits and a base64 text hold nothing that JSON would escape."""
    digest = b64encode(hmac.digest(KEY, persons, "sha256"))
    published = datetime.fromtimestamp(now, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3].encode() + b"Z"
    spelled = number.encode()
    return b"".join((
        b'{"message":{"attributes":{"hash":"', digest, b'","entity":"person","change":"updated"},"data":"',
        b64encode(persons), b'","messageId":"', spelled, b'","message_id":"', spelled, b'","publishTime":"', published,
        b'","publish_time":"', published, b'"},"subscription":"bench"}'))


async def deliver(session: aiohttp.ClientSession, url: URL, persons: bytes, number: int) -> None:
    now = time.time()
    name, stamp = str(2070443600000000 + number), str(int(now))
    body = envelope(persons, name, now)
    signature = b64encode(hmac.digest(KEY, f"{name}.{stamp}.".encode() + body, "sha256")).decode()
    headers = {"Content-Type": "application/json", "User-Agent": "peer", "webhook-id": name,
               "webhook-timestamp": stamp, "webhook-signature": "v1," + signature}
    async with session.post(url, data=body, headers=headers, allow_redirects=False) as response:
        if response.status != 204:
            raise SystemExit(f"status {response.status}")
        await response.read()


async def send(session: aiohttp.ClientSession, url: URL, persons: bytes, deliveries: int, connections: int) -> None:
    numbers = iter(range(deliveries))

    async def work() -> None:
        for number in numbers:
            await deliver(session, url, persons, number)

    await asyncio.gather(*(work() for _ in range(connections)))


async def main() -> None:
    url, persons = URL(sys.argv[1]), b"[" + Path(sys.argv[2]).read_bytes() + b"]"
    deliveries, connections = int(sys.argv[3]), int(sys.argv[4])
    connector = aiohttp.TCPConnector(limit=connections)
    async with aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=600),
                                     auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()) as session:
        await send(session, url, persons, connections * 20, connections)  # connections are open when the clock starts
        started = time.perf_counter()
        await send(session, url, persons, deliveries, connections)
        print(f"{deliveries / (time.perf_counter() - started):.0f}")


asyncio.run(main())
