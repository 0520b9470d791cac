//! The age of a person under 16.

use serde::{Deserialize, Serialize};

//= req: ca-civ-120-c
/// An age group with rules of its own in the law (Civ. Code § 1798.120(c), 11 CCR §§ 7070, 7071): from the youngest. No birthday
/// is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum AgeGroup {
    /// A parent or guardian decides for the child.
    #[serde(rename = "under_13")]
    Under13,
    /// The person decides.
    #[serde(rename = "13_to_15")]
    From13To15,
}

impl AgeGroup {
    /// Every age group.
    pub const ALL: [Self; 2] = [Self::Under13, Self::From13To15];

    /// Returns the age group's name, in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Under13 => "under_13",
            Self::From13To15 => "13_to_15",
        }
    }

    /// Returns the age group with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|age| age.as_str() == name)
    }
}
