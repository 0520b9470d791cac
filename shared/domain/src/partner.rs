//! Partners: companies and systems outside this one that get or keep consumers' data. They must be notified when a
//! consumer exercises a right.
//!
//! The company lists its partners, staff change the list, and every version is kept. A notification goes to the
//! partners of the version that was current when it was fanned out.

mod reach;
mod secret;

pub use secret::SecretVersion;

use crate::law::Right;
use crate::person::EmailAddress;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A partner's ID: short, chosen by the company, and stable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct PartnerId(String);

/// The text is not the ID of a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Give an ID of 1 to 40 lower-case letters, digits and dashes")]
pub struct NotAPartnerId;

impl PartnerId {
    /// Parses an ID.
    ///
    /// # Errors
    /// [`NotAPartnerId`] if it has other characters, or too many.
    pub fn parse(text: &str) -> Result<Self, NotAPartnerId> {
        let known = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let fits = (1..=40).contains(&text.len()) && text.bytes().all(known);
        fits.then(|| Self(text.to_owned())).ok_or(NotAPartnerId)
    }

    /// Returns the ID as it is written.
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

/// A partner's relation to the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartnerKind {
    /// A third party that the company sells data to or shares data with.
    ThirdParty,
    /// A service provider or contractor that processes data for the company.
    ServiceProvider,
    /// One of the company's own systems.
    OwnSystem,
}

impl PartnerKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::ThirdParty, Self::ServiceProvider, Self::OwnSystem];

    /// Returns the kind's name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ThirdParty => "third_party",
            Self::ServiceProvider => "service_provider",
            Self::OwnSystem => "own_system",
        }
    }
}

/// How a partner is notified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Means {
    /// A signed webhook.
    Webhook {
        /// The URL.
        url: String,
        /// What counts as an acknowledgement.
        confirms: Confirms,
        /// The version of the secret that signs it.
        secret: SecretVersion,
    },
    /// An email to its privacy address, with a link to acknowledge it.
    Email {
        /// The address.
        address: EmailAddress,
    },
}

/// What counts as an acknowledgement of a webhook.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confirms {
    /// Its response: any 2xx.
    #[default]
    Response,
    /// A signed callback at any later time. A 2xx only says that the partner received the notification.
    Callback,
}

/// A partner that must be notified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// The ID.
    pub id: PartnerId,
    /// The name that staff use.
    pub name: String,
    /// Its relation to the company.
    pub kind: PartnerKind,
    /// The rights that it is notified of. By default, those that the law names for its kind.
    pub rights: Vec<Right>,
    /// The first day on which the company disclosed data to it.
    pub from: Date,
    /// The last day on which the company disclosed data to it. `None` if it still does.
    #[serde(default)]
    pub until: Option<Date>,
    /// How it is notified.
    pub means: Means,
}

/// One version of the list of partners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partners {
    /// The version, counted from 1. Before staff set a list, there is none, which differs from an empty list: an empty
    /// list says that the company has no partners to notify.
    pub version: u64,
    /// When staff set it.
    pub set_at: Timestamp,
    /// The partners.
    pub all: Vec<Partner>,
}

impl Partners {
    /// The maximum number of partners. A list must fit in one item of the table.
    pub const MOST: usize = 400;

    /// Returns the partner with this ID.
    #[must_use]
    pub fn get(&self, id: &PartnerId) -> Option<&Partner> {
        self.all.iter().find(|partner| partner.id == *id)
    }

    /// Returns the partners that a request concerns: about this right, received on `received`, and notified on
    /// `notified`.
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
