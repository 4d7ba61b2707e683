//! Header lines, in and out.

use crate::text::bytes_of;
use cohook_sys as sys;
use std::fmt;
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::str;

/// One header line in any of the shapes in which servers hold them: `("name", "value")`, `&(String, Vec<u8>)`, the items
/// of an `http::HeaderMap`, …
pub trait HeaderLine<'h> {
    /// Name and value, as they were received.
    fn parts(self) -> (&'h [u8], &'h [u8]);
}

impl<'h, N: AsRef<[u8]> + ?Sized, V: AsRef<[u8]> + ?Sized> HeaderLine<'h> for (&'h N, &'h V) {
    fn parts(self) -> (&'h [u8], &'h [u8]) {
        (self.0.as_ref(), self.1.as_ref())
    }
}

impl<'h, N: AsRef<[u8]>, V: AsRef<[u8]>> HeaderLine<'h> for &'h (N, V) {
    fn parts(self) -> (&'h [u8], &'h [u8]) {
        (self.0.as_ref(), self.1.as_ref())
    }
}

/// A view in C's words, as long-lived as what it views.
pub(crate) fn header_in_c<'h>(line: impl HeaderLine<'h>) -> sys::cohook_header {
    let (name, value) = line.parts();
    sys::cohook_header {
        name: name.as_ptr().cast(),
        name_size: name.len(),
        value: value.as_ptr().cast(),
        value_size: value.len(),
    }
}

/// Header lines that the library has made, in the order and the spelling in which they are to be sent.
pub struct Headers {
    lines: NonNull<sys::cohook_headers>,
}

// SAFETY: a header list may go from thread to thread; it is not `Sync`, for it belongs to one at a time.
unsafe impl Send for Headers {}

impl Headers {
    /// Takes the list over.
    pub(crate) fn owned(lines: *mut sys::cohook_headers) -> Option<Headers> {
        NonNull::new(lines).map(|lines| Headers { lines })
    }

    /// Name and value of each line.
    pub fn iter(&self) -> Lines<'_> {
        // SAFETY: the list is valid as long as this object.
        unsafe { Lines::of(self.lines.as_ptr(), self) }
    }
}

impl Drop for Headers {
    fn drop(&mut self) {
        unsafe { sys::cohook_headers_free(self.lines.as_ptr()) }
    }
}

impl<'h> IntoIterator for &'h Headers {
    type Item = (&'h str, &'h str);
    type IntoIter = Lines<'h>;
    fn into_iter(self) -> Lines<'h> {
        self.iter()
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self).finish()
    }
}

/// Goes over the lines of [`Headers`], or of an answer.
#[derive(Clone, Debug)]
pub struct Lines<'h> {
    lines: *const sys::cohook_headers,
    place: usize,
    count: usize,
    owner: PhantomData<&'h ()>,
}

impl<'h> Lines<'h> {
    /// # Safety
    /// `lines` is valid as long as the owner is not dropped.
    pub(crate) unsafe fn of<O>(lines: *const sys::cohook_headers, _owner: &'h O) -> Lines<'h> {
        Lines { lines, place: 0, count: sys::cohook_headers_count(lines), owner: PhantomData }
    }
}

impl<'h> Iterator for Lines<'h> {
    type Item = (&'h str, &'h str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.place == self.count {
            return None;
        }
        // SAFETY: the views hold as long as the list, and so as its owner.
        let (name, value) = unsafe {
            let line = sys::cohook_headers_at(self.lines, self.place);
            (bytes_of(line.name, line.name_size), bytes_of(line.value, line.value_size))
        };
        self.place += 1;
        Some((str::from_utf8(name).unwrap_or_default(), str::from_utf8(value).unwrap_or_default()))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.count - self.place, Some(self.count - self.place))
    }
}

impl ExactSizeIterator for Lines<'_> {}
