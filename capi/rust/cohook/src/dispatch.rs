//! Where events go: the end of a call to the future that waits for it, news to whoever listens.

use crate::error::{check, Error, ErrorKind, Result};
use crate::event::{Event, RawEvent};
use crate::sending::Receipt;
use crate::text::Document;
use cohook_sys as sys;
use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::ptr;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// As many as the library lets wait, where nothing else is said.
const USUAL_LIMIT: usize = 10_000;

/// What a call came to.
pub(crate) enum Outcome {
    Sent(Receipt),
    Tested(Document),
}

enum Call {
    UnderWay(Option<Waker>),
    Ended(Result<Outcome>),
}

#[derive(Default)]
struct State {
    calls: HashMap<u64, Call>,
    last_tag: u64,
    news: VecDeque<Event>,
    listeners: Vec<Waker>,
    lost: u64,
    closed: bool,
}

/// Shared by the engine, its futures and its listeners; they do not keep the engine open.
pub(crate) struct Dispatch {
    state: Mutex<State>,
    changed: Condvar,
    limit: usize,
}

impl fmt::Debug for Dispatch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Dispatch").finish_non_exhaustive()
    }
}

impl Dispatch {
    pub(crate) fn new(limit: u32) -> Dispatch {
        let limit = if limit == 0 { USUAL_LIMIT } else { limit as usize };
        Dispatch { state: Mutex::default(), changed: Condvar::new(), limit }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held, and if it did, the maps would still be whole.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Starts a call that ends with an event of the tag that `start` is given. Where it does not start, no event comes.
    pub(crate) fn call(self: &Arc<Dispatch>, start: impl FnOnce(u64) -> Result<()>) -> Completion {
        let tag = {
            let mut state = self.state();
            state.last_tag += 1;
            let tag = state.last_tag;
            state.calls.insert(tag, Call::UnderWay(None));
            tag
        };
        if let Err(why) = start(tag) {
            self.end(tag, Err(why));
        }
        Completion { tag, dispatch: Arc::clone(self) }
    }

    /// Of a call that nobody waits for any more, nothing is kept.
    fn end(&self, tag: u64, outcome: Result<Outcome>) {
        let mut state = self.state();
        let waker = match state.calls.get_mut(&tag) {
            Some(call) => match std::mem::replace(call, Call::Ended(outcome)) {
                Call::UnderWay(waker) => waker,
                Call::Ended(_) => None,
            },
            None => None,
        };
        drop(state);
        waker.into_iter().for_each(Waker::wake); // with nothing held: it may run anything
    }

    fn tell(&self, event: Event) {
        let mut state = self.state();
        match event {
            Event::Lost(count) => state.lost += count,
            // Bounded by the syncs that run, and not to be lost: a sync waits for the answer.
            Event::Source(_) => state.news.push_back(event),
            _ if state.news.len() < self.limit => state.news.push_back(event),
            _ => state.lost += 1,
        }
        let listeners = std::mem::take(&mut state.listeners);
        self.changed.notify_all();
        drop(state);
        listeners.into_iter().for_each(Waker::wake);
    }

    /// Takes every event that waits in the engine to where it goes; how many there were.
    ///
    /// # Safety
    /// The engine is open, and stays so during the call.
    pub(crate) unsafe fn run(&self, engine: *mut sys::cohook_engine) -> Result<usize> {
        for count in 0.. {
            let mut event = ptr::null_mut();
            check(sys::cohook_engine_next_event(engine, 0, &mut event))?;
            if event.is_null() {
                return Ok(count);
            }
            self.take(RawEvent(event));
        }
        unreachable!()
    }

    fn take(&self, event: RawEvent) {
        let (tag, status) = unsafe { (sys::cohook_event_tag(event.0), sys::cohook_event_status(event.0)) };
        let ended = |outcome: Outcome| match status {
            sys::COHOOK_OK => Ok(outcome),
            failed => Err(Error::copied(failed, unsafe { sys::cohook_event_error(event.0) })),
        };
        match event.kind() {
            sys::COHOOK_EVENT_SENT => self.end(tag, ended(Outcome::Sent(Receipt::of_event(&event)))),
            sys::COHOOK_EVENT_TESTED => self.end(tag, ended(Outcome::Tested(event.document()))),
            _ => event.into_news().into_iter().for_each(|news| self.tell(news)),
        }
    }

    /// Nothing comes any more: what is under way ends with an unknown outcome, and listeners hear of the end.
    pub(crate) fn close(&self) {
        let tags: Vec<u64> = {
            let mut state = self.state();
            state.closed = true;
            state.calls.iter().filter(|(_, call)| matches!(call, Call::UnderWay(_))).map(|(tag, _)| *tag).collect()
        };
        for tag in tags {
            let why = "the engine was closed before the outcome was told; look before trying again";
            self.end(tag, Err(Error::new(ErrorKind::UnknownOutcome, "", why)));
        }
        let listeners = std::mem::take(&mut self.state().listeners);
        self.changed.notify_all();
        listeners.into_iter().for_each(Waker::wake);
    }
}

impl State {
    fn next_news(&mut self) -> Option<Event> {
        match std::mem::take(&mut self.lost) {
            0 => self.news.pop_front(),
            count => Some(Event::Lost(count)),
        }
    }
}

/// The end of one call. To drop it changes nothing about the call.
#[derive(Debug)]
pub(crate) struct Completion {
    tag: u64,
    dispatch: Arc<Dispatch>,
}

impl Future for Completion {
    type Output = Result<Outcome>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.dispatch.state();
        match state.calls.remove(&self.tag) {
            Some(Call::Ended(outcome)) => Poll::Ready(outcome),
            Some(Call::UnderWay(_)) => {
                state.calls.insert(self.tag, Call::UnderWay(Some(context.waker().clone())));
                Poll::Pending
            }
            None => panic!("a future that has ended was polled again"),
        }
    }
}

