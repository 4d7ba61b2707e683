//! Futures of an engine, on a runtime of the tests' own: nothing but `std::future` is needed.

mod support;

use cohook::{Engine, ErrorKind, Event, EventKind, EventLoop, Message};
use std::future::Future;
use std::os::raw::{c_int, c_short, c_ulong};
use std::os::unix::io::AsRawFd;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{mpsc, Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};
use support::{options, settings, Receiver};

struct Woken {
    thread: std::thread::Thread,
    times: AtomicUsize,
}

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.times.fetch_add(1, Ordering::SeqCst);
        self.thread.unpark();
    }
}

fn waker() -> (Waker, Arc<Woken>) {
    let woken = Arc::new(Woken { thread: std::thread::current(), times: AtomicUsize::new(0) });
    (Waker::from(Arc::clone(&woken)), woken)
}

/// The smallest runtime: one task, one thread; `meanwhile` waits until there is something to do.
fn run<F: Future>(future: F, mut meanwhile: impl FnMut()) -> F::Output {
    let mut future = Box::pin(future);
    let (waker, _) = waker();
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => meanwhile(),
        }
    }
}

fn message(content: &str) -> Message<'_> {
    Message::new("orders", "order.created", content)
}

fn opened(receiver: &Receiver, by: EventLoop) -> Engine {
    let engine = options("memory:").event_loop(by).news(EventKind::Attempted).open().unwrap();
    engine.put_endpoint("orders", settings(receiver)).unwrap();
    engine
}

#[test]
fn messages_are_accepted_while_others_wait() {
    let receiver = Receiver::start();
    let engine = opened(&receiver, EventLoop::Thread);
    let contents: Vec<String> = (0..100).map(|number| format!("[{number}]")).collect();
    let posted: Vec<_> = contents.iter().map(|content| engine.post(&message(content))).collect();
    let all = async {
        let mut receipts = Vec::new();
        for one in posted {
            receipts.push(one.await.unwrap());
        }
        receipts
    };
    let receipts = run(all, std::thread::park);
    assert_eq!(receipts.len(), 100);
    receiver.wait_until(|posts| posts.len() == 100);
}

#[test]
fn a_refusal_comes_through_the_future() {
    let engine = opened(&Receiver::start(), EventLoop::Thread);
    let unknown = engine.post(&Message::new("nobody", "order.created", "[]"));
    assert_eq!(run(unknown, std::thread::park).unwrap_err().kind(), ErrorKind::NotFound);
    let unfit = engine.post(&Message::new("orders\0", "order.created", "[]"));
    assert_eq!(run(unfit, std::thread::park).unwrap_err().field(), "endpoint");
}

#[test]
fn a_future_that_is_dropped_takes_nothing_back() {
    let receiver = Receiver::start();
    let engine = opened(&receiver, EventLoop::Thread);
    drop(engine.post(&message("[1]")));
    assert_eq!(receiver.wait_until(|posts| !posts.is_empty())[0].content(), "[1]");
}

#[test]
fn any_call_is_a_future_aside() {
    let receiver = Receiver::start();
    let engine = opened(&receiver, EventLoop::Thread);
    let both = async {
        let found = engine.aside(|engine| engine.find_endpoint("orders"));
        let missing = engine.aside(|engine| engine.find_endpoint("nobody"));
        (found.await, missing.await)
    };
    let (found, missing) = run(both, std::thread::park);
    assert_eq!(found.unwrap().json()["id"].as_str(), Some("orders"));
    assert_eq!(missing.unwrap_err().kind(), ErrorKind::NotFound);
    engine.close().unwrap(); // no handle is left behind
}

#[test]
fn a_call_aside_that_panics_is_an_error() {
    let receiver = Receiver::start();
    let engine = opened(&receiver, EventLoop::Thread);
    let broken = engine.aside(|_| -> cohook::Result<()> { panic!("as it is meant") });
    assert_eq!(run(broken, std::thread::park).unwrap_err().kind(), ErrorKind::Internal);
}

#[repr(C)]
struct PollDescriptor {
    descriptor: c_int,
    wanted: c_short,
    told: c_short,
}

extern "C" {
    fn poll(descriptors: *mut PollDescriptor, count: c_ulong, timeout_ms: c_int) -> c_int;
}

/// As an event loop does it: waits for the descriptor, then lets the engine take its events to whom they concern.
fn turn(engine: &Engine) {
    let mut waiting = PollDescriptor { descriptor: engine.as_raw_fd(), wanted: 1, told: 0 };
    unsafe { poll(&mut waiting, 1, -1) };
    engine.dispatch_events().unwrap();
}

#[test]
fn a_host_may_read_the_events_in_its_own_loop() {
    let receiver = Receiver::start();
    let engine = opened(&receiver, EventLoop::Host);
    let receipt = run(engine.post(&message("[1]")), || turn(&engine)).unwrap();
    let events = engine.events().unwrap();
    match run(events.next(), || turn(&engine)) {
        Some(Event::Attempted(told)) => {
            assert_eq!(told.json()["delivery"]["id"].as_str(), Some(format!("dlv_{}", receipt.delivery_id).as_str()));
        }
        other => panic!("expected an attempt, got {other:?}"),
    }
    assert_eq!(engine.dispatch_events().unwrap(), 0);
}

#[test]
fn what_is_under_way_at_the_end_has_an_unknown_outcome() {
    let engine = opened(&Receiver::start(), EventLoop::Host);
    let mut posted = engine.post(&message("[1]"));
    let (waker, woken) = waker();
    let mut context = Context::from_waker(&waker);
    assert!(Pin::new(&mut posted).poll(&mut context).is_pending());
    let events = engine.events().unwrap();
    engine.close().unwrap();
    assert_eq!(woken.times.load(Ordering::SeqCst), 1);
    match Pin::new(&mut posted).poll(&mut context) {
        Poll::Ready(Err(error)) => assert_eq!(error.kind(), ErrorKind::UnknownOutcome),
        other => panic!("expected an error, got {other:?}"),
    }
    assert!(run(events.next(), || unreachable!("it has ended")).is_none());
}

/// The last handle may be dropped anywhere, also by a waker on the thread that reads the events.
#[test]
fn the_last_handle_may_be_dropped_by_a_waker() {
    struct Dropping(Mutex<Option<(Engine, mpsc::Sender<ErrorKind>)>>);
    impl Wake for Dropping {
        fn wake(self: Arc<Self>) {
            if let Some((engine, told)) = self.0.lock().unwrap().take() {
                told.send(engine.close().unwrap_err().kind()).unwrap();
            }
        }
    }
    let receiver = Receiver::start();
    let engine = opened(&receiver, EventLoop::Thread);
    let events = engine.events().unwrap();
    let unanswered = receiver.hold();
    engine.send(&message("[1]")).unwrap();
    receiver.wait_until(|posts| !posts.is_empty());

    let (told, closed) = mpsc::channel();
    let waker = Waker::from(Arc::new(Dropping(Mutex::new(Some((engine, told))))));
    let mut next = Box::pin(events.next());
    assert!(next.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    drop(unanswered);
    assert_eq!(closed.recv().unwrap(), ErrorKind::WrongThread);
    while events.wait(support::LONG).is_some() {}
}
