//! What the receiving server's filters think of a message.
//!
//! A verdict never keeps a letter from being read: it stands beside it, and what follows is decided where
//! requests are made.

/// What a filter said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpamWhy {
    /// SES found a virus (`X-SES-Virus-Verdict: FAIL`).
    Virus,
    /// SES takes it for spam (`X-SES-Spam-Verdict: FAIL`).
    Ses,
    /// Another gateway takes it for spam (`X-Spam-Flag` or `X-Spam-Status`: `Yes`).
    Gateway,
}

impl SpamWhy {
    /// The verdict's name, on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Virus => "virus",
            Self::Ses => "ses_spam",
            Self::Gateway => "gateway_spam",
        }
    }
}
