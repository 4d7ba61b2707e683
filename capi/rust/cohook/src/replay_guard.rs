//! Has this verified message come before?

use crate::error::{call, Error, Result};
use crate::text::c_text;
use crate::verifier::Verified;
use cohook_sys as sys;
use std::fmt;
use std::ptr::{self, NonNull};
use std::time::Duration;

/// What to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Admission {
    /// Remembered now: process it.
    FirstTime,
    /// Seen before: acknowledge it, process nothing.
    Repeated,
    /// As many as may be remembered are still fresh: answer 503.
    Full,
    /// It has no id by which a repetition would be known.
    NoId,
}

/// Remembers the ids of verified messages: bounded, atomic, forgetting by time alone. Any number of threads may use the
/// same one at once; of two with one id, exactly one is told [`Admission::FirstTime`].
///
/// To share the memory between processes, keep [`Verified::id`] in a store of your own instead.
pub struct ReplayGuard {
    guard: NonNull<sys::cohook_replay_guard>,
}

// SAFETY: replay guards may be used by any number of threads at once; freeing is bound to no thread.
unsafe impl Send for ReplayGuard {}
unsafe impl Sync for ReplayGuard {}

impl ReplayGuard {
    /// Keeps ids for at least twice the tolerance of the verifier, and at most so many of them.
    pub fn new(keep: Duration, capacity: usize) -> Result<ReplayGuard> {
        ReplayGuard::made(i64::try_from(keep.as_secs()).unwrap_or(i64::MAX).max(1), capacity.max(1))
    }

    /// For 600 seconds and 100 000 ids.
    pub fn with_defaults() -> Result<ReplayGuard> {
        ReplayGuard::made(0, 0)
    }

    fn made(keep_seconds: i64, capacity: usize) -> Result<ReplayGuard> {
        let mut guard = ptr::null_mut();
        call(|error| unsafe { sys::cohook_replay_guard_new(keep_seconds, capacity, &mut guard, error) })?;
        Ok(ReplayGuard { guard: NonNull::new(guard).expect("success gives an object") })
    }

    /// Asks, and remembers it if it is new. `scope` keeps senders apart.
    pub fn admit(&self, scope: &str, message: &Verified<'_>) -> Result<Admission> {
        self.admit_at(scope, message, crate::now())
    }

    /// The same as if it were this Unix second.
    pub fn admit_at(&self, scope: &str, message: &Verified<'_>, unix_seconds: i64) -> Result<Admission> {
        let scope = c_text("scope", scope)?;
        let told = unsafe {
            sys::cohook_replay_guard_admit(self.guard.as_ptr(), scope.as_ptr(), message.in_c(), unix_seconds)
        };
        match told {
            sys::COHOOK_ADMISSION_FIRST_TIME => Ok(Admission::FirstTime),
            sys::COHOOK_ADMISSION_REPEATED => Ok(Admission::Repeated),
            sys::COHOOK_ADMISSION_FULL => Ok(Admission::Full),
            sys::COHOOK_ADMISSION_NOT_VERIFIED => Ok(Admission::NoId),
            other => Err(Error::copied(other, ptr::null())),
        }
    }
}

impl Drop for ReplayGuard {
    fn drop(&mut self) {
        unsafe { sys::cohook_replay_guard_free(self.guard.as_ptr()) }
    }
}

impl fmt::Debug for ReplayGuard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("ReplayGuard").finish_non_exhaustive()
    }
}
