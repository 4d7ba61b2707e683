//! The structs, constants and opaque types of `cohook.h`, under their names there.

use core::ffi::c_void;
use core::marker::{PhantomData, PhantomPinned};
use std::os::raw::c_char;

pub type cohook_status = i32;

pub const COHOOK_ABI_VERSION: i32 = 0;
pub const COHOOK_OK: i32 = 0;
pub const COHOOK_INVALID_ARGUMENT: i32 = -1;
pub const COHOOK_NOT_FOUND: i32 = -2;
pub const COHOOK_CONFLICT: i32 = -3;
pub const COHOOK_TOO_LARGE: i32 = -4;
pub const COHOOK_UNAUTHORIZED: i32 = -5;
pub const COHOOK_FORBIDDEN: i32 = -6;
pub const COHOOK_UNAVAILABLE: i32 = -7;
pub const COHOOK_STORAGE_FULL: i32 = -8;
pub const COHOOK_STORAGE_FAILED: i32 = -9;
pub const COHOOK_UNKNOWN_OUTCOME: i32 = -10;
pub const COHOOK_BLOCKED: i32 = -11;
pub const COHOOK_UNSUPPORTED: i32 = -12;
pub const COHOOK_CANCELLED: i32 = -13;
pub const COHOOK_INTERNAL: i32 = -14;
pub const COHOOK_TIMED_OUT: i32 = -15;
pub const COHOOK_WRONG_THREAD: i32 = -16;
pub const COHOOK_FORKED: i32 = -17;
pub const COHOOK_OUT_OF_MEMORY: i32 = -18;
pub const COHOOK_SECRET_OF_SCHEME: i32 = 0;
pub const COHOOK_SECRET_RAW: i32 = 1;
pub const COHOOK_SECRET_ENDPOINT: i32 = 2;
pub const COHOOK_VERDICT_OK: i32 = 0;
pub const COHOOK_VERDICT_MISSING_HEADER: i32 = 1;
pub const COHOOK_VERDICT_DUPLICATE_HEADER: i32 = 2;
pub const COHOOK_VERDICT_MALFORMED_HEADER: i32 = 3;
pub const COHOOK_VERDICT_MALFORMED_TIMESTAMP: i32 = 4;
pub const COHOOK_VERDICT_TIMESTAMP_TOO_OLD: i32 = 5;
pub const COHOOK_VERDICT_TIMESTAMP_TOO_NEW: i32 = 6;
pub const COHOOK_VERDICT_MALFORMED_SIGNATURE: i32 = 7;
pub const COHOOK_VERDICT_NO_SUPPORTED_SIGNATURE: i32 = 8;
pub const COHOOK_VERDICT_SIGNATURE_MISMATCH: i32 = 9;
pub const COHOOK_VERDICT_MALFORMED_SECRET: i32 = 10;
pub const COHOOK_VERDICT_MALFORMED_ENVELOPE: i32 = 11;
pub const COHOOK_VERDICT_MISSING_FIELD: i32 = 12;
pub const COHOOK_VERDICT_MALFORMED_DATA: i32 = 13;
pub const COHOOK_VERDICT_INSUFFICIENT_COVERAGE: i32 = 14;
pub const COHOOK_VERDICT_CONTENT_DIGEST_MISMATCH: i32 = 15;
pub const COHOOK_VERDICT_INTERNAL_ERROR: i32 = 16;
pub const COHOOK_WINDOW_DEFAULT: i32 = 0;
pub const COHOOK_WINDOW_SECONDS: i32 = 1;
pub const COHOOK_WINDOW_OFF: i32 = 2;
pub const COHOOK_COVERS_BODY: u32 = 1;
pub const COHOOK_COVERS_ID: u32 = 2;
pub const COHOOK_COVERS_TIMESTAMP: u32 = 4;
pub const COHOOK_COVERS_URL: u32 = 8;
pub const COHOOK_COVERS_FORM: u32 = 32;
pub const COHOOK_COVERS_METHOD: u32 = 64;
pub const COHOOK_COVERS_ENVELOPE_DATA: u32 = 16;
pub const COHOOK_FRESHNESS_CHECKED: i32 = 0;
pub const COHOOK_FRESHNESS_SWITCHED_OFF: i32 = 1;
pub const COHOOK_FRESHNESS_NOT_AVAILABLE: i32 = 2;
pub const COHOOK_ADMISSION_FIRST_TIME: i32 = 0;
pub const COHOOK_ADMISSION_REPEATED: i32 = 1;
pub const COHOOK_ADMISSION_FULL: i32 = 2;
pub const COHOOK_ADMISSION_NOT_VERIFIED: i32 = 3;
pub const COHOOK_ADMISSION_IN_PROGRESS: i32 = 4;
pub const COHOOK_FOREVER: i64 = -1;
pub const COHOOK_EVENT_SENT: i32 = 0;
pub const COHOOK_EVENT_TESTED: i32 = 1;
pub const COHOOK_EVENT_SOURCE: i32 = 2;
pub const COHOOK_EVENT_ATTEMPTED: i32 = 3;
pub const COHOOK_EVENT_ENDPOINT_DISABLED: i32 = 4;
pub const COHOOK_EVENT_BREAKER_CHANGED: i32 = 5;
pub const COHOOK_EVENT_SYNC_CHANGED: i32 = 6;
pub const COHOOK_EVENT_LOST: i32 = 7;
pub const COHOOK_SHOW_REQUEST: u32 = 1;
pub const COHOOK_SHOW_RESPONSE: u32 = 2;
pub const COHOOK_SOURCE_COUNT: i32 = 0;
pub const COHOOK_SOURCE_NEXT: i32 = 1;
pub const COHOOK_SOURCE_READ: i32 = 2;

