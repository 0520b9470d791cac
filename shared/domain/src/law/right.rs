//! What people can ask for.

use serde::{Deserialize, Serialize};

/// A choice that a person makes about their data. It is in force when it arrives. Some states would let it be
/// verified or extended; California, whose choices everyone here gets, does not, and no request has a place
/// for a proof or an extension of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
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
pub enum Demand {
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
    Choice(Choice),
    /// Ends in an answer.
    Demand(Demand),
}

impl Right {
    /// Every right.
    pub const ALL: [Self; 10] = [
        Self::Choice(Choice::OptOut),
        Self::Choice(Choice::Limit),
        Self::Demand(Demand::Delete),
        Self::Demand(Demand::Know),
        Self::Demand(Demand::KnowCategories),
        Self::Demand(Demand::Correct),
        Self::Choice(Choice::MarketingStop),
        Self::Choice(Choice::AdmtOptOut),
        Self::Demand(Demand::AdmtAccess),
        Self::Demand(Demand::AdmtAppeal),
    ];

    /// The rights that the form and its JSON twin take, in the form's order.
    pub const ON_THE_FORM: [Self; 6] = [
        Self::Choice(Choice::OptOut),
        Self::Choice(Choice::Limit),
        Self::Demand(Demand::Delete),
        Self::Demand(Demand::Know),
        Self::Demand(Demand::Correct),
        Self::Choice(Choice::MarketingStop),
    ];

    /// The right's id in JSON and in keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Choice(Choice::OptOut) => "opt_out",
            Self::Choice(Choice::Limit) => "limit",
            Self::Choice(Choice::MarketingStop) => "marketing_stop",
            Self::Choice(Choice::AdmtOptOut) => "admt_opt_out",
            Self::Demand(Demand::Delete) => "delete",
            Self::Demand(Demand::Know) => "know",
            Self::Demand(Demand::KnowCategories) => "know_categories",
            Self::Demand(Demand::Correct) => "correct",
            Self::Demand(Demand::AdmtAccess) => "admt_access",
            Self::Demand(Demand::AdmtAppeal) => "admt_appeal",
        }
    }

    /// The right in the person's own words, as pages and letters name it.
    #[must_use]
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Choice(Choice::OptOut) => "Do not sell or share my personal information",
            Self::Choice(Choice::Limit) => "Limit the use of my sensitive personal information",
            Self::Choice(Choice::MarketingStop) => "Stop sending me marketing mail",
            Self::Choice(Choice::AdmtOptOut) => "Do not decide about me by automated means",
            Self::Demand(Demand::Delete) => "Delete my personal information",
            Self::Demand(Demand::Know) => "Show me the personal information that you hold about me",
            Self::Demand(Demand::KnowCategories) => {
                "Tell me what kinds of personal information you hold about me"
            }
            Self::Demand(Demand::Correct) => "Correct my personal information",
            Self::Demand(Demand::AdmtAccess) => "Explain an automated decision about me",
            Self::Demand(Demand::AdmtAppeal) => {
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
