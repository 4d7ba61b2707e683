//! For receivers: is this request from who it should be from, unaltered, and fresh?

use crate::challenge::Answer;
use crate::error::{call, Result};
use crate::request::Request;
use crate::scheme::{GenericLayout, HttpDemands, Secret};
use crate::text::{bytes_of, c_text, c_text_if_any, pointer_of};
use crate::verdict::{Refusal, Verdict};
use cohook_sys as sys;
use std::fmt;
use std::marker::PhantomData;
use std::mem::{size_of, MaybeUninit};
use std::ptr::{self, NonNull};
use std::str;

/// Judges requests of one scheme. Immutable: any number of threads may use the same one at once.
pub struct Verifier {
    verifier: NonNull<sys::cohook_verifier>,
}

// SAFETY: `const` objects of the library may be used by any number of threads at once; freeing is bound to no thread.
unsafe impl Send for Verifier {}
unsafe impl Sync for Verifier {}

impl Verifier {
    /// A verifier with one key and the defaults: a signed time may be 300 s off (Linear: 60 s).
    ///
    /// Errors: [`InvalidArgument`](crate::ErrorKind::InvalidArgument) with the field `secret` for a secret that is not
    /// one of the scheme, [`Unsupported`](crate::ErrorKind::Unsupported) for an unknown scheme.
    pub fn new<'s>(scheme: &'s str, secret: impl Into<Secret<'s>>) -> Result<Verifier> {
        Verifier::builder(scheme).secret(secret).build()
    }

    /// For everything else that can be said.
    pub fn builder(scheme: &str) -> VerifierBuilder<'_> {
        VerifierBuilder {
            scheme,
            secrets: Vec::new(),
            window: (sys::COHOOK_WINDOW_DEFAULT, 0),
            dots_in_id: false,
            url: None,
            generic: None,
            http_message: None,
        }
    }

    /// Judges one request. Blocks never.
    pub fn verify<'r>(&self, request: &Request<'r>) -> std::result::Result<Verified<'r>, Refusal> {
        let verifier = self.verifier.as_ptr();
        // SAFETY: verifier, request and place of the outcome are valid.
        judge(request, |request, outcome| unsafe { sys::cohook_verify(verifier, request, outcome) })
    }

    /// Verifies the request as [`Verifier::verify`] does. Where it is a question of the scheme (Zoom's URL validation,
    /// Discord's PING), the second is what to answer; where it is none, go on and handle the request.
    pub fn receive<'r>(&self, request: &Request<'r>) -> std::result::Result<(Verified<'r>, Option<Answer>), Refusal> {
        let (verifier, mut answer) = (self.verifier.as_ptr(), ptr::null_mut());
        // SAFETY: verifier, request and the places of both outcomes are valid.
        let verified =
            judge(request, |request, outcome| unsafe { sys::cohook_receive(verifier, request, outcome, &mut answer) })?;
        Ok((verified, Answer::owned(answer)))
    }
}

/// What the outcome views holds as long as `'r`.
fn judge<'r>(
    request: &Request<'r>,
    call: impl FnOnce(*const sys::cohook_request, *mut sys::cohook_verification) -> i32,
) -> std::result::Result<Verified<'r>, Refusal> {
    let mut verified = Verified::none();
    match request.with_c(|request| call(request, &mut verified.outcome)).unwrap_or(sys::COHOOK_INVALID_ARGUMENT) {
        sys::COHOOK_VERDICT_OK => Ok(verified),
        other => Err(Refusal::new(Verdict::of(other))),
    }
}

impl Drop for Verifier {
    fn drop(&mut self) {
        unsafe { sys::cohook_verifier_free(self.verifier.as_ptr()) }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Verifier").finish_non_exhaustive()
    }
}

/// What a [`Verifier`] is made of.
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifierBuilder<'b> {
    scheme: &'b str,
    secrets: Vec<Secret<'b>>,
    window: (i32, i64),
    dots_in_id: bool,
    url: Option<&'b str>,
    generic: Option<&'b GenericLayout>,
    http_message: Option<&'b HttpDemands>,
}

