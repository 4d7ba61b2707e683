#![doc = include_str!("../README.md")]
#![deny(missing_docs)]
#![forbid(unsafe_code)]

use cohook::{Answer, Headers, Refusal, Request, Signer, Unsigned, Verified, Verifier};
use http::header::{HeaderMap, HeaderName, HeaderValue};
use std::error::Error;
use std::fmt;

/// Why a request could not be signed.
#[derive(Debug)]
pub enum SignError {
    /// The signer refused.
    Refused(cohook::Error),
    /// A header that HTTP does not take.
    Unfit(http::Error),
}

impl fmt::Display for SignError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignError::Refused(why) => why.fmt(out),
            SignError::Unfit(why) => why.fmt(out),
        }
    }
}

impl Error for SignError {}

/// What was proved, and what is to be answered in the application's stead.
pub type Received<'r> = (Verified<'r>, Option<http::Response<Vec<u8>>>);

/// Verifies requests of `http`'s.
pub trait VerifyHttp {
    /// As [`Verifier::verify`] does, with the method and the headers of the request and its raw body. The URL is the
    /// verifier's: what a server sees of it depends on what stands before the server.
    fn verify_http<'r, B: AsRef<[u8]>>(&self, request: &'r http::Request<B>) -> Result<Verified<'r>, Refusal>;

    /// The same as [`Verifier::receive`] does: with what to answer to a question of the scheme.
    fn receive_http<'r, B: AsRef<[u8]>>(&self, request: &'r http::Request<B>) -> Result<Received<'r>, Refusal>;
}

impl VerifyHttp for Verifier {
    fn verify_http<'r, B: AsRef<[u8]>>(&self, request: &'r http::Request<B>) -> Result<Verified<'r>, Refusal> {
        self.verify(&request_of(request))
    }

    fn receive_http<'r, B: AsRef<[u8]>>(&self, request: &'r http::Request<B>) -> Result<Received<'r>, Refusal> {
        let (verified, answer) = self.receive(&request_of(request))?;
        Ok((verified, answer.as_ref().map(response_of)))
    }
}

/// The request as `cohook` sees it; add to it what else is known (`url`, `at`).
pub fn request_of<B: AsRef<[u8]>>(request: &http::Request<B>) -> Request<'_> {
    Request::new(request.body()).headers(request.headers()).method(request.method().as_str())
}

/// An answer to a challenge, to be sent as it is.
pub fn response_of(answer: &Answer) -> http::Response<Vec<u8>> {
    let builder = http::Response::builder().status(answer.status());
    let with_headers = answer.headers().fold(builder, |builder, (name, value)| builder.header(name, value));
    with_headers.body(answer.body().to_vec()).expect("the library makes answers that HTTP takes")
}

/// Signs requests of `http`'s.
pub trait SignHttp {
    /// Puts the headers that prove where the request comes from into it, in place of others of their names. Method, URL
    /// and headers are those of the request.
    fn sign_http<B: AsRef<[u8]>>(&self, request: &mut http::Request<B>, id: &str) -> Result<(), SignError>;
}

impl SignHttp for Signer {
    fn sign_http<B: AsRef<[u8]>>(&self, request: &mut http::Request<B>, id: &str) -> Result<(), SignError> {
        let url = request.uri().to_string();
        let unsigned =
            Unsigned::new(request.body()).id(id).headers(request.headers()).method(request.method().as_str()).url(&url);
        let signed = self.sign(&unsigned).map_err(SignError::Refused)?;
        put(&signed, request.headers_mut())
    }
}

/// Puts signed header lines into a map, in place of others of their names.
pub fn put(signed: &Headers, into: &mut HeaderMap) -> Result<(), SignError> {
    for (name, value) in signed {
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|why| SignError::Unfit(why.into()))?;
        let value = HeaderValue::from_str(value).map_err(|why| SignError::Unfit(why.into()))?;
        into.insert(name, value);
    }
    Ok(())
}
