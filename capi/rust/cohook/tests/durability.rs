//! An engine inside a program that is killed at any moment loses nothing that it acknowledged.

mod support;

use cohook::Message;
use std::collections::hash_map::RandomState;
use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;
use support::{options, settings, Receiver, Scratch};

const STORE: &str = "COHOOK_TEST_STORE";
const URL: &str = "COHOOK_TEST_URL";
const FIRST: &str = "COHOOK_TEST_FIRST";
const ROUNDS: usize = 8;

/// Not a test of its own: the program that is killed. It sends until then, and prints what was acknowledged.
#[test]
fn child_that_sends() {
    let (store, url) = match (std::env::var(STORE), std::env::var(URL)) {
        (Ok(store), Ok(url)) => (store, url),
        _ => return,
    };
    let first: u64 = std::env::var(FIRST).unwrap().parse().unwrap();
    let engine = options(store).open().unwrap();
    engine.put_endpoint("orders", cohook::EndpointSettings::new().url(&url).signing_key(support::KEY)).unwrap();
    for number in first.. {
        let content = format!(r#"[{{"number":{number}}}]"#);
        engine.send(&Message::new("orders", "order.created", &content)).unwrap();
        println!("\naccepted {number}");
    }
}

/// Runs the child until it has sent a few more messages, then kills it in the midst of the next.
fn send_until_killed(store: &str, url: &str, first: u64, count: usize) -> Vec<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_that_sends", "--nocapture", "--test-threads=1"])
        .envs([(STORE, store), (URL, url), (FIRST, &first.to_string())])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut accepted = Vec::new();
    for line in lines.map_while(Result::ok) {
        if let Some(number) = line.strip_prefix("accepted ") {
            accepted.push(number.parse().unwrap());
            if accepted.len() == count {
                thread::sleep(up_to_3_ms());
                child.kill().unwrap(); // SIGKILL; what it still wrote until then is read as well
            }
        }
    }
    child.wait().unwrap();
    accepted
}

/// By chance, so that the kill comes at any moment of the next sends.
fn up_to_3_ms() -> Duration {
    Duration::from_micros(RandomState::new().build_hasher().finish() % 3000)
}

#[test]
fn nothing_acknowledged_is_lost_by_kill_9() {
    let (receiver, scratch) = (Receiver::start(), Scratch::new());
    let mut accepted = BTreeSet::new();
    for round in 0..ROUNDS {
        let first = round as u64 * 1_000_000;
        let told = send_until_killed(&scratch.store(), &receiver.url(), first, 1 + round * round * 3);
        assert!(!told.is_empty(), "the child was killed before it had sent anything");
        accepted.extend(told);
    }
    let engine = options(scratch.store()).open().unwrap();
    engine.put_endpoint("orders", settings(&receiver)).unwrap();
    receiver.wait_until(|posts| {
        let came: BTreeSet<String> = posts.iter().map(support::Post::content).collect();
        accepted.iter().all(|number| came.contains(&format!(r#"[{{"number":{number}}}]"#)))
    });
    engine.close().unwrap();
}
