//! What an engine is opened with.

use crate::callbacks::{Callbacks, Kept, LogRecord};
use crate::engine::Engine;
use crate::error::{call, Result};
use crate::event::EventKind;
use crate::source::RecordSource;
use crate::text::{c_text, c_text_if_any, milliseconds, pointer_of, CTexts};
use cohook_sys as sys;
use std::fmt;
use std::mem::size_of;
use std::ptr::{self, NonNull};
use std::time::Duration;

/// Who reads the engine's events, without which no future of this crate ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventLoop {
    /// A thread of this crate's, started when it is first needed. It sleeps until there is an event.
    Thread,
    /// The host's event loop: it polls the engine's descriptor and then calls [`Engine::dispatch_events`].
    Host,
}

/// What an engine is opened with.
#[must_use]
pub struct Options {
    store: String,
    allow_addresses: Vec<String>,
    extra_authorities: Option<String>,
    allow_http: bool,
    shards: u32,
    connection_slots: u32,
    retention: Duration,
    event_kinds: u32,
    event_limit: u32,
    event_loop: EventLoop,
    source_by_events: bool,
    callbacks: Callbacks,
}

impl Options {
    pub(crate) fn new(store: impl Into<String>) -> Options {
        Options {
            store: store.into(),
            allow_addresses: Vec::new(),
            extra_authorities: None,
            allow_http: false,
            shards: 0,
            connection_slots: 0,
            retention: Duration::ZERO,
            event_kinds: 0,
            event_limit: 0,
            event_loop: EventLoop::Thread,
            source_by_events: false,
            callbacks: Callbacks::default(),
        }
    }

    /// Development and tests: lets endpoints have http URLs.
    pub fn allow_http(mut self) -> Options {
        self.allow_http = true;
        self
    }

    /// Development and tests: one more network that may be reached though it is private, such as `127.0.0.0/8`.
    pub fn allow_address(mut self, network: impl Into<String>) -> Options {
        self.allow_addresses.push(network.into());
        self
    }

    /// Certificates that are trusted beside the system's, as PEM.
    pub fn extra_authorities(mut self, pem: impl Into<String>) -> Options {
        self.extra_authorities = Some(pem.into());
        self
    }

    /// Threads that send; by default as many as suit the machine.
    pub fn shards(mut self, count: u32) -> Options {
        self.shards = count;
        self
    }

    /// Attempts in flight at once, a shard; by default 1024.
    pub fn connection_slots(mut self, count: u32) -> Options {
        self.connection_slots = count;
        self
    }

    /// How long settled deliveries are kept; by default 30 days.
    pub fn retention(mut self, time: Duration) -> Options {
        self.retention = time;
        self
    }

    /// One more kind of news for [`Engine::events`].
    pub fn news(mut self, kind: EventKind) -> Options {
        self.event_kinds |= kind.bit();
        self
    }

    /// How many events may wait, in the library and once more here; by default 10 000. What is left out is counted.
    pub fn event_limit(mut self, count: u32) -> Options {
        self.event_limit = count;
        self
    }

    /// Who reads the events; by default a thread of this crate's.
    pub fn event_loop(mut self, by: EventLoop) -> Options {
        self.event_loop = by;
        self
    }

    /// Told what happens, for the host's log. It is called on the engine's threads, several at once: let it return
    /// quickly, call nothing of the engine, and keep no handle of it. What it panics with is dropped.
    pub fn log(mut self, log: impl Fn(&LogRecord<'_>) + Send + Sync + 'static) -> Options {
        self.callbacks.log = Some(Box::new(log));
        self
    }

    /// Where the records of syncs come from. It is asked on one thread of the engine's that does nothing else, so it may
    /// block; it may call the engine, but not drain or close it. Without a source, syncs send the register's persons.
    pub fn source(mut self, source: impl RecordSource + 'static) -> Options {
        self.callbacks.source = Some(Box::new(source));
        self
    }

    /// The same by events: questions come as [`Event::Source`](crate::Event::Source).
    pub fn source_by_events(mut self) -> Options {
        self.source_by_events = true;
        self
    }

    /// Opens the store (creates or migrates it), takes over its backlog, starts to send. Blocks as long as that takes.
    ///
    /// Errors: [`Conflict`](crate::ErrorKind::Conflict) where another process has the store open,
    /// [`InvalidArgument`](crate::ErrorKind::InvalidArgument) with the field.
    pub fn open(self) -> Result<Engine> {
        let store = c_text("store", &self.store)?;
        let addresses = CTexts::new("allowAddresses", self.allow_addresses.iter().map(String::as_str))?;
        let authorities = c_text_if_any("extraAuthorities", self.extra_authorities.as_deref())?;
        let (log, source) = (self.callbacks.log_in_c(), self.callbacks.source_in_c());
        let callbacks = Kept::new(self.callbacks);
        let options = sys::cohook_engine_options {
            size: size_of::<sys::cohook_engine_options>(),
            store: store.as_ptr(),
            allow_addresses: addresses.as_ptr(),
            allow_address_count: addresses.len(),
            extra_authorities: pointer_of(&authorities),
            allow_http: self.allow_http.into(),
            shards: self.shards,
            connection_slots: self.connection_slots,
            source_by_events: self.source_by_events.into(),
            retention_ms: milliseconds(self.retention),
            event_kinds: self.event_kinds,
            event_limit: self.event_limit,
            log,
            log_user: callbacks.user(),
            source,
            source_user: callbacks.user(),
        };
        let mut engine = ptr::null_mut();
        // SAFETY: the callbacks outlive the engine: they are dropped after it is closed.
        call(|error| unsafe { sys::cohook_engine_open(&options, &mut engine, error) })?;
        let opened = NonNull::new(engine).expect("success gives an object");
        Ok(Engine::of(opened, callbacks, self.event_loop, self.event_limit))
    }
}

impl fmt::Debug for Options {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Options").field("store", &self.store).finish_non_exhaustive()
    }
}
