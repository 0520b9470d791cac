//! The law: which rights there are, and one rule for each law and right.
//!
//! Behaviour reads the rule; nothing anywhere asks which law it is. The README's table, the dates on the
//! status page and the words of the letters come from these rows. Engineering reference, not legal advice.

mod california;
mod can_spam;
mod granted;
mod table;

pub use table::rules_table;

use crate::calendar::{Calendar, Due, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A law that gives people rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// California Consumer Privacy Act, Civ. Code §§ 1798.100–1798.199.100, and its regulations,
    /// 11 CCR §§ 7000–7304 as in effect since 2026-01-01.
    Ccpa,
    /// CAN-SPAM Act, 15 U.S.C. §§ 7701–7713, and 16 CFR Part 316.
    CanSpam,
}

impl Law {
    /// Every law.
    pub const ALL: [Self; 2] = [Self::Ccpa, Self::CanSpam];

    /// The law's id in JSON.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ccpa => "ccpa",
            Self::CanSpam => "can_spam",
        }
    }

    /// The law's name as people know it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Ccpa => "California Consumer Privacy Act (CCPA)",
            Self::CanSpam => "CAN-SPAM Act",
        }
    }

    /// How the law counts days.
    #[must_use]
    pub fn calendar(self) -> Calendar {
        match self {
            Self::Ccpa => Calendar::California,
            Self::CanSpam => Calendar::Federal,
        }
    }
}

/// A choice that a person makes about their data. It is in force when it arrives: no law here lets it be
/// verified or extended, and no type here could hold a proof or an extension for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// Do not sell or share my personal information (Civ. Code § 1798.120).
    OptOut,
    /// Limit the use of my sensitive personal information (Civ. Code § 1798.121).
    Limit,
    /// Stop marketing mail (15 U.S.C. § 7704(a)(4)).
    MarketingStop,
    /// Opt out of automated decision-making technology (11 CCR § 7221).
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
    /// Appeal an automated decision to a human (11 CCR § 7221(b)(1)).
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
    pub fn as_str(self) -> &'static str {
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
    pub fn in_words(self) -> &'static str {
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

    /// The rule that sets the clock of a request received on `date`.
    ///
    /// House policy: everyone gets California's choices wherever they live, and whoever asks to stop
    /// marketing mail is under the federal law that gives that right. `None` while no law grants it.
    #[must_use]
    pub fn rule_on(self, date: Date) -> Option<&'static Rule> {
        RULES.iter().flat_map(|rows| rows.iter()).find(|rule| {
            rule.by == Means::Request && rule.in_force_on(date) && rule.duty.right() == Some(self)
        })
    }
}

/// What a rule asks of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// A choice must take effect. There is no proof and no extension to write down here.
    Honour {
        /// The choice.
        choice: Choice,
        /// How long it may take at the very most.
        within: Span,
        /// Months before the person may be asked to change their mind, where the law says so.
        ask_again_after_months: Option<u8>,
        /// Where the law demands a means for the person to confirm that it was processed.
        confirmation: Option<&'static str>,
        /// Where the law lets a documented good-faith belief of fraud deny it.
        fraud_denial: Option<&'static str>,
    },
    /// A demand must be answered.
    Answer {
        /// The demand.
        demand: Demand,
        /// How soon its receipt must be confirmed.
        acknowledge: Option<Span>,
        /// How soon it must be answered.
        answer: Span,
        /// The one extension, where the law grants one.
        extension: Option<Extension>,
        /// How sure the company must be of who asks.
        proof: ProofDegree,
        /// The appeal, where the law grants one.
        appeal: Option<Appeal>,
        /// How often it is free.
        free: Option<Free>,
    },
    /// The person may take a choice back, in two steps of their own (11 CCR § 7028).
    OptIn,
}

impl Duty {
    /// The right whose requests this duty is about.
    #[must_use]
    pub fn right(&self) -> Option<Right> {
        match *self {
            Self::Honour { choice, .. } => Some(Right::Choice(choice)),
            Self::Answer { demand, .. } => Some(Right::Demand(demand)),
            Self::OptIn => None,
        }
    }
}

/// One extension of an answer. Its notice and its reason must reach the person within the first period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// How much longer, counted from the end of the first period.
    pub by: Span,
}

/// How sure the company must be of who asks (11 CCR §§ 7060–7062).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofDegree {
    /// A reasonable degree of certainty.
    Reasonable,
    /// A reasonably high degree of certainty.
    ReasonablyHigh,
    /// As sensitive the data, so sure the proof (11 CCR § 7062(d), (e)).
    ByRisk,
}

