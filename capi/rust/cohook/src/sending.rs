//! Messages, and how they are given to an engine.

use crate::block::block_on;
use crate::dispatch::{Completion, Outcome};
use crate::engine::Engine;
use crate::error::{call, Error, ErrorKind, Result};
use crate::event::RawEvent;
use crate::headers::header_in_c;
use crate::text::{c_text, c_text_if_any, milliseconds, pointer_of, Document};
use cohook_sys as sys;
use std::ffi::CString;
use std::future::Future;
use std::marker::PhantomData;
use std::mem::size_of;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

/// What is to be told to one endpoint.
#[derive(Clone, Debug)]
#[must_use]
pub struct Message<'m> {
    endpoint: &'m str,
    event_type: &'m str,
    content: &'m str,
    key: Option<&'m str>,
    attributes: Vec<(&'m str, &'m str)>,
    occurred_at_ms: i64,
}

impl<'m> Message<'m> {
    /// `event_type`: what happened, dot-separated (`person.updated`). `content`: JSON text, signed and sent as exactly
    /// these bytes, at most 1 MiB.
    pub fn new(endpoint: &'m str, event_type: &'m str, content: &'m str) -> Message<'m> {
        Message { endpoint, event_type, content, key: None, attributes: Vec::new(), occurred_at_ms: 0 }
    }

    /// What coalescing and ordering go by; without it, neither applies.
    pub fn key(mut self, key: &'m str) -> Message<'m> {
        self.key = Some(key);
        self
    }

    /// One more text attribute of the Members envelope.
    pub fn attribute(mut self, name: &'m str, value: &'m str) -> Message<'m> {
        self.attributes.push((name, value));
        self
    }

    /// When it happened; by default the moment of acceptance.
    pub fn occurred_at(mut self, moment: SystemTime) -> Message<'m> {
        let since = moment.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        self.occurred_at_ms = milliseconds(since).max(1);
        self
    }

    fn in_c(&self) -> Result<MessageInC<'_>> {
        let endpoint = Some(c_text("endpoint", self.endpoint)?);
        let event_type = Some(c_text("type", self.event_type)?);
        let key = c_text_if_any("key", self.key)?;
        let attributes: Vec<_> = self.attributes.iter().map(header_in_c).collect();
        let message = sys::cohook_message {
            size: size_of::<sys::cohook_message>(),
            endpoint: pointer_of(&endpoint),
            r#type: pointer_of(&event_type),
            content: self.content.as_ptr().cast(),
            content_size: self.content.len(),
            key: pointer_of(&key),
            attributes: attributes.as_ptr(),
            attribute_count: attributes.len(),
            occurred_at_ms: self.occurred_at_ms,
        };
        Ok(MessageInC { message, _texts: [endpoint, event_type, key], _attributes: attributes, _viewed: PhantomData })
    }
}

/// A message as C has it, and what it points to.
struct MessageInC<'m> {
    message: sys::cohook_message,
    _texts: [Option<CString>; 3],
    _attributes: Vec<sys::cohook_header>,
    _viewed: PhantomData<&'m str>,
}

/// A message that is durable: its id, and that of its delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// The same over all attempts and redeliveries; what receivers see.
    pub message_id: i64,
    /// What [`Engine::find_delivery`] takes.
    pub delivery_id: i64,
}

impl Receipt {
    pub(crate) fn of_event(event: &RawEvent) -> Receipt {
        unsafe {
            Receipt {
                message_id: sys::cohook_event_message_id(event.0),
                delivery_id: sys::cohook_event_delivery_id(event.0),
            }
        }
    }
}

impl From<sys::cohook_receipt> for Receipt {
    fn from(receipt: sys::cohook_receipt) -> Receipt {
        Receipt { message_id: receipt.message_id, delivery_id: receipt.delivery_id }
    }
}

const NO_RECEIPT: sys::cohook_receipt = sys::cohook_receipt { message_id: 0, delivery_id: 0 };

impl Engine {
    /// Accepts a message: durable when this returns. Blocks.
    ///
    /// Errors: [`NotFound`](ErrorKind::NotFound) for the endpoint, [`InvalidArgument`](ErrorKind::InvalidArgument) for
    /// content that is not JSON, [`TooLarge`](ErrorKind::TooLarge), and the store's.
    pub fn send(&self, message: &Message<'_>) -> Result<Receipt> {
        let message = message.in_c()?;
        let mut receipt = NO_RECEIPT;
        self.done(|engine, time, error| unsafe {
            sys::cohook_engine_send(engine, &message.message, time, &mut receipt, error)
        })?;
        Ok(receipt.into())
    }

