//! Syncs: every record of the source to one endpoint, paced and resumable.

use crate::engine::Engine;
use crate::error::Result;
use crate::text::{c_text, c_text_if_any, pointer_of, Document};
use cohook_sys as sys;

impl Engine {
    /// Every record of the source to one endpoint. `options`: a JSON object, such as
    /// [`SyncOptions`](crate::SyncOptions) makes. Its number is [`Document::id`] of what this gives.
    ///
    /// Errors: [`Conflict`](crate::ErrorKind::Conflict) where one runs or is paused already; the error's field is its id.
    pub fn start_sync(&self, endpoint: &str, options: impl AsRef<str>) -> Result<Document> {
        let (endpoint, options) = (c_text("endpoint", endpoint)?, c_text("options", options.as_ref())?);
        self.document(|engine, time, sync, error| unsafe {
            sys::cohook_sync_start(engine, endpoint.as_ptr(), options.as_ptr(), time, sync, error)
        })
    }

    /// State, counts, rate and estimate.
    pub fn find_sync(&self, id: i64) -> Result<Document> {
        self.document(|engine, time, sync, error| unsafe { sys::cohook_sync_find(engine, id, time, sync, error) })
    }

    /// It sends no more until it is resumed.
    pub fn pause_sync(&self, id: i64) -> Result<Document> {
        self.document(|engine, time, sync, error| unsafe { sys::cohook_sync_pause(engine, id, time, sync, error) })
    }

    /// It goes on from where it was.
    pub fn resume_sync(&self, id: i64) -> Result<Document> {
        self.document(|engine, time, sync, error| unsafe { sys::cohook_sync_resume(engine, id, time, sync, error) })
    }

    /// It ends as it is.
    pub fn cancel_sync(&self, id: i64) -> Result<Document> {
        self.document(|engine, time, sync, error| unsafe { sys::cohook_sync_cancel(engine, id, time, sync, error) })
    }

    /// `{"data":[…],"next":…}`, newest first; those before one (a `next`), or from the newest (0). `limit` 0: 50.
    pub fn syncs(&self, endpoint: &str, before: i64, limit: u32) -> Result<Document> {
        let endpoint = c_text("endpoint", endpoint)?;
        self.document(|engine, time, page, error| unsafe {
            sys::cohook_sync_list(engine, endpoint.as_ptr(), before, limit, time, page, error)
        })
    }

    /// The records not acknowledged, by key: `{"data":[{"key":…,"attempts":…,"givenUp":…,"error":…}],"next":…}`.
    pub fn sync_failures(&self, id: i64, after: Option<&str>, limit: u32) -> Result<Document> {
        let after = c_text_if_any("after", after)?;
        self.document(|engine, time, page, error| unsafe {
            sys::cohook_sync_failures(engine, id, pointer_of(&after), limit, time, page, error)
        })
    }
}