macro_rules! opaque {
    ($($name:ident)*) => {$(
        /// Known by its pointer alone.
        #[repr(C)]
        pub struct $name {
            _nothing: [u8; 0],
            _neither_sent_nor_shared: PhantomData<(*mut u8, PhantomPinned)>,
        }
    )*};
}
opaque! {
    cohook_error
    cohook_document
    cohook_verifier
    cohook_replay_guard
    cohook_headers
    cohook_answer
    cohook_signer
    cohook_engine
    cohook_source_request
    cohook_event
}

pub type cohook_log_callback =
    Option<unsafe extern "C" fn(user: *mut c_void, level: *const c_char, event: *const c_char, fields: *const c_char)>;
pub type cohook_source_callback = Option<unsafe extern "C" fn(user: *mut c_void, request: *mut cohook_source_request)>;

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_header {
    pub name: *const c_char,
    pub name_size: usize,
    pub value: *const c_char,
    pub value_size: usize,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_secret {
    pub value: *const c_char,
    pub value_size: usize,
    pub dialect: i32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_generic_layout {
    pub size: usize,
    pub header: *const c_char,
    pub prefix: *const c_char,
    pub encoding: *const c_char,
    pub hash: *const c_char,
    pub signed_bytes: *const c_char,
    pub timestamp_header: *const c_char,
    pub id_header: *const c_char,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_http_demands {
    pub size: usize,
    pub algorithm: *const c_char,
    pub components: *const *const c_char,
    pub component_count: usize,
    pub tag: *const c_char,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_http_layout {
    pub size: usize,
    pub algorithm: *const c_char,
    pub components: *const *const c_char,
    pub component_count: usize,
    pub digest: *const c_char,
    pub label: *const c_char,
    pub key_ids: *const *const c_char,
    pub key_id_count: usize,
    pub tag: *const c_char,
    pub lifetime_seconds: i64,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_verifier_options {
    pub size: usize,
    pub scheme: *const c_char,
    pub secrets: *const cohook_secret,
    pub secret_count: usize,
    pub window: i32,
    pub dots_in_id: i32,
    pub tolerance_seconds: i64,
    pub url: *const c_char,
    pub generic: *const cohook_generic_layout,
    pub http_message: *const cohook_http_demands,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_request {
    pub size: usize,
    pub headers: *const cohook_header,
    pub header_count: usize,
    pub body: *const c_void,
    pub body_size: usize,
    pub now: i64,
    pub method: *const c_char,
    pub url: *const c_char,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_verification {
    pub size: usize,
    pub verdict: i32,
    pub covered: u32,
    pub freshness: i32,
    pub key_index: u32,
    pub timestamp: i64,
    pub has_timestamp: i32,
    pub reserved: i32,
    pub payload: *const c_char,
    pub payload_size: usize,
    pub id: *const c_char,
    pub id_size: usize,
    pub components: *const c_char,
    pub components_size: usize,
    pub owned: *mut c_void,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_signer_options {
    pub size: usize,
    pub scheme: *const c_char,
    pub secrets: *const cohook_secret,
    pub secret_count: usize,
    pub url: *const c_char,
    pub generic: *const cohook_generic_layout,
    pub http_message: *const cohook_http_layout,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_unsigned {
    pub size: usize,
    pub id: *const c_char,
    pub id_size: usize,
    pub timestamp: i64,
    pub body: *const c_void,
    pub body_size: usize,
    pub headers: *const cohook_header,
    pub header_count: usize,
    pub method: *const c_char,
    pub url: *const c_char,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_envelope {
    pub size: usize,
    pub data: *const c_void,
    pub data_size: usize,
    pub message_id: *const c_char,
    pub subscription: *const c_char,
    pub publish_time_ms: i64,
    pub attributes: *const cohook_header,
    pub attribute_count: usize,
    pub key: cohook_secret,
    pub previous_key: cohook_secret,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_engine_options {
    pub size: usize,
    pub store: *const c_char,
    pub allow_addresses: *const *const c_char,
    pub allow_address_count: usize,
    pub extra_authorities: *const c_char,
    pub allow_http: i32,
    pub shards: u32,
    pub connection_slots: u32,
    pub source_by_events: i32,
    pub retention_ms: i64,
    pub event_kinds: u32,
    pub event_limit: u32,
    pub log: cohook_log_callback,
    pub log_user: *mut c_void,
    pub source: cohook_source_callback,
    pub source_user: *mut c_void,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_message {
    pub size: usize,
    pub endpoint: *const c_char,
    pub r#type: *const c_char,
    pub content: *const c_char,
    pub content_size: usize,
    pub key: *const c_char,
    pub attributes: *const cohook_header,
    pub attribute_count: usize,
    pub occurred_at_ms: i64,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct cohook_receipt {
    pub message_id: i64,
    pub delivery_id: i64,
}
