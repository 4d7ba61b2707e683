//! The members register: organizations, applications, persons, scopes, consents.

use crate::engine::Engine;
use crate::error::{call, Result};
use crate::text::{c_text, c_text_if_any, pointer_of, Document};
use cohook_sys as sys;
use std::ptr;

/// The members register of an engine: see [`Engine::members`].
///
/// A write and the messages it causes are durable together when the call returns. All is done in the right of an
/// administrator. JSON goes in and comes out as in the REST API. A `limit` of 0 stands for 50.
#[derive(Clone, Copy, Debug)]
pub struct Members<'e> {
    engine: &'e Engine,
}

impl Engine {
    /// The members register.
    pub fn members(&self) -> Members<'_> {
        Members { engine: self }
    }
}

/// Every scope: `{"data":[{"name":…,"summary":…,"fields":[…],"deprecated":…}]}`.
pub fn scopes() -> Result<Document> {
    let mut scopes = ptr::null_mut();
    call(|error| unsafe { sys::cohook_scope_list(&mut scopes, error) })?;
    Document::owned(scopes)
}

/// Persons. A write gives
/// `{"effect":"created"|"updated"|"unchanged","revision":…,"lastChangedDate":…,"messages":…,"personID":…}`.
impl Members<'_> {
    /// Creates a person, or sets it anew.
    pub fn put_person(&self, id: i64, person: impl AsRef<str>) -> Result<Document> {
        let person = c_text("person", person.as_ref())?;
        self.engine.document(|engine, time, report, error| unsafe {
            sys::cohook_person_put(engine, id, person.as_ptr(), time, report, error)
        })
    }

    /// By a merge patch (RFC 7396).
    pub fn patch_person(&self, id: i64, patch: impl AsRef<str>) -> Result<Document> {
        let patch = c_text("patch", patch.as_ref())?;
        self.engine.document(|engine, time, report, error| unsafe {
            sys::cohook_person_patch(engine, id, patch.as_ptr(), time, report, error)
        })
    }

    /// Removes a person.
    pub fn remove_person(&self, id: i64) -> Result<Document> {
        self.engine.document(|engine, time, report, error| unsafe {
            sys::cohook_person_remove(engine, id, time, report, error)
        })
    }

    /// As an application sees the person; none: everything.
    pub fn find_person(&self, id: i64, application: Option<&str>) -> Result<Document> {
        let application = c_text_if_any("application", application)?;
        self.engine.document(|engine, time, person, error| unsafe {
            sys::cohook_person_find(engine, id, pointer_of(&application), time, person, error)
        })
    }

    /// `{"total":…,"limit":…,"skip":0,"data":[…]}` by id, those with ids above `after`; at most 1000.
    pub fn persons(&self, application: Option<&str>, after: i64, limit: u32) -> Result<Document> {
        let application = c_text_if_any("application", application)?;
        self.engine.document(|engine, time, page, error| unsafe {
            sys::cohook_person_list(engine, pointer_of(&application), after, limit, time, page, error)
        })
    }

    /// Of those, the ones that `search` finds by their names, as the application sees them: each word of it begins a word
    /// of the first, middle, last or display name, in any order.
    pub fn search_persons(&self, application: Option<&str>, search: &str, after: i64, limit: u32) -> Result<Document> {
        let application = c_text_if_any("application", application)?;
        let search = c_text("search", search)?;
        self.engine.document(|engine, time, page, error| unsafe {
            let application = pointer_of(&application);
            sys::cohook_person_search(engine, application, search.as_ptr(), after, limit, time, page, error)
        })
    }

    /// Many persons as NDJSON, one a line, or `{"person":{…},"consents":[{"application":…,"scopes":[…]}]}`. The report
    /// counts lines, created, updated, unchanged and refused ones, and lists the first errors.
    pub fn import_persons(&self, lines: impl AsRef<[u8]>) -> Result<Document> {
        let lines = lines.as_ref();
        self.engine.document(|engine, time, report, error| unsafe {
            sys::cohook_person_import(engine, lines.as_ptr().cast(), lines.len(), time, report, error)
        })
    }
}

