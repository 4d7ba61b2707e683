//! The host's source of the records that syncs send.

use crate::error::{check, Error, ErrorKind, Result};
use crate::text::{c_text, c_text_if_any, pointer_of, text_of, CTexts};
use cohook_sys as sys;
use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;

/// What a source may fail with: any error will do, so `?` works. The sync fails with its words.
pub type SourceError = Box<dyn std::error::Error + Send + Sync>;

/// Where the records of syncs come from: a table, a file, another service.
///
/// The keys are in a fixed order; a key is its own cursor, and holds no comma and no control character. Questions come
/// one at a time for each sync, again after a restart of the process: a sync goes on from where it was.
pub trait RecordSource: Send {
    /// How many records there are now.
    fn count(&mut self, endpoint: &str, application: &str) -> std::result::Result<u64, SourceError>;

    /// The next keys after the cursor (empty: from the start), at most so many; none: the end.
    fn next_keys(
        &mut self,
        endpoint: &str,
        application: &str,
        after: &str,
        limit: usize,
    ) -> std::result::Result<Vec<String>, SourceError>;

    /// The records of these keys as of now, one for each, in their order: the JSON text of one object, or none where the
    /// record is gone.
    fn read(
        &mut self,
        endpoint: &str,
        application: &str,
        keys: &[&str],
    ) -> std::result::Result<Vec<Option<String>>, SourceError>;
}

/// What is asked of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question<'q> {
    /// How many records there are now.
    Count,
    /// The next keys after the cursor (empty: from the start), at most so many; none: the end.
    NextKeys {
        /// The key to go on after.
        after: &'q str,
        /// How many at most.
        limit: usize,
    },
    /// The records of these keys as of now.
    Read {
        /// In the order in which the records are wanted.
        keys: Vec<&'q str>,
    },
}

/// One question that came as an event: see [`Event::Source`](crate::Event::Source). It is answered once; to drop it
/// unanswered fails its sync.
pub struct SourceRequest {
    request: NonNull<sys::cohook_source_request>,
    not_shared: PhantomData<*mut ()>,
}

// SAFETY: any thread may answer, one at a time; it is not `Sync`.
unsafe impl Send for SourceRequest {}

impl SourceRequest {
    /// Takes the request over.
    pub(crate) fn owned(request: *mut sys::cohook_source_request) -> Option<SourceRequest> {
        NonNull::new(request).map(|request| SourceRequest { request, not_shared: PhantomData })
    }

    /// The endpoint that is synced.
    pub fn endpoint(&self) -> &str {
        unsafe { text_of(sys::cohook_source_request_endpoint(self.request.as_ptr())) }
    }

    /// Whose the endpoint is; empty: nobody's.
    pub fn application(&self) -> &str {
        unsafe { text_of(sys::cohook_source_request_application(self.request.as_ptr())) }
    }

    /// What is asked; none where the library is newer and asks what this crate does not know.
    pub fn question(&self) -> Option<Question<'_>> {
        unsafe { question_of(self.request.as_ptr()) }
    }

    /// To [`Question::Count`].
    ///
    /// An answer of the wrong kind is [`InvalidArgument`](ErrorKind::InvalidArgument), one that comes when the sync has
    /// ended [`Cancelled`](ErrorKind::Cancelled); so with the other answers.
    pub fn answer_count(self, count: u64) -> Result<()> {
        unsafe { answer_count(self.request.as_ptr(), count) }
    }

    /// To [`Question::NextKeys`].
    pub fn answer_keys<'k>(self, keys: impl IntoIterator<Item = &'k str>) -> Result<()> {
        unsafe { answer_keys(self.request.as_ptr(), keys) }
    }

    /// To [`Question::Read`]: the JSON text of one object for each key, in their order, or none where it is gone.
    pub fn answer_records<'k>(self, contents: impl IntoIterator<Item = Option<&'k str>>) -> Result<()> {
        unsafe { answer_records(self.request.as_ptr(), contents) }
    }

    /// The source cannot serve: the sync fails with this message.
    pub fn answer_failure(self, message: &str) -> Result<()> {
        unsafe { answer_failure(self.request.as_ptr(), message) }
    }

    /// Whatever is asked, the source knows.
    pub fn answer_from(self, source: &mut dyn RecordSource) -> Result<()> {
        unsafe { answer(self.request.as_ptr(), source) }
    }
}

