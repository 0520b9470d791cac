//! Which secret a partner and this system share.

use serde::{Deserialize, Serialize};

/// A version of a partner's secret. The secret itself is stored nowhere: it is made from a key, the partner's id
/// and this version, whenever it is needed ([`PartnerKeys`](crate::keys::PartnerKeys)).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretVersion {
    /// The version of the key that it is made from.
    pub key: u8,
    /// How often it was made anew.
    pub number: u32,
    /// The one before it, which still counts until the partner has the new one: until this moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
}

/// A secret that was replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Before {
    /// The version of the key that it was made from.
    pub key: u8,
    /// Until when it counts.
    pub until: jiff::Timestamp,
}

/// For how long a replaced secret counts beside the new one.
const COUNTS_FOR: jiff::SignedDuration = jiff::SignedDuration::from_hours(7 * 24);

impl SecretVersion {
    /// The first secret, made from the key of this version.
    #[must_use]
    pub const fn first(key: u8) -> Self {
        Self {
            key,
            number: 1,
            before: None,
        }
    }

    /// The next one, made from the key of this version. The one before counts for seven more days.
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

    /// Key and number of each secret that counts at `now`, the current one first.
    pub fn counting(self, now: jiff::Timestamp) -> impl Iterator<Item = (u8, u32)> {
        let before = self.before.filter(|before| now < before.until);
        let before = before.map(|before| (before.key, self.number - 1));
        std::iter::once((self.key, self.number)).chain(before)
    }
}
