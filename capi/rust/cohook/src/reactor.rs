//! The thread that reads an engine's events where the host has no loop of its own for it. It sleeps in `poll` until there
//! is one, or until it is to end.

use crate::dispatch::Dispatch;
use cohook_sys as sys;
use std::io;
use std::os::raw::{c_int, c_short, c_ulong};
use std::os::unix::io::AsRawFd;
use std::os::unix::net::UnixStream;
use std::ptr::NonNull;
use std::sync::Arc;
use std::thread::{self, JoinHandle, ThreadId};

/// As `<poll.h>` has it.
#[repr(C)]
struct PollDescriptor {
    descriptor: c_int,
    wanted: c_short,
    told: c_short,
}

const READABLE: c_short = 1;

extern "C" {
    fn poll(descriptors: *mut PollDescriptor, count: c_ulong, timeout_ms: c_int) -> c_int;
}

/// The thread, and the end of a pair of sockets whose closing ends it.
pub(crate) struct Reactor {
    thread: JoinHandle<()>,
    end: UnixStream,
}

struct OpenEngine(NonNull<sys::cohook_engine>);

// SAFETY: engines may be used by any number of threads at once.
unsafe impl Send for OpenEngine {}

impl Reactor {
    /// # Safety
    /// The engine stays open until the reactor is stopped.
    pub(crate) unsafe fn start(engine: NonNull<sys::cohook_engine>, to: Arc<Dispatch>) -> io::Result<Reactor> {
        let (end, ended) = UnixStream::pair()?;
        let engine = OpenEngine(engine);
        let thread = thread::Builder::new().name("cohook-events".to_owned()).spawn(move || {
            let OpenEngine(engine) = { engine };
            run(engine, &to, &ended);
        })?;
        Ok(Reactor { thread, end })
    }

    pub(crate) fn thread(&self) -> ThreadId {
        self.thread.thread().id()
    }

    /// Not from its own thread.
    pub(crate) fn stop(self) {
        drop(self.end);
        let _panic_of_a_waker = self.thread.join();
    }
}

fn run(engine: NonNull<sys::cohook_engine>, to: &Dispatch, ended: &UnixStream) {
    let wait_for = |descriptor| PollDescriptor { descriptor, wanted: READABLE, told: 0 };
    loop {
        // SAFETY: the engine is open for as long as this runs.
        let events = unsafe { sys::cohook_engine_event_descriptor(engine.as_ptr()) };
        let mut waiting = [wait_for(ended.as_raw_fd()), wait_for(events)];
        let woken = unsafe { poll(waiting.as_mut_ptr(), waiting.len() as c_ulong, -1) };
        let interrupted = woken < 0 && io::Error::last_os_error().kind() == io::ErrorKind::Interrupted;
        if waiting[0].told != 0 || (woken < 0 && !interrupted) {
            return;
        }
        if unsafe { to.run(engine.as_ptr()) }.is_err() {
            return;
        }
    }
}
