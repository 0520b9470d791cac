//! Suppression: what must not be done with the data behind an identifier.

use crate::law::Choice;
use crate::person::Identifier;
use crate::request::RequestId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a choice stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Selling and sharing.
    SaleSharing,
    /// Uses of sensitive information beyond what the law lets everyone do.
    Limit,
    /// Marketing mail.
    Marketing,
    /// Automated decisions.
    Admt,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 4] = [Self::SaleSharing, Self::Limit, Self::Marketing, Self::Admt];

    /// The purpose's name, in JSON and in the table's attributes.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SaleSharing => "sale_sharing",
            Self::Limit => "limit",
            Self::Marketing => "marketing",
            Self::Admt => "admt",
        }
    }
}

impl From<Choice> for Purpose {
    fn from(choice: Choice) -> Self {
        match choice {
            Choice::OptOut => Self::SaleSharing,
            Choice::Limit => Self::Limit,
            Choice::MarketingStop => Self::Marketing,
            Choice::AdmtOptOut => Self::Admt,
        }
    }
}

/// A change to the suppression of one identifier for one purpose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The identifier.
    pub identifier: Identifier,
    /// The purpose.
    pub purpose: Purpose,
    /// The request that causes it.
    pub cause: RequestId,
    /// When.
    pub at: Timestamp,
    /// What happens.
    pub turn: Turn,
}

/// What happens to a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// The request joins its causes. An earlier cause keeps its date.
    Begin,
    /// The request leaves its causes; without any left it ends.
    Withdraw,
    /// The holder opted back in: it ends whatever its causes were.
    End,
}
