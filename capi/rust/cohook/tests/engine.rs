//! The engine as a user of this crate meets it: sending, watching, stopping.

mod support;

use cohook::{DeliveryFilter, EndpointSettings, ErrorKind, Event, EventKind, Message, ReplayWish, Show};
use std::sync::{mpsc, Arc, Mutex};
use std::time::Duration;
use support::{options, settings, Receiver, Scratch, LONG};

fn order(content: &str) -> Message<'_> {
    Message::new("orders", "order.created", content)
}

/// An engine with one endpoint, whose attempts are told.
fn opened(receiver: &Receiver) -> cohook::Engine {
    let engine = options("memory:").news(EventKind::Attempted).open().unwrap();
    engine.put_endpoint("orders", settings(receiver)).unwrap();
    engine
}

/// Waits until a delivery has come to this state.
fn wait_for(engine: &cohook::Engine, delivery: i64, state: &str) {
    let events = engine.events().unwrap();
    while engine.find_delivery(delivery, Show::default()).unwrap().json()["state"].as_str() != Some(state) {
        events.wait(LONG).expect("the engine is open, and something happens");
    }
}

#[test]
fn what_is_sent_arrives_signed_and_can_be_looked_at() {
    let receiver = Receiver::start();
    let engine = opened(&receiver);
    let receipt = engine.send(&order(r#"[{"order":1}]"#).key("1").attribute("tenant", "seven")).unwrap();
    let posts = receiver.wait_until(|posts| !posts.is_empty());
    assert_eq!(posts[0].content(), r#"[{"order":1}]"#);
    assert!(String::from_utf8_lossy(&posts[0].body).contains(r#""tenant":"seven""#));
    wait_for(&engine, receipt.delivery_id, "delivered");

    let shown = engine.find_delivery(receipt.delivery_id, Show::ALL).unwrap().json();
    assert_eq!(shown["messageId"].to_string().trim_matches('"'), receipt.message_id.to_string());
    let attempts = engine.attempts(receipt.delivery_id, Show::ALL).unwrap().json();
    assert_eq!(attempts["data"].items().len(), 1);
    assert_eq!(attempts.pointer("/data/0/status").as_i64(), Some(204));
    let listed = engine.deliveries(DeliveryFilter::new().endpoint("orders").state("delivered")).unwrap();
    assert_eq!(listed.json()["data"].items().len(), 1);
    assert!(engine.stats().unwrap().json().pointer("/engine/acknowledged").as_i64() == Some(1));
    engine.close().unwrap();
}

#[test]
fn many_are_accepted_together_or_not_at_all() {
    let receiver = Receiver::start();
    let engine = opened(&receiver);
    let contents: Vec<String> = (0..50).map(|number| format!("[{number}]")).collect();
    let messages: Vec<Message<'_>> = contents.iter().map(|content| order(content)).collect();
    let receipts = engine.send_many(&messages).unwrap();
    assert_eq!(receipts.len(), 50);
    assert!(receipts.windows(2).all(|pair| pair[0].message_id < pair[1].message_id));
    let mut came: Vec<String> =
        receiver.wait_until(|posts| posts.len() == 50).iter().map(support::Post::content).collect();
    came.sort_by_key(|content| contents.iter().position(|sent| sent == content));
    assert_eq!(came, contents);

    let error = engine.send_many(&[order("[51]"), order("no JSON")]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidArgument);
    assert_eq!(engine.stats().unwrap().json().pointer("/engine/accepted").as_i64(), Some(50));
}

#[test]
fn a_refused_message_says_why() {
    let engine = opened(&Receiver::start());
    let unknown = engine.send(&Message::new("nobody", "order.created", "[]")).unwrap_err();
    assert_eq!(unknown.kind(), ErrorKind::NotFound);
    let broken = engine.send(&order("{")).unwrap_err();
    assert_eq!((broken.kind(), broken.field()), (ErrorKind::InvalidArgument, "content"));
    let large = format!("[\"{}\"]", "x".repeat(1 << 20));
    assert_eq!(engine.send(&order(&large)).unwrap_err().kind(), ErrorKind::TooLarge);
    let blocked = engine.put_endpoint("other", EndpointSettings::new().url("http://169.254.1.1/").signing_key("k"));
    assert_eq!(blocked.unwrap_err().kind(), ErrorKind::Blocked);
}

#[test]
fn an_endpoint_is_changed_paused_and_removed() {
    let receiver = Receiver::start();
    let engine = opened(&receiver);
    let shown = engine.change_endpoint("orders", EndpointSettings::new().request_interval(Duration::from_millis(5)));
    assert_eq!(shown.unwrap().json()["requestIntervalMs"].as_i64(), Some(5));
    assert!(!engine.find_endpoint("orders").unwrap().contains(support::KEY));
    assert_eq!(engine.endpoints(None, None, 0).unwrap().json()["data"].items().len(), 1);

    engine.pause_endpoint("orders").unwrap();
    let waiting = engine.send(&order("[1]")).unwrap();
    let cancelled = engine.send(&order("[2]")).unwrap();
    engine.cancel_delivery(cancelled.delivery_id).unwrap();
    assert_eq!(engine.cancel_delivery(cancelled.delivery_id).unwrap_err().kind(), ErrorKind::Conflict);
    assert!(receiver.posts().is_empty());
    engine.resume_endpoint("orders").unwrap();
    wait_for(&engine, waiting.delivery_id, "delivered");

    engine.rotate_key("orders", "another key", Duration::from_secs(60)).unwrap();
    engine.send(&order("[3]")).unwrap();
    let posts = receiver.wait_until(|posts| posts.len() == 2);
    assert_eq!(posts[1].content(), "[3]", "the old key signs as well for a while");
    engine.remove_endpoint("orders").unwrap();
    assert_eq!(engine.find_endpoint("orders").unwrap_err().kind(), ErrorKind::NotFound);
}

#[test]
fn what_has_ended_can_be_sent_again() {
    let receiver = Receiver::start();
    let engine = opened(&receiver);
    let receipt = engine.send(&order("[1]")).unwrap();
    wait_for(&engine, receipt.delivery_id, "delivered");
    let again = engine.redeliver(receipt.delivery_id).unwrap();
    wait_for(&engine, again, "delivered");
    let posts = receiver.posts();
    assert_eq!(posts[0].header("webhook-id"), posts[1].header("webhook-id"));
    assert_eq!(posts[0].body, posts[1].body);
    let counted = engine.replay(ReplayWish::new().state("delivered").endpoint("orders").dry_run(true)).unwrap();
    assert_eq!(counted.json()["matched"].as_i64(), Some(2));
    assert_eq!(counted.json()["redelivered"].as_i64(), Some(0));
}

#[test]
fn a_test_is_one_attempt_with_a_report() {
    let receiver = Receiver::start();
    receiver.answer_with(500);
    let engine = opened(&receiver);
    let report = engine.test(&order("[1]"), false).unwrap().json();
    assert_eq!(report.pointer("/attempt/status").as_i64(), Some(500), "{report}");
    let report = engine.post_test(&order("[1]"), false).wait().unwrap();
    assert!(report.contains("500"), "{report}");
    assert_eq!(receiver.posts().len(), 2);
}

#[test]
fn news_come_as_they_were_asked_for_and_end_with_the_engine() {
    let receiver = Receiver::start();
    let engine = opened(&receiver);
    let events = engine.events().unwrap();
    engine.send(&order("[1]")).unwrap();
    match events.wait(LONG) {
        Some(Event::Attempted(told)) => assert_eq!(told.json()["delivery"]["endpointId"].as_str(), Some("orders")),
        other => panic!("expected an attempt, got {other:?}"),
    }
    let (heard, end) = mpsc::channel();
    let listener = std::thread::spawn(move || {
        for event in events {
            heard.send(format!("{event:?}")).unwrap();
        }
    });
    engine.close().unwrap();
    listener.join().unwrap();
    assert!(end.try_iter().all(|event| event.starts_with("Attempted")));
}

#[test]
fn a_store_is_open_once_and_outlives_the_engine() {
    let (receiver, scratch) = (Receiver::start(), Scratch::new());
    let engine = options(scratch.store()).open().unwrap();
    engine.put_endpoint("orders", settings(&receiver)).unwrap();
    engine.pause_endpoint("orders").unwrap();
    let receipt = engine.send(&order("[1]")).unwrap();
    assert_eq!(options(scratch.store()).open().unwrap_err().kind(), ErrorKind::Conflict);
    engine.drain(LONG).unwrap();
    assert!(engine.send(&order("[2]")).is_err(), "a drained engine takes nothing");
    assert!(engine.find_delivery(receipt.delivery_id, Show::default()).is_ok());
    engine.close().unwrap();

    let engine = options(scratch.store()).news(EventKind::Attempted).open().unwrap();
    engine.resume_endpoint("orders").unwrap();
    wait_for(&engine, receipt.delivery_id, "delivered");
}

#[test]
fn the_engine_is_closed_with_its_last_handle() {
    let engine = options("memory:").open().unwrap();
    let other = engine.within(LONG);
    let error = engine.close().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Conflict);
    other.stats().unwrap();
    other.close().unwrap();
}

#[test]
fn a_log_callback_hears_what_happens_and_may_panic() {
    let receiver = Receiver::start();
    let (heard, kept) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(None::<cohook::Engine>)));
    let (told, engine_of_log) = (Arc::clone(&heard), Arc::clone(&kept));
    let log = move |line: &cohook::LogRecord<'_>| {
        let engine = engine_of_log.lock().unwrap().clone();
        let refused = engine.map(|engine| engine.stats().unwrap_err().kind());
        told.lock().unwrap().push((line.level.to_owned(), line.fields.to_owned(), refused));
        panic!("a log that panics");
    };
    receiver.answer_with(500);
    let engine = options("memory:").news(EventKind::Attempted).log(log).open().unwrap();
    *kept.lock().unwrap() = Some(engine.clone());
    engine.put_endpoint("orders", settings(&receiver)).unwrap();
    engine.send(&order("[1]")).unwrap();
    let events = engine.events().unwrap();
    while heard.lock().unwrap().iter().all(|(_, _, refused)| refused.is_none()) {
        events.wait(LONG).expect("attempts are made");
    }
    for (level, fields, refused) in heard.lock().unwrap().iter() {
        assert!(["debug", "info", "warning", "error"].contains(&level.as_str()));
        assert!(cohook::json::Value::parse(fields).is_some(), "{fields}");
        assert!(refused.map_or(true, |kind| kind == ErrorKind::WrongThread));
    }
    kept.lock().unwrap().take();
    drop(engine); // not `close`: a callback may hold a handle just now
}

extern "C" {
    fn fork() -> i32;
    fn waitpid(process: i32, status: *mut i32, options: i32) -> i32;
    fn _exit(status: i32) -> !;
}

#[test]
fn in_a_forked_child_the_engine_is_the_parents() {
    let engine = opened(&Receiver::start());
    engine.send(&order("[1]")).unwrap();
    let _events = engine.events().unwrap(); // its thread is not in the child
    let mut status = -1;
    unsafe {
        let child = fork();
        if child == 0 {
            let refused = engine.stats().map(drop).unwrap_err().kind();
            let closed = engine.close().unwrap_err().kind();
            _exit(if (refused, closed) == (ErrorKind::Forked, ErrorKind::Forked) { 0 } else { 1 });
        }
        assert_eq!(waitpid(child, &mut status, 0), child);
    }
    assert_eq!(status, 0);
    engine.stats().unwrap();
    engine.close().unwrap();
}

#[test]
fn a_call_waits_no_longer_than_it_may() {
    let engine = opened(&Receiver::start());
    let hurried = engine.within(Duration::ZERO);
    // What needs no waiting may be done in no time; it must not wait, and must not say anything else.
    if let Err(error) = hurried.send(&order("[1]")) {
        assert_eq!(error.kind(), ErrorKind::TimedOut);
    }
}

#[test]
fn a_text_with_a_zero_byte_is_refused_before_it_gets_to_the_library() {
    let engine = options("memory:").open().unwrap();
    let error = engine.find_endpoint("a\0b").unwrap_err();
    assert_eq!((error.kind(), error.field()), (ErrorKind::InvalidArgument, "id"));
}
