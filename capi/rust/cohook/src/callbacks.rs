//! The host's functions that the engine's threads call. No panic goes over the border.
#![allow(clippy::declare_interior_mutable_const)] // clippy 1.63 finds one in the expansion of `thread_local!`

use crate::source::{answer, RecordSource};
use crate::text::{c_text, text_of};
use cohook_sys as sys;
use std::any::Any;
use std::cell::Cell;
use std::ffi::CString;
use std::os::raw::{c_char, c_void};
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr::{addr_of, addr_of_mut, NonNull};

/// One line for the host's log.
#[derive(Clone, Copy, Debug)]
pub struct LogRecord<'l> {
    /// `debug`, `info`, `warning` or `error`.
    pub level: &'l str,
    /// A stable name, such as `attempt.failed`.
    pub event: &'l str,
    /// A JSON object without secrets, bodies or persons.
    pub fields: &'l str,
}

type Log = dyn Fn(&LogRecord<'_>) + Send + Sync;

/// What the engine calls.
#[derive(Default)]
pub(crate) struct Callbacks {
    pub(crate) log: Option<Box<Log>>,
    pub(crate) source: Option<Box<dyn RecordSource>>,
}

/// The same, in a place that the engine knows; to be dropped after the engine is closed.
pub(crate) struct Kept {
    place: NonNull<Callbacks>,
}

impl Kept {
    pub(crate) fn new(callbacks: Callbacks) -> Kept {
        Kept { place: NonNull::from(Box::leak(Box::new(callbacks))) }
    }

    /// What the callbacks are given.
    pub(crate) fn user(&self) -> *mut c_void {
        self.place.as_ptr().cast()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        // SAFETY: it comes from a box, and nobody calls back any more.
        drop(unsafe { Box::from_raw(self.place.as_ptr()) });
    }
}

impl Callbacks {
    pub(crate) fn log_in_c(&self) -> sys::cohook_log_callback {
        self.log.as_ref().map(|_| log_line as unsafe extern "C" fn(_, _, _, _))
    }

    pub(crate) fn source_in_c(&self) -> sys::cohook_source_callback {
        self.source.as_ref().map(|_| ask_source as unsafe extern "C" fn(_, _))
    }
}

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// Is this thread inside a callback of an engine's?
pub(crate) fn is_running() -> bool {
    RUNNING.with(Cell::get)
}

/// Runs the host's function; no panic of it comes out.
fn guarded(function: impl FnOnce()) -> std::thread::Result<()> {
    let before = RUNNING.with(|running| running.replace(true));
    let outcome = catch_unwind(AssertUnwindSafe(function));
    RUNNING.with(|running| running.set(before));
    outcome
}

/// # Safety
/// `user` is that of `Kept::user`; the texts are zero-terminated. Any number of threads may be here at once.
unsafe extern "C" fn log_line(user: *mut c_void, level: *const c_char, event: *const c_char, fields: *const c_char) {
    // The field alone is borrowed: the other one is the source thread's.
    let log = &*addr_of!((*user.cast::<Callbacks>()).log);
    let record = LogRecord { level: text_of(level), event: text_of(event), fields: text_of(fields) };
    if let Some(log) = log {
        let _panic = guarded(|| log(&record));
    }
}

/// # Safety
/// `user` is that of `Kept::user`, the request is valid. One thread at a time is here.
unsafe extern "C" fn ask_source(user: *mut c_void, request: *mut sys::cohook_source_request) {
    let source = &mut *addr_of_mut!((*user.cast::<Callbacks>()).source);
    if let Some(source) = source {
        // SAFETY: the request holds during this call.
        let asked = guarded(|| {
            let _refused_answer_fails_the_sync = answer(request, source.as_mut());
        });
        if let Err(panic) = asked {
            let why = c_text("", &format!("the source of records panicked: {}", words_of(&*panic)));
            let why = why.unwrap_or_else(|_| CString::default());
            sys::cohook_source_request_answer_failure(request, why.as_ptr());
        }
    }
}

fn words_of(panic: &(dyn Any + Send)) -> &str {
    let formatted = panic.downcast_ref::<String>().map(String::as_str);
    formatted.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("without words")
}