/// Applications and their webhooks.
impl Members<'_> {
    /// Creates where there is none of this id, changes it otherwise. `application`: a JSON object of `name`,
    /// `organization`, `scopes` (approved ones), `metadata`; what is missing stays.
    pub fn put_application(&self, id: &str, application: impl AsRef<str>) -> Result<Document> {
        let (id, application) = (c_text("id", id)?, c_text("application", application.as_ref())?);
        self.engine.document(|engine, time, shown, error| unsafe {
            sys::cohook_application_put(engine, id.as_ptr(), application.as_ptr(), time, shown, error)
        })
    }

    /// With its webhook.
    pub fn find_application(&self, id: &str) -> Result<Document> {
        let id = c_text("id", id)?;
        self.engine.document(|engine, time, shown, error| unsafe {
            sys::cohook_application_find(engine, id.as_ptr(), time, shown, error)
        })
    }

    /// By id, those after one or from the start.
    pub fn applications(&self, after: Option<&str>, limit: u32) -> Result<Document> {
        let after = c_text_if_any("after", after)?;
        self.engine.document(|engine, time, page, error| unsafe {
            sys::cohook_application_list(engine, pointer_of(&after), limit, time, page, error)
        })
    }

    /// With its endpoints (their deliveries end) and consents.
    pub fn remove_application(&self, id: &str) -> Result<()> {
        let id = c_text("id", id)?;
        self.engine
            .done(|engine, time, error| unsafe { sys::cohook_application_remove(engine, id.as_ptr(), time, error) })
    }

    /// Changes the settings of its webhook, the endpoint `<id>-default`, which is created where it is missing. An empty
    /// `url` removes it; `null` is then shown.
    pub fn change_webhook(&self, id: &str, settings: impl AsRef<str>) -> Result<Document> {
        let (id, settings) = (c_text("id", id)?, c_text("settings", settings.as_ref())?);
        self.engine.document(|engine, time, shown, error| unsafe {
            sys::cohook_application_change_webhook(engine, id.as_ptr(), settings.as_ptr(), time, shown, error)
        })
    }

    /// Run Test with a person that the application may see.
    pub fn test_application(&self, id: &str, person: i64, probe_signature_check: bool) -> Result<Document> {
        let (id, probe) = (c_text("id", id)?, probe_signature_check.into());
        self.engine.document(|engine, time, report, error| unsafe {
            sys::cohook_application_test(engine, id.as_ptr(), person, probe, time, report, error)
        })
    }
}

/// Consents: who may see whom, and what of them.
impl Members<'_> {
    /// `scopes`: space-separated names; empty: to be seen by id alone.
    pub fn put_consent(&self, person: i64, application: &str, scopes: &str) -> Result<Document> {
        let (application, scopes) = (c_text("application", application)?, c_text("scopes", scopes)?);
        self.engine.document(|engine, time, report, error| unsafe {
            sys::cohook_consent_put(engine, person, application.as_ptr(), scopes.as_ptr(), time, report, error)
        })
    }

    /// The application sees the person no more.
    pub fn withdraw_consent(&self, person: i64, application: &str) -> Result<Document> {
        let application = c_text("application", application)?;
        self.engine.document(|engine, time, report, error| unsafe {
            sys::cohook_consent_withdraw(engine, person, application.as_ptr(), time, report, error)
        })
    }

    /// `{"data":[…]}`.
    pub fn consents(&self, person: i64) -> Result<Document> {
        self.engine.document(|engine, time, consents, error| unsafe {
            sys::cohook_consent_list(engine, person, time, consents, error)
        })
    }
}

/// Organizations.
impl Members<'_> {
    /// Creates or replaces. `organization`: a JSON object of `name` (required), `orgID`, `status`, `type`,
    /// `visitingAddress`, `website`.
    pub fn put_organization(&self, id: &str, organization: impl AsRef<str>) -> Result<Document> {
        let (id, organization) = (c_text("id", id)?, c_text("organization", organization.as_ref())?);
        self.engine.document(|engine, time, shown, error| unsafe {
            sys::cohook_organization_put(engine, id.as_ptr(), organization.as_ptr(), time, shown, error)
        })
    }

    /// One organization.
    pub fn find_organization(&self, id: &str) -> Result<Document> {
        let id = c_text("id", id)?;
        self.engine.document(|engine, time, shown, error| unsafe {
            sys::cohook_organization_find(engine, id.as_ptr(), time, shown, error)
        })
    }

    /// By id, those after one or from the start.
    pub fn organizations(&self, after: Option<&str>, limit: u32) -> Result<Document> {
        let after = c_text_if_any("after", after)?;
        self.engine.document(|engine, time, page, error| unsafe {
            sys::cohook_organization_list(engine, pointer_of(&after), limit, time, page, error)
        })
    }

    /// Removes an organization.
    pub fn remove_organization(&self, id: &str) -> Result<()> {
        let id = c_text("id", id)?;
        self.engine
            .done(|engine, time, error| unsafe { sys::cohook_organization_remove(engine, id.as_ptr(), time, error) })
    }
}