/// An appeal against an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appeal {
    /// How soon it must be decided, from its receipt.
    pub decide: Span,
    /// The one extension of that, where the law grants one.
    pub extension: Option<Span>,
    /// Whom a denied appeal must name.
    pub complaint_body: &'static str,
}

/// How often an answer is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Free {
    /// So many times…
    pub times: u8,
    /// …in so many months.
    pub in_months: u8,
}

/// Who may act for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgentRule {
    /// With the person's signed permission, and nothing more.
    SignedPermission,
    /// With signed permission, and the person may be asked to confirm it or to prove who they are;
    /// a power of attorney replaces both (11 CCR § 7063).
    SignedPermissionAndConfirmation,
    /// The law names no agent; anyone who can show the person's will is heard.
    NotNamed,
}

/// By what the right is exercised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A request, in whatever form.
    Request,
    /// A browser's opt-out preference signal.
    Signal,
}

/// When a clock starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockStart {
    /// On the day of receipt, whatever proof may take (11 CCR § 7021(b)).
    Receipt,
    /// On the day on which the person was authenticated.
    Authentication,
}

/// How well a row is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Read in a public copy of the primary text.
    Primary,
    /// Read in a secondary source: unconfirmed.
    Secondary,
    /// General knowledge: unconfirmed.
    Memory,
}

/// What one law says of one right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The rule's id; kept on every request that it governs.
    pub id: &'static str,
    /// The law.
    pub law: Law,
    /// By what the right is exercised.
    pub by: Means,
    /// What the company must do.
    pub duty: Duty,
    /// From when the clock runs.
    pub start: ClockStart,
    /// Who may act for the person.
    pub agent: AgentRule,
    /// Where it stands.
    pub cite: &'static str,
    /// How well we know it.
    pub evidence: Evidence,
    /// The first day on which it is law; dormant before.
    pub from: Date,
    /// The last day on which it is law, if it has ended.
    pub until: Option<Date>,
}

/// Every rule, law by law.
pub const RULES: [&[Rule]; 2] = [california::RULES, can_spam::RULES];

impl Rule {
    /// The rule of this id.
    #[must_use]
    pub fn named(id: &str) -> Option<&'static Self> {
        RULES
            .iter()
            .flat_map(|rows| rows.iter())
            .find(|rule| rule.id == id)
    }

    /// Whether it is law on this day.
    #[must_use]
    pub fn in_force_on(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }

    /// When what the person asked for is due, if the law has a clock for it. `received` is the day on which
    /// the clock starts: see [`Rule::start`].
    #[must_use]
    pub fn due(&self, received: Date) -> Option<Due> {
        let span = match self.duty {
            Duty::Honour { within, .. } => within,
            Duty::Answer { answer, .. } => answer,
            Duty::OptIn => return None,
        };
        Some(self.law.calendar().due(received, span))
    }

    /// When the confirmation of receipt is due, where the law asks for one.
    #[must_use]
    pub fn acknowledgement_due(&self, received: Date) -> Option<Due> {
        match self.duty {
            Duty::Answer {
                acknowledge: Some(span),
                ..
            } => Some(self.law.calendar().due(received, span)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_admt_opt_out_is_dormant_until_2027() {
        let right = Right::Choice(Choice::AdmtOptOut);
        assert!(right.rule_on(date(2026, 12, 31)).is_none());
        assert_eq!(
            right.rule_on(date(2027, 1, 1)).map(|rule| rule.id),
            Some("ca.admt_optout")
        );
    }

    #[test]
    fn every_right_on_the_form_has_a_rule_today() {
        for right in Right::ON_THE_FORM {
            assert!(right.rule_on(date(2026, 11, 21)).is_some(), "{right:?}");
            assert_eq!(Right::on_the_form(right.as_str()), Some(right));
        }
    }

    #[test]
    fn ids_are_unique_and_name_their_rule() {
        let ids: Vec<_> = RULES
            .iter()
            .flat_map(|rows| rows.iter())
            .map(|rule| rule.id)
            .collect();
        for id in &ids {
            assert_eq!(ids.iter().filter(|other| *other == id).count(), 1, "{id}");
            assert_eq!(Rule::named(id).map(|rule| rule.id), Some(*id));
        }
    }

    #[test]
    fn a_right_is_written_as_its_id() {
        for right in Right::ALL {
            let written = serde_json::to_string(&right).unwrap();
            assert_eq!(written, format!("\"{}\"", right.as_str()));
            assert_eq!(serde_json::from_str::<Right>(&written).unwrap(), right);
        }
    }
}