impl Drop for Completion {
    fn drop(&mut self) {
        self.dispatch.state().calls.remove(&self.tag);
    }
}

/// News of an engine, for one listener or several that share it: each event goes to one of them. It does not keep the
/// engine open, and ends when that is closed.
#[derive(Clone, Debug)]
pub struct Events {
    pub(crate) dispatch: Arc<Dispatch>,
}

impl Events {
    /// The next event; none at the end. Waits without a thread: for async code.
    #[allow(clippy::should_implement_trait)] // that of iterators blocks
    pub fn next(&self) -> NextEvent<'_> {
        NextEvent { events: self }
    }

    /// The next event, if one comes in time; none at the end, too. Blocks. Nothing comes where the engine's events are
    /// the host's to dispatch and this is the thread that should do it.
    pub fn wait(&self, at_most: Duration) -> Option<Event> {
        let end = Instant::now().checked_add(at_most);
        let mut state = self.dispatch.state();
        loop {
            if let Some(event) = state.next_news() {
                return Some(event);
            }
            let left = end.map_or(Duration::MAX, |end| end.saturating_duration_since(Instant::now()));
            if state.closed || left.is_zero() {
                return None;
            }
            let waited = self.dispatch.changed.wait_timeout(state, left.min(Duration::from_secs(3600)));
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// Each event as it comes, until the engine is closed. Blocks.
impl IntoIterator for Events {
    type Item = Event;
    type IntoIter = Blocking;
    fn into_iter(self) -> Blocking {
        Blocking { events: self }
    }
}

/// See [`Events`].
#[derive(Debug)]
pub struct Blocking {
    events: Events,
}

impl Iterator for Blocking {
    type Item = Event;
    fn next(&mut self) -> Option<Event> {
        self.events.wait(Duration::MAX)
    }
}

/// See [`Events::next`].
#[derive(Debug)]
#[must_use = "a future does nothing until it is polled"]
pub struct NextEvent<'e> {
    events: &'e Events,
}

impl Future for NextEvent<'_> {
    type Output = Option<Event>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Event>> {
        let mut state = self.events.dispatch.state();
        match state.next_news() {
            Some(event) => Poll::Ready(Some(event)),
            None if state.closed => Poll::Ready(None),
            None => {
                if !state.listeners.iter().any(|known| known.will_wake(context.waker())) {
                    state.listeners.push(context.waker().clone());
                }
                Poll::Pending
            }
        }
    }
}
