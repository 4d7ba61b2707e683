//! What went wrong, as a value.

use crate::text::text_of;
use cohook_sys as sys;
use std::fmt;
use std::ptr;

/// The result of whatever can fail for a reason worth telling.
pub type Result<T> = std::result::Result<T, Error>;

/// What kind of failure it was: what a program goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A value breaks a rule; the message says which and what would be right.
    InvalidArgument,
    /// No such thing.
    NotFound,
    /// Another state is in the way: a running sync, a newer revision, an open store.
    Conflict,
    /// Over a limit; nothing was accepted.
    TooLarge,
    /// No credential, or one that does not hold.
    Unauthorized,
    /// Not allowed to the one who asks.
    Forbidden,
    /// Cannot serve now; nothing was accepted, try again.
    Unavailable,
    /// No room to accept durably; nothing was accepted, try again later.
    StorageFull,
    /// The store has stopped acknowledging until it is opened again.
    StorageFailed,
    /// The answer was lost; look before trying again.
    UnknownOutcome,
    /// The egress policy forbids the address or URL.
    Blocked,
    /// Not built in, or from a newer version.
    Unsupported,
    /// Stopped on request before it was done.
    Cancelled,
    /// A broken invariant: a bug of the library.
    Internal,
    /// The caller's time was up; the work goes on, its outcome is not known.
    TimedOut,
    /// Called from a callback that it would wait for.
    WrongThread,
    /// The engine belongs to the parent of this process.
    Forked,
    /// Nothing was done.
    OutOfMemory,
    /// A kind that this crate does not know: the library is newer. The number is that of the C ABI.
    Other(i32),
}

impl ErrorKind {
    pub(crate) fn of(status: sys::cohook_status) -> ErrorKind {
        match status {
            sys::COHOOK_INVALID_ARGUMENT => ErrorKind::InvalidArgument,
            sys::COHOOK_NOT_FOUND => ErrorKind::NotFound,
            sys::COHOOK_CONFLICT => ErrorKind::Conflict,
            sys::COHOOK_TOO_LARGE => ErrorKind::TooLarge,
            sys::COHOOK_UNAUTHORIZED => ErrorKind::Unauthorized,
            sys::COHOOK_FORBIDDEN => ErrorKind::Forbidden,
            sys::COHOOK_UNAVAILABLE => ErrorKind::Unavailable,
            sys::COHOOK_STORAGE_FULL => ErrorKind::StorageFull,
            sys::COHOOK_STORAGE_FAILED => ErrorKind::StorageFailed,
            sys::COHOOK_UNKNOWN_OUTCOME => ErrorKind::UnknownOutcome,
            sys::COHOOK_BLOCKED => ErrorKind::Blocked,
            sys::COHOOK_UNSUPPORTED => ErrorKind::Unsupported,
            sys::COHOOK_CANCELLED => ErrorKind::Cancelled,
            sys::COHOOK_INTERNAL => ErrorKind::Internal,
            sys::COHOOK_TIMED_OUT => ErrorKind::TimedOut,
            sys::COHOOK_WRONG_THREAD => ErrorKind::WrongThread,
            sys::COHOOK_FORKED => ErrorKind::Forked,
            sys::COHOOK_OUT_OF_MEMORY => ErrorKind::OutOfMemory,
            other => ErrorKind::Other(other),
        }
    }
}

/// A failure: its kind for programs, its message for persons, and the input that is to blame. Never holds a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    field: String,
    message: String,
    retriable: bool,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, field: &str, message: &str) -> Error {
        Error { kind, field: field.to_owned(), message: message.to_owned(), retriable: false }
    }

    /// What kind of failure it was.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The path of the offending input (`signingKey`, `headers[2].name`); empty where none is to blame.
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong, why, and what would be right, for a person.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// May the same call succeed later?
    pub fn is_retriable(&self) -> bool {
        self.retriable
    }

    /// From the parts that a call has given. `from` may be null; it stays its owner's.
    pub(crate) fn copied(status: sys::cohook_status, from: *const sys::cohook_error) -> Error {
        if from.is_null() {
            let name = unsafe { text_of(sys::cohook_status_name(status)) };
            return Error::new(ErrorKind::of(status), "", if name.is_empty() { "unknown error" } else { name });
        }
        // SAFETY: an error that is not null is valid, and its texts are views that end with a zero byte.
        unsafe {
            Error {
                kind: ErrorKind::of(status),
                field: text_of(sys::cohook_error_field(from)).to_owned(),
                message: text_of(sys::cohook_error_message(from)).to_owned(),
                retriable: sys::cohook_error_is_retriable(from) == 1,
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.field.is_empty() {
            out.write_str(&self.message)
        } else {
            write!(out, "{}: {}", self.field, self.message)
        }
    }
}

impl std::error::Error for Error {}

/// Makes a call of the C ABI that tells its error through the last parameter.
pub(crate) fn call(with: impl FnOnce(*mut *mut sys::cohook_error) -> sys::cohook_status) -> Result<()> {
    let mut error = ptr::null_mut();
    let status = with(&mut error);
    if status == sys::COHOOK_OK {
        return Ok(());
    }
    let told = Error::copied(status, error);
    unsafe { sys::cohook_error_free(error) };
    Err(told)
}

/// The same for a call that gives a status alone.
pub(crate) fn check(status: sys::cohook_status) -> Result<()> {
    call(|_| status)
}
