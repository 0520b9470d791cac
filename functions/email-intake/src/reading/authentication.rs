//! What a mail server that we believe found about SPF, DKIM and DMARC (RFC 8601).
//!
//! It is evidence for whoever doubts a letter, and no gate: a request is honoured whatever stands here. Only
//! the topmost `Authentication-Results` of the one configured server counts. A header further down may have
//! been there when the message came, and anybody can write one.

/// What a check found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Check {
    /// It holds.
    Pass,
    /// It doesn't.
    Fail,
    /// SPF: probably not.
    SoftFail,
    /// It says neither.
    Neutral,
    /// There was nothing to check.
    None,
    /// It couldn't be checked then.
    TempError,
    /// It can't be checked.
    PermError,
    /// It holds, but local policy doesn't take it.
    Policy,
}

/// What the configured server found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authentication {
    /// Whether the sending host may send for the return path's domain.
    pub spf: Option<Check>,
    /// Whether a signature holds; the best, if there are several.
    pub dkim: Option<Check>,
    /// Whether one of both holds for the domain in `From`.
    pub dmarc: Option<Check>,
    /// The return path's domain, if SPF passed.
    pub mail_from: Option<String>,
    /// The domains whose signatures hold, each once.
    pub signed_by: Vec<String>,
    /// The domain in `From`, if DMARC passed.
    pub header_from: Option<String>,
}
