//! Has this verified message come before?

use crate::error::{call, Error, Result};
use crate::text::c_text;
use crate::verifier::Verified;
use cohook_sys as sys;
use std::ffi::CString;
use std::fmt;
use std::ptr::{self, NonNull};
use std::time::Duration;

/// What to do with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Admission {
    /// Remembered now: process it.
    FirstTime,
    /// Processed before: acknowledge it, process nothing.
    Repeated,
    /// As many as may be remembered are still fresh: answer 503.
    Full,
    /// It has no id by which a repetition would be known.
    NoId,
    /// Reserved, and neither committed nor released: answer 503.
    InProgress,
}

impl Admission {
    fn of(told: i32) -> Result<Admission> {
        match told {
            sys::COHOOK_ADMISSION_FIRST_TIME => Ok(Admission::FirstTime),
            sys::COHOOK_ADMISSION_REPEATED => Ok(Admission::Repeated),
            sys::COHOOK_ADMISSION_FULL => Ok(Admission::Full),
            sys::COHOOK_ADMISSION_NOT_VERIFIED => Ok(Admission::NoId),
            sys::COHOOK_ADMISSION_IN_PROGRESS => Ok(Admission::InProgress),
            other => Err(Error::copied(other, ptr::null())),
        }
    }
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

    /// Asks, and remembers it if it is new: for those who cannot fail any more once they have seen a message. `scope`
    /// keeps senders apart.
    pub fn admit(&self, scope: &str, message: &Verified<'_>) -> Result<Admission> {
        self.admit_at(scope, message, crate::now())
    }

    /// The same as if it were this Unix second.
    pub fn admit_at(&self, scope: &str, message: &Verified<'_>, unix_seconds: i64) -> Result<Admission> {
        let scope = c_text("scope", scope)?;
        Admission::of(unsafe {
            sys::cohook_replay_guard_admit(self.guard.as_ptr(), scope.as_ptr(), message.in_c(), unix_seconds)
        })
    }

    /// Asks, and reserves it if it is new. A sender repeats what was not processed, with the same id: so process it, then
    /// [`commit`](Reservation::commit); where that failed, drop the reservation, and the repetition is new again.
    ///
    /// Outer error: it could not be asked. Inner one: it is not to be processed now, and why; never
    /// [`Admission::FirstTime`].
    pub fn reserve<'g>(
        &'g self,
        scope: &str,
        message: &'g Verified<'_>,
    ) -> Result<std::result::Result<Reservation<'g>, Admission>> {
        let scope = c_text("scope", scope)?;
        let told = Admission::of(unsafe {
            sys::cohook_replay_guard_reserve(self.guard.as_ptr(), scope.as_ptr(), message.in_c(), crate::now())
        })?;
        Ok(match told {
            Admission::FirstTime => Ok(Reservation { guard: self, scope, message, committed: false }),
            other => Err(other),
        })
    }
}

/// A message that is being processed: others with its id are told [`Admission::InProgress`] meanwhile. To drop it is to
/// say that processing failed. It runs out with the time for which ids are kept.
#[must_use = "it is given up when it is dropped"]
pub struct Reservation<'g> {
    guard: &'g ReplayGuard,
    scope: CString,
    message: &'g Verified<'g>,
    committed: bool,
}

impl Reservation<'_> {
    /// It was processed: a repetition is [`Admission::Repeated`] from now on.
    pub fn commit(mut self) {
        self.committed = true;
        // It refuses nothing but what was refused when this was reserved.
        unsafe {
            sys::cohook_replay_guard_commit(self.guard.guard.as_ptr(), self.scope.as_ptr(), self.message.in_c());
        }
    }
}

impl Drop for Reservation<'_> {
    fn drop(&mut self) {
        if !self.committed {
            unsafe {
                sys::cohook_replay_guard_release(self.guard.guard.as_ptr(), self.scope.as_ptr(), self.message.in_c());
            }
        }
    }
}

impl fmt::Debug for Reservation<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Reservation").field("message", self.message).finish_non_exhaustive()
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
