"""Makes an answer of the test's server one of the server that the documentation speaks of.

There, receivers are on the public internet and speak TLS; here they are processes beside it.
"""

import re
from typing import Any

from house import House

_PUBLIC = {"host": "hooks.example.org", "port": 443, "tls": True, "peer": "203.0.113.7:443",
           "peerAddress": "203.0.113.7:443", "tlsVersion": "TLSv1.3",
           "certificateExpiresAt": "2027-01-01T00:00:00.000Z"}
_TLS_HANDSHAKE = 11.8  # ms
_LOOPBACK = re.compile(r"127\.0\.0\.1:\d+")
_FOLDER = re.compile(r"/\S*/cohook-docs-[^/]+")
_MOST_OF_A_TEXT = 900  # of answers that are no JSON


def presentable(value: Any, house: House) -> Any:
    if isinstance(value, list):
        return [presentable(each, house) for each in value]
    if isinstance(value, dict):
        return {name: _member(name, each, house) for name, each in value.items()}
    if isinstance(value, str):
        text = _FOLDER.sub("/var/lib/cohook", _LOOPBACK.sub("hooks.example.org", house.shown(value)))
        if len(text) > _MOST_OF_A_TEXT and "# TYPE" in text:
            text = text[:text.rindex("\n", 0, _MOST_OF_A_TEXT) + 1]
        return text
    return value


def _member(name: str, value: Any, house: House) -> Any:
    if name in _PUBLIC and value not in ({}, []):
        return _PUBLIC[name]
    if name == "timingsMs":
        return value | {"tls": _TLS_HANDSHAKE} if value["connect"] is not None else value  # it was there already
    if name == "listen":
        return value | {"value": "127.0.0.1:8090"}
    return presentable(value, house)
