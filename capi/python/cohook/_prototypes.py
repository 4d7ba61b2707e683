"""The functions of `cohook.h` with their types: name → (result, arguments). A test holds this against the header."""

from __future__ import annotations

from ctypes import POINTER, c_char_p, c_int, c_int32, c_int64, c_size_t, c_uint32, c_uint64, c_void_p
from typing import Any, Dict, Tuple

from ._structures import (
    EngineOptions,
    Envelope,
    Header,
    Message,
    Receipt,
    Request,
    SignerOptions,
    Unsigned,
    Verification,
    VerifierOptions,
)

ABI_VERSION = 0

_text = c_char_p
_handle = c_void_p  # an object of the library's
_out = POINTER(c_void_p)  # where an object, a document or an error is put
_status = c_int32

_Prototypes = Dict[str, Tuple[Any, Tuple[Any, ...]]]

_LIBRARY: _Prototypes = {
    "cohook_abi_version": (c_int32, ()),
    "cohook_version": (_text, ()),
    "cohook_now": (c_int64, ()),
    "cohook_status_name": (_text, (_status,)),
    "cohook_error_kind": (_status, (_handle,)),
    "cohook_error_message": (_text, (_handle,)),
    "cohook_error_field": (_text, (_handle,)),
    "cohook_error_is_retriable": (c_int32, (_handle,)),
    "cohook_error_free": (None, (_handle,)),
    "cohook_document_text": (c_void_p, (_handle,)),
    "cohook_document_size": (c_size_t, (_handle,)),
    "cohook_document_free": (None, (_handle,)),
}

_SIGNATURES: _Prototypes = {
    "cohook_scheme_name": (_text, (c_size_t,)),
    "cohook_verdict_name": (_text, (c_int32,)),
    "cohook_verifier_new": (_status, (POINTER(VerifierOptions), _out, _out)),
    "cohook_verifier_free": (None, (_handle,)),
    "cohook_verify": (c_int32, (_handle, POINTER(Request), POINTER(Verification))),
    "cohook_verification_release": (None, (POINTER(Verification),)),
    "cohook_replay_guard_new": (_status, (c_int64, c_size_t, _out, _out)),
    "cohook_replay_guard_admit": (c_int32, (_handle, _text, POINTER(Verification), c_int64)),
    "cohook_replay_guard_reserve": (c_int32, (_handle, _text, POINTER(Verification), c_int64)),
    "cohook_replay_guard_commit": (_status, (_handle, _text, POINTER(Verification))),
    "cohook_replay_guard_release": (_status, (_handle, _text, POINTER(Verification))),
    "cohook_replay_guard_free": (None, (_handle,)),
    "cohook_answer_status": (c_int32, (_handle,)),
    "cohook_answer_headers": (_handle, (_handle,)),
    "cohook_answer_body": (c_void_p, (_handle,)),
    "cohook_answer_body_size": (c_size_t, (_handle,)),
    "cohook_answer_free": (None, (_handle,)),
    "cohook_receive": (c_int32, (_handle, POINTER(Request), POINTER(Verification), _out)),
    "cohook_answer_origin": (
        _status,
        (_text, POINTER(Header), c_size_t, POINTER(c_char_p), c_size_t, c_uint32, _out),
    ),
    "cohook_answer_intent": (_status, (_text, _text, _text, _out)),
    "cohook_signer_new": (_status, (POINTER(SignerOptions), _out, _out)),
    "cohook_signer_free": (None, (_handle,)),
    "cohook_sign": (_status, (_handle, POINTER(Unsigned), _out, _out)),
    "cohook_headers_count": (c_size_t, (_handle,)),
    "cohook_headers_at": (Header, (_handle, c_size_t)),
    "cohook_headers_free": (None, (_handle,)),
    "cohook_envelope_compose": (_status, (POINTER(Envelope), _out, _out)),
}

_ENGINE: _Prototypes = {
    "cohook_engine_open": (_status, (POINTER(EngineOptions), _out, _out)),
    "cohook_engine_drain": (_status, (_handle, c_int64, _out)),
    "cohook_engine_close": (_status, (_handle,)),
    "cohook_engine_event_descriptor": (c_int, (_handle,)),
    "cohook_engine_next_event": (_status, (_handle, c_int64, _out)),
    "cohook_event_kind": (c_int32, (_handle,)),
    "cohook_event_tag": (c_uint64, (_handle,)),
    "cohook_event_status": (_status, (_handle,)),
    "cohook_event_error": (_handle, (_handle,)),
    "cohook_event_message_id": (c_int64, (_handle,)),
    "cohook_event_delivery_id": (c_int64, (_handle,)),
    "cohook_event_document": (_handle, (_handle,)),
    "cohook_event_source_request": (_handle, (_handle,)),
    "cohook_event_free": (None, (_handle,)),
    "cohook_engine_stats": (_status, (_handle, c_int64, _out, _out)),
    "cohook_endpoint_put": (_status, (_handle, _text, _text, c_int64, _out, _out)),
    "cohook_endpoint_change": (_status, (_handle, _text, _text, c_int64, _out, _out)),
    "cohook_endpoint_remove": (_status, (_handle, _text, c_int64, _out)),
    "cohook_endpoint_find": (_status, (_handle, _text, c_int64, _out, _out)),
    "cohook_endpoint_list": (_status, (_handle, _text, _text, c_uint32, c_int64, _out, _out)),
    "cohook_endpoint_pause": (_status, (_handle, _text, c_int64, _out)),
    "cohook_endpoint_resume": (_status, (_handle, _text, c_int64, _out)),
    "cohook_endpoint_rotate_key": (_status, (_handle, _text, _text, c_size_t, c_int64, c_int64, _out)),
    "cohook_engine_send": (_status, (_handle, POINTER(Message), c_int64, POINTER(Receipt), _out)),
    "cohook_engine_send_many": (
        _status,
        (_handle, POINTER(POINTER(Message)), c_size_t, c_int64, POINTER(Receipt), _out),
    ),
    "cohook_engine_post": (_status, (_handle, POINTER(Message), c_uint64, _out)),
    "cohook_engine_test": (_status, (_handle, POINTER(Message), c_int32, c_int64, _out, _out)),
    "cohook_engine_post_test": (_status, (_handle, POINTER(Message), c_int32, c_uint64, _out)),
    "cohook_delivery_list": (_status, (_handle, _text, c_int64, _out, _out)),
    "cohook_delivery_find": (_status, (_handle, c_int64, c_uint32, c_int64, _out, _out)),
    "cohook_delivery_attempts": (_status, (_handle, c_int64, c_uint32, c_int64, _out, _out)),
    "cohook_delivery_redeliver": (_status, (_handle, c_int64, c_int64, POINTER(c_int64), _out)),
    "cohook_delivery_cancel": (_status, (_handle, c_int64, c_int64, _out)),
    "cohook_attempt_find": (_status, (_handle, c_int64, c_uint32, c_int64, _out, _out)),
    "cohook_engine_replay": (_status, (_handle, _text, c_int64, _out, _out)),
}

