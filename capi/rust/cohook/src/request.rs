//! A request as it was received.

use crate::headers::{header_in_c, HeaderLine};
use crate::text::pointer_of;
use cohook_sys as sys;
use std::ffi::CString;
use std::fmt;
use std::marker::PhantomData;
use std::mem::size_of;

/// A request as it was received: a view of its headers and its body.
///
/// Give it every header line in wire order, repeated ones included, and the raw bytes of the body before any decoding.
/// ```
/// # let received: Vec<(String, String)> = Vec::new();
/// let request = cohook::Request::new(b"{\"id\":1}").headers(&received).header("x-more", "1");
/// ```
#[derive(Clone)]
pub struct Request<'r> {
    headers: Vec<sys::cohook_header>,
    body: &'r [u8],
    now: Option<i64>,
    method: Text,
    url: Text,
    viewed: PhantomData<&'r [u8]>,
}

/// What need not be there, and may be unfit for C.
#[derive(Clone, Default)]
struct Text {
    text: Option<CString>,
    unfit: bool,
}

impl Text {
    fn new(text: &str) -> Text {
        let copied = CString::new(text).ok();
        Text { unfit: copied.is_none(), text: copied }
    }
}

impl fmt::Debug for Request<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("Request");
        shown.field("headers", &self.headers.len()).field("body_size", &self.body.len()).finish_non_exhaustive()
    }
}

// SAFETY: the pointers in it are views of the request's bytes, which are shared and not changed.
unsafe impl Send for Request<'_> {}
unsafe impl Sync for Request<'_> {}

impl<'r> Request<'r> {
    /// A request with this body and no header yet.
    pub fn new<B: AsRef<[u8]> + ?Sized>(body: &'r B) -> Request<'r> {
        Request {
            headers: Vec::with_capacity(16),
            body: body.as_ref(),
            now: None,
            method: Text::default(),
            url: Text::default(),
            viewed: PhantomData,
        }
    }

    /// One more header line.
    #[must_use]
    pub fn header<N: AsRef<[u8]> + ?Sized, V: AsRef<[u8]> + ?Sized>(
        mut self,
        name: &'r N,
        value: &'r V,
    ) -> Request<'r> {
        self.headers.push(header_in_c((name, value)));
        self
    }

    /// More header lines: of a list of pairs, of a reference to an `http::HeaderMap`, …
    #[must_use]
    pub fn headers<H: IntoIterator>(mut self, lines: H) -> Request<'r>
    where
        H::Item: HeaderLine<'r>,
    {
        self.headers.extend(lines.into_iter().map(header_in_c));
        self
    }

    /// Judged as if it were this Unix second; without it, the system's clock is asked.
    #[must_use]
    pub fn at(mut self, unix_seconds: i64) -> Request<'r> {
        self.now = Some(unix_seconds);
        self
    }

    /// The method, which RFC 9421 signs.
    #[must_use]
    pub fn method(mut self, method: &str) -> Request<'r> {
        self.method = Text::new(method);
        self
    }

    /// The URL of this request, where the scheme signs it; without it, the verifier's is taken.
    #[must_use]
    pub fn url(mut self, url: &str) -> Request<'r> {
        self.url = Text::new(url);
        self
    }

    /// Calls with the request as C has it; none where it cannot be told to C.
    pub(crate) fn with_c<T>(&self, then: impl FnOnce(&sys::cohook_request) -> T) -> Option<T> {
        if self.method.unfit || self.url.unfit {
            return None;
        }
        let request = sys::cohook_request {
            size: size_of::<sys::cohook_request>(),
            headers: self.headers.as_ptr(),
            header_count: self.headers.len(),
            body: self.body.as_ptr().cast(),
            body_size: self.body.len(),
            now: self.now.unwrap_or_else(crate::now),
            method: pointer_of(&self.method.text),
            url: pointer_of(&self.url.text),
        };
        Some(then(&request))
    }
}
