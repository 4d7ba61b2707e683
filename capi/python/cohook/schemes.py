"""How requests are signed: secrets, and the layouts of the schemes that leave something open."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Iterable, List, Optional, Sequence, Tuple, Union

from . import _structures as c
from ._library import library
from ._memory import octets, text, text_array


class Dialect(IntEnum):
    """How the text of a secret is meant."""

    OF_SCHEME = 0  #: as the scheme's documentation has it: `whsec_` + base64, plain text, hex
    RAW = 1  #: the key bytes themselves
    ENDPOINT = 2  #: a `signingKey` of an endpoint: `whsec_` + base64, any other is plain text


class Secret:
    """A key, as its scheme writes it unless told otherwise. Not shown by `repr`."""

    __slots__ = ("value", "dialect")

    def __init__(self, value: Union[str, bytes], dialect: Dialect = Dialect.OF_SCHEME) -> None:
        self.value, self.dialect = octets(value), dialect

    def __repr__(self) -> str:
        return f"Secret(…, {self.dialect.name})"


#: One key or several: a `str` is as its scheme writes it, and so are `bytes`; `Secret` says otherwise.
Secrets = Union[str, bytes, Secret, Sequence[Union[str, bytes, Secret]]]


@dataclass(frozen=True)
class GenericLayout:
    """How `generic-hmac` signs: one header with one HMAC, perhaps a timestamp and an id beside it."""

    header: str  #: holds the signature
    prefix: str = ""  #: what stands before it, such as `sha256=`
    encoding: str = "hex"  #: or `base64`
    hash: str = "sha256"  #: or `sha1`, `sha384`, `sha512`
    signed_bytes: str = "{body}"  #: with `{id}`, `{ts}`, `{url}` where they are signed
    timestamp_header: Optional[str] = None  #: required if and only if `{ts}` is signed
    id_header: Optional[str] = None  #: required if `{id}` is signed


@dataclass(frozen=True)
class HttpDemands:
    """What a receiver demands of an RFC 9421 signature: the sender chooses what it signs, the receiver what it needs."""

    algorithm: str  #: `hmac-sha256`, `ed25519` or `ecdsa-p256-sha256`
    #: must be covered; None: `content-digest` alone; an empty list: nothing is demanded
    components: Optional[Sequence[str]] = None
    tag: Optional[str] = None  #: only a signature with this `tag` is looked at


@dataclass(frozen=True)
class HttpLayout:
    """What an RFC 9421 signature is made of."""

    algorithm: str  #: `hmac-sha256`, `ed25519` or `ecdsa-p256-sha256`
    #: covered, in this order; None: `@method`, `@target-uri`, `content-digest`
    components: Optional[Sequence[str]] = None
    digest: Optional[str] = None  #: `sha-256` (default) or `sha-512`, of `Content-Digest`
    label: Optional[str] = None  #: `sig1` by default
    key_ids: Sequence[str] = ()  #: `keyid` of each key, in their order
    tag: Optional[str] = None
    lifetime_seconds: int = 0  #: `expires` this long after `created`; 0: none


def scheme_names() -> List[str]:
    """The names of all schemes that this libcohook knows."""
    names: List[str] = []
    while True:
        name = library().cohook_scheme_name(len(names))
        if name is None:
            return names
        names.append(name.decode())


def secret_struct(secret: Union[str, bytes, Secret, None]) -> c.Secret:
    if secret is None:
        return c.Secret()
    one = secret if isinstance(secret, Secret) else Secret(secret)
    return c.Secret(one.value, len(one.value), one.dialect)


def secret_structs(secrets: Secrets) -> Tuple[Any, int]:
    listed: Iterable[Union[str, bytes, Secret]]
    listed = [secrets] if isinstance(secrets, (str, bytes, Secret)) else secrets
    made = [secret_struct(one) for one in listed]
    return (c.Secret * len(made))(*made), len(made)


def generic_struct(layout: Optional[GenericLayout]) -> Any:
    if layout is None:
        return None
    return ctypes.pointer(
        c.GenericLayout(
            header=text(layout.header),
            prefix=text(layout.prefix),
            encoding=text(layout.encoding),
            hash=text(layout.hash),
            signed_bytes=text(layout.signed_bytes),
            timestamp_header=text(layout.timestamp_header),
            id_header=text(layout.id_header),
        )
    )


def _listed(components: Optional[Sequence[str]]) -> Tuple[Any, int]:
    """NULL where no list is given, which is not an empty list."""
    if components is None:
        return None, 0
    return text_array([*components, None])[0], len(components)


def demands_struct(demands: Optional[HttpDemands]) -> Any:
    if demands is None:
        return None
    components, count = _listed(demands.components)
    return ctypes.pointer(
        c.HttpDemands(
            algorithm=text(demands.algorithm), components=components, component_count=count, tag=text(demands.tag)
        )
    )


def layout_struct(layout: Optional[HttpLayout]) -> Any:
    if layout is None:
        return None
    components, count = _listed(layout.components)
    key_ids, key_id_count = text_array(layout.key_ids)
    return ctypes.pointer(
        c.HttpLayout(
            algorithm=text(layout.algorithm),
            components=components,
            component_count=count,
            digest=text(layout.digest),
            label=text(layout.label),
            key_ids=key_ids,
            key_id_count=key_id_count,
            tag=text(layout.tag),
            lifetime_seconds=layout.lifetime_seconds,
        )
    )
