//! What the tests of this crate share: a receiver, a place for files, an engine that may reach this machine.
#![allow(dead_code)] // each test program uses its part

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

/// Longer than anything takes, to end a test that would wait for ever.
pub const LONG: Duration = Duration::from_secs(120);

pub const KEY: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A POST as it came.
#[derive(Clone, Debug)]
pub struct Post {
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Post {
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map_or("", |(_, value)| value)
    }

    /// What the sender was given, once the signature has been verified.
    pub fn content(&self) -> String {
        let signed = cohook::Verifier::builder("standard-webhooks").secret(cohook::Secret::endpoint(KEY)).any_time();
        let whole = cohook::Request::new(&self.body).headers(&self.headers);
        signed.build().unwrap().verify(&whole).expect("what the engine sends is signed");
        let envelope = cohook::Verifier::builder("members-envelope").secret(cohook::Secret::endpoint(KEY)).build();
        let request = cohook::Request::new(&self.body);
        let verified = envelope.unwrap().verify(&request).expect("the envelope is signed, too");
        String::from_utf8(verified.payload().to_vec()).unwrap()
    }
}

#[derive(Default)]
struct Inbox {
    posts: Mutex<Vec<Post>>,
    came: Condvar,
    status: AtomicU16,
    held: Mutex<()>,
}

/// Answers every POST with one status and keeps it. Its threads end with the test program.
pub struct Receiver {
    address: SocketAddr,
    inbox: Arc<Inbox>,
}

impl Receiver {
    pub fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let address = listener.local_addr().unwrap();
        let inbox = Arc::new(Inbox { status: AtomicU16::new(204), ..Inbox::default() });
        let kept = Arc::clone(&inbox);
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let inbox = Arc::clone(&kept);
                thread::spawn(move || serve(connection, &inbox));
            }
        });
        Receiver { address, inbox }
    }

    pub fn url(&self) -> String {
        format!("http://{}/hook", self.address)
    }

    pub fn answer_with(&self, status: u16) {
        self.inbox.status.store(status, Ordering::SeqCst);
    }

    /// Answers nothing until this is dropped.
    pub fn hold(&self) -> MutexGuard<'_, ()> {
        self.inbox.held.lock().unwrap()
    }

    /// Waits until the POSTs so far are enough.
    pub fn wait_until(&self, enough: impl Fn(&[Post]) -> bool) -> Vec<Post> {
        let posts = self.inbox.posts.lock().unwrap();
        let (posts, waited) = self.inbox.came.wait_timeout_while(posts, LONG, |posts| !enough(posts)).unwrap();
        assert!(!waited.timed_out(), "what should come has not come; {} POSTs have", posts.len());
        posts.clone()
    }

    pub fn posts(&self) -> Vec<Post> {
        self.inbox.posts.lock().unwrap().clone()
    }
}

fn serve(connection: TcpStream, inbox: &Inbox) -> Option<()> {
    let mut reader = BufReader::new(connection.try_clone().ok()?);
    let mut writer = connection;
    loop {
        let (mut line, mut headers) = (String::new(), Vec::new());
        reader.read_line(&mut line).ok().filter(|size| *size > 0)?;
        loop {
            line.clear();
            reader.read_line(&mut line).ok()?;
            match line.trim_end().split_once(':') {
                Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
                None => break,
            }
        }
        let mut post = Post { headers, body: Vec::new() };
        post.body.resize(post.header("content-length").parse().ok()?, 0);
        reader.read_exact(&mut post.body).ok()?;
        let status = inbox.status.load(Ordering::SeqCst);
        inbox.posts.lock().unwrap().push(post);
        inbox.came.notify_all();
        drop(inbox.held.lock().ok()?);
        writer.write_all(format!("HTTP/1.1 {status} \r\nContent-Length: 0\r\n\r\n").as_bytes()).ok()?;
    }
}

/// A folder of its own for one test, removed at the end.
pub struct Scratch {
    path: PathBuf,
}

impl Scratch {
    pub fn new() -> Scratch {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).expect("a folder is made");
        Scratch { path }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn store(&self) -> String {
        format!("sqlite:{}", self.path.join("webhooks.db").display())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _best_effort = std::fs::remove_dir_all(&self.path);
    }
}

/// May reach receivers on this machine.
pub fn options(store: impl Into<String>) -> cohook::Options {
    cohook::Engine::options(store).allow_http().allow_address("127.0.0.0/8").shards(1)
}

pub fn settings(receiver: &Receiver) -> cohook::EndpointSettings {
    cohook::EndpointSettings::new().url(&receiver.url()).signing_key(KEY)
}
