//! The members register. What each function does, owns and demands is said in `cohook.h`.

use crate::types::*;
use std::os::raw::c_char;

extern "C" {
    pub fn cohook_person_put(
        engine: *mut cohook_engine,
        person_id: i64,
        person: *const c_char,
        timeout_ms: i64,
        report: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_person_patch(
        engine: *mut cohook_engine,
        person_id: i64,
        patch: *const c_char,
        timeout_ms: i64,
        report: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_person_remove(
        engine: *mut cohook_engine,
        person_id: i64,
        timeout_ms: i64,
        report: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_person_find(
        engine: *mut cohook_engine,
        person_id: i64,
        application_id: *const c_char,
        timeout_ms: i64,
        person: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_person_list(
        engine: *mut cohook_engine,
        application_id: *const c_char,
        after_id: i64,
        limit: u32,
        timeout_ms: i64,
        page: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_person_search(
        engine: *mut cohook_engine,
        application_id: *const c_char,
        search: *const c_char,
        after_id: i64,
        limit: u32,
        timeout_ms: i64,
        page: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_person_import(
        engine: *mut cohook_engine,
        lines: *const c_char,
        lines_size: usize,
        timeout_ms: i64,
        report: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_application_put(
        engine: *mut cohook_engine,
        id: *const c_char,
        application: *const c_char,
        timeout_ms: i64,
        shown: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_application_find(
        engine: *mut cohook_engine,
        id: *const c_char,
        timeout_ms: i64,
        shown: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_application_list(
        engine: *mut cohook_engine,
        after: *const c_char,
        limit: u32,
        timeout_ms: i64,
        page: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_application_remove(
        engine: *mut cohook_engine,
        id: *const c_char,
        timeout_ms: i64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_application_change_webhook(
        engine: *mut cohook_engine,
        id: *const c_char,
        settings: *const c_char,
        timeout_ms: i64,
        shown: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_application_test(
        engine: *mut cohook_engine,
        id: *const c_char,
        person_id: i64,
        probe_signature_check: i32,
        timeout_ms: i64,
        report: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_consent_put(
        engine: *mut cohook_engine,
        person_id: i64,
        application_id: *const c_char,
        scopes: *const c_char,
        timeout_ms: i64,
        report: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_consent_withdraw(
        engine: *mut cohook_engine,
        person_id: i64,
        application_id: *const c_char,
        timeout_ms: i64,
        report: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_consent_list(
        engine: *mut cohook_engine,
        person_id: i64,
        timeout_ms: i64,
        consents: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_organization_put(
        engine: *mut cohook_engine,
        id: *const c_char,
        organization: *const c_char,
        timeout_ms: i64,
        shown: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_organization_find(
        engine: *mut cohook_engine,
        id: *const c_char,
        timeout_ms: i64,
        shown: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_organization_list(
        engine: *mut cohook_engine,
        after: *const c_char,
        limit: u32,
        timeout_ms: i64,
        page: *mut *mut cohook_document,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_organization_remove(
        engine: *mut cohook_engine,
        id: *const c_char,
        timeout_ms: i64,
        error: *mut *mut cohook_error,
    ) -> cohook_status;
    pub fn cohook_scope_list(scopes: *mut *mut cohook_document, error: *mut *mut cohook_error) -> cohook_status;
}
