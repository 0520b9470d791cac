//! Partners: whoever gets or keeps people's data beside this system, and must be told when a person decides about it.
//!
//! The company lists them, staff change the list, and each version of it is kept: a notification goes to those of the
//! version that was_active_for when it was unfolded, so that nobody is lost by a change that came in between.

mod reach;
mod secret;

pub use secret::SecretVersion;

use crate::law::Right;
use crate::person::EmailAddress;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A partner's id: short, chosen by the company, the same for as long as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct PartnerId(String);

/// The text is no id of a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Give an id of 1 to 40 lower-case letters, digits and dashes")]
pub struct NotAPartnerId;

impl PartnerId {
    /// Reads an id.
    ///
    /// # Errors
    /// [`NotAPartnerId`] if it has other letters, or too many.
    pub fn parse(text: &str) -> Result<Self, NotAPartnerId> {
        let known = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let fits = (1..=40).contains(&text.len()) && text.bytes().all(known);
        fits.then(|| Self(text.to_owned())).ok_or(NotAPartnerId)
    }

    /// The id as it is written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PartnerId {
    type Error = NotAPartnerId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text)
    }
}

impl std::fmt::Display for PartnerId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a partner is to the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerKind {
    /// Somebody to whom data is sold, or with whom it is shared.
    ThirdParty,
    /// Somebody who processes data for the company: a service provider or a contractor.
    ServiceProvider,
    /// A system of the company's own that has to be told.
    OwnSystem,
}

impl PartnerKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::ThirdParty, Self::ServiceProvider, Self::OwnSystem];

    /// The kind's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ThirdParty => "third_party",
            Self::ServiceProvider => "service_provider",
            Self::OwnSystem => "own_system",
        }
    }
}

/// How a partner is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Means {
    /// A signed webhook.
    Webhook {
        /// Where it goes.
        url: String,
        /// What counts as its acknowledgement.
        confirms: Confirms,
        /// Which of its secrets signs.
        secret: SecretVersion,
    },
    /// A mail to its privacy address, with a link that acknowledges.
    Email {
        /// The address.
        address: EmailAddress,
    },
}

/// What counts as an acknowledgement of a webhook.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirms {
    /// Its answer: any 2xx.
    #[default]
    Response,
    /// A signed callback on any later day; a 2xx only says that the notification has arrived.
    Callback,
}

/// Whoever must be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// Its name, as staff know it.
    pub name: String,
    /// What it is to the company.
    pub kind: PartnerKind,
    /// Of which rights it is told; those that the law names for its kind, unless the company says otherwise.
    pub rights: Vec<Right>,
    /// Since when data goes, or went, to it.
    pub from: Date,
    /// The last day on which data went to it; none while it still does.
    #[serde(default)]
    pub until: Option<Date>,
    /// How it is told.
    pub means: Means,
}

/// The list of partners in one version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partners {
    /// How often it has changed. A list that nobody ever set has no version, and is not the same as an empty one:
    /// an empty list says that nobody must be told.
    pub version: u64,
    /// When it was set.
    pub set_at: Timestamp,
    /// All of them.
    pub all: Vec<Partner>,
}

impl Partners {
    /// The most partners of a list: few enough for one item of the table.
    pub const MOST: usize = 400;

    /// The partner of this id.
    #[must_use]
    pub fn get(&self, id: &PartnerId) -> Option<&Partner> {
        self.all.iter().find(|partner| partner.id == *id)
    }

    /// Those whom a decision about this right concerns, that reached us on `received` and is told on `told`.
    pub fn concerned(
        &self,
        right: Right,
        received: Date,
        notified: Date,
    ) -> impl Iterator<Item = &Partner> {
        self.all
            .iter()
            .filter(move |partner| partner.is_concerned(right, received, notified))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_short_and_plain() {
        assert!(PartnerId::parse("ad-exchange-1").is_ok());
        for text in ["", "Ad", "a b", "a_b", "a.b", &"a".repeat(41), "ä"] {
            assert_eq!(PartnerId::parse(text), Err(NotAPartnerId), "{text}");
        }
    }
}