impl<'b> VerifierBuilder<'b> {
    /// One more key: the current one and those still accepted, at most 8, at least one.
    pub fn secret(mut self, secret: impl Into<Secret<'b>>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// How many seconds a signed time may be off, both ways; 0 means this very second.
    pub fn tolerance_seconds(mut self, seconds: i64) -> Self {
        self.window = (sys::COHOOK_WINDOW_SECONDS, seconds);
        self
    }

    /// The time is not looked at: a choice, not a default.
    pub fn any_time(mut self) -> Self {
        self.window = (sys::COHOOK_WINDOW_OFF, 0);
        self
    }

    /// Takes a `.` in the id (Standard Webhooks, Svix). It makes a signature ambiguous: only for a sender that cannot do
    /// otherwise.
    pub fn dots_in_id(mut self) -> Self {
        self.dots_in_id = true;
        self
    }

    /// As it was registered with the sender, where the scheme signs it (Square, Twilio).
    pub fn url(mut self, url: &'b str) -> Self {
        self.url = Some(url);
        self
    }

    /// The layout of `generic-hmac`, required there.
    pub fn generic(mut self, layout: &'b GenericLayout) -> Self {
        self.generic = Some(layout);
        self
    }

    /// What is demanded of `rfc9421`, required there.
    pub fn http_message(mut self, demands: &'b HttpDemands) -> Self {
        self.http_message = Some(demands);
        self
    }

    /// Loads the keys and checks every option.
    pub fn build(&self) -> Result<Verifier> {
        let scheme = c_text("scheme", self.scheme)?;
        let secrets: Vec<_> = self.secrets.iter().map(Secret::in_c).collect();
        let url = c_text_if_any("url", self.url)?;
        let generic = self.generic.map(GenericLayout::in_c).transpose()?;
        let http_message = self.http_message.map(HttpDemands::in_c).transpose()?;
        let options = sys::cohook_verifier_options {
            size: size_of::<sys::cohook_verifier_options>(),
            scheme: scheme.as_ptr(),
            secrets: secrets.as_ptr(),
            secret_count: secrets.len(),
            window: self.window.0,
            dots_in_id: self.dots_in_id.into(),
            tolerance_seconds: self.window.1,
            url: pointer_of(&url),
            generic: generic.as_ref().map_or(ptr::null(), |generic| &generic.layout),
            http_message: http_message.as_ref().map_or(ptr::null(), |demands| &demands.layout),
        };
        let mut verifier = ptr::null_mut();
        call(|error| unsafe { sys::cohook_verifier_new(&options, &mut verifier, error) })?;
        Ok(Verifier { verifier: NonNull::new(verifier).expect("success gives an object") })
    }
}

/// What a signature vouches for. Anything not covered may have been changed on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Coverage {
    /// The body, byte for byte.
    Body,
    /// The id.
    Id,
    /// The time.
    Timestamp,
    /// The URL.
    Url,
    /// What `message.data` decodes to, and nothing else of the envelope.
    EnvelopeData,
    /// Twilio: names and values of a form run together, not their order or boundaries.
    Form,
    /// RFC 9421 alone.
    Method,
}

/// What became of the question "is it fresh?".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Freshness {
    /// A signed time lies inside the window.
    Checked,
    /// There is one; the verifier was told not to look at it.
    SwitchedOff,
    /// The scheme signs no time: a replay looks like a new request.
    NotAvailable,
}

/// A request that verified: what was proved, and the bytes it was proved of.
///
/// It may go from thread to thread but is not `Sync`: it belongs to one at a time.
pub struct Verified<'r> {
    outcome: sys::cohook_verification,
    request: PhantomData<&'r [u8]>,
}

// SAFETY: it owns what it points to, or views bytes of the request that are shared and not changed.
unsafe impl Send for Verified<'_> {}

impl Verified<'_> {
    fn none() -> Self {
        // SAFETY: zeros are a valid value of the struct: numbers, and pointers that are null.
        let mut outcome: sys::cohook_verification = unsafe { MaybeUninit::zeroed().assume_init() };
        outcome.size = size_of::<sys::cohook_verification>();
        Verified { outcome, request: PhantomData }
    }

    /// The verified bytes: the body, or what `message.data` of an envelope decodes to. Use these alone.
    pub fn payload(&self) -> &[u8] {
        unsafe { bytes_of(self.outcome.payload, self.outcome.payload_size) }
    }

    /// The id by which a repetition is known; empty where the scheme has none. Good against replay only where it is
    /// covered; otherwise it serves to drop honest repetitions.
    pub fn id(&self) -> &[u8] {
        unsafe { bytes_of(self.outcome.id, self.outcome.id_size) }
    }

    /// The place of the key that matched in the verifier's list. Not for the remote side.
    pub fn key_index(&self) -> usize {
        self.outcome.key_index as usize
    }

    /// The signed time in Unix seconds, where the scheme signs one.
    pub fn timestamp(&self) -> Option<i64> {
        (self.outcome.has_timestamp != 0).then_some(self.outcome.timestamp)
    }

    /// Was its time looked at?
    pub fn freshness(&self) -> Freshness {
        match self.outcome.freshness {
            sys::COHOOK_FRESHNESS_CHECKED => Freshness::Checked,
            sys::COHOOK_FRESHNESS_SWITCHED_OFF => Freshness::SwitchedOff,
            _ => Freshness::NotAvailable,
        }
    }

    /// Does the signature vouch for this?
    pub fn covers(&self, what: Coverage) -> bool {
        let bit = match what {
            Coverage::Body => sys::COHOOK_COVERS_BODY,
            Coverage::Id => sys::COHOOK_COVERS_ID,
            Coverage::Timestamp => sys::COHOOK_COVERS_TIMESTAMP,
            Coverage::Url => sys::COHOOK_COVERS_URL,
            Coverage::EnvelopeData => sys::COHOOK_COVERS_ENVELOPE_DATA,
            Coverage::Form => sys::COHOOK_COVERS_FORM,
            Coverage::Method => sys::COHOOK_COVERS_METHOD,
        };
        self.outcome.covered & bit != 0
    }

    /// RFC 9421: the covered components as they were signed; a header that is not listed is not covered. Empty for every
    /// other scheme.
    pub fn components(&self) -> &str {
        let listed = unsafe { bytes_of(self.outcome.components, self.outcome.components_size) };
        str::from_utf8(listed).unwrap_or_default()
    }

    pub(crate) fn in_c(&self) -> &sys::cohook_verification {
        &self.outcome
    }
}

impl Drop for Verified<'_> {
    fn drop(&mut self) {
        unsafe { sys::cohook_verification_release(&mut self.outcome) }
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Verified");
        shown
            .field("id", &String::from_utf8_lossy(self.id()))
            .field("timestamp", &self.timestamp())
            .field("key_index", &self.key_index());
        shown.field("freshness", &self.freshness()).finish_non_exhaustive()
    }
}
