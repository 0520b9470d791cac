//! The status of a request, as the holder of one link may see it.
//!
//! **Invariant:** the bearer of a link sees what a new request would show ([`Status::for_bearer`]). Only the reader of the
//! requester's emails sees what has become of the request ([`Status::for_mailbox`]). Otherwise a stranger who types an
//! address could learn whether its holder made the same request before.

mod actions;
mod bearer;
mod late;
mod progress;
mod sentence;
mod stage;

use crate::page::StatusView;
use domain::calendar::{Calendar, Due};
use domain::keys::LinkAction;
use domain::law::{ApplicableRules, ComplaintNotice, Duty, Extension, Right, Rule};
use domain::person::Identifier;
use domain::receipt::Receipt;
use domain::request::{
    AppealDecision, Asked, ImmediateStage, Request, RequestKind, SetBy, VerifiableStage,
};
use jiff::{SignedDuration, Timestamp};
use progress::Progress;
use sentence::Sentence;
use serde::Serialize;
use stage::Stage;
use store::Downloads;
use texts::Texts;

/// How long after the receipt the page also asks to keep its URL.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// The status of a request, as the holder of one link may see it.
#[derive(Debug, Clone)]
pub struct Status {
    texts: Texts,
    receipt: Receipt,
    now: Timestamp,
    /// The masked identifiers that the request applies to.
    identifiers: Vec<String>,
    right: Option<Right>,
    rules: Option<ApplicableRules>,
    stage: Stage,
    progress: Option<Progress>,
    actions: Vec<LinkAction>,
    /// True if the page must say that it doesn't show everything.
    is_for_bearer: bool,
    /// True if emails go to the child's parent, whose address the page doesn't show.
    is_about_child: bool,
}

/// The status for programs, in the language of the status: [`crate`] asks for English. Scripts outside this project read
/// these fields, so their names stay.
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
    /// Why we refused. Only the requester's emails link to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// The actions that the requester can take. Only the requester's emails link to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    actions: Vec<ActionJson>,
}

#[derive(Debug, Serialize)]
struct ActionJson {
    action: &'static str,
    path: String,
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
    /// Builds the status for the bearer of a link that anyone could have gotten: from the form, or by a lookup.
    #[must_use]
    pub fn for_bearer(texts: Texts, receipt: &Receipt, request: &Request, now: Timestamp) -> Self {
        let today = Calendar::California.date_of(now);
        match (
            &receipt.asked,
            Stage::for_bearer(texts, receipt, request, today),
        ) {
            (Asked::Right(right), Some(stage)) => Self {
                texts,
                identifiers: applies_to(texts, receipt, request),
                right: Some(*right),
                rules: receipt.rules,
                stage,
                progress: None,
                actions: Vec::new(),
                is_for_bearer: true,
                is_about_child: request.is_about_child(),
                receipt: receipt.clone(),
                now,
            },
            _ => {
                let mut status = Self::of(texts, receipt, request, now);
                status.stage.reason = None;
                status
            }
        }
    }

    /// Builds the status for the reader of the requester's emails. `downloads` are those of the response's file.
    #[must_use]
    pub fn for_mailbox(
        texts: Texts,
        receipt: &Receipt,
        request: &Request,
        downloads: &Downloads,
        now: Timestamp,
    ) -> Self {
        let mut status = Self::of(texts, receipt, request, now);
        if request.file_sent_at().is_some() {
            let downloadable = actions::is_downloadable(request, downloads, now);
            status.stage.file(downloads, downloadable);
        }
        status.actions = actions::of(request, downloads, now);
        status
    }

