"""For senders: the header lines that a scheme wants, and the Members envelope."""

from __future__ import annotations

import time
from ctypes import byref, c_void_p
from typing import List, Mapping, Optional, Tuple, Union

from . import _structures as c
from ._library import library
from ._memory import (
    Body,
    Closing,
    Handle,
    Headers,
    attribute_lines,
    header_lines,
    header_list,
    octets,
    take_document,
    text,
)
from .errors import check
from .schemes import (
    GenericLayout,
    HttpLayout,
    Secret,
    Secrets,
    generic_struct,
    layout_struct,
    secret_struct,
    secret_structs,
)


class Signer(Closing):
    """Signs for one receiver. Immutable; any number of threads may use it at once.

    `secrets`: the live keys, newest first; several only where the scheme's header takes several. Any scheme but
    `members-envelope`, for which see `compose_envelope`.
    """

    def __init__(
        self,
        scheme: str,
        secrets: Secrets,
        *,
        url: Optional[str] = None,
        generic: Optional[GenericLayout] = None,
        http_message: Optional[HttpLayout] = None,
    ) -> None:
        listed, count = secret_structs(secrets)
        options = c.SignerOptions(
            scheme=text(scheme, "scheme"),
            secrets=listed,
            secret_count=count,
            url=text(url, "url"),
            generic=generic_struct(generic),
            http_message=layout_struct(http_message),
        )
        made, error = c_void_p(), c_void_p()
        check(library().cohook_signer_new(byref(options), byref(made), byref(error)), error)
        self._handle = Handle(self, made.value, library().cohook_signer_free)

    def sign(
        self,
        body: Union[str, Body],
        *,
        id: Union[str, bytes] = b"",
        timestamp: Optional[int] = None,
        headers: Headers = (),
        method: Optional[str] = None,
        url: Optional[str] = None,
    ) -> List[Tuple[str, str]]:
        """The lines to be sent with the request, in the scheme's spelling and order.

        `id`: where the scheme signs one; the `nonce` of RFC 9421. `timestamp`: Unix seconds, now by default. `headers`: of the
        request, where RFC 9421 covers them, and `method`. `url`: where the scheme signs it and it is not the signer's.
        """
        raw, raw_id = octets(body), octets(id)
        lines, count = header_lines(headers)
        request = c.Unsigned(
            id=raw_id,
            id_size=len(raw_id),
            timestamp=library().cohook_now() if timestamp is None else timestamp,
            body=raw,
            body_size=len(raw),
            headers=lines,
            header_count=count,
            method=text(method, "method"),
            url=text(url, "url"),
        )
        made, error = c_void_p(), c_void_p()
        with self._handle as signer:
            check(library().cohook_sign(signer, byref(request), byref(made), byref(error)), error)
        try:
            return header_list(made.value)
        finally:
            library().cohook_headers_free(made)


def compose_envelope(
    data: Union[str, Body],
    message_id: Union[int, str],
    key: Union[str, bytes, Secret],
    *,
    subscription: str = "",
    publish_time_ms: Optional[int] = None,
    attributes: Optional[Mapping[str, str]] = None,
    previous_key: Union[str, bytes, Secret, None] = None,
) -> bytes:
    """The Members envelope, byte for byte what is sent: the same input gives the same bytes.

    `data`: the JSON text of an array of persons. `publish_time_ms`: Unix milliseconds, now by default. `attributes`: further
    ones, written in this order after the hashes. `previous_key`: during a rotation. Opened by a verifier of the scheme
    `members-envelope`.
    """
    raw = octets(data)
    lines, count = attribute_lines(attributes)
    envelope = c.Envelope(
        data=raw,
        data_size=len(raw),
        message_id=text(str(message_id), "messageId"),
        subscription=text(subscription, "subscription"),
        publish_time_ms=time.time_ns() // 1_000_000 if publish_time_ms is None else publish_time_ms,
        attributes=lines,
        attribute_count=count,
        key=secret_struct(key),
        previous_key=secret_struct(previous_key),
    )
    body, error = c_void_p(), c_void_p()
    check(library().cohook_envelope_compose(byref(envelope), byref(body), byref(error)), error)
    return take_document(body)