    /// Accepts all of them in one commit, or none; at most 1000. Their receipts come in the same order. Blocks.
    pub fn send_many(&self, messages: &[Message<'_>]) -> Result<Vec<Receipt>> {
        let messages = messages.iter().map(Message::in_c).collect::<Result<Vec<_>>>()?;
        let pointers: Vec<_> = messages.iter().map(|each| &each.message as *const sys::cohook_message).collect();
        let mut receipts = vec![NO_RECEIPT; messages.len()];
        self.done(|engine, time, error| unsafe {
            let (messages, count) = (pointers.as_ptr(), pointers.len());
            sys::cohook_engine_send_many(engine, messages, count, time, receipts.as_mut_ptr(), error)
        })?;
        Ok(receipts.into_iter().map(Receipt::from).collect())
    }

    /// The same as [`Engine::send`] without blocking: the message is on its way at once, the future says what became of
    /// it. To drop the future does not take the message back.
    pub fn post(&self, message: &Message<'_>) -> Posted {
        Posted {
            end: self.started(message, |message, tag, error| unsafe {
                sys::cohook_engine_post(self.as_ptr(), message, tag, error)
            }),
        }
    }

    /// Run Test: one attempt, now; no retry, no pacing, no effect on the breaker. `probe_signature_check`: a second,
    /// wrongly signed POST follows. The report says verdict, status, phases, request and response as sent and read.
    /// Blocks.
    pub fn test(&self, message: &Message<'_>, probe_signature_check: bool) -> Result<Document> {
        let message = message.in_c()?;
        let probe = probe_signature_check.into();
        self.document(|engine, time, report, error| unsafe {
            sys::cohook_engine_test(engine, &message.message, probe, time, report, error)
        })
    }

    /// The same as [`Engine::test`] without blocking.
    pub fn post_test(&self, message: &Message<'_>, probe_signature_check: bool) -> PostedTest {
        let probe = probe_signature_check.into();
        PostedTest {
            end: self.started(message, |message, tag, error| unsafe {
                sys::cohook_engine_post_test(self.as_ptr(), message, probe, tag, error)
            }),
        }
    }

    fn started(
        &self,
        message: &Message<'_>,
        start: impl FnOnce(*const sys::cohook_message, u64, *mut *mut sys::cohook_error) -> sys::cohook_status,
    ) -> Completion {
        self.dispatch().call(|tag| {
            let message = message.in_c()?;
            self.hear_events()?;
            call(|error| start(&message.message, tag, error))
        })
    }
}

fn other_outcome<T>() -> Result<T> {
    Err(Error::new(ErrorKind::Internal, "", "the engine told the outcome of another kind of call"))
}

/// What becomes of a message: see [`Engine::post`]. A future for any runtime; ends when the message is durable.
#[must_use = "what became of the message is not known otherwise"]
#[derive(Debug)]
pub struct Posted {
    end: Completion,
}

impl Posted {
    /// Blocks until it is known. Not on the thread that should dispatch the engine's events.
    pub fn wait(self) -> Result<Receipt> {
        block_on(self)
    }
}

impl Future for Posted {
    type Output = Result<Receipt>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.end).poll(context).map(|ended| match ended? {
            Outcome::Sent(receipt) => Ok(receipt),
            Outcome::Tested(_) => other_outcome(),
        })
    }
}

/// The report of a test: see [`Engine::post_test`]. A future for any runtime.
#[must_use = "the report is not known otherwise"]
#[derive(Debug)]
pub struct PostedTest {
    end: Completion,
}

impl PostedTest {
    /// Blocks until it is known. Not on the thread that should dispatch the engine's events.
    pub fn wait(self) -> Result<Document> {
        block_on(self)
    }
}

impl Future for PostedTest {
    type Output = Result<Document>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.end).poll(context).map(|ended| match ended? {
            Outcome::Tested(report) => Ok(report),
            Outcome::Sent(_) => other_outcome(),
        })
    }
}