_SYNCS: _Prototypes = {
    "cohook_sync_start": (_status, (_handle, _text, _text, c_int64, _out, _out)),
    "cohook_sync_find": (_status, (_handle, c_int64, c_int64, _out, _out)),
    "cohook_sync_pause": (_status, (_handle, c_int64, c_int64, _out, _out)),
    "cohook_sync_resume": (_status, (_handle, c_int64, c_int64, _out, _out)),
    "cohook_sync_cancel": (_status, (_handle, c_int64, c_int64, _out, _out)),
    "cohook_sync_list": (_status, (_handle, _text, c_int64, c_uint32, c_int64, _out, _out)),
    "cohook_sync_failures": (_status, (_handle, c_int64, _text, c_uint32, c_int64, _out, _out)),
    "cohook_source_request_kind": (c_int32, (_handle,)),
    "cohook_source_request_endpoint": (_text, (_handle,)),
    "cohook_source_request_application": (_text, (_handle,)),
    "cohook_source_request_cursor": (_text, (_handle,)),
    "cohook_source_request_limit": (c_size_t, (_handle,)),
    "cohook_source_request_key_count": (c_size_t, (_handle,)),
    "cohook_source_request_key": (_text, (_handle, c_size_t)),
    "cohook_source_request_answer_count": (_status, (_handle, c_uint64)),
    "cohook_source_request_answer_keys": (_status, (_handle, POINTER(c_char_p), c_size_t)),
    "cohook_source_request_answer_records": (_status, (_handle, POINTER(c_char_p), c_size_t)),
    "cohook_source_request_answer_failure": (_status, (_handle, _text)),
    "cohook_source_request_free": (None, (_handle,)),
}

_REGISTER: _Prototypes = {
    "cohook_person_put": (_status, (_handle, c_int64, _text, c_int64, _out, _out)),
    "cohook_person_patch": (_status, (_handle, c_int64, _text, c_int64, _out, _out)),
    "cohook_person_remove": (_status, (_handle, c_int64, c_int64, _out, _out)),
    "cohook_person_find": (_status, (_handle, c_int64, _text, c_int64, _out, _out)),
    "cohook_person_list": (_status, (_handle, _text, c_int64, c_uint32, c_int64, _out, _out)),
    "cohook_person_search": (_status, (_handle, _text, _text, c_int64, c_uint32, c_int64, _out, _out)),
    "cohook_person_import": (_status, (_handle, _text, c_size_t, c_int64, _out, _out)),
    "cohook_application_put": (_status, (_handle, _text, _text, c_int64, _out, _out)),
    "cohook_application_find": (_status, (_handle, _text, c_int64, _out, _out)),
    "cohook_application_list": (_status, (_handle, _text, c_uint32, c_int64, _out, _out)),
    "cohook_application_remove": (_status, (_handle, _text, c_int64, _out)),
    "cohook_application_change_webhook": (_status, (_handle, _text, _text, c_int64, _out, _out)),
    "cohook_application_test": (_status, (_handle, _text, c_int64, c_int32, c_int64, _out, _out)),
    "cohook_consent_put": (_status, (_handle, c_int64, _text, _text, c_int64, _out, _out)),
    "cohook_consent_withdraw": (_status, (_handle, c_int64, _text, c_int64, _out, _out)),
    "cohook_consent_list": (_status, (_handle, c_int64, c_int64, _out, _out)),
    "cohook_organization_put": (_status, (_handle, _text, _text, c_int64, _out, _out)),
    "cohook_organization_find": (_status, (_handle, _text, c_int64, _out, _out)),
    "cohook_organization_list": (_status, (_handle, _text, c_uint32, c_int64, _out, _out)),
    "cohook_organization_remove": (_status, (_handle, _text, c_int64, _out)),
    "cohook_scope_list": (_status, (_out, _out)),
}

PROTOTYPES: _Prototypes = {**_LIBRARY, **_SIGNATURES, **_ENGINE, **_SYNCS, **_REGISTER}
