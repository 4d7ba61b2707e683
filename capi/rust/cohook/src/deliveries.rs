//! Deliveries, their attempts, and doing them anew.

use crate::engine::Engine;
use crate::error::Result;
use crate::text::{c_text, Document};
use cohook_sys as sys;

/// What [`Engine::find_delivery`] and its like show beside the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Show {
    /// The request's head and body as sent.
    pub request: bool,
    /// The response's head and body as read.
    pub response: bool,
}

impl Show {
    /// Request and response.
    pub const ALL: Show = Show { request: true, response: true };

    fn bits(self) -> u32 {
        let bit = |shown, bit| if shown { bit } else { 0 };
        bit(self.request, sys::COHOOK_SHOW_REQUEST) | bit(self.response, sys::COHOOK_SHOW_RESPONSE)
    }
}

impl Engine {
    /// `{"data":[…],"next":…}`, newest first. `filter`: a JSON object, such as
    /// [`DeliveryFilter`](crate::DeliveryFilter) makes; `before` in it is a `next`.
    pub fn deliveries(&self, filter: impl AsRef<str>) -> Result<Document> {
        let filter = c_text("filter", filter.as_ref())?;
        self.document(|engine, time, page, error| unsafe {
            sys::cohook_delivery_list(engine, filter.as_ptr(), time, page, error)
        })
    }

    /// One delivery.
    pub fn find_delivery(&self, id: i64, show: Show) -> Result<Document> {
        self.document(|engine, time, shown, error| unsafe {
            sys::cohook_delivery_find(engine, id, show.bits(), time, shown, error)
        })
    }

    /// Its attempts in order: `{"data":[…]}`.
    pub fn attempts(&self, delivery: i64, show: Show) -> Result<Document> {
        self.document(|engine, time, attempts, error| unsafe {
            sys::cohook_delivery_attempts(engine, delivery, show.bits(), time, attempts, error)
        })
    }

    /// One attempt.
    pub fn find_attempt(&self, id: i64, show: Show) -> Result<Document> {
        self.document(|engine, time, shown, error| unsafe {
            sys::cohook_attempt_find(engine, id, show.bits(), time, shown, error)
        })
    }

    /// A new delivery of the same message (same id, same bytes), whatever became of the old one. Gives its id.
    pub fn redeliver(&self, delivery: i64) -> Result<i64> {
        let mut again = 0;
        self.done(|engine, time, error| unsafe {
            sys::cohook_delivery_redeliver(engine, delivery, time, &mut again, error)
        })?;
        Ok(again)
    }

    /// Ends a pending delivery; [`Conflict`](crate::ErrorKind::Conflict) where it has ended.
    pub fn cancel_delivery(&self, id: i64) -> Result<()> {
        self.done(|engine, time, error| unsafe { sys::cohook_delivery_cancel(engine, id, time, error) })
    }

    /// New deliveries of the messages of ended ones that match, oldest first. `wish`: a JSON object, such as
    /// [`ReplayWish`](crate::ReplayWish) makes, with at least one of `from`, `state` and `key`. Gives
    /// `{"dryRun":…,"matched":…,"redelivered":…,"skipped":…}`.
    ///
    /// Errors: [`TooLarge`](crate::ErrorKind::TooLarge) where more than 10 000 match.
    pub fn replay(&self, wish: impl AsRef<str>) -> Result<Document> {
        let wish = c_text("wish", wish.as_ref())?;
        self.document(|engine, time, report, error| unsafe {
            sys::cohook_engine_replay(engine, wish.as_ptr(), time, report, error)
        })
    }
}
