//! Syncs whose records the host gives: by a source, and by events.

mod support;

use cohook::{EndpointSettings, Engine, ErrorKind, Event, EventKind, Question, RecordSource, SourceError, SyncOptions};
use std::time::Duration;
use support::{options, settings, Receiver, LONG};

/// So many records, with keys that sort as their numbers do.
struct Numbers {
    count: u64,
}

fn record(key: &str) -> String {
    format!(r#"{{"key":"{key}"}}"#)
}

impl RecordSource for Numbers {
    fn count(&mut self, endpoint: &str, application: &str) -> Result<u64, SourceError> {
        assert_eq!((endpoint, application), ("people", ""));
        Ok(self.count)
    }

    fn next_keys(&mut self, _: &str, _: &str, after: &str, limit: usize) -> Result<Vec<String>, SourceError> {
        let from = if after.is_empty() { 0 } else { after.parse::<u64>()? + 1 };
        Ok((from..self.count).take(limit).map(|number| format!("{number:04}")).collect())
    }

    fn read(&mut self, _: &str, _: &str, keys: &[&str]) -> Result<Vec<Option<String>>, SourceError> {
        Ok(keys.iter().map(|key| (*key != "0001").then(|| record(key))).collect())
    }
}

struct Failing;

impl RecordSource for Failing {
    fn count(&mut self, _: &str, _: &str) -> Result<u64, SourceError> {
        Err("the table is locked".into())
    }
    fn next_keys(&mut self, _: &str, _: &str, _: &str, _: usize) -> Result<Vec<String>, SourceError> {
        panic!("out of order")
    }
    fn read(&mut self, _: &str, _: &str, _: &[&str]) -> Result<Vec<Option<String>>, SourceError> {
        Ok(Vec::new())
    }
}

fn with_endpoint(options: cohook::Options, receiver: &Receiver) -> Engine {
    let engine = options.news(EventKind::SyncChanged).open().unwrap();
    engine.put_endpoint("people", settings(receiver)).unwrap();
    engine
}

/// Waits until the sync has come to this state, and gives it.
fn wait_for(engine: &Engine, id: i64, state: &str) -> cohook::json::Value {
    let events = engine.events().unwrap();
    loop {
        let sync = engine.find_sync(id).unwrap().json();
        if sync["state"].as_str() == Some(state) {
            return sync;
        }
        events.wait(LONG).expect("the engine is open, and something happens");
    }
}

#[test]
fn every_record_of_the_source_is_sent_once_in_the_order_of_the_keys() {
    let receiver = Receiver::start();
    let engine = with_endpoint(options("memory:").source(Numbers { count: 20 }), &receiver);
    let id = engine.start_sync("people", SyncOptions::new()).unwrap().id().unwrap();
    let ended = wait_for(&engine, id, "completed");
    let posts = receiver.posts();
    let mut came: Vec<String> = posts.iter().map(support::Post::content).collect();
    came.sort();
    let expected = (0..20).filter(|number| *number != 1).map(|number| format!("[{}]", record(&format!("{number:04}"))));
    assert_eq!(came, expected.collect::<Vec<_>>(), "{ended}");
    assert_eq!(engine.syncs("people", 0, 0).unwrap().json()["data"].items().len(), 1);
    assert!(engine.sync_failures(id, None, 0).unwrap().json()["data"].items().is_empty());
}

#[test]
fn a_sync_is_paused_resumed_and_cancelled() {
    let receiver = Receiver::start();
    let engine = with_endpoint(options("memory:").source(Numbers { count: 1000 }), &receiver);
    let slowly = SyncOptions::new().request_interval(Duration::from_millis(20));
    let id = engine.start_sync("people", &slowly).unwrap().id().unwrap();
    receiver.wait_until(|posts| posts.len() >= 2);
    assert_eq!(engine.start_sync("people", &slowly).unwrap_err().kind(), ErrorKind::Conflict);
    assert_eq!(engine.pause_sync(id).unwrap().json()["state"].as_str(), Some("paused"));
    let sent = receiver.posts().len();
    assert_eq!(engine.resume_sync(id).unwrap().json()["state"].as_str(), Some("running"));
    receiver.wait_until(|posts| posts.len() > sent + 2);
    engine.cancel_sync(id).unwrap();
    wait_for(&engine, id, "cancelled");
}

#[test]
fn a_source_that_fails_fails_the_sync_with_its_words() {
    let engine = with_endpoint(options("memory:").source(Failing), &Receiver::start());
    let told = match engine.start_sync("people", "{}") {
        Err(refused) => refused.to_string(),
        Ok(started) => wait_for(&engine, started.id().unwrap(), "failed").to_string(),
    };
    assert!(told.contains("the table is locked"), "{told}");
}

#[test]
fn a_source_that_panics_fails_the_sync_and_nothing_else() {
    struct Panicking;
    impl RecordSource for Panicking {
        fn count(&mut self, _: &str, _: &str) -> Result<u64, SourceError> {
            panic!("no such {}", "table")
        }
        fn next_keys(&mut self, _: &str, _: &str, _: &str, _: usize) -> Result<Vec<String>, SourceError> {
            Ok(Vec::new())
        }
        fn read(&mut self, _: &str, _: &str, _: &[&str]) -> Result<Vec<Option<String>>, SourceError> {
            Ok(Vec::new())
        }
    }
    let engine = with_endpoint(options("memory:").source(Panicking), &Receiver::start());
    let told = match engine.start_sync("people", "{}") {
        Err(refused) => refused.to_string(),
        Ok(started) => wait_for(&engine, started.id().unwrap(), "failed").to_string(),
    };
    assert!(told.contains("no such table"), "{told}");
    engine.put_endpoint("other", EndpointSettings::new().url("https://receiver.example/").signing_key("k")).unwrap();
}

#[test]
fn questions_may_come_as_events_and_be_answered_by_any_thread() {
    let receiver = Receiver::start();
    let engine = with_endpoint(options("memory:").source_by_events(), &receiver);
    let events = engine.events().unwrap();
    let answering = std::thread::spawn(move || {
        let mut numbers = Numbers { count: 5 };
        for event in events {
            let request = match event {
                Event::Source(request) => request,
                Event::SyncChanged(sync) if sync.json()["state"].as_str() == Some("completed") => return,
                _ => continue,
            };
            assert_eq!(request.endpoint(), "people");
            match request.question() {
                Some(Question::Count) => request.answer_count(5).unwrap(),
                Some(Question::NextKeys { after: "", .. }) => request.answer_keys(["0000"]).unwrap(),
                Some(Question::Read { keys }) if keys == ["0000"] => {
                    let record = record("0000");
                    request.answer_records([Some(record.as_str())]).unwrap();
                }
                _ => request.answer_from(&mut numbers).unwrap(),
            }
        }
    });
    let started = engine.start_sync("people", "{}").unwrap();
    answering.join().unwrap();
    wait_for(&engine, started.id().unwrap(), "completed");
    assert_eq!(receiver.posts().len(), 4, "all but the one that is gone");
}
