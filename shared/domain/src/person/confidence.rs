//! How sure it is whose identifier something is.

use serde::{Deserialize, Serialize};

/// How sure it is that somebody is the one who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A guess that helps a human to look.
    Low,
    /// Likely; a human confirms it.
    Fair,
    /// Nothing speaks against it.
    High,
    /// A standard says so.
    Certain,
}

impl Confidence {
    /// The least with which nobody needs to look.
    pub const DECIDES: Self = Self::High;

    /// Whether it decides; below that, a human does.
    #[must_use]
    pub fn decides(self) -> bool {
        self >= Self::DECIDES
    }

    /// The confidence's name, on the record.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Fair => "fair",
            Self::High => "high",
            Self::Certain => "certain",
        }
    }
}
