//! For senders: the headers that prove where a request comes from.

use crate::error::{call, Result};
use crate::headers::{header_in_c, HeaderLine, Headers};
use crate::scheme::{GenericLayout, HttpLayout, Secret};
use crate::text::{c_text, c_text_if_any, pointer_of};
use cohook_sys as sys;
use std::fmt;
use std::mem::size_of;
use std::ptr::{self, NonNull};

/// Signs in any scheme but the Members envelope, for which see [`Envelope`](crate::Envelope). Immutable: any number of
/// threads may use the same one at once.
pub struct Signer {
    signer: NonNull<sys::cohook_signer>,
}

// SAFETY: `const` objects of the library may be used by any number of threads at once; freeing is bound to no thread.
unsafe impl Send for Signer {}
unsafe impl Sync for Signer {}

impl Signer {
    /// A signer with one key.
    pub fn new<'s>(scheme: &'s str, secret: impl Into<Secret<'s>>) -> Result<Signer> {
        Signer::builder(scheme).secret(secret).build()
    }

    /// For everything else that can be said.
    pub fn builder(scheme: &str) -> SignerBuilder<'_> {
        SignerBuilder { scheme, secrets: Vec::new(), url: None, generic: None, http_message: None }
    }

    /// The lines to be sent with the request.
    pub fn sign(&self, request: &Unsigned<'_>) -> Result<Headers> {
        let method = c_text_if_any("method", request.method)?;
        let url = c_text_if_any("url", request.url)?;
        let unsigned = sys::cohook_unsigned {
            size: size_of::<sys::cohook_unsigned>(),
            id: request.id.as_ptr().cast(),
            id_size: request.id.len(),
            timestamp: request.timestamp.unwrap_or_else(crate::now),
            body: request.body.as_ptr().cast(),
            body_size: request.body.len(),
            headers: request.headers.as_ptr(),
            header_count: request.headers.len(),
            method: pointer_of(&method),
            url: pointer_of(&url),
        };
        let mut lines = ptr::null_mut();
        call(|error| unsafe { sys::cohook_sign(self.signer.as_ptr(), &unsigned, &mut lines, error) })?;
        Ok(Headers::owned(lines).expect("success gives an object"))
    }
}

impl Drop for Signer {
    fn drop(&mut self) {
        unsafe { sys::cohook_signer_free(self.signer.as_ptr()) }
    }
}

impl fmt::Debug for Signer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Signer").finish_non_exhaustive()
    }
}

/// What a [`Signer`] is made of.
#[derive(Clone, Debug)]
#[must_use]
pub struct SignerBuilder<'b> {
    scheme: &'b str,
    secrets: Vec<Secret<'b>>,
    url: Option<&'b str>,
    generic: Option<&'b GenericLayout>,
    http_message: Option<&'b HttpLayout>,
}

impl<'b> SignerBuilder<'b> {
    /// One more live key, newest first; several only where the scheme's header takes several.
    pub fn secret(mut self, secret: impl Into<Secret<'b>>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// Where the scheme signs it.
    pub fn url(mut self, url: &'b str) -> Self {
        self.url = Some(url);
        self
    }

    /// The layout of `generic-hmac`, required there.
    pub fn generic(mut self, layout: &'b GenericLayout) -> Self {
        self.generic = Some(layout);
        self
    }

    /// The layout of `rfc9421`, required there.
    pub fn http_message(mut self, layout: &'b HttpLayout) -> Self {
        self.http_message = Some(layout);
        self
    }

    /// Loads the keys and checks every option.
    pub fn build(&self) -> Result<Signer> {
        let scheme = c_text("scheme", self.scheme)?;
        let secrets: Vec<_> = self.secrets.iter().map(Secret::in_c).collect();
        let url = c_text_if_any("url", self.url)?;
        let generic = self.generic.map(GenericLayout::in_c).transpose()?;
        let http_message = self.http_message.map(HttpLayout::in_c).transpose()?;
        let options = sys::cohook_signer_options {
            size: size_of::<sys::cohook_signer_options>(),
            scheme: scheme.as_ptr(),
            secrets: secrets.as_ptr(),
            secret_count: secrets.len(),
            url: pointer_of(&url),
            generic: generic.as_ref().map_or(ptr::null(), |generic| &generic.layout),
            http_message: http_message.as_ref().map_or(ptr::null(), |layout| &layout.layout),
        };
        let mut signer = ptr::null_mut();
        call(|error| unsafe { sys::cohook_signer_new(&options, &mut signer, error) })?;
        Ok(Signer { signer: NonNull::new(signer).expect("success gives an object") })
    }
}

/// A request to be signed: a view of its body and what else the scheme signs.
#[derive(Clone)]
#[must_use]
pub struct Unsigned<'u> {
    id: &'u [u8],
    timestamp: Option<i64>,
    body: &'u [u8],
    headers: Vec<sys::cohook_header>,
    method: Option<&'u str>,
    url: Option<&'u str>,
}

impl fmt::Debug for Unsigned<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Unsigned");
        shown.field("headers", &self.headers.len()).field("body_size", &self.body.len()).finish_non_exhaustive()
    }
}

// SAFETY: the pointers in it are views of the request's bytes, which are shared and not changed.
unsafe impl Send for Unsigned<'_> {}
unsafe impl Sync for Unsigned<'_> {}

impl<'u> Unsigned<'u> {
    /// A request with this body.
    pub fn new<B: AsRef<[u8]> + ?Sized>(body: &'u B) -> Unsigned<'u> {
        Unsigned { id: &[], timestamp: None, body: body.as_ref(), headers: Vec::new(), method: None, url: None }
    }

    /// Where the scheme signs one; the `nonce` of RFC 9421.
    pub fn id(mut self, id: &'u str) -> Self {
        self.id = id.as_bytes();
        self
    }

    /// Signed as if it were this Unix second; without it, the system's clock is asked.
    pub fn at(mut self, unix_seconds: i64) -> Self {
        self.timestamp = Some(unix_seconds);
        self
    }

    /// Headers of the request, where RFC 9421 covers them.
    pub fn headers<H: IntoIterator>(mut self, lines: H) -> Self
    where
        H::Item: HeaderLine<'u>,
    {
        self.headers.extend(lines.into_iter().map(header_in_c));
        self
    }

    /// The method, which RFC 9421 signs.
    pub fn method(mut self, method: &'u str) -> Self {
        self.method = Some(method);
        self
    }

    /// The URL of this request, where the scheme signs it; without it, the signer's is taken.
    pub fn url(mut self, url: &'u str) -> Self {
        self.url = Some(url);
        self
    }
}
