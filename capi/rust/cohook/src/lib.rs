#![doc = include_str!("../README.md")]
#![deny(missing_docs, missing_debug_implementations)]

mod aside;
mod block;
mod callbacks;
mod challenge;
mod deliveries;
mod dispatch;
mod endpoints;
mod engine;
mod envelope;
mod error;
mod event;
mod headers;
pub mod json;
mod members;
mod options;
mod reactor;
mod replay_guard;
mod request;
mod scheme;
mod sending;
mod settings;
mod signer;
mod source;
mod syncs;
mod text;
mod verdict;
mod verifier;

pub use aside::Aside;
pub use callbacks::LogRecord;
pub use challenge::{answer_intent, answer_origin, Answer, Intent};
pub use deliveries::Show;
pub use dispatch::{Blocking, Events, NextEvent};
pub use engine::Engine;
pub use envelope::Envelope;
pub use error::{Error, ErrorKind, Result};
pub use event::{Event, EventKind};
pub use headers::{HeaderLine, Headers, Lines};
pub use members::{scopes, Members};
pub use options::{EventLoop, Options};
pub use replay_guard::{Admission, ReplayGuard, Reservation};
pub use request::Request;
pub use scheme::{schemes, GenericLayout, HttpDemands, HttpLayout, Secret};
pub use sending::{Message, Posted, PostedTest, Receipt};
pub use settings::{DeliveryFilter, EndpointSettings, ReplayWish, SyncOptions};
pub use signer::{Signer, SignerBuilder, Unsigned};
pub use source::{Question, RecordSource, SourceError, SourceRequest};
pub use text::Document;
pub use verdict::{Refusal, Verdict};
pub use verifier::{Coverage, Freshness, Verified, Verifier, VerifierBuilder};

/// The version of the library at hand: `0.1.0`.
pub fn version() -> &'static str {
    // SAFETY: the text is static.
    unsafe { text::text_of(cohook_sys::cohook_version()) }
}

/// Unix seconds by the system's clock, as the library sees them.
pub fn now() -> i64 {
    unsafe { cohook_sys::cohook_now() }
}
