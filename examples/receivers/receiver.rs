//! A webhook receiver in Rust: the crate `cohook` judges the signature, the standard library does the rest.
//!
//!     WEBHOOK_KEY='helloWorld' cargo run -- 8080

use cohook::{Request, Verifier};
use std::error::Error;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::{env, thread};

const LARGEST_BODY: usize = 2 << 20;

/// The body of one request; none at the end of the connection.
fn read_body(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let (mut line, mut size) = (String::new(), 0);
    if from.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    while !line.trim_end().is_empty() {
        if let Some((name, value)) = line.split_once(':') {
            if name.eq_ignore_ascii_case("content-length") {
                size = value.trim().parse().map_err(|_| io::ErrorKind::InvalidData)?;
            }
        }
        line.clear();
        from.read_line(&mut line)?;
    }
    if size > LARGEST_BODY {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut body = vec![0; size];
    from.read_exact(&mut body)?;
    Ok(Some(body))
}

fn serve(connection: TcpStream, verifier: &Verifier) -> io::Result<()> {
    let mut reader = BufReader::new(connection.try_clone()?);
    let mut writer = connection;
    while let Some(body) = read_body(&mut reader)? {
        let status = match verifier.verify(&Request::new(&body)) {
            Ok(message) => {
                println!("{}", String::from_utf8_lossy(message.payload())); // store them durably here, before the answer
                "200 OK"
            }
            Err(_) => "401 Unauthorized",
        };
        write!(writer, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n")?;
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let key = env::var("WEBHOOK_KEY").map_err(|_| "WEBHOOK_KEY is not set")?;
    let verifier = Arc::new(Verifier::new("members-envelope", key.as_str())?);
    let port: u16 = env::args().nth(1).ok_or("usage: receiver PORT")?.parse()?;
    for connection in TcpListener::bind(("127.0.0.1", port))?.incoming() {
        let (connection, verifier) = (connection?, Arc::clone(&verifier));
        thread::spawn(move || serve(connection, &verifier));
    }
    Ok(())
}
