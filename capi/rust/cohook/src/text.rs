//! Text over the border: zero-terminated copies in, views and documents out.

use crate::error::{Error, ErrorKind, Result};
use crate::json::Value;
use cohook_sys as sys;
use std::ffi::{CStr, CString};
use std::fmt;
use std::ops::Deref;
use std::os::raw::c_char;
use std::ptr;
use std::slice;
use std::time::Duration;

/// A zero-terminated copy; text that holds a zero byte is refused in the name of its field.
pub(crate) fn c_text(field: &str, text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| Error::new(ErrorKind::InvalidArgument, field, "a text must not hold a zero byte"))
}

/// The same for what need not be there.
pub(crate) fn c_text_if_any(field: &str, text: Option<&str>) -> Result<Option<CString>> {
    text.map(|text| c_text(field, text)).transpose()
}

/// Null where there is none.
pub(crate) fn pointer_of(text: &Option<CString>) -> *const c_char {
    text.as_ref().map_or(ptr::null(), |text| text.as_ptr())
}

/// Many texts, and the array of pointers that C wants.
pub(crate) struct CTexts {
    _texts: Vec<CString>,
    pointers: Vec<*const c_char>,
}

impl CTexts {
    pub(crate) fn new<'t>(field: &str, texts: impl IntoIterator<Item = &'t str>) -> Result<CTexts> {
        let texts = texts.into_iter().map(|text| c_text(field, text)).collect::<Result<Vec<_>>>()?;
        let pointers = texts.iter().map(|text| text.as_ptr()).collect();
        Ok(CTexts { _texts: texts, pointers })
    }

    pub(crate) fn as_ptr(&self) -> *const *const c_char {
        self.pointers.as_ptr()
    }

    pub(crate) fn len(&self) -> usize {
        self.pointers.len()
    }
}

/// A view of text of the library's; empty for null, and for what is not UTF-8, which the library does not give.
///
/// # Safety
/// `text` is null or ends with a zero byte, and holds as long as `'t`.
pub(crate) unsafe fn text_of<'t>(text: *const c_char) -> &'t str {
    if text.is_null() {
        ""
    } else {
        CStr::from_ptr(text).to_str().unwrap_or_default()
    }
}

/// A view of bytes of the library's; empty for null.
///
/// # Safety
/// `bytes` is null or points to `size` bytes that hold as long as `'b`.
pub(crate) unsafe fn bytes_of<'b>(bytes: *const c_char, size: usize) -> &'b [u8] {
    if bytes.is_null() {
        &[]
    } else {
        slice::from_raw_parts(bytes.cast(), size)
    }
}

/// Whole milliseconds, rounded up, so that a short wait is not taken for none.
pub(crate) fn milliseconds(time: Duration) -> i64 {
    let whole = time.as_millis() + u128::from(time.subsec_nanos() % 1_000_000 != 0);
    i64::try_from(whole).unwrap_or(i64::MAX)
}

/// JSON text that the library gives: an endpoint, a page of deliveries, a report. Its members are those of the REST API
/// and may become more.
///
/// It is a `str`, to be read by a JSON library of your choice, or by [`Document::json`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    text: String,
}

impl Document {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text as a value. What the library gives is well-formed; anything else would come out as null.
    pub fn json(&self) -> Value {
        Value::parse(&self.text).unwrap_or(Value::Null)
    }

    /// The number of a thing that was given, from its member `id`: 12 of `{"id":"syn_12",…}`.
    pub fn id(&self) -> Option<i64> {
        match &self.json()["id"] {
            Value::String(text) => text.rsplit('_').next()?.parse().ok(),
            other => other.as_i64(),
        }
    }

    /// Takes the document over.
    pub(crate) fn owned(from: *mut sys::cohook_document) -> Result<Document> {
        let copied = Document::copied(from);
        unsafe { sys::cohook_document_free(from) };
        copied
    }

    /// Leaves it to its owner. Null gives an empty document.
    pub(crate) fn copied(from: *const sys::cohook_document) -> Result<Document> {
        // SAFETY: a document that is not null is valid, and its text holds as long as it does.
        let bytes = unsafe { bytes_of(sys::cohook_document_text(from), sys::cohook_document_size(from)) };
        match std::str::from_utf8(bytes) {
            Ok(text) => Ok(Document { text: text.to_owned() }),
            Err(_) => Err(Error::new(ErrorKind::Internal, "", "the library gave a text that is not UTF-8")),
        }
    }
}

impl Deref for Document {
    type Target = str;
    fn deref(&self) -> &str {
        &self.text
    }
}

impl AsRef<str> for Document {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for Document {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

impl From<Document> for String {
    fn from(document: Document) -> String {
        document.text
    }
}
