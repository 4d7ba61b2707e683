// The peer in Rust: hyper, one task a connection on one thread, the same envelope, the same signatures, the same
// headers. Prints POSTs a second.
//
//     peer URL PERSON_FILE DELIVERIES CONNECTIONS

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use base64::prelude::{Engine, BASE64_STANDARD};
use bytes::Bytes;
use hmac::{Hmac, Mac};
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{HeaderName, HeaderValue, CONTENT_TYPE, HOST, USER_AGENT};
use hyper::{Method, Request, StatusCode};
use hyper_util::rt::TokioIo;
use sha2::Sha256;
use tokio::net::TcpStream;
use tokio::task::{spawn_local, LocalSet};

type Failure = Box<dyn std::error::Error>;

const KEY: &[u8] = b"the key of the benchmarks";
const DEADLINE: Duration = Duration::from_secs(600);

struct Load {
    authority: String,
    path: String,
    list: Vec<u8>,
    keyed: Hmac<Sha256>,
    left: Cell<i64>,
}

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, url, person, deliveries, connections] = arguments.as_slice() else {
        return Err("usage: peer URL PERSON_FILE DELIVERIES CONNECTIONS".into());
    };
    let target = url.strip_prefix("http://").ok_or("the URL must be of http")?;
    let (authority, path) = target.split_at(target.find('/').unwrap_or(target.len()));
    let load = Rc::new(Load {
        authority: authority.to_owned(),
        path: path.to_owned(),
        list: [b"[".as_slice(), &std::fs::read(person)?, b"]"].concat(),
        keyed: Hmac::new_from_slice(KEY)?,
        left: Cell::new(0),
    });
    let deliveries: i64 = deliveries.parse()?;
    let connections: i64 = connections.parse()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    LocalSet::new().block_on(&runtime, async {
        let mut senders = Vec::new();
        for _ in 0..connections {
            senders.push(connect(&load).await?);
        }
        let senders = run(&load, senders, connections * 20).await?; // warm when the clock starts
        let started = Instant::now();
        run(&load, senders, deliveries).await?;
        println!("{:.0}", deliveries as f64 / started.elapsed().as_secs_f64());
        Ok(())
    })
}

async fn connect(load: &Load) -> Result<SendRequest<Full<Bytes>>, Failure> {
    let stream = TcpStream::connect(&load.authority).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    spawn_local(connection);
    Ok(sender)
}

async fn run(
    load: &Rc<Load>,
    senders: Vec<SendRequest<Full<Bytes>>>,
    deliveries: i64,
) -> Result<Vec<SendRequest<Full<Bytes>>>, Failure> {
    load.left.set(deliveries);
    let tasks: Vec<_> = senders
        .into_iter()
        .map(|mut sender| {
            let load = Rc::clone(load);
            spawn_local(async move {
                loop {
                    let number = load.left.get() - 1;
                    if number < 0 {
                        return Ok::<_, String>(sender);
                    }
                    load.left.set(number);
                    deliver(&load, &mut sender, number).await.map_err(|e| e.to_string())?;
                }
            })
        })
        .collect();
    let mut back = Vec::new();
    for task in tasks {
        back.push(task.await??);
    }
    Ok(back)
}

fn signed(keyed: &Hmac<Sha256>, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = keyed.clone();
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

async fn deliver(
    load: &Load,
    sender: &mut SendRequest<Full<Bytes>>,
    number: i64,
) -> Result<(), Failure> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?;
    let id = (2_070_443_600_000_000 + number).to_string();
    let timestamp = now.as_secs().to_string();
    let body = envelope(load, &id, now);
    let mut signature = String::with_capacity(48);
    signature.push_str("v1,");
    let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body.as_slice()];
    BASE64_STANDARD.encode_string(signed(&load.keyed, &parts), &mut signature);
    let request = Request::builder()
        .method(Method::POST)
        .uri(load.path.as_str())
        .header(HOST, load.authority.as_str())
        .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .header(USER_AGENT, HeaderValue::from_static("peer"))
        .header(HeaderName::from_static("webhook-id"), HeaderValue::try_from(id)?)
        .header(HeaderName::from_static("webhook-timestamp"), HeaderValue::try_from(timestamp)?)
        .header(HeaderName::from_static("webhook-signature"), HeaderValue::try_from(signature)?)
        .body(Full::new(Bytes::from(body)))?;
    let response = tokio::time::timeout(DEADLINE, async {
        sender.ready().await?;
        let response = sender.send_request(request).await?;
        let status = response.status();
        response.into_body().collect().await?;
        Ok::<_, hyper::Error>(status)
    });
    match response.await?? {
        StatusCode::NO_CONTENT => Ok(()),
        other => Err(format!("status {other}").into()),
    }
}

/// The members envelope of a person. Sixteen digits and a base64 text hold nothing that JSON would escape.
fn envelope(load: &Load, id: &str, now: Duration) -> Vec<u8> {
    let hash = BASE64_STANDARD.encode(signed(&load.keyed, &[&load.list]));
    let published = published(now);
    let mut body = String::with_capacity(load.list.len() * 4 / 3 + 512);
    body.push_str(r#"{"message":{"attributes":{"hash":""#);
    body.push_str(&hash);
    body.push_str(r#"","entity":"person","change":"updated"},"data":""#);
    BASE64_STANDARD.encode_string(&load.list, &mut body);
    for part in [r#"","messageId":""#, id, r#"","message_id":""#, id, r#"","publishTime":""#, &published] {
        body.push_str(part);
    }
    for part in [r#"","publish_time":""#, &published, r#""},"subscription":"bench"}"#] {
        body.push_str(part);
    }
    body.into_bytes()
}

/// `2021-02-26T19:13:55.749Z`, by the civil calendar: days are counted in eras of 400 years that begin in March.
fn published(now: Duration) -> String {
    let (days, second) = (now.as_secs() / 86_400 + 719_468, now.as_secs() % 86_400);
    let (era, day) = (days / 146_097, days % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z",
        year + era * 400 + u64::from(month <= 2),
        month,
        of_year - (153 * shifted + 2) / 5 + 1,
        second / 3_600,
        second / 60 % 60,
        second % 60,
        now.subsec_millis()
    )
}
