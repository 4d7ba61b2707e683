//! A receiver: verifies what is POSTed to it before it looks at it, and processes each message once.
//!
//!     COHOOK_SIGNING_KEY=… cargo run --example receiver -- 127.0.0.1:8080
//!
//! The server is the standard library's sockets, to show all that is needed; with a web framework, hand its header map and
//! the raw bytes of the body to `Request` in the same way.

use cohook::{Admission, ReplayGuard, Request, Secret, Verifier};
use std::error::Error;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::{env, thread};

/// What stands before the handler: who is it from, and has it come before?
struct Gate {
    verifier: Verifier,
    guard: ReplayGuard,
}

impl Gate {
    fn new(key: &str) -> cohook::Result<Gate> {
        let verifier = Verifier::builder("standard-webhooks").secret(Secret::endpoint(key)).build()?;
        Ok(Gate { verifier, guard: ReplayGuard::with_defaults()? })
    }

    /// The status to answer with.
    fn take(&self, headers: &[(String, String)], body: &[u8]) -> cohook::Result<u16> {
        let request = Request::new(body).headers(headers);
        let message = match self.verifier.verify(&request) {
            Ok(message) => message,
            Err(refusal) => {
                println!("refused: {}", refusal.verdict()); // for us; the sender hears no more than 401
                return Ok(401);
            }
        };
        let id = String::from_utf8_lossy(message.id());
        let status = match self.guard.reserve("the register", &message)? {
            Ok(reserved) => {
                println!("received {id}: {}", String::from_utf8_lossy(message.payload()));
                reserved.commit(); // it is processed; without this the sender's repetition would be, too
                204
            }
            Err(Admission::Repeated) => {
                println!("repeated {id}");
                204
            }
            Err(_) => 503,
        };
        Ok(status)
    }
}

type HeadersAndBody = (Vec<(String, String)>, Vec<u8>);

/// One request; none at the end of the connection.
fn read_request(from: &mut impl BufRead) -> io::Result<Option<HeadersAndBody>> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let (mut headers, mut size) = (Vec::new(), 0);
    loop {
        line.clear();
        from.read_line(&mut line)?;
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                size = value.trim().parse().map_err(|_| io::ErrorKind::InvalidData)?;
            }
            Some((name, value)) => headers.push((name.to_owned(), value.trim().to_owned())),
            None => break,
        }
    }
    if size > 2 << 20 {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = vec![0; size];
    from.read_exact(&mut body)?;
    Ok(Some((headers, body)))
}

fn serve(connection: TcpStream, gate: &Gate) -> Result<(), Box<dyn Error>> {
    let mut reader = BufReader::new(connection.try_clone()?);
    let mut writer = connection;
    while let Some((headers, body)) = read_request(&mut reader)? {
        let status = gate.take(&headers, &body)?;
        writer.write_all(format!("HTTP/1.1 {status} \r\nContent-Length: 0\r\n\r\n").as_bytes())?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let key = env::var("COHOOK_SIGNING_KEY").map_err(|_| "COHOOK_SIGNING_KEY is not set")?;
    let gate = Arc::new(Gate::new(&key)?);
    let listener = TcpListener::bind(env::args().nth(1).as_deref().unwrap_or("127.0.0.1:8080"))?;
    println!("listening on http://{}", listener.local_addr()?);
    for connection in listener.incoming() {
        let (connection, gate) = (connection?, Arc::clone(&gate));
        thread::spawn(move || {
            if let Err(why) = serve(connection, &gate) {
                eprintln!("a connection ended: {why}");
            }
        });
    }
    Ok(())
}
