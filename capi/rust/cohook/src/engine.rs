//! The engine: opening, draining, closing, and how every call of it is made.

use crate::callbacks::{self, Kept};
use crate::dispatch::{Dispatch, Events};
use crate::error::{call, check, Error, ErrorKind, Result};
use crate::options::{EventLoop, Options};
use crate::reactor::Reactor;
use crate::text::{milliseconds, Document};
use cohook_sys as sys;
use std::fmt;
use std::os::unix::io::{AsFd, AsRawFd, BorrowedFd, RawFd};
use std::process;
use std::ptr::{self, NonNull};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// Takes messages, makes them durable, and sees to it that every endpoint gets them, signed, at its pace.
///
/// A handle: cheap to clone, for any thread; all clones are one engine, which is closed with the last of them. Calls wait
/// for as long as they take, or for the time given to [`Engine::within`]. They block: for async code, whatever its runtime,
/// there are [`Engine::post`], [`Engine::post_test`] and [`Events::next`], and [`Engine::aside`] for any other call.
#[derive(Clone)]
pub struct Engine {
    opened: Arc<Opened>,
    timeout_ms: i64,
}

/// The one engine behind the handles.
struct Opened {
    engine: NonNull<sys::cohook_engine>,
    process: u32,
    dispatch: Arc<Dispatch>,
    event_loop: EventLoop,
    reactor: Mutex<Option<Reactor>>,
    closed: bool,
    callbacks: Option<Kept>,
}

// SAFETY: engines may be used by any number of threads at once; the callbacks are called by the engine's threads alone,
// the log (`Sync`) by several, the source (`Send`) by one.
unsafe impl Send for Opened {}
unsafe impl Sync for Opened {}

impl Engine {
    /// What an engine is opened with. `store`: `sqlite:PATH` or `memory:`.
    pub fn options(store: impl Into<String>) -> Options {
        Options::new(store)
    }

    /// With the defaults.
    pub fn open(store: impl Into<String>) -> Result<Engine> {
        Options::new(store).open()
    }

    pub(crate) fn of(
        engine: NonNull<sys::cohook_engine>,
        callbacks: Kept,
        event_loop: EventLoop,
        event_limit: u32,
    ) -> Engine {
        let opened = Opened {
            engine,
            process: process::id(),
            dispatch: Arc::new(Dispatch::new(event_limit)),
            event_loop,
            reactor: Mutex::new(None),
            closed: false,
            callbacks: Some(callbacks),
        };
        Engine { opened: Arc::new(opened), timeout_ms: sys::COHOOK_FOREVER }
    }

    /// A handle whose calls end with [`TimedOut`](ErrorKind::TimedOut) after this time. What a call has begun goes on.
    #[must_use]
    pub fn within(&self, time: Duration) -> Engine {
        Engine { opened: Arc::clone(&self.opened), timeout_ms: milliseconds(time) }
    }

    /// Stops: refuses new work, lets attempts in flight end in this time, gives the rest back unsent. Loses nothing: what
    /// is not sent waits in the store. Queries still work afterwards. Idempotent.
    pub fn drain(&self, time: Duration) -> Result<()> {
        let time = milliseconds(time);
        self.done(|engine, _, error| unsafe { sys::cohook_engine_drain(engine, time, error) })
    }

    /// Closes the engine: drains it without waiting if it was not drained, joins every thread, closes the store. To drop
    /// the last handle does the same; this tells how it went.
    ///
    /// Errors: [`Conflict`](ErrorKind::Conflict) where other handles are alive (the engine is closed with the last of
    /// them), [`WrongThread`](ErrorKind::WrongThread) from a callback or a waker on the engine's threads (it is then
    /// closed by another thread), [`Forked`](ErrorKind::Forked) in a child of the process that opened it.
    pub fn close(self) -> Result<()> {
        let in_the_way = "other handles of the engine are alive; it is closed with the last of them";
        match Arc::try_unwrap(self.opened) {
            Ok(mut last) => last.close(),
            Err(_) => Err(Error::new(ErrorKind::Conflict, "", in_the_way)),
        }
    }

    /// Counters and gauges: accepted, attempts, acknowledged, refused, failed, lanes, inFlight, breakersOpen, syncs, and
    /// `store` with deliveries by state.
    pub fn stats(&self) -> Result<Document> {
        self.document(|engine, time, stats, error| unsafe { sys::cohook_engine_stats(engine, time, stats, error) })
    }

    /// The news that [`Options::news`] asked for, and questions to a source by events.
    pub fn events(&self) -> Result<Events> {
        self.hear_events()?;
        Ok(Events { dispatch: Arc::clone(&self.opened.dispatch) })
    }

