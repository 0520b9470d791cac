//! What people can ask for.

use serde::{Deserialize, Serialize};

/// A choice that a person makes about their data. It is in force when it arrives. Some states would let it be
/// verified or extended; California, whose choices everyone here gets, does not, and no request has a place
/// for a proof or an extension of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImmediateRight {
    /// Do not sell or share my personal information (Civ. Code § 1798.120); in the other states, sale and
    /// targeted advertising.
    OptOut,
    /// Limit the use of my sensitive personal information (Civ. Code § 1798.121).
    Limit,
    /// Stop marketing mail (15 U.S.C. § 7704(a)(4)).
    MarketingStop,
    /// Opt out of automated decision-making technology (11 CCR § 7221); in the other states, of profiling for
    /// decisions that weigh on the person.
    AdmtOptOut,
}

/// Something that a person asks the company to do or to tell, and that ends in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VerifiableRight {
    /// Delete my personal information (Civ. Code § 1798.105).
    Delete,
    /// Show me the specific pieces of information that you hold (Civ. Code § 1798.110).
    Know,
    /// Tell me the categories of information that you hold (Civ. Code §§ 1798.110, 1798.115).
    KnowCategories,
    /// Correct my personal information (Civ. Code § 1798.106).
    Correct,
    /// Explain an automated decision (11 CCR § 7222).
    AdmtAccess,
    /// Appeal an automated decision to a human (11 CCR § 7221(b)(1)); in Minnesota and Connecticut, contest it.
    AdmtAppeal,
}

/// A right that a request exercises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Right {
    /// In force when it arrives.
    Immediate(ImmediateRight),
    /// Ends in an answer.
    Verifiable(VerifiableRight),
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 10] = [
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
    ];

    /// The rights that the form and its JSON twin take, in the form's order.
    pub const ON_THE_FORM: [Self; 6] = [
        Self::Immediate(ImmediateRight::OptOut),
        Self::Immediate(ImmediateRight::Limit),
        Self::Verifiable(VerifiableRight::Delete),
        Self::Verifiable(VerifiableRight::Know),
        Self::Verifiable(VerifiableRight::Correct),
        Self::Immediate(ImmediateRight::MarketingStop),
    ];

    /// The right's id in JSON and in keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Immediate(ImmediateRight::OptOut) => "opt_out",
            Self::Immediate(ImmediateRight::Limit) => "limit",
            Self::Immediate(ImmediateRight::MarketingStop) => "marketing_stop",
            Self::Immediate(ImmediateRight::AdmtOptOut) => "admt_opt_out",
            Self::Verifiable(VerifiableRight::Delete) => "delete",
            Self::Verifiable(VerifiableRight::Know) => "know",
            Self::Verifiable(VerifiableRight::KnowCategories) => "know_categories",
            Self::Verifiable(VerifiableRight::Correct) => "correct",
            Self::Verifiable(VerifiableRight::AdmtAccess) => "admt_access",
            Self::Verifiable(VerifiableRight::AdmtAppeal) => "admt_appeal",
        }
    }

    /// The right in the person's own words, as pages and emails name it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Immediate(ImmediateRight::OptOut) => {
                "Do not sell or share my personal information"
            }
            Self::Immediate(ImmediateRight::Limit) => {
                "Limit the use of my sensitive personal information"
            }
            Self::Immediate(ImmediateRight::MarketingStop) => "Stop sending me marketing mail",
            Self::Immediate(ImmediateRight::AdmtOptOut) => {
                "Do not decide about me by automated means"
            }
            Self::Verifiable(VerifiableRight::Delete) => "Delete my personal information",
            Self::Verifiable(VerifiableRight::Know) => {
                "Show me the personal information that you hold about me"
            }
            Self::Verifiable(VerifiableRight::KnowCategories) => {
                "Tell me what kinds of personal information you hold about me"
            }
            Self::Verifiable(VerifiableRight::Correct) => "Correct my personal information",
            Self::Verifiable(VerifiableRight::AdmtAccess) => {
                "Explain an automated decision about me"
            }
            Self::Verifiable(VerifiableRight::AdmtAppeal) => {
                "Let a human look at an automated decision about me"
            }
        }
    }

    /// The right of this id.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|right| right.as_str() == id)
    }

    /// The right of this id, of those that the form takes.
    #[must_use]
    pub fn on_the_form(id: &str) -> Option<Self> {
        Self::ON_THE_FORM
            .into_iter()
            .find(|right| right.as_str() == id)
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
