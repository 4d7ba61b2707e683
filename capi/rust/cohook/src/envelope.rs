//! The Members envelope, whose signature is part of its body.

use crate::error::{call, Result};
use crate::headers::header_in_c;
use crate::scheme::Secret;
use crate::text::{c_text, Document};
use cohook_sys as sys;
use std::mem::size_of;
use std::ptr;

/// A Members envelope to be composed; opened by a [`Verifier`](crate::Verifier) of the scheme `members-envelope`.
///
/// ```
/// let body = cohook::Envelope::new(r#"[{"personID":54512}]"#, "2070443601311540", "helloWorld")
///     .published_at(1_614_366_835_749)
///     .attribute("entity", "person")
///     .compose()?;
/// let request = cohook::Request::new(body.as_str());
/// let verified = cohook::Verifier::new("members-envelope", "helloWorld")?.verify(&request)?;
/// assert_eq!(verified.payload(), br#"[{"personID":54512}]"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Envelope<'e> {
    data: &'e [u8],
    message_id: &'e str,
    subscription: &'e str,
    publish_time_ms: Option<i64>,
    attributes: Vec<(&'e str, &'e str)>,
    key: Secret<'e>,
    previous_key: Option<Secret<'e>>,
}

impl<'e> Envelope<'e> {
    /// `data`: the JSON text of an array of persons, at least one byte. `message_id`: a decimal number.
    pub fn new<D>(data: &'e D, message_id: &'e str, key: impl Into<Secret<'e>>) -> Envelope<'e>
    where
        D: AsRef<[u8]> + ?Sized,
    {
        Envelope {
            data: data.as_ref(),
            message_id,
            subscription: "",
            publish_time_ms: None,
            attributes: Vec::new(),
            key: key.into(),
            previous_key: None,
        }
    }

    /// The id of the subscription.
    pub fn subscription(mut self, id: &'e str) -> Self {
        self.subscription = id;
        self
    }

    /// In Unix milliseconds; without it, the system's clock is asked for the second.
    pub fn published_at(mut self, unix_milliseconds: i64) -> Self {
        self.publish_time_ms = Some(unix_milliseconds);
        self
    }

    /// One more attribute, written after the hashes.
    pub fn attribute(mut self, name: &'e str, value: &'e str) -> Self {
        self.attributes.push((name, value));
        self
    }

    /// The old key during a rotation.
    pub fn previous_key(mut self, key: impl Into<Secret<'e>>) -> Self {
        self.previous_key = Some(key.into());
        self
    }

    /// The body, byte for byte what is sent: the same input gives the same bytes.
    pub fn compose(&self) -> Result<Document> {
        let message_id = c_text("messageId", self.message_id)?;
        let subscription = c_text("subscription", self.subscription)?;
        let attributes: Vec<_> = self.attributes.iter().map(header_in_c).collect();
        let none = sys::cohook_secret { value: ptr::null(), value_size: 0, dialect: sys::COHOOK_SECRET_OF_SCHEME };
        let envelope = sys::cohook_envelope {
            size: size_of::<sys::cohook_envelope>(),
            data: self.data.as_ptr().cast(),
            data_size: self.data.len(),
            message_id: message_id.as_ptr(),
            subscription: subscription.as_ptr(),
            publish_time_ms: self.publish_time_ms.unwrap_or_else(|| crate::now() * 1000),
            attributes: attributes.as_ptr(),
            attribute_count: attributes.len(),
            key: self.key.in_c(),
            previous_key: self.previous_key.as_ref().map_or(none, Secret::in_c),
        };
        let mut body = ptr::null_mut();
        call(|error| unsafe { sys::cohook_envelope_compose(&envelope, &mut body, error) })?;
        Document::owned(body)
    }
}