    fn of(texts: Texts, receipt: &Receipt, request: &Request, now: Timestamp) -> Self {
        let rules = request.rules();
        let mut stage = Stage::of(texts, receipt, request);
        stage.next.extend(complaint(texts, rules, request));
        let today = Calendar::California.date_of(now);
        let missed = stage.due.filter(|due| due.ahead(today).is_none());
        if let Some(due) = missed {
            stage = stage.late(due, request);
        }
        Self {
            texts,
            identifiers: applies_to(texts, receipt, request),
            progress: Progress::of(request),
            receipt: receipt.clone(),
            now,
            right: request.right(),
            rules,
            stage,
            actions: Vec::new(),
            is_for_bearer: false,
            is_about_child: request.is_about_child(),
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
        self.texts.date_without_weekday(self.calendar().date_of(at))
    }

    /// Returns the status for people. `path` returns the path of an action.
    #[must_use]
    pub fn view(&self, path: impl Fn(LinkAction) -> String) -> StatusView {
        let today = self.calendar().date_of(self.now);
        let due = self.stage.due.and_then(|due| due.ahead(today));
        let in_force = self.stage.in_force_since.map(|at| self.date(at));
        let texts = self.texts;
        let (right, law) = (self.right, self.rule().map(|rule| rule.law));
        let label = |action: LinkAction| {
            texts
                .text("action-label")
                .with("action", action.as_str())
                .to_string()
        };
        StatusView {
            title: self.stage.title.clone(),
            reference: self.receipt.reference().to_string(),
            right: right.map_or_else(
                || texts.text("status-your-email").into(),
                |right| texts.right(right),
            ),
            stage: self.stage.summary.clone(),
            received: self.date(self.receipt.received),
            setting: in_force.clone().map(|since| {
                texts
                    .text("status-setting")
                    .with("setting", self.setting())
                    .with("date", whole(&since))
                    .into()
            }),
            in_force,
            identifiers: self.identifiers.clone(),
            law: law.map_or_else(String::new, |law| texts.law(law)),
            rule: self.rule_in_words(),
            citation: self
                .rule()
                .map_or(String::new(), |rule| rule.cite.to_owned()),
            due: due.map(|due| texts.date_without_weekday(due.target)),
            deadline: self.deadline(),
            set_by_policy: self.stage.due_set_by == SetBy::Policy,
            done: self
                .stage
                .done
                .iter()
                .map(|(at, what)| (self.date(*at), what.text.clone()))
                .collect(),
            progress: self
                .progress
                .map(|progress| progress.in_words(texts, |at| self.date(at)).into()),
            next: in_order(&self.stage.next),
            reason: self
                .stage
                .reason
                .clone()
                .map(|reason| (reason.intro, reason.text)),
            actions: self
                .actions
                .iter()
                .map(|action| (label(*action), path(*action)))
                .collect(),
            emails_go_to: self.is_for_bearer.then(|| self.receipt_email()).flatten(),
            fresh: self.now.duration_since(self.receipt.received) < FRESH,
        }
    }

    /// Returns the setting that is in effect. During review, the email only counts as an opt-out.
    fn setting(&self) -> String {
        match self.right {
            Some(right) => self.texts.right(right),
            None => self.texts.text("status-setting-until-read").into(),
        }
    }

    /// Returns the label of the date.
    fn deadline(&self) -> String {
        let texts = self.texts;
        match (self.right, self.stage.name) {
            (_, "appealing") => texts.text("status-decide-by"),
            (None, _) => texts.text("status-read-by"),
            (Some(Right::Immediate(_)), _) => texts.text("status-notify-by"),
            (Some(Right::Verifiable(_)), _) => texts.text("status-respond-by"),
        }
        .into()
    }

    /// Returns the masked address that the emails about this receipt go to.
    fn receipt_email(&self) -> Option<String> {
        let address = bearer::email_of(&self.receipt)?;
        let emailed = self.receipt.channel.is_confirmed_by_email() && !self.is_about_child;
        emailed.then(|| address.masked())
    }

    /// Returns what the law requires of us, in one or two sentences.
    fn rule_in_words(&self) -> String {
        let extension = self.rules.and_then(|rules| {
            let longer = rules.extension(rules.day_of(self.receipt.received));
            longer.ok()?.1.extension()
        });
        let texts = self.texts;
        match (self.rule().map(|rule| rule.duty), extension) {
            (Some(Duty::Honor { .. }), _) if self.stage.in_force_since.is_none() => String::new(),
            (Some(Duty::Honor { within, .. }), _) => texts
                .text("rule-honor")
                .with("days", texts.span(within))
                .into(),
            (Some(Duty::Respond { respond_within, .. }), Some(Extension { by })) => texts
                .text("rule-respond-extension")
                .with("days", texts.span(respond_within))
                .with("more", texts.span(by))
                .into(),
            (Some(Duty::Respond { respond_within, .. }), None) => texts
                .text("rule-respond")
                .with("days", texts.span(respond_within))
                .into(),
            (Some(Duty::OptIn) | None, _) => String::new(),
        }
    }

    /// Returns the status for programs. `path` returns the path of an action.
    #[must_use]
    pub fn json(&self, path: impl Fn(LinkAction) -> String) -> StatusJson {
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
                    what: what.text.clone(),
                })
                .collect(),
            next: in_order(&self.stage.next),
            reason: self.stage.reason.clone().map(|reason| reason.text),
            actions: self
                .actions
                .iter()
                .map(|action| ActionJson {
                    action: action.as_str(),
                    path: path(*action),
                })
                .collect(),
        }
    }
}

/// Returns the identifiers of this receipt that the request still applies to, or all of them if it has ended.
fn applies_to(texts: Texts, receipt: &Receipt, request: &Request) -> Vec<String> {
    let named = || receipt.identifiers.iter();
    let left = named().filter(|named| request.ended_for(named).is_none());
    let left: Vec<String> = left.map(|named| shown(texts, named)).collect();
    match left.is_empty() {
        true => named().map(|named| shown(texts, named)).collect(),
        false => left,
    }
}

/// Returns the masked identifier, with a note if it is an account that we could not verify. Such an account is not
/// suppressed.
fn shown(texts: Texts, identifier: &Identifier) -> String {
    let masked = identifier.masked();
    match identifier.can_be_suppressed() {
        true => masked,
        false => texts
            .text("status-claimed-account")
            .with("identifier", masked)
            .into(),
    }
}

/// Returns where the person can file a complaint about the decision on their appeal, if their law requires us to say so.
fn complaint(texts: Texts, rules: Option<ApplicableRules>, request: &Request) -> Option<Sentence> {
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
    let complaint = texts
        .text("appeal-complaint")
        .with("authority", texts.authority(body));
    Some(complaint.into())
}

fn in_order(sentences: &[Sentence]) -> Vec<String> {
    let text = |sentence: &Sentence| sentence.text.clone();
    sentences.iter().map(text).collect()
}

/// Returns a date that no line break cuts.
fn whole(date: &str) -> String {
    date.replace(' ', "\u{a0}")
}
