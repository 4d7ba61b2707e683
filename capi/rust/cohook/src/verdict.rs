//! What a verification came to, where it did not verify.

use crate::text::text_of;
use cohook_sys as sys;
use std::fmt;

/// Why a request did not verify. Keep it for logs and metrics; tell the remote side no more than "refused".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Verdict {
    /// A required header is absent or empty.
    MissingHeader,
    /// A single-valued header has more than one line.
    DuplicateHeader,
    /// Header syntax unusable, or the id breaks the rules.
    MalformedHeader,
    /// Not canonical ASCII decimal seconds in the range of 64 bits.
    MalformedTimestamp,
    /// Before now less the tolerance.
    TimestampTooOld,
    /// After now and the tolerance.
    TimestampTooNew,
    /// The right kind of signature, but none that decodes strictly to the right length.
    MalformedSignature,
    /// No entry of a version that fits a configured key.
    NoSupportedSignature,
    /// Well-formed candidates, none matches.
    SignatureMismatch,
    /// A configuration error; comes from loading keys.
    MalformedSecret,
    /// The body is not JSON of the expected shape.
    MalformedEnvelope,
    /// A required JSON member is absent.
    MissingField,
    /// `message.data` is not strict base64 of at least one byte.
    MalformedData,
    /// RFC 9421: a required component is not signed.
    InsufficientCoverage,
    /// The body does not match the signed digest.
    ContentDigestMismatch,
    /// Out of memory, or the cryptography failed: nothing was verified.
    InternalError,
    /// One that this crate does not know, or a negative status of the C ABI: it could not be judged.
    Other(i32),
}

const KNOWN: [Verdict; 16] = [
    Verdict::MissingHeader,
    Verdict::DuplicateHeader,
    Verdict::MalformedHeader,
    Verdict::MalformedTimestamp,
    Verdict::TimestampTooOld,
    Verdict::TimestampTooNew,
    Verdict::MalformedSignature,
    Verdict::NoSupportedSignature,
    Verdict::SignatureMismatch,
    Verdict::MalformedSecret,
    Verdict::MalformedEnvelope,
    Verdict::MissingField,
    Verdict::MalformedData,
    Verdict::InsufficientCoverage,
    Verdict::ContentDigestMismatch,
    Verdict::InternalError,
];

impl Verdict {
    /// Of a number other than COHOOK_VERDICT_OK.
    pub(crate) fn of(number: i32) -> Verdict {
        KNOWN.iter().copied().find(|known| known.number() == number).unwrap_or(Verdict::Other(number))
    }

    fn number(self) -> i32 {
        match self {
            Verdict::MissingHeader => sys::COHOOK_VERDICT_MISSING_HEADER,
            Verdict::DuplicateHeader => sys::COHOOK_VERDICT_DUPLICATE_HEADER,
            Verdict::MalformedHeader => sys::COHOOK_VERDICT_MALFORMED_HEADER,
            Verdict::MalformedTimestamp => sys::COHOOK_VERDICT_MALFORMED_TIMESTAMP,
            Verdict::TimestampTooOld => sys::COHOOK_VERDICT_TIMESTAMP_TOO_OLD,
            Verdict::TimestampTooNew => sys::COHOOK_VERDICT_TIMESTAMP_TOO_NEW,
            Verdict::MalformedSignature => sys::COHOOK_VERDICT_MALFORMED_SIGNATURE,
            Verdict::NoSupportedSignature => sys::COHOOK_VERDICT_NO_SUPPORTED_SIGNATURE,
            Verdict::SignatureMismatch => sys::COHOOK_VERDICT_SIGNATURE_MISMATCH,
            Verdict::MalformedSecret => sys::COHOOK_VERDICT_MALFORMED_SECRET,
            Verdict::MalformedEnvelope => sys::COHOOK_VERDICT_MALFORMED_ENVELOPE,
            Verdict::MissingField => sys::COHOOK_VERDICT_MISSING_FIELD,
            Verdict::MalformedData => sys::COHOOK_VERDICT_MALFORMED_DATA,
            Verdict::InsufficientCoverage => sys::COHOOK_VERDICT_INSUFFICIENT_COVERAGE,
            Verdict::ContentDigestMismatch => sys::COHOOK_VERDICT_CONTENT_DIGEST_MISMATCH,
            Verdict::InternalError => sys::COHOOK_VERDICT_INTERNAL_ERROR,
            Verdict::Other(number) => number,
        }
    }

    /// The stable name, as in vector files: `signature-mismatch`.
    pub fn name(self) -> &'static str {
        let number = self.number();
        // SAFETY: the names are static.
        let name = match number {
            status if status < 0 => unsafe { text_of(sys::cohook_status_name(status)) },
            verdict => unsafe { text_of(sys::cohook_verdict_name(verdict)) },
        };
        if name.is_empty() {
            "unknown"
        } else {
            name
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name())
    }
}

/// A request that did not verify. Nothing of it is given, so that no unverified byte can be taken for a verified one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Refusal {
    verdict: Verdict,
}

impl Refusal {
    pub(crate) fn new(verdict: Verdict) -> Refusal {
        Refusal { verdict }
    }

    /// Why: for logs and metrics, not for the remote side.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "the request did not verify: {}", self.verdict)
    }
}

impl std::error::Error for Refusal {}
