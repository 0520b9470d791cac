//! How certain it is that an identifier belongs to the requester.

use serde::{Deserialize, Serialize};

/// How certain it is that an identifier belongs to the requester.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// A guess that helps staff.
    Low,
    /// Likely. Staff confirm it.
    Fair,
    /// No evidence against it.
    High,
    /// A standard says so.
    Certain,
}

impl Confidence {
    /// The lowest level that needs no review by staff.
    pub const DECIDES: Self = Self::High;

    /// Whether it needs no review by staff.
    #[must_use]
    pub fn decides(self) -> bool {
        self >= Self::DECIDES
    }

    /// Returns the level's name, on the record.
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
