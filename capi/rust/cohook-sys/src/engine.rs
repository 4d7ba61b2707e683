//! The engine: sending, events, endpoints, deliveries and syncs. What each function does, owns and demands is said in `cohook.h`.

use crate::types::*;
use std::os::raw::{c_char, c_int};

extern "C" {
    pub fn cohook_engine_open(
        options: *const cohook_engine_options,
        engine: *mut *mut cohook_engine,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_engine_drain(
        engine: *mut cohook_engine,
        timeout_ms: i64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_engine_close(engine: *mut cohook_engine) -> cohook_status;
    pub fn cohook_engine_event_descriptor(engine: *const cohook_engine) -> c_int;
    pub fn cohook_engine_next_event(
        engine: *mut cohook_engine,
        timeout_ms: i64,
        event: *mut *mut cohook_event,
    ) -> cohook_status;
    pub fn cohook_event_kind(event: *const cohook_event) -> i32;
    pub fn cohook_event_tag(event: *const cohook_event) -> u64;
    pub fn cohook_event_status(event: *const cohook_event) -> cohook_status;
    pub fn cohook_event_error(event: *const cohook_event) -> *const cohook_error;
    pub fn cohook_event_message_id(event: *const cohook_event) -> i64;
    pub fn cohook_event_delivery_id(event: *const cohook_event) -> i64;
    pub fn cohook_event_document(event: *const cohook_event) -> *const cohook_document;
    pub fn cohook_event_source_request(event: *mut cohook_event) -> *mut cohook_source_request;
    pub fn cohook_event_free(event: *mut cohook_event);
    pub fn cohook_engine_stats(
        engine: *mut cohook_engine,
        timeout_ms: i64,
        stats: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_endpoint_put(
        engine: *mut cohook_engine,
        id: *const c_char,
        settings: *const c_char,
        timeout_ms: i64,
        shown: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_endpoint_change(
        engine: *mut cohook_engine,
        id: *const c_char,
        settings: *const c_char,
        timeout_ms: i64,
        shown: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_endpoint_remove(
        engine: *mut cohook_engine,
        id: *const c_char,
        timeout_ms: i64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_endpoint_find(
        engine: *mut cohook_engine,
        id: *const c_char,
        timeout_ms: i64,
        shown: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_endpoint_list(
        engine: *mut cohook_engine,
        application_id: *const c_char,
        after: *const c_char,
        limit: u32,
        timeout_ms: i64,
        page: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_endpoint_pause(
        engine: *mut cohook_engine,
        id: *const c_char,
        timeout_ms: i64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_endpoint_resume(
        engine: *mut cohook_engine,
        id: *const c_char,
        timeout_ms: i64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_endpoint_rotate_key(
        engine: *mut cohook_engine,
        id: *const c_char,
        key: *const c_char,
        key_size: usize,
        overlap_ms: i64,
        timeout_ms: i64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_engine_send(
        engine: *mut cohook_engine,
        message: *const cohook_message,
        timeout_ms: i64,
        receipt: *mut cohook_receipt,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_engine_send_many(
        engine: *mut cohook_engine,
        messages: *const *const cohook_message,
        count: usize,
        timeout_ms: i64,
        receipts: *mut cohook_receipt,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_engine_post(
        engine: *mut cohook_engine,
        message: *const cohook_message,
        tag: u64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_engine_test(
        engine: *mut cohook_engine,
        message: *const cohook_message,
        probe_signature_check: i32,
        timeout_ms: i64,
        report: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_engine_post_test(
        engine: *mut cohook_engine,
        message: *const cohook_message,
        probe_signature_check: i32,
        tag: u64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_delivery_list(
        engine: *mut cohook_engine,
        filter: *const c_char,
        timeout_ms: i64,
        page: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_delivery_find(
        engine: *mut cohook_engine,
        id: i64,
        show: u32,
        timeout_ms: i64,
        shown: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_delivery_attempts(
        engine: *mut cohook_engine,
        id: i64,
        show: u32,
        timeout_ms: i64,
        attempts: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_delivery_redeliver(
        engine: *mut cohook_engine,
        id: i64,
        timeout_ms: i64,
        again: *mut i64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_delivery_cancel(
        engine: *mut cohook_engine,
        id: i64,
        timeout_ms: i64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_attempt_find(
        engine: *mut cohook_engine,
        id: i64,
        show: u32,
        timeout_ms: i64,
        shown: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_engine_replay(
        engine: *mut cohook_engine,
        wish: *const c_char,
        timeout_ms: i64,
        report: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_sync_start(
        engine: *mut cohook_engine,
        endpoint: *const c_char,
        options: *const c_char,
        timeout_ms: i64,
        sync: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_sync_find(
        engine: *mut cohook_engine,
        id: i64,
        timeout_ms: i64,
        sync: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_sync_pause(
        engine: *mut cohook_engine,
        id: i64,
        timeout_ms: i64,
        sync: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_sync_resume(
        engine: *mut cohook_engine,
        id: i64,
        timeout_ms: i64,
        sync: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_sync_cancel(
        engine: *mut cohook_engine,
        id: i64,
        timeout_ms: i64,
        sync: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_sync_list(
        engine: *mut cohook_engine,
        endpoint: *const c_char,
        before: i64,
        limit: u32,
        timeout_ms: i64,
        page: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_sync_failures(
        engine: *mut cohook_engine,
        id: i64,
        after: *const c_char,
        limit: u32,
        timeout_ms: i64,
        page: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_source_request_kind(request: *const cohook_source_request) -> i32;
    pub fn cohook_source_request_endpoint(request: *const cohook_source_request) -> *const c_char;
    pub fn cohook_source_request_application(request: *const cohook_source_request) -> *const c_char;
    pub fn cohook_source_request_cursor(request: *const cohook_source_request) -> *const c_char;
    pub fn cohook_source_request_limit(request: *const cohook_source_request) -> usize;
    pub fn cohook_source_request_key_count(request: *const cohook_source_request) -> usize;
    pub fn cohook_source_request_key(request: *const cohook_source_request, index: usize) -> *const c_char;
    pub fn cohook_source_request_answer_count(request: *mut cohook_source_request, count: u64) -> cohook_status;
    pub fn cohook_source_request_answer_keys(
        request: *mut cohook_source_request,
        keys: *const *const c_char,
        count: usize,
    ) -> cohook_status;
    pub fn cohook_source_request_answer_records(
        request: *mut cohook_source_request,
        contents: *const *const c_char,
        count: usize,
    ) -> cohook_status;
    pub fn cohook_source_request_answer_failure(
        request: *mut cohook_source_request,
        message: *const c_char,
    ) -> cohook_status;
    pub fn cohook_source_request_free(request: *mut cohook_source_request);
}
