//! The status of a request, as one receipt shows it.
//!
//! **Invariant:** if the receipt was merged into a request that another submission created, the status is built from
//! this submission alone. Otherwise it would reveal that someone made the same request before.

mod progress;
mod stage;

use crate::page::StatusView;
use domain::calendar::{Calendar, Due};
use domain::law::{ApplicableRules, ComplaintNotice, Duty, Extension, Right, Rule, with_site};
use domain::person::Identifier;
use domain::receipt::Receipt;
use domain::request::{
    AppealDecision, Asked, ImmediateStage, Request, RequestKind, SetBy, VerifiableStage,
};
use jiff::{SignedDuration, Timestamp};
use pages::date_in_words;
use progress::Progress;
use serde::Serialize;
use stage::Stage;

/// How long after the receipt the page also asks to keep its URL.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// The status of a request, as one receipt shows it.
#[derive(Debug, Clone)]
pub struct Status {
    receipt: Receipt,
    /// The masked identifiers that the request applies to.
    identifiers: Vec<String>,
    right: Option<Right>,
    rules: Option<ApplicableRules>,
    stage: Stage,
    progress: Option<Progress>,
}

/// The status for programs. Scripts outside this project read these fields, so their names stay.
#[derive(Debug, Serialize)]
pub struct StatusJson {
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
    #[serde(rename = "told")]
    progress: Option<ProgressJson>,
    done: Vec<EventJson>,
    next: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ProgressJson {
    of: u16,
    confirmed: u16,
    #[serde(rename = "not_needed")]
    excused: u16,
    last_at: Option<String>,
}

#[derive(Debug, Serialize)]
struct EventJson {
    at: String,
    what: String,
}

impl Status {
    /// Builds the status from a receipt and the request that it points to.
    #[must_use]
    pub fn of(receipt: &Receipt, request: &Request) -> Self {
        let stage = Stage::of(receipt, request);
        let (right, rules, mut stage) = match receipt.asked {
            Asked::Right(right) if !receipt.created => {
                (Some(right), receipt.rules, stage.since(receipt))
            }
            _ => (request.right(), request.rules(), stage),
        };
        stage.next.extend(complaint(rules, request));
        Self {
            identifiers: applies_to(receipt, request),
            progress: Progress::of(receipt, request),
            receipt: receipt.clone(),
            right,
            rules,
            stage,
        }
    }

    /// Returns the rule that set the date.
    fn rule(&self) -> Option<&'static Rule> {
        let rules = self.rules?;
        Some(rules.law_named(rules.day_of(self.receipt.received)))
    }

    fn calendar(&self) -> Calendar {
        self.rule()
            .map_or(Calendar::California, |rule| rule.law.calendar())
    }

    fn date(&self, at: Timestamp) -> String {
        date_in_words(self.calendar().date_of(at))
    }

    /// Returns the status for people.
    #[must_use]
    pub fn view(&self, now: Timestamp) -> StatusView {
        StatusView {
            title: self.stage.title.clone(),
            reference: self.receipt.reference().to_string(),
            right: self.right.map_or("Your email", Right::in_words).to_owned(),
            stage: self.stage.summary.to_owned(),
            received: self.date(self.receipt.received),
            in_force_since: self.stage.in_force_since.map(|at| self.date(at)),
            identifiers: self.identifiers.clone(),
            law: self
                .rule()
                .map_or(String::new(), |rule| rule.law.name().to_owned()),
            rule: self.rule_in_words(),
            citation: self
                .rule()
                .map_or(String::new(), |rule| rule.cite.to_owned()),
            target: self.stage.due.map(|due| date_in_words(due.target)),
            latest: self
                .stage
                .due
                .filter(|due| due.latest != due.target)
                .map(|due| date_in_words(due.latest)),
            set_by_policy: self.stage.due_set_by == SetBy::Policy,
            done: self
                .stage
                .done
                .iter()
                .map(|(at, what)| (self.date(*at), what.clone()))
                .collect(),
            progress: self
                .progress
                .map(|progress| progress.in_words(|at| self.date(at))),
            next: self.stage.next.clone(),
            fresh: now.duration_since(self.receipt.received) < FRESH,
        }
    }

    /// Returns what the law requires of us, in one or two sentences.
    fn rule_in_words(&self) -> String {
        let extension = self.rules.and_then(|rules| {
            let longer = rules.extension(rules.day_of(self.receipt.received));
            longer.ok()?.1.extension()
        });
        match (self.rule().map(|rule| rule.duty), extension) {
            (Some(Duty::Honor { within, .. }), _) => {
                format!("It takes effect right away. The law allows us up to {within}.")
            }
            (Some(Duty::Respond { respond_within, .. }), Some(Extension { by })) => format!(
                "We have {respond_within} to respond. The law allows one extension of {by}, if we explain why before then."
            ),
            (Some(Duty::Respond { respond_within, .. }), None) => {
                format!("We have {respond_within} to respond.")
            }
            (Some(Duty::OptIn) | None, _) => String::new(),
        }
    }

    /// Returns the status for programs.
    #[must_use]
    pub fn json(&self) -> StatusJson {
        let second = |at: Timestamp| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        StatusJson {
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
            progress: self.progress.map(|progress| ProgressJson {
                of: progress.of,
                confirmed: progress.confirmed,
                excused: progress.excused,
                last_at: progress.last.map(second),
            }),
            done: self
                .stage
                .done
                .iter()
                .map(|(at, what)| EventJson {
                    at: second(*at),
                    what: what.clone(),
                })
                .collect(),
            next: self.stage.next.clone(),
        }
    }
}

/// Returns the identifiers of this receipt that the request still applies to, or all of them if it has ended.
fn applies_to(receipt: &Receipt, request: &Request) -> Vec<String> {
    let named = || receipt.identifiers.iter();
    let left = named().filter(|named| request.ended_for(named).is_none());
    let left: Vec<String> = left.map(shown).collect();
    match left.is_empty() {
        true => named().map(shown).collect(),
        false => left,
    }
}

/// Returns the masked identifier, with a note if it is an account that we could not verify. Such an account is not
/// suppressed.
fn shown(identifier: &Identifier) -> String {
    let masked = identifier.masked();
    match identifier.can_be_suppressed() {
        true => masked,
        false => format!("{masked}, an account that we could not verify"),
    }
}

/// Returns where the person can file a complaint about the decision on their appeal, if their law requires us to say so.
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
    let denied = matches!(decision, AppealDecision::Denied { .. });
    let required = denied || appeal.complaint_notice == ComplaintNotice::WithAppealDecision;
    let body = appeal.complaint_body.filter(|_| required)?;
    let body = with_site(body);
    Some(format!(
        "If you disagree, you can file a complaint with {body}."
    ))
}
