//! A sender: an engine inside this program takes three messages and delivers them.
//!
//!     COHOOK_SIGNING_KEY=… cargo run --example sender -- http://127.0.0.1:8080/hook sqlite:webhooks.db
//!
//! What was accepted is durable: killed at any moment and started again, the program delivers what was still to be.

use cohook::{EndpointSettings, Engine, Event, EventKind, Message};
use std::env;
use std::error::Error;
use std::time::Duration;

fn main() -> Result<(), Box<dyn Error>> {
    let url = env::args().nth(1).ok_or("say where to: sender URL [STORE]")?;
    let store = env::args().nth(2).unwrap_or_else(|| "memory:".to_owned());
    let key = env::var("COHOOK_SIGNING_KEY").map_err(|_| "COHOOK_SIGNING_KEY is not set")?;

    // The two switches are for a receiver on this machine; endpoints of others need https and a public address.
    let engine = Engine::options(store)
        .allow_http()
        .allow_address("127.0.0.0/8")
        .news(EventKind::Attempted)
        .log(|line| {
            if line.level != "debug" {
                eprintln!("{} {} {}", line.level, line.event, line.fields);
            }
        })
        .open()?;
    let events = engine.events()?;
    engine.put_endpoint("orders", EndpointSettings::new().url(&url).signing_key(&key))?;

    for number in 1..=3 {
        let (content, key) = (format!(r#"[{{"order":{number}}}]"#), number.to_string());
        let receipt = engine.send(&Message::new("orders", "order.created", &content).key(&key))?;
        println!("accepted message {}", receipt.message_id);
    }

    let mut delivered = 0;
    while delivered < 3 {
        match events.wait(Duration::from_secs(60)) {
            Some(Event::Attempted(told)) if told.json()["delivery"]["state"].as_str() == Some("delivered") => {
                delivered += 1;
                println!("delivered message {}", told.json()["delivery"]["messageId"]);
            }
            Some(_) => (),
            None => return Err("not every message was acknowledged in time; the store keeps the rest".into()),
        }
    }
    engine.close()?;
    Ok(())
}
