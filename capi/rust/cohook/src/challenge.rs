//! Answers to the questions that a sender asks before it trusts an endpoint.
//!
//! Where the scheme signs the question, it is verified first ([`Verifier::receive`](crate::Verifier::receive)): an endpoint
//! that signs what a stranger hands it forges its own requests.

use crate::error::{check, Result};
use crate::headers::{header_in_c, HeaderLine, Lines};
use crate::text::{bytes_of, c_text, CTexts};
use cohook_sys as sys;
use std::fmt;
use std::ptr::{self, NonNull};

/// What to answer, with `Content-Length` left to the server.
pub struct Answer {
    answer: NonNull<sys::cohook_answer>,
}

// SAFETY: it owns what it points to; it is not `Sync`, for it belongs to one thread at a time.
unsafe impl Send for Answer {}

impl Answer {
    pub(crate) fn owned(answer: *mut sys::cohook_answer) -> Option<Answer> {
        NonNull::new(answer).map(|answer| Answer { answer })
    }

    /// The status code.
    pub fn status(&self) -> u16 {
        unsafe { sys::cohook_answer_status(self.answer.as_ptr()) as u16 }
    }

    /// The header lines.
    pub fn headers(&self) -> Lines<'_> {
        // SAFETY: the list is a view that holds as long as the answer.
        unsafe { Lines::of(sys::cohook_answer_headers(self.answer.as_ptr()), self) }
    }

    /// The body.
    pub fn body(&self) -> &[u8] {
        let answer = self.answer.as_ptr();
        unsafe { bytes_of(sys::cohook_answer_body(answer), sys::cohook_answer_body_size(answer)) }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        unsafe { sys::cohook_answer_free(self.answer.as_ptr()) }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Answer").field("status", &self.status()).finish_non_exhaustive()
    }
}

/// CloudEvents, the handshake by `OPTIONS`. `allowed`: the DNS names that may deliver; `most_per_minute`: the limit that
/// is told, if any. None: no consent. It proves nothing of later deliveries.
pub fn answer_origin<'h, H: IntoIterator>(
    method: &str,
    headers: H,
    allowed: &[&str],
    most_per_minute: Option<u32>,
) -> Result<Option<Answer>>
where
    H::Item: HeaderLine<'h>,
{
    let method = c_text("method", method)?;
    let headers: Vec<_> = headers.into_iter().map(header_in_c).collect();
    let allowed = CTexts::new("allowed", allowed.iter().copied())?;
    let limit = most_per_minute.map_or(0, |limit| limit.max(1)); // 0 would tell no limit
    let mut answer = ptr::null_mut();
    check(unsafe {
        sys::cohook_answer_origin(
            method.as_ptr(),
            headers.as_ptr(),
            headers.len(),
            allowed.as_ptr(),
            allowed.len(),
            limit,
            &mut answer,
        )
    })?;
    Ok(Answer::owned(answer))
}

/// What a WebSub subscriber has asked its hub for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intent {
    /// To be sent what happens.
    Subscribe,
    /// To be sent no more.
    Unsubscribe,
}

/// WebSub, verification of intent by `GET`. `query`: the query string without its `?`; `intent` and `topic` as they were
/// asked for. None: answer 404.
pub fn answer_intent(query: &str, intent: Intent, topic: &str) -> Result<Option<Answer>> {
    let query = c_text("query", query)?;
    let mode = c_text("mode", if intent == Intent::Subscribe { "subscribe" } else { "unsubscribe" })?;
    let topic = c_text("topic", topic)?;
    let mut answer = ptr::null_mut();
    check(unsafe { sys::cohook_answer_intent(query.as_ptr(), mode.as_ptr(), topic.as_ptr(), &mut answer) })?;
    Ok(Answer::owned(answer))
}
