//! The library, errors, documents, verifying, replays, challenges and signing. What each function does, owns and demands is said in `cohook.h`.

use crate::types::*;
use std::os::raw::c_char;

extern "C" {
    pub fn cohook_abi_version() -> i32;
    pub fn cohook_version() -> *const c_char;
    pub fn cohook_now() -> i64;
    pub fn cohook_status_name(status: cohook_status) -> *const c_char;
    pub fn cohook_error_kind(error: *const cohook_error) -> cohook_status;
    pub fn cohook_error_message(error: *const cohook_error) -> *const c_char;
    pub fn cohook_error_field(error: *const cohook_error) -> *const c_char;
    pub fn cohook_error_is_retriable(error: *const cohook_error) -> i32;
    pub fn cohook_error_free(error: *mut cohook_error);
    pub fn cohook_document_text(document: *const cohook_document) -> *const c_char;
    pub fn cohook_document_size(document: *const cohook_document) -> usize;
    pub fn cohook_document_free(document: *mut cohook_document);
    pub fn cohook_scheme_name(index: usize) -> *const c_char;
    pub fn cohook_verdict_name(verdict: i32) -> *const c_char;
    pub fn cohook_verifier_new(
        options: *const cohook_verifier_options,
        verifier: *mut *mut cohook_verifier,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_verifier_free(verifier: *mut cohook_verifier);
    pub fn cohook_verify(
        verifier: *const cohook_verifier,
        request: *const cohook_request,
        out: *mut cohook_verification,
    ) -> i32;
    pub fn cohook_verification_release(verification: *mut cohook_verification);
    pub fn cohook_replay_guard_new(
        keep_seconds: i64,
        capacity: usize,
        guard: *mut *mut cohook_replay_guard,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_replay_guard_admit(
        guard: *mut cohook_replay_guard,
        scope: *const c_char,
        message: *const cohook_verification,
        now: i64,
    ) -> i32;
    pub fn cohook_replay_guard_reserve(
        guard: *mut cohook_replay_guard,
        scope: *const c_char,
        message: *const cohook_verification,
        now: i64,
    ) -> i32;
    pub fn cohook_replay_guard_commit(
        guard: *mut cohook_replay_guard,
        scope: *const c_char,
        message: *const cohook_verification,
    ) -> cohook_status;
    pub fn cohook_replay_guard_release(
        guard: *mut cohook_replay_guard,
        scope: *const c_char,
        message: *const cohook_verification,
    ) -> cohook_status;
    pub fn cohook_replay_guard_free(guard: *mut cohook_replay_guard);
    pub fn cohook_answer_status(answer: *const cohook_answer) -> i32;
    pub fn cohook_answer_headers(answer: *const cohook_answer) -> *const cohook_headers;
    pub fn cohook_answer_body(answer: *const cohook_answer) -> *const c_char;
    pub fn cohook_answer_body_size(answer: *const cohook_answer) -> usize;
    pub fn cohook_answer_free(answer: *mut cohook_answer);
    pub fn cohook_receive(
        verifier: *const cohook_verifier,
        request: *const cohook_request,
        out: *mut cohook_verification,
        answer: *mut *mut cohook_answer,
    ) -> i32;
    pub fn cohook_answer_origin(
        method: *const c_char,
        headers: *const cohook_header,
        header_count: usize,
        allowed: *const *const c_char,
        allowed_count: usize,
        most_per_minute: u32,
        answer: *mut *mut cohook_answer,
    ) -> cohook_status;
    pub fn cohook_answer_intent(
        query: *const c_char,
        mode: *const c_char,
        topic: *const c_char,
        answer: *mut *mut cohook_answer,
    ) -> cohook_status;
    pub fn cohook_signer_new(
        options: *const cohook_signer_options,
        signer: *mut *mut cohook_signer,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_signer_free(signer: *mut cohook_signer);
    pub fn cohook_sign(
        signer: *const cohook_signer,
        request: *const cohook_unsigned,
        headers: *mut *mut cohook_headers,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_headers_count(headers: *const cohook_headers) -> usize;
    pub fn cohook_headers_at(headers: *const cohook_headers, index: usize) -> cohook_header;
    pub fn cohook_headers_free(headers: *mut cohook_headers);
    pub fn cohook_envelope_compose(
        envelope: *const cohook_envelope,
        body: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
}
