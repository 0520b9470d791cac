//! The response to a verifiable right: how much the company did, the delivery of the information, and the reasons of
//! a denial.

use super::RequestId;
use crate::law::VerifiableRight;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The response to a verifiable right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "response", rename_all = "snake_case")]
pub enum Response {
    /// The company did everything.
    Granted {
        /// How the requester gets the information, if there is any.
        delivery: Option<ResponseDelivery>,
    },
    /// The company did a part.
    InPart {
        /// Why it did not do the rest.
        denial: Denial,
        /// How the requester gets that part, if there is information to deliver.
        delivery: Option<ResponseDelivery>,
        /// For a deletion: the information that service providers must not delete, and the only purpose that they may
        /// use it for (11 CCR § 7022(f)(4)). Staff write it, and partners read it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        partners_keep: Option<String>,
    },
    /// The company denied the request.
    Denied {
        /// The reason.
        denial: Denial,
    },
    /// The requester could not be verified (11 CCR §§ 7022(a), 7023(a), 7024(a)–(b)).
    NotVerified,
}

impl Response {
    /// Whether the company did everything or a part.
    #[must_use]
    pub fn acts_on_request(&self) -> bool {
        matches!(self, Self::Granted { .. } | Self::InPart { .. })
    }

    /// Returns how much the company did. `None` if the requester was not verified.
    #[must_use]
    pub fn fulfilled(&self) -> Option<Fulfilled> {
        match self {
            Self::Granted { .. } => Some(Fulfilled::All),
            Self::InPart { .. } => Some(Fulfilled::Part),
            Self::Denied { .. } => Some(Fulfilled::Nothing),
            Self::NotVerified => None,
        }
    }

    /// Returns the denial, to add the earlier responses that it depends on.
    pub fn denial_mut(&mut self) -> Option<&mut Denial> {
        match self {
            Self::InPart { denial, .. } | Self::Denied { denial } => Some(denial),
            Self::Granted { .. } | Self::NotVerified => None,
        }
    }

    /// Returns how the requester gets the information, if there is any.
    #[must_use]
    pub fn delivery(&self) -> Option<&ResponseDelivery> {
        match self {
            Self::Granted { delivery } | Self::InPart { delivery, .. } => delivery.as_ref(),
            Self::Denied { .. } | Self::NotVerified => None,
        }
    }

    /// Returns the information that partners keep after a deletion in part, and its only purpose.
    #[must_use]
    pub fn partners_keep(&self) -> Option<&str> {
        match self {
            Self::InPart { partners_keep, .. } => partners_keep.as_deref(),
            Self::Granted { .. } | Self::Denied { .. } | Self::NotVerified => None,
        }
    }

    /// Returns the denial, if there is one.
    #[must_use]
    pub fn denial(&self) -> Option<&Denial> {
        match self {
            Self::InPart { denial, .. } | Self::Denied { denial } => Some(denial),
            Self::Granted { .. } | Self::NotVerified => None,
        }
    }
}

/// How a copy or list of a person's information reaches them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "delivery", rename_all = "snake_case")]
pub enum ResponseDelivery {
    /// A file in the archive, behind a link in the email and a code in a separate email.
    File {
        /// The key in the archive.
        key: String,
        /// The newest replacement of the code, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        renewed: Option<Renewed>,
    },
    /// Another way.
    Elsewhere {
        /// Where and how; the requester reads it.
        how: String,
    },
}

/// A replacement of a download code. Earlier codes stop working, and the link works as on its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewed {
    /// The number of the replacement, counted from 1.
    pub round: u32,
    /// The time.
    pub at: Timestamp,
}

//= req: ca-7022-f-1
/// Why the company denied a request, in whole or in part: the law's basis, and the explanation that it wants (11 CCR §§
/// 7022(f)(1), 7023(f)(1), 7024(e)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denial {
    /// The basis.
    pub basis: DenialBasis,
    /// The explanation, written by staff; the requester reads it.
    pub explanation: String,
    /// The earlier responses, if the basis depends on them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_responses: Vec<EarlierResponse>,
}

/// An earlier response to the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierResponse {
    /// The request.
    pub request: RequestId,
    /// The right.
    pub right: VerifiableRight,
    /// When the company responded.
    pub at: Timestamp,
    /// How much the company did.
    pub fulfilled: Fulfilled,
}

/// How much of a request the company did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fulfilled {
    /// Everything.
    All,
    /// A part.
    Part,
    /// Nothing, on a basis of the law. A requester who was not verified got no response in this sense.
    Nothing,
}

//= req: ca-civ-105-d
/// The basis of a denial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DenialBasis {
    /// The law allows or requires the company to keep the data (Civ. Code § 1798.105(d)).
    LawfulException,
    /// The information is accurate (11 CCR § 7023(b)).
    Accurate,
    /// The company denied the same correction within six months, and the requester showed nothing new (11 CCR §
    /// 7023(g)).
    RepeatedWithoutNews,
    /// The requester asks more often than the law makes free of charge (Civ. Code § 1798.130(b)).
    TooOften,
    /// The request is manifestly unfounded or excessive (Civ. Code § 1798.145(h)(3)).
    Unfounded,
}

impl DenialBasis {
    /// Every basis.
    pub const ALL: [Self; 5] = [
        Self::LawfulException,
        Self::Accurate,
        Self::RepeatedWithoutNews,
        Self::TooOften,
        Self::Unfounded,
    ];

    /// Returns the name of the basis in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LawfulException => "lawful_exception",
            Self::Accurate => "accurate",
            Self::RepeatedWithoutNews => "repeated_without_news",
            Self::TooOften => "too_often",
            Self::Unfounded => "unfounded",
        }
    }

    /// Whether the law allows a denial of this right on this basis.
    #[must_use]
    pub fn is_for(self, right: VerifiableRight) -> bool {
        match self {
            Self::LawfulException | Self::Unfounded => true,
            Self::Accurate | Self::RepeatedWithoutNews => right == VerifiableRight::Correct,
            Self::TooOften => matches!(
                right,
                VerifiableRight::Know | VerifiableRight::KnowCategories
            ),
        }
    }

    /// Whether the basis depends on earlier responses ([`Denial::earlier_responses`]).
    #[must_use]
    pub fn needs_earlier_responses(self) -> bool {
        matches!(self, Self::RepeatedWithoutNews | Self::TooOften)
    }

    /// Returns the basis in words, for the record and for emails.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::LawfulException => "the law requires or allows us to keep it",
            Self::Accurate => "we found the information to be accurate",
            Self::RepeatedWithoutNews => {
                "we answered the same request within the last six months and nothing new was shown"
            }
            Self::TooOften => "we answered this request twice in the last twelve months",
            Self::Unfounded => "the request is manifestly unfounded or excessive",
        }
    }
}