impl Drop for SourceRequest {
    fn drop(&mut self) {
        unsafe { sys::cohook_source_request_free(self.request.as_ptr()) }
    }
}

impl fmt::Debug for SourceRequest {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = out.debug_struct("SourceRequest");
        shown.field("endpoint", &self.endpoint()).field("question", &self.question()).finish()
    }
}

/// # Safety
/// The request is valid as long as `'q`.
unsafe fn question_of<'q>(request: *const sys::cohook_source_request) -> Option<Question<'q>> {
    match sys::cohook_source_request_kind(request) {
        sys::COHOOK_SOURCE_COUNT => Some(Question::Count),
        sys::COHOOK_SOURCE_NEXT => Some(Question::NextKeys {
            after: text_of(sys::cohook_source_request_cursor(request)),
            limit: sys::cohook_source_request_limit(request),
        }),
        sys::COHOOK_SOURCE_READ => {
            let places = 0..sys::cohook_source_request_key_count(request);
            let key = |place| text_of(sys::cohook_source_request_key(request, place));
            Some(Question::Read { keys: places.map(key).collect() })
        }
        _ => None,
    }
}

unsafe fn answer_count(request: *mut sys::cohook_source_request, count: u64) -> Result<()> {
    check(sys::cohook_source_request_answer_count(request, count))
}

unsafe fn answer_keys<'k>(
    request: *mut sys::cohook_source_request,
    keys: impl IntoIterator<Item = &'k str>,
) -> Result<()> {
    let keys = CTexts::new("keys", keys)?;
    check(sys::cohook_source_request_answer_keys(request, keys.as_ptr(), keys.len()))
}

unsafe fn answer_records<'k>(
    request: *mut sys::cohook_source_request,
    contents: impl IntoIterator<Item = Option<&'k str>>,
) -> Result<()> {
    let texts: Vec<_> = contents.into_iter().map(|text| c_text_if_any("contents", text)).collect::<Result<_>>()?;
    let pointers: Vec<_> = texts.iter().map(pointer_of).collect();
    check(sys::cohook_source_request_answer_records(request, pointers.as_ptr(), pointers.len()))
}

unsafe fn answer_failure(request: *mut sys::cohook_source_request, message: &str) -> Result<()> {
    let message = c_text("message", &message.replace('\0', " "))?;
    check(sys::cohook_source_request_answer_failure(request, message.as_ptr()))
}

/// Asks the source and hands on what it says. An answer that C does not take fails the sync with the reason.
///
/// # Safety
/// The request is valid.
pub(crate) unsafe fn answer(request: *mut sys::cohook_source_request, source: &mut dyn RecordSource) -> Result<()> {
    let endpoint = text_of(sys::cohook_source_request_endpoint(request));
    let application = text_of(sys::cohook_source_request_application(request));
    let told = match question_of(request) {
        Some(Question::Count) => source.count(endpoint, application).map(|count| answer_count(request, count)),
        Some(Question::NextKeys { after, limit }) => source
            .next_keys(endpoint, application, after, limit)
            .map(|keys| answer_keys(request, keys.iter().map(String::as_str))),
        Some(Question::Read { keys }) => source
            .read(endpoint, application, &keys)
            .map(|records| answer_records(request, records.iter().map(Option::as_deref))),
        None => Ok(Err(Error::new(ErrorKind::Unsupported, "", "a question that this version does not know"))),
    };
    match told {
        Ok(Err(unfit)) if unfit.kind() != ErrorKind::Cancelled => {
            answer_failure(request, &unfit.to_string())?;
            Err(unfit)
        }
        Ok(answered) => answered,
        Err(failure) => answer_failure(request, &failure.to_string()),
    }
}
