//! What happens, as a host may hear of it.

use crate::source::SourceRequest;
use crate::text::Document;
use cohook_sys as sys;

/// Which news to queue; questions and the ends of calls come in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EventKind {
    /// An attempt was made.
    Attempted,
    /// An endpoint was disabled.
    EndpointDisabled,
    /// A breaker opened or closed.
    BreakerChanged,
    /// A sync started, went on, paused or ended.
    SyncChanged,
}

impl EventKind {
    pub(crate) fn bit(self) -> u32 {
        1 << match self {
            EventKind::Attempted => sys::COHOOK_EVENT_ATTEMPTED,
            EventKind::EndpointDisabled => sys::COHOOK_EVENT_ENDPOINT_DISABLED,
            EventKind::BreakerChanged => sys::COHOOK_EVENT_BREAKER_CHANGED,
            EventKind::SyncChanged => sys::COHOOK_EVENT_SYNC_CHANGED,
        }
    }
}

/// What happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// `{"delivery":{…},"attempt":{…}}`
    Attempted(Document),
    /// `{"endpointId":…,"reason":…}`
    EndpointDisabled(Document),
    /// `{"endpointId":…,"open":…}`
    BreakerChanged(Document),
    /// The sync.
    SyncChanged(Document),
    /// Records are wanted for a sync: see [`Options::source_by_events`](crate::Options::source_by_events).
    Source(SourceRequest),
    /// So many events were left out, because nobody came for them.
    Lost(u64),
    /// One that this crate does not know: its number in the C ABI, and its document.
    Other(i32, Document),
}

/// An event of C's, freed at the end.
pub(crate) struct RawEvent(pub(crate) *mut sys::cohook_event);

impl RawEvent {
    pub(crate) fn kind(&self) -> i32 {
        unsafe { sys::cohook_event_kind(self.0) }
    }

    pub(crate) fn document(&self) -> Document {
        // SAFETY: the document is a view of the event.
        unsafe { Document::copied(sys::cohook_event_document(self.0)) }.unwrap_or_default()
    }

    /// Of everything but the end of a call. None: a question that was taken before.
    pub(crate) fn into_news(self) -> Option<Event> {
        Some(match self.kind() {
            sys::COHOOK_EVENT_SOURCE => {
                Event::Source(SourceRequest::owned(unsafe { sys::cohook_event_source_request(self.0) })?)
            }
            sys::COHOOK_EVENT_LOST => Event::Lost(unsafe { sys::cohook_event_tag(self.0) }),
            sys::COHOOK_EVENT_ATTEMPTED => Event::Attempted(self.document()),
            sys::COHOOK_EVENT_ENDPOINT_DISABLED => Event::EndpointDisabled(self.document()),
            sys::COHOOK_EVENT_BREAKER_CHANGED => Event::BreakerChanged(self.document()),
            sys::COHOOK_EVENT_SYNC_CHANGED => Event::SyncChanged(self.document()),
            other => Event::Other(other, self.document()),
        })
    }
}

impl Drop for RawEvent {
    fn drop(&mut self) {
        unsafe { sys::cohook_event_free(self.0) }
    }
}
