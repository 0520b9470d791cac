//! The rights that a request can exercise.

use serde::{Deserialize, Serialize};

/// A right that is in force on receipt. Some states would let the company verify or extend it. California does not, and
/// everyone here gets California's rights, so a request has no field for either.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImmediateRight {
    /// Opt out of sale and sharing (Civ. Code § 1798.120). In the other states: of sale and targeted advertising.
    OptOut,
    /// Limit the use of sensitive personal information (Civ. Code § 1798.121).
    Limit,
    /// Stop marketing emails (15 U.S.C. § 7704(a)(4)).
    MarketingStop,
    /// Opt out of automated decision-making technology (11 CCR § 7221). In the other states: of profiling for
    /// significant decisions.
    AdmtOptOut,
    /// Withdraw consent, for example to the use of sensitive data (ORS 646A.578(1)(d) and similar laws).
    WithdrawConsent,
}

/// A right that needs verification and ends with a response (CCPA: "verifiable consumer request").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifiableRight {
    /// Delete personal information (Civ. Code § 1798.105).
    Delete,
    /// Get the specific pieces of personal information (Civ. Code § 1798.110).
    Know,
    /// Get the categories of personal information (Civ. Code §§ 1798.110, 1798.115).
    KnowCategories,
    /// Correct personal information (Civ. Code § 1798.106).
    Correct,
    /// Get an explanation of an automated decision (11 CCR § 7222).
    AdmtAccess,
    /// Appeal an automated decision to a human (11 CCR § 7221(b)(1)). In Minnesota and Connecticut: contest it.
    AdmtAppeal,
}

/// A right that a request exercises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Right {
    /// In force on receipt.
    Immediate(ImmediateRight),
    /// Ends with a response.
    Verifiable(VerifiableRight),
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 11] = [
        Self::Immediate(ImmediateRight::OptOut),
        Self::Immediate(ImmediateRight::Limit),
        Self::Verifiable(VerifiableRight::Delete),
        Self::Verifiable(VerifiableRight::Know),
        Self::Verifiable(VerifiableRight::KnowCategories),
        Self::Verifiable(VerifiableRight::Correct),
        Self::Immediate(ImmediateRight::MarketingStop),
        Self::Immediate(ImmediateRight::AdmtOptOut),
        Self::Verifiable(VerifiableRight::AdmtAccess),
        Self::Verifiable(VerifiableRight::AdmtAppeal),
        Self::Immediate(ImmediateRight::WithdrawConsent),
    ];

    /// The rights that emails explain. Everyone has them. [`Right::offered`] returns all that a person can use.
    pub const BASIC: [Self; 6] = [
        Self::Immediate(ImmediateRight::OptOut),
        Self::Immediate(ImmediateRight::Limit),
        Self::Verifiable(VerifiableRight::Delete),
        Self::Verifiable(VerifiableRight::Know),
        Self::Verifiable(VerifiableRight::Correct),
        Self::Immediate(ImmediateRight::MarketingStop),
    ];

    /// Returns the right's ID in JSON and in keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Immediate(ImmediateRight::OptOut) => "opt_out",
            Self::Immediate(ImmediateRight::Limit) => "limit",
            Self::Immediate(ImmediateRight::MarketingStop) => "marketing_stop",
            Self::Immediate(ImmediateRight::AdmtOptOut) => "admt_opt_out",
            Self::Immediate(ImmediateRight::WithdrawConsent) => "withdraw_consent",
            Self::Verifiable(VerifiableRight::Delete) => "delete",
            Self::Verifiable(VerifiableRight::Know) => "know",
            Self::Verifiable(VerifiableRight::KnowCategories) => "know_categories",
            Self::Verifiable(VerifiableRight::Correct) => "correct",
            Self::Verifiable(VerifiableRight::AdmtAccess) => "admt_access",
            Self::Verifiable(VerifiableRight::AdmtAppeal) => "admt_appeal",
        }
    }

    /// Returns the right in the consumer's words, for pages and emails.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Immediate(ImmediateRight::OptOut) => {
                "Do not sell or share my personal information"
            }
            Self::Immediate(ImmediateRight::Limit) => {
                "Limit the use of my sensitive personal information"
            }
            Self::Immediate(ImmediateRight::MarketingStop) => "Stop sending me marketing emails",
            Self::Immediate(ImmediateRight::AdmtOptOut) => {
                "Do not use automated tools to make decisions about me"
            }
            Self::Immediate(ImmediateRight::WithdrawConsent) => {
                "Take back a consent that I gave you"
            }
            Self::Verifiable(VerifiableRight::Delete) => "Delete my personal information",
            Self::Verifiable(VerifiableRight::Know) => {
                "Show me the personal information you have about me"
            }
            Self::Verifiable(VerifiableRight::KnowCategories) => {
                "Tell me what kinds of personal information you have about me"
            }
            Self::Verifiable(VerifiableRight::Correct) => "Correct my personal information",
            Self::Verifiable(VerifiableRight::AdmtAccess) => {
                "Explain an automated decision you made about me"
            }
            Self::Verifiable(VerifiableRight::AdmtAppeal) => {
                "Have a person review an automated decision about me"
            }
        }
    }

    /// Returns the right with this ID.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.as_str() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_is_written_as_its_id() {
        for right in Right::ALL {
            let written = serde_json::to_string(&right).unwrap();
            assert_eq!(written, format!("\"{}\"", right.as_str()));
            assert_eq!(serde_json::from_str::<Right>(&written).unwrap(), right);
        }
    }
}
