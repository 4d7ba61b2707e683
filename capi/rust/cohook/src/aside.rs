//! Calls that block, as futures.

use crate::engine::Engine;
use crate::error::{Error, ErrorKind, Result};
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::{fmt, thread};

impl Engine {
    /// Any call of the engine as a future, for async code of any runtime: the call is made on a thread of its own, which
    /// ends with it. For what is called seldom; messages go by [`Engine::post`], which needs no thread.
    /// ```no_run
    /// # async fn shown(engine: cohook::Engine) -> cohook::Result<()> {
    /// let sync = engine.aside(|engine| engine.find_sync(7)).await?;
    /// # Ok(()) }
    /// ```
    /// To drop the future changes nothing about the call.
    pub fn aside<T: Send + 'static>(&self, call: impl FnOnce(&Engine) -> Result<T> + Send + 'static) -> Aside<T> {
        let ending = Ending(Arc::new(Mutex::new(Progress { outcome: None, waker: None })));
        let aside = Aside { progress: Arc::clone(&ending.0) };
        let engine = self.clone();
        let started = thread::Builder::new().name("cohook-aside".to_owned()).spawn(move || {
            let outcome = call(&engine);
            drop(engine); // before anybody hears of the end, so that it may be closed then
            ending.tell(outcome);
        });
        if let Err(why) = started {
            let told = format!("there is no thread for the call: {why}");
            lock(&aside.progress).outcome = Some(Err(Error::new(ErrorKind::Unavailable, "", &told)));
        }
        aside
    }
}

struct Progress<T> {
    outcome: Option<Result<T>>,
    waker: Option<Waker>,
}

fn lock<T>(progress: &Mutex<Progress<T>>) -> MutexGuard<'_, Progress<T>> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Tells the end of a call, also of one that panics or is never begun.
struct Ending<T>(Arc<Mutex<Progress<T>>>);

impl<T> Ending<T> {
    fn tell(&self, outcome: Result<T>) {
        let mut progress = lock(&self.0);
        progress.outcome.get_or_insert(outcome);
        let waker = progress.waker.take();
        drop(progress);
        waker.into_iter().for_each(Waker::wake); // with nothing held: it may run anything
    }
}

impl<T> Drop for Ending<T> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.tell(Err(Error::new(ErrorKind::Internal, "", "the call panicked")));
        }
    }
}

/// What a call came to: see [`Engine::aside`].
#[must_use = "what became of the call is not known otherwise"]
pub struct Aside<T> {
    progress: Arc<Mutex<Progress<T>>>,
}

impl<T> Future for Aside<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let mut progress = lock(&self.progress);
        match progress.outcome.take() {
            Some(outcome) => Poll::Ready(outcome),
            None => {
                progress.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> fmt::Debug for Aside<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Aside").finish_non_exhaustive()
    }
}