    /// Takes the events that wait to whom they concern, without waiting for more; how many there were. For hosts with
    /// [`EventLoop::Host`], when the descriptor (`as_fd`, `as_raw_fd`) is readable. It may wake any future of this engine.
    pub fn dispatch_events(&self) -> Result<usize> {
        unsafe { self.opened.dispatch.run(self.as_ptr()) }
    }

    /// Sees to it that events are read: by the reactor's thread, unless the host does it.
    pub(crate) fn hear_events(&self) -> Result<()> {
        let mut reactor = self.opened.reactor.lock().unwrap_or_else(PoisonError::into_inner);
        if self.opened.event_loop == EventLoop::Thread && reactor.is_none() {
            // SAFETY: closing stops the reactor first.
            let started = unsafe { Reactor::start(self.opened.engine, Arc::clone(&self.opened.dispatch)) };
            *reactor = Some(started.map_err(|why| {
                Error::new(ErrorKind::Unavailable, "", &format!("the thread for events could not be started: {why}"))
            })?);
        }
        Ok(())
    }

    pub(crate) fn dispatch(&self) -> &Arc<Dispatch> {
        &self.opened.dispatch
    }

    pub(crate) fn as_ptr(&self) -> *mut sys::cohook_engine {
        self.opened.engine.as_ptr()
    }

    /// Makes a call that gives nothing.
    pub(crate) fn done(
        &self,
        make: impl FnOnce(*mut sys::cohook_engine, i64, *mut *mut sys::cohook_error) -> sys::cohook_status,
    ) -> Result<()> {
        call(|error| make(self.as_ptr(), self.timeout_ms, error))
    }

    /// Makes a call that gives a document.
    pub(crate) fn document(
        &self,
        make: impl FnOnce(
            *mut sys::cohook_engine,
            i64,
            *mut *mut sys::cohook_document,
            *mut *mut sys::cohook_error,
        ) -> sys::cohook_status,
    ) -> Result<Document> {
        let mut document = ptr::null_mut();
        call(|error| make(self.as_ptr(), self.timeout_ms, &mut document, error))?;
        Document::owned(document)
    }
}

impl AsRawFd for Engine {
    fn as_raw_fd(&self) -> RawFd {
        unsafe { sys::cohook_engine_event_descriptor(self.as_ptr()) }
    }
}

/// Readable while an event waits; for `poll`, `epoll`, an event loop. The engine's: to be polled, and nothing else.
impl AsFd for Engine {
    fn as_fd(&self) -> BorrowedFd<'_> {
        // SAFETY: the descriptor is open as long as the engine, and so as this handle.
        unsafe { BorrowedFd::borrow_raw(self.as_raw_fd()) }
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Engine").finish_non_exhaustive()
    }
}

/// What is left to be closed.
struct Remains(NonNull<sys::cohook_engine>, Option<Reactor>, Arc<Dispatch>, Option<Kept>);

// SAFETY: as of `Opened`; nobody else has any of it any more.
unsafe impl Send for Remains {}

impl Remains {
    fn close(self) -> sys::cohook_status {
        let Remains(engine, reactor, dispatch, callbacks) = self;
        reactor.into_iter().for_each(Reactor::stop);
        // SAFETY: no handle is left, the reactor has ended: no other call is under way or will come.
        let status = unsafe { sys::cohook_engine_close(engine.as_ptr()) };
        dispatch.close();
        drop(callbacks);
        status
    }
}

impl Opened {
    fn close(&mut self) -> Result<()> {
        if std::mem::replace(&mut self.closed, true) {
            return Ok(());
        }
        let reactor = self.reactor.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if process::id() != self.process {
            // The parent's engine goes on; here it has no threads, and what it was opened with may be in any state.
            std::mem::forget((reactor, self.callbacks.take()));
            return check(sys::COHOOK_FORKED);
        }
        let is_reactor = reactor.as_ref().map(Reactor::thread) == Some(thread::current().id());
        let remains = Remains(self.engine, reactor, Arc::clone(&self.dispatch), self.callbacks.take());
        if is_reactor || callbacks::is_running() {
            // Neither this thread nor the callback's can wait for its own end.
            let closing = thread::Builder::new().name("cohook-close".to_owned()).spawn(move || remains.close());
            closing.map_err(|why| Error::new(ErrorKind::Unavailable, "", &format!("it could not be closed: {why}")))?;
            return check(sys::COHOOK_WRONG_THREAD);
        }
        check(remains.close())
    }
}

impl Drop for Opened {
    fn drop(&mut self) {
        let _told_by_close_alone = self.close();
    }
}
