//! What a receipt tells: told from the submission alone where another submission opened the request, so
//! that nobody learns here that somebody asked before.

mod notified;
mod stage;

use crate::page::StatusView;
use domain::calendar::{Calendar, Due};
use domain::law::{ApplicableRules, Duty, Extension, Named, Right, Rule, with_site};
use domain::person::Identifier;
use domain::receipt::Receipt;
use domain::request::{
    Asked, Decision, ImmediateStage, Request, RequestKind, SetBy, VerifiableStage,
};
use jiff::{SignedDuration, Timestamp};
use notified::Told;
use pages::date_in_words;
use serde::Serialize;
use stage::Stage;

/// For how long after its arrival a page also says to keep its address.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// A request as its receipt tells it.
#[derive(Debug, Clone)]
pub struct Story {
    receipt: Receipt,
    /// What it applies to.
    identifiers: Vec<String>,
    right: Option<Right>,
    rules: Option<ApplicableRules>,
    stage: Stage,
    notified: Option<Told>,
}

/// The story for programs.
#[derive(Debug, Serialize)]
pub struct StoryJson {
    reference: String,
    right: &'static str,
    stage: &'static str,
    status: String,
    received_at: String,
    in_force_since: Option<String>,
    due: Option<Due>,
    due_set_by: Option<SetBy>,
    law: Option<&'static str>,
    rule: Option<&'static str>,
    citation: Option<&'static str>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    unconfirmed: bool,
    identifiers: Vec<String>,
    notified: Option<ToldJson>,
    done: Vec<DoneJson>,
    next: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ToldJson {
    of: u16,
    confirmed: u16,
    /// For so many it is recorded why they need not be told.
    not_needed: u16,
    last_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct DoneJson {
    at: String,
    what: String,
}

impl Story {
    /// The story of a receipt and the request that it points to.
    #[must_use]
    pub fn of(receipt: &Receipt, request: &Request) -> Self {
        let stage = Stage::of(receipt, request);
        let (right, rules, mut stage) = match receipt.asked {
            Asked::Right(right) if !receipt.opened => {
                (Some(right), receipt.rules, stage.told_since(receipt))
            }
            _ => (request.right(), request.rules(), stage),
        };
        stage.next.extend(complaint(rules, request));
        Self {
            identifiers: applies_to(receipt, request),
            notified: Told::of(receipt, request),
            receipt: receipt.clone(),
            right,
            rules,
            stage,
        }
    }

    /// The rule that set the date.
    fn rule(&self) -> Option<&'static Rule> {
        let rules = self.rules?;
        Some(rules.law_named(rules.day_of(self.receipt.received)))
    }

    fn calendar(&self) -> Calendar {
        self.rule()
            .map_or(Calendar::California, |rule| rule.law.calendar())
    }

    fn words_of(&self, at: Timestamp) -> String {
        date_in_words(self.calendar().date_of(at))
    }

    /// The story for people.
    #[must_use]
    pub fn view(&self, now: Timestamp) -> StatusView {
        let words = |date| date_in_words(date);
        StatusView {
            title: self.stage.title.clone(),
            reference: self.receipt.reference().to_string(),
            right: self.right.map_or("Your email", Right::in_words).to_owned(),
            stage: self.stage.words.to_owned(),
            received: self.words_of(self.receipt.received),
            in_force_since: self.stage.in_force_since.map(|at| self.words_of(at)),
            identifiers: self.identifiers.clone(),
            law: self
                .rule()
                .map_or(String::new(), |rule| rule.law.name().to_owned()),
            rule: self.in_a_sentence(),
            citation: self
                .rule()
                .map_or(String::new(), |rule| rule.cite.to_owned()),
            target: self.stage.due.map(|due| words(due.target)),
            latest: self
                .stage
                .due
                .filter(|due| due.latest != due.target)
                .map(|due| words(due.latest)),
            house_date: self.stage.due_set_by == SetBy::Policy,
            done: self
                .stage
                .done
                .iter()
                .map(|(at, what)| (self.words_of(*at), what.clone()))
                .collect(),
            notified: self
                .notified
                .map(|notified| notified.in_words(|at| self.words_of(at))),
            next: self.stage.next.clone(),
            fresh: now.duration_since(self.receipt.received) < FRESH,
        }
    }

    /// What the law asks of the company, for the person.
    fn in_a_sentence(&self) -> String {
        let extension = self.rules.and_then(|rules| {
            let longer = rules.extension(rules.day_of(self.receipt.received));
            longer.ok()?.1.extension()
        });
        match (self.rule().map(|rule| rule.duty), extension) {
            (Some(Duty::Honor { within, .. }), _) => {
                format!("In force at once. The law allows {within} at the most.")
            }
            (Some(Duty::Respond { answer, .. }), Some(Extension { by })) => {
                format!("An answer within {answer}; once {by} more, if we tell you why before.")
            }
            (Some(Duty::Respond { answer, .. }), None) => format!("An answer within {answer}."),
            (Some(Duty::OptIn) | None, _) => String::new(),
        }
    }

    /// The story for programs.
    #[must_use]
    pub fn json(&self) -> StoryJson {
        let second = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        StoryJson {
            reference: self.receipt.reference().to_string(),
            right: self.right.map_or("to_be_read", |right| right.as_str()),
            stage: self.stage.name,
            status: self.stage.title.clone(),
            received_at: second(self.receipt.received),
            in_force_since: self.stage.in_force_since.map(second),
            due: self.stage.due,
            due_set_by: self.stage.due.map(|_| self.stage.due_set_by),
            law: self.rule().map(|rule| rule.law.as_str()),
            rule: self.rule().map(|rule| rule.id),
            citation: self.rule().map(|rule| rule.cite),
            unconfirmed: self.rule().is_some_and(Rule::unconfirmed),
            identifiers: self.identifiers.clone(),
            notified: self.notified.map(|notified| ToldJson {
                of: notified.of,
                confirmed: notified.confirmed,
                not_needed: notified.excused,
                last_at: notified.last.map(second),
            }),
            done: self
                .stage
                .done
                .iter()
                .map(|(at, what)| DoneJson {
                    at: second(*at),
                    what: what.clone(),
                })
                .collect(),
            next: self.stage.next.clone(),
        }
    }
}

/// What a receipt named that it still applies to; all of it where it applies to nothing any more.
fn applies_to(receipt: &Receipt, request: &Request) -> Vec<String> {
    let named = || receipt.identifiers.iter();
    let left = named().filter(|named| request.ended_for(named).is_none());
    let left: Vec<String> = left.map(shown).collect();
    match left.is_empty() {
        true => named().map(shown).collect(),
        false => left,
    }
}

/// An identifier, masked, and what is not stopped for want of proof.
fn shown(identifier: &Identifier) -> String {
    let masked = identifier.masked();
    match identifier.can_be_stopped() {
        true => masked,
        false => format!("{masked}, an account that we could not check"),
    }
}

/// To whom the person can complain about how their appeal was decided, where their law has them told.
fn complaint(rules: Option<ApplicableRules>, request: &Request) -> Option<String> {
    let decision = match &request.kind {
        RequestKind::Verifiable {
            stage: VerifiableStage::AppealDecided { decision, .. },
            ..
        }
        | RequestKind::Immediate {
            stage: ImmediateStage::AppealDecided { decision, .. },
            ..
        } => decision,
        RequestKind::Immediate { .. }
        | RequestKind::Verifiable { .. }
        | RequestKind::Review { .. } => return None,
    };
    let appeal = rules?.appeal()?;
    let denied = matches!(decision, Decision::Denied { .. });
    let notified = denied || appeal.named == Named::WithDecision;
    let body = appeal.complaint_body.filter(|_| notified)?;
    let body = with_site(body);
    Some(format!("If you do not agree, you can complain to {body}."))
}
