//! How a request is signed, as far as it has to be said: secrets, and the two schemes that have something to choose.

use crate::error::Result;
use crate::text::{c_text, c_text_if_any, pointer_of, text_of, CTexts};
use cohook_sys as sys;
use std::ffi::CString;
use std::fmt;
use std::mem::size_of;
use std::ptr;

/// The names of the schemes that the library knows: `standard-webhooks`, `stripe`, …
pub fn schemes() -> impl Iterator<Item = &'static str> {
    // SAFETY: the names are static; an empty one stands for the end.
    (0..).map(|index| unsafe { text_of(sys::cohook_scheme_name(index)) }).take_while(|name| !name.is_empty())
}

/// A secret as somebody configured it, with the dialect in which it is to be read. Its text is not shown by `Debug`.
#[derive(Clone, Copy)]
pub struct Secret<'s> {
    value: &'s [u8],
    dialect: i32,
}

impl<'s> Secret<'s> {
    /// As the scheme's own documentation has it: `whsec_` + base64, plain text, hex. What `&str` is made into.
    pub fn of_scheme(text: &'s str) -> Secret<'s> {
        Secret { value: text.as_bytes(), dialect: sys::COHOOK_SECRET_OF_SCHEME }
    }

    /// The key bytes themselves.
    pub fn raw(key: &'s [u8]) -> Secret<'s> {
        Secret { value: key, dialect: sys::COHOOK_SECRET_RAW }
    }

    /// A `signingKey` of an endpoint: `whsec_` + base64; any other is plain text.
    pub fn endpoint(text: &'s str) -> Secret<'s> {
        Secret { value: text.as_bytes(), dialect: sys::COHOOK_SECRET_ENDPOINT }
    }

    pub(crate) fn in_c(&self) -> sys::cohook_secret {
        sys::cohook_secret { value: self.value.as_ptr().cast(), value_size: self.value.len(), dialect: self.dialect }
    }
}

impl<'s> From<&'s str> for Secret<'s> {
    fn from(text: &'s str) -> Secret<'s> {
        Secret::of_scheme(text)
    }
}

impl<'s> From<&'s String> for Secret<'s> {
    fn from(text: &'s String) -> Secret<'s> {
        Secret::of_scheme(text)
    }
}

impl fmt::Debug for Secret<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Secret(…)")
    }
}

/// The layout of the scheme `generic-hmac`: one header with one HMAC, perhaps a timestamp and an id beside it.
#[derive(Clone, Debug, Default)]
pub struct GenericLayout {
    /// The header that holds the signature; required.
    pub header: String,
    /// What stands before it, such as `sha256=`.
    pub prefix: Option<String>,
    /// `hex` (default) or `base64`.
    pub encoding: Option<String>,
    /// `sha1`, `sha256` (default), `sha384` or `sha512`.
    pub hash: Option<String>,
    /// By default `{body}`; with `{id}`, `{ts}`, `{url}` where they are signed.
    pub signed_bytes: Option<String>,
    /// Required if and only if `{ts}` is signed.
    pub timestamp_header: Option<String>,
    /// Required if `{id}` is signed.
    pub id_header: Option<String>,
}

/// What a receiver demands of an RFC 9421 signature: the sender chooses what it signs, the receiver must know what it
/// needs.
#[derive(Clone, Debug, Default)]
pub struct HttpDemands {
    /// `hmac-sha256`, `ed25519` or `ecdsa-p256-sha256`; required.
    pub algorithm: String,
    /// What must be covered: `content-digest`, `@method`, `"@query-param";name="id"`, … By default `content-digest`. An
    /// empty list demands nothing: what a signature covers is then to be looked at.
    pub components: Option<Vec<String>>,
    /// Only a signature with this `tag` is looked at.
    pub tag: Option<String>,
}

/// What an RFC 9421 signature is made of.
#[derive(Clone, Debug, Default)]
pub struct HttpLayout {
    /// `hmac-sha256`, `ed25519` or `ecdsa-p256-sha256`; required.
    pub algorithm: String,
    /// What is covered, in this order. By default `@method`, `@target-uri`, `content-digest`.
    pub components: Option<Vec<String>>,
    /// `sha-256` (default) or `sha-512`: of `Content-Digest`.
    pub digest: Option<String>,
    /// By default `sig1`.
    pub label: Option<String>,
    /// The `keyid` of each key, in their order.
    pub key_ids: Vec<String>,
    /// Not there by default.
    pub tag: Option<String>,
    /// `expires` this many seconds after `created`; 0: it does not.
    pub lifetime_seconds: i64,
}

/// A layout as C has it, and the texts that it points to.
pub(crate) struct LayoutInC<L> {
    pub(crate) layout: L,
    _texts: Vec<Option<CString>>,
    _lists: Vec<CTexts>,
}

fn listed(field: &str, texts: &Option<Vec<String>>) -> Result<Option<CTexts>> {
    texts.as_ref().map(|texts| CTexts::new(field, texts.iter().map(String::as_str))).transpose()
}

impl GenericLayout {
    pub(crate) fn in_c(&self) -> Result<LayoutInC<sys::cohook_generic_layout>> {
        let header = Some(c_text("generic.header", &self.header)?);
        let prefix = c_text_if_any("generic.prefix", self.prefix.as_deref())?;
        let encoding = c_text_if_any("generic.encoding", self.encoding.as_deref())?;
        let hash = c_text_if_any("generic.hash", self.hash.as_deref())?;
        let signed_bytes = c_text_if_any("generic.signed_bytes", self.signed_bytes.as_deref())?;
        let timestamp_header = c_text_if_any("generic.timestamp_header", self.timestamp_header.as_deref())?;
        let id_header = c_text_if_any("generic.id_header", self.id_header.as_deref())?;
        let layout = sys::cohook_generic_layout {
            size: size_of::<sys::cohook_generic_layout>(),
            header: pointer_of(&header),
            prefix: pointer_of(&prefix),
            encoding: pointer_of(&encoding),
            hash: pointer_of(&hash),
            signed_bytes: pointer_of(&signed_bytes),
            timestamp_header: pointer_of(&timestamp_header),
            id_header: pointer_of(&id_header),
        };
        let texts = vec![header, prefix, encoding, hash, signed_bytes, timestamp_header, id_header];
        Ok(LayoutInC { layout, _texts: texts, _lists: Vec::new() })
    }
}

impl HttpDemands {
    pub(crate) fn in_c(&self) -> Result<LayoutInC<sys::cohook_http_demands>> {
        let algorithm = Some(c_text("http_message.algorithm", &self.algorithm)?);
        let components = listed("http_message.components", &self.components)?;
        let tag = c_text_if_any("http_message.tag", self.tag.as_deref())?;
        let layout = sys::cohook_http_demands {
            size: size_of::<sys::cohook_http_demands>(),
            algorithm: pointer_of(&algorithm),
            components: components.as_ref().map_or(ptr::null(), CTexts::as_ptr),
            component_count: components.as_ref().map_or(0, CTexts::len),
            tag: pointer_of(&tag),
        };
        Ok(LayoutInC { layout, _texts: vec![algorithm, tag], _lists: components.into_iter().collect() })
    }
}

impl HttpLayout {
    pub(crate) fn in_c(&self) -> Result<LayoutInC<sys::cohook_http_layout>> {
        let algorithm = Some(c_text("http_message.algorithm", &self.algorithm)?);
        let components = listed("http_message.components", &self.components)?;
        let digest = c_text_if_any("http_message.digest", self.digest.as_deref())?;
        let label = c_text_if_any("http_message.label", self.label.as_deref())?;
        let key_ids = CTexts::new("http_message.key_ids", self.key_ids.iter().map(String::as_str))?;
        let tag = c_text_if_any("http_message.tag", self.tag.as_deref())?;
        let layout = sys::cohook_http_layout {
            size: size_of::<sys::cohook_http_layout>(),
            algorithm: pointer_of(&algorithm),
            components: components.as_ref().map_or(ptr::null(), CTexts::as_ptr),
            component_count: components.as_ref().map_or(0, CTexts::len),
            digest: pointer_of(&digest),
            label: pointer_of(&label),
            key_ids: key_ids.as_ptr(),
            key_id_count: key_ids.len(),
            tag: pointer_of(&tag),
            lifetime_seconds: self.lifetime_seconds,
        };
        Ok(LayoutInC {
            layout,
            _texts: vec![algorithm, digest, label, tag],
            _lists: components.into_iter().chain([key_ids]).collect(),
        })
    }
}
