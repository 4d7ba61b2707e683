//! Endpoints: registered webhooks.

use crate::engine::Engine;
use crate::error::Result;
use crate::text::{c_text, c_text_if_any, milliseconds, pointer_of, Document};
use cohook_sys as sys;
use std::time::Duration;

impl Engine {
    /// Registers an endpoint, or sets every setting of it anew; without `signingKey` the stored keys stay. Durable when
    /// this returns, in force at the next attempt. Gives the endpoint as [`Engine::find_endpoint`] does.
    ///
    /// `id`: 1 to 64 of `[A-Za-z0-9_-]`. `settings`: a JSON object, such as
    /// [`EndpointSettings`](crate::EndpointSettings) makes; an unknown member is refused.
    ///
    /// Errors: [`InvalidArgument`](crate::ErrorKind::InvalidArgument) with the field,
    /// [`Blocked`](crate::ErrorKind::Blocked) for a URL that may not be reached.
    pub fn put_endpoint(&self, id: &str, settings: impl AsRef<str>) -> Result<Document> {
        let (id, settings) = (c_text("id", id)?, c_text("settings", settings.as_ref())?);
        self.document(|engine, time, shown, error| unsafe {
            sys::cohook_endpoint_put(engine, id.as_ptr(), settings.as_ptr(), time, shown, error)
        })
    }

    /// Changes the settings that are named; `policy` and its parts to their depth.
    pub fn change_endpoint(&self, id: &str, settings: impl AsRef<str>) -> Result<Document> {
        let (id, settings) = (c_text("id", id)?, c_text("settings", settings.as_ref())?);
        self.document(|engine, time, shown, error| unsafe {
            sys::cohook_endpoint_change(engine, id.as_ptr(), settings.as_ptr(), time, shown, error)
        })
    }

    /// Removes it: its pending deliveries end as `endpoint_gone`, its sync is cancelled.
    pub fn remove_endpoint(&self, id: &str) -> Result<()> {
        let id = c_text("id", id)?;
        self.done(|engine, time, error| unsafe { sys::cohook_endpoint_remove(engine, id.as_ptr(), time, error) })
    }

    /// Its settings and how it is doing (`breakerOpen`, `nextProbeAt`, `failingSince`, `lastError`, `inFlight`).
    pub fn find_endpoint(&self, id: &str) -> Result<Document> {
        let id = c_text("id", id)?;
        self.document(|engine, time, shown, error| unsafe {
            sys::cohook_endpoint_find(engine, id.as_ptr(), time, shown, error)
        })
    }

    /// `{"data":[…],"next":…}` by id: those of an application or of all, after an id (a `next`) or from the start, at
    /// most `limit` (1 to 250; 0: 50).
    pub fn endpoints(&self, application: Option<&str>, after: Option<&str>, limit: u32) -> Result<Document> {
        let (application, after) = (c_text_if_any("application", application)?, c_text_if_any("after", after)?);
        self.document(|engine, time, page, error| unsafe {
            let (application, after) = (pointer_of(&application), pointer_of(&after));
            sys::cohook_endpoint_list(engine, application, after, limit, time, page, error)
        })
    }

    /// Nothing is sent to a paused endpoint; it goes on accepting, and its backlog waits.
    pub fn pause_endpoint(&self, id: &str) -> Result<()> {
        let id = c_text("id", id)?;
        self.done(|engine, time, error| unsafe { sys::cohook_endpoint_pause(engine, id.as_ptr(), time, error) })
    }

    /// Ends the pause.
    pub fn resume_endpoint(&self, id: &str) -> Result<()> {
        let id = c_text("id", id)?;
        self.done(|engine, time, error| unsafe { sys::cohook_endpoint_resume(engine, id.as_ptr(), time, error) })
    }

    /// A new key signs from now on; the old ones sign as well for `overlap` (at most 7 days).
    pub fn rotate_key(&self, id: &str, key: impl AsRef<[u8]>, overlap: Duration) -> Result<()> {
        let (id, key, overlap) = (c_text("id", id)?, key.as_ref(), milliseconds(overlap));
        self.done(|engine, time, error| unsafe {
            sys::cohook_endpoint_rotate_key(engine, id.as_ptr(), key.as_ptr().cast(), key.len(), overlap, time, error)
        })
    }
}
