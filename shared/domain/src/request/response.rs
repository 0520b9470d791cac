//! The answer to a demand: what was done, how it is handed over, and why not all of it.

use super::RequestId;
use crate::law::VerifiableRight;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The answer to a demand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "response", rename_all = "snake_case")]
pub enum Response {
    /// All of it was done.
    Granted {
        /// How what was asked for reaches the person, where there is something to hand over.
        delivery: Option<ResponseDelivery>,
    },
    /// Part of it was done.
    InPart {
        /// Why not the rest.
        denial: Denial,
        /// How the part reaches the person, where there is something to hand over.
        delivery: Option<ResponseDelivery>,
    },
    /// None of it was done.
    Denied {
        /// Why.
        denial: Denial,
    },
    /// It could not be verified who asked (11 CCR §§ 7022(a), 7023(a), 7024(a)–(b)).
    NotVerified,
}

impl Response {
    /// Whether something was done, or handed over.
    #[must_use]
    pub fn acts_on_request(&self) -> bool {
        matches!(self, Self::Granted { .. } | Self::InPart { .. })
    }

    /// How much was done; none if nobody could be verified.
    #[must_use]
    pub fn fulfilled(&self) -> Option<Fulfilled> {
        match self {
            Self::Granted { .. } => Some(Fulfilled::All),
            Self::InPart { .. } => Some(Fulfilled::Part),
            Self::Denied { .. } => Some(Fulfilled::Nothing),
            Self::NotVerified => None,
        }
    }

    /// Why not all of it was done, to be completed with what it stands on.
    pub fn denial_mut(&mut self) -> Option<&mut Denial> {
        match self {
            Self::InPart { denial, .. } | Self::Denied { denial } => Some(denial),
            Self::Granted { .. } | Self::NotVerified => None,
        }
    }

    /// How something is handed over, if it is.
    #[must_use]
    pub fn delivery(&self) -> Option<&ResponseDelivery> {
        match self {
            Self::Granted { delivery } | Self::InPart { delivery, .. } => delivery.as_ref(),
            Self::Denied { .. } | Self::NotVerified => None,
        }
    }

    /// Why not all of it was done, if staff said so.
    #[must_use]
    pub fn denial(&self) -> Option<&Denial> {
        match self {
            Self::InPart { denial, .. } | Self::Denied { denial } => Some(denial),
            Self::Granted { .. } | Self::NotVerified => None,
        }
    }
}

/// How a copy or a list of somebody's information reaches them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "delivery", rename_all = "snake_case")]
pub enum ResponseDelivery {
    /// A file in the archive, behind a link in the email and a code that comes apart from it.
    File {
        /// Its key in the archive.
        key: String,
        /// The latest new code, if the person was sent one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        renewed: Option<Renewed>,
    },
    /// By other means; where and how, in words that the person reads.
    Elsewhere {
        /// How.
        how: String,
    },
}

/// A new code for a file: the ones before it open nothing any more, and the link works as on its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renewed {
    /// Which one it is, from 1.
    pub round: u32,
    /// When.
    pub at: Timestamp,
}

/// Why a demand was not fulfilled, or not wholly: the law's basis, and the explanation that it wants
/// (11 CCR §§ 7022(f)(1), 7023(f)(1), 7024(e)).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Denial {
    /// The basis.
    pub basis: DenialBasis,
    /// The explanation in the words of staff; the person reads it.
    pub explanation: String,
    /// What was answered before, where that is what the basis stands on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier_responses: Vec<EarlierResponse>,
}

/// An earlier answer to the same person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierResponse {
    /// Which request was answered.
    pub request: RequestId,
    /// What it asked for.
    pub right: VerifiableRight,
    /// When it was answered.
    pub at: Timestamp,
    /// How much of it was done.
    pub fulfilled: Fulfilled,
}

/// How much of what was asked for was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fulfilled {
    /// All of it.
    All,
    /// A part.
    Part,
    /// None of it, on a basis of the law. Whoever could not be verified was not answered in this sense.
    Nothing,
}

/// Why a demand was denied, in whole or in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DenialBasis {
    /// The law lets or makes the company keep it (Civ. Code § 1798.105(d)).
    LawfulException,
    /// The information is accurate (11 CCR § 7023(b)).
    Accurate,
    /// The same was refused within six months and nothing new was shown (11 CCR § 7023(g)).
    RepeatedWithoutNews,
    /// More often than the law makes free of charge (Civ. Code § 1798.130(b)).
    TooOften,
    /// Manifestly unfounded or excessive (Civ. Code § 1798.145(h)(3)).
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

    /// Whether the law lets this demand be denied on this basis.
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

    /// Whether it stands on what was answered before ([`Denial::earlier_responses`]).
    #[must_use]
    pub fn needs_earlier_responses(self) -> bool {
        matches!(self, Self::RepeatedWithoutNews | Self::TooOften)
    }

    /// The basis in words, for the record and for the email.
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
