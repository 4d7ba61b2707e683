"""Bodies and signatures as the documentation describes them, written anew from it: the product's code is not asked."""

import base64
import dataclasses
import hashlib
import hmac
import json
from typing import Any


class Malformed(Exception):
    """The body is not what its format says."""


@dataclasses.dataclass(frozen=True)
class Content:
    data: bytes  # what the envelope's hash is over; the whole body where the format has no hash
    persons: list[dict[str, Any]]
    message_id: str | None  # as the body says
    change: str
    hash: str | None
    previous_hash: str | None
    sync: str | None


def read(format: str, body: bytes) -> Content:
    try:
        return _read_members(body) if format == "members" else _read_standard(body)
    except (ValueError, KeyError, TypeError) as why:
        raise Malformed(f"{why!r} in {body[:200]!r}") from why


def _read_members(body: bytes) -> Content:
    message = json.loads(body)["message"]
    attributes = message["attributes"]
    if message["messageId"] != message["message_id"] or message["publishTime"] != message["publish_time"]:
        raise Malformed("the two spellings of id or time differ")
    if not all(isinstance(value, str) for value in attributes.values()):
        raise Malformed("an attribute is not a string")
    data = base64.b64decode(message["data"], validate=True)
    return Content(data, json.loads(data), message["messageId"], attributes["change"], attributes["hash"],
                   attributes.get("previousHash"), attributes.get("syncId"))


def _read_standard(body: bytes) -> Content:
    payload = json.loads(body)
    return Content(body, payload["data"], None, payload["type"].removeprefix("person."), None, None, None)


def data_hash(key: str, data: bytes) -> str:
    return base64.b64encode(hmac.digest(key.encode(), data, hashlib.sha256)).decode()


def signature(key: str, message_id: str, timestamp: str, body: bytes) -> str:
    secret = base64.b64decode(key.removeprefix("whsec_")) if key.startswith("whsec_") else key.encode()
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
