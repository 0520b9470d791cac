//! Versions of the secret that a partner and this system share.

use serde::{Deserialize, Serialize};

/// A version of a partner's secret. The secret itself is stored nowhere: [`PartnerKeys`](crate::keys::PartnerKeys)
/// derives it from a key, the partner's ID and this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretVersion {
    /// The version of the key that the secret is derived from.
    pub key: u8,
    /// The number of the secret, counted from 1.
    pub number: u32,
    /// The previous secret, which stays valid for a while so that the partner can switch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
}

/// A secret that was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The version of the key that it was derived from.
    pub key: u8,
    /// The end of its validity.
    pub until: jiff::Timestamp,
}

/// How long a replaced secret stays valid.
const COUNTS_FOR: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);

impl SecretVersion {
    /// Creates the first version, derived from this key.
    #[must_use]
    pub const fn first(key: u8) -> Self {
        Self {
            key,
            number: 1,
            before: None,
        }
    }

    /// Returns the next version, derived from this key. The previous one stays valid for seven more days.
    #[must_use]
    pub fn next(self, key: u8, now: jiff::Timestamp) -> Self {
        let until = now.checked_add(COUNTS_FOR).unwrap_or(now);
        Self {
            key,
            number: self.number + 1,
            before: Some(Before {
                key: self.key,
                until,
            }),
        }
    }

    /// Returns the key and number of each secret that is valid at `now`, the current one first.
    pub fn counting(self, now: jiff::Timestamp) -> impl Iterator<Item = (u8, u32)> {
        let before = self.before.filter(|before| now < before.until);
        let before = before.map(|before| (before.key, self.number - 1));
        std::iter::once((self.key, self.number)).chain(before)
    }
}
