"""The structs of `cohook.h`, member for member. Texts that go in are `c_char_p`, which keeps the bytes object alive."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_size_t, c_uint32, c_void_p


class Header(ctypes.Structure):
    _fields_ = [("name", c_char_p), ("name_size", c_size_t), ("value", c_char_p), ("value_size", c_size_t)]


class Secret(ctypes.Structure):
    _fields_ = [("value", c_char_p), ("value_size", c_size_t), ("dialect", c_int32)]


class Sized(ctypes.Structure):
    """A struct whose first member says how long it is."""

    size: int

    def __init__(self, *values: object, **members: object) -> None:
        """By place (the fast way) or by name; the size is set."""
        super().__init__(ctypes.sizeof(self), *values, **members)


class GenericLayout(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("header", c_char_p),
        ("prefix", c_char_p),
        ("encoding", c_char_p),
        ("hash", c_char_p),
        ("signed_bytes", c_char_p),
        ("timestamp_header", c_char_p),
        ("id_header", c_char_p),
    ]


class HttpDemands(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("algorithm", c_char_p),
        ("components", POINTER(c_char_p)),
        ("component_count", c_size_t),
        ("tag", c_char_p),
    ]


class HttpLayout(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("algorithm", c_char_p),
        ("components", POINTER(c_char_p)),
        ("component_count", c_size_t),
        ("digest", c_char_p),
        ("label", c_char_p),
        ("key_ids", POINTER(c_char_p)),
        ("key_id_count", c_size_t),
        ("tag", c_char_p),
        ("lifetime_seconds", c_int64),
    ]


class VerifierOptions(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("scheme", c_char_p),
        ("secrets", POINTER(Secret)),
        ("secret_count", c_size_t),
        ("window", c_int32),
        ("dots_in_id", c_int32),
        ("tolerance_seconds", c_int64),
        ("url", c_char_p),
        ("generic", POINTER(GenericLayout)),
        ("http_message", POINTER(HttpDemands)),
    ]


class Request(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("headers", POINTER(Header)),
        ("header_count", c_size_t),
        ("body", c_char_p),
        ("body_size", c_size_t),
        ("now", c_int64),
        ("method", c_char_p),
        ("url", c_char_p),
    ]


class Verification(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("verdict", c_int32),
        ("covered", c_uint32),
        ("freshness", c_int32),
        ("key_index", c_uint32),
        ("timestamp", c_int64),
        ("has_timestamp", c_int32),
        ("reserved", c_int32),
        ("payload", c_void_p),
        ("payload_size", c_size_t),
        ("id", c_void_p),
        ("id_size", c_size_t),
        ("components", c_void_p),
        ("components_size", c_size_t),
        ("owned", c_void_p),
    ]


class SignerOptions(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("scheme", c_char_p),
        ("secrets", POINTER(Secret)),
        ("secret_count", c_size_t),
        ("url", c_char_p),
        ("generic", POINTER(GenericLayout)),
        ("http_message", POINTER(HttpLayout)),
    ]


class Unsigned(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("id", c_char_p),
        ("id_size", c_size_t),
        ("timestamp", c_int64),
        ("body", c_char_p),
        ("body_size", c_size_t),
        ("headers", POINTER(Header)),
        ("header_count", c_size_t),
        ("method", c_char_p),
        ("url", c_char_p),
    ]


class Envelope(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("data", c_char_p),
        ("data_size", c_size_t),
        ("message_id", c_char_p),
        ("subscription", c_char_p),
        ("publish_time_ms", c_int64),
        ("attributes", POINTER(Header)),
        ("attribute_count", c_size_t),
        ("key", Secret),
        ("previous_key", Secret),
    ]


LogCallback = ctypes.CFUNCTYPE(None, c_void_p, c_char_p, c_char_p, c_char_p)
SourceCallback = ctypes.CFUNCTYPE(None, c_void_p, c_void_p)


class EngineOptions(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("store", c_char_p),
        ("allow_addresses", POINTER(c_char_p)),
        ("allow_address_count", c_size_t),
        ("extra_authorities", c_char_p),
        ("allow_http", c_int32),
        ("shards", c_uint32),
        ("connection_slots", c_uint32),
        ("source_by_events", c_int32),
        ("retention_ms", c_int64),
        ("event_kinds", c_uint32),
        ("event_limit", c_uint32),
        ("log", LogCallback),
        ("log_user", c_void_p),
        ("source", SourceCallback),
        ("source_user", c_void_p),
    ]


class Message(Sized):
    _fields_ = [
        ("size", c_size_t),
        ("endpoint", c_char_p),
        ("type", c_char_p),
        ("content", c_char_p),
        ("content_size", c_size_t),
        ("key", c_char_p),
        ("attributes", POINTER(Header)),
        ("attribute_count", c_size_t),
        ("occurred_at_ms", c_int64),
    ]


class Receipt(ctypes.Structure):
    _fields_ = [("message_id", c_int64), ("delivery_id", c_int64)]
