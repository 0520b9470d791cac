//! Requests, outbound emails and inbound emails as the desk shows them.

use crate::actions::{Offered, offered};
use crate::notifications::NotificationView;
use domain::calendar::Due;
use domain::log::Entry;
use domain::outbound_email::{Addressee, EmailEvent, EmailKind, ManualDeliveryReason};
use domain::person::Identifier;
use domain::receipt::{Receipt, ReceiptId, Reference};
use domain::record::Record;
use domain::request::{Channel, Request, RequestId, RequestKind, ReviewReason, ReviewStage};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{EmailAction, EmailState, InboundList, PendingEmail, UnopenedEmail};

/// A request in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    pub(crate) id: RequestId,
    pub(crate) reference: Reference,
    pub(crate) version: u64,
    pub(crate) kind: &'static str,
    pub(crate) right: Option<&'static str>,
    pub(crate) stage: &'static str,
    /// Why staff must read the email, while it waits for that.
    pub(crate) review: Option<ReviewReason>,
    pub(crate) channel: Channel,
    pub(crate) received: Timestamp,
    pub(crate) due: Option<Due>,
    pub(crate) overdue: bool,
    pub(crate) next_check_at: Option<Timestamp>,
    pub(crate) in_force_since: Option<Timestamp>,
    pub(crate) held: bool,
    pub(crate) erased: Option<Timestamp>,
    /// The masked address of the requester.
    pub(crate) contact: Option<String>,
}

impl Summary {
    pub(crate) fn of(request: &Request, now: Timestamp) -> Self {
        let due = request.due();
        let today = request.calendar().date_of(now);
        Self {
            id: request.id,
            reference: request.id.0.reference(),
            version: request.version,
            kind: kind(request),
            right: request.right().map(|right| right.as_str()),
            stage: request.stage().as_str(),
            review: match &request.kind {
                RequestKind::Review {
                    stage: ReviewStage::Waiting { reason, .. },
                } => Some(*reason),
                _ => None,
            },
            channel: request.channel,
            received: request.received,
            due,
            overdue: due.is_some_and(|due| due.latest < today),
            next_check_at: request.next_check_at(),
            in_force_since: request.in_force_since(),
            held: request.held,
            erased: request.erased,
            contact: request.person.contact().map(Identifier::masked),
        }
    }
}

/// Returns the kind of a request, as lists filter by it.
fn kind(request: &Request) -> &'static str {
    match request.kind {
        RequestKind::Immediate { .. } => "immediate",
        RequestKind::Verifiable { .. } => "verifiable",
        RequestKind::Review { .. } => "review",
    }
}

/// A log entry with the reason that staff gave.
#[derive(Debug, Serialize)]
pub(crate) struct Logged {
    version: u64,
    #[serde(flatten)]
    entry: Entry,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// Joins the log with the reasons, which are stored apart from it because they may name people.
pub(crate) fn logged(log: Vec<Entry>, mut words: BTreeMap<u64, String>) -> Vec<Logged> {
    let entries = (1..).zip(log);
    entries
        .map(|(version, entry)| Logged {
            version,
            entry,
            why: words.remove(&version),
        })
        .collect()
}

/// An outbound email.
#[derive(Debug, Serialize)]
pub(crate) struct EmailView {
    /// The request, or the inbound email without a request, that caused it.
    owner: String,
    id: String,
    kind: Option<EmailKind>,
    to: Option<Addressee>,
    state: &'static str,
    attempts: u64,
    sent_at: Option<Timestamp>,
    ses_id: Option<String>,
    manual: Option<ManualDeliveryReason>,
    /// What SES reported about it.
    events: Vec<EmailEvent>,
    /// The other requests that this email is about.
    also: Vec<RequestId>,
    /// The actions of staff that its state allows.
    actions: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The text that is sent or printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl EmailView {
    pub(crate) fn of(pending: &PendingEmail, words: Option<emails::RenderedEmail>) -> Self {
        let first = pending.content.first();
        let given = match first.map(|email| &email.to) {
            Some(Addressee::Manual(why)) => Some(*why),
            _ => None,
        };
        let (subject, text) = words.map(|words| (words.subject, words.text)).unzip();
        Self {
            owner: pending.key.owner().to_owned(),
            id: pending.key.email_id().to_owned(),
            kind: first.map(|email| email.kind.clone()),
            to: first.map(|email| email.to.clone()),
            state: pending.state.as_str(),
            attempts: pending.attempts,
            sent_at: pending.sent.as_ref().map(|sent| sent.at),
            ses_id: pending.sent.as_ref().map(|sent| sent.ses_id.clone()),
            manual: pending.manual.or(given),
            events: pending.events.clone(),
            also: pending.also.clone(),
            actions: actions(pending.state),
            subject,
            text,
        }
    }
}

fn actions(state: EmailState) -> Vec<&'static str> {
    let allowed = EmailAction::NAMES
        .into_iter()
        .filter(|name| EmailAction::is_for_state(name, state));
    allowed.collect()
}

/// An inbound email without a request.
#[derive(Serialize)]
pub(crate) struct InboundView {
    id: ReceiptId,
    received: Timestamp,
    why: String,
    list: InboundList,
    /// The requests that the reader linked it to.
    about: Vec<RequestId>,
}

impl InboundView {
    pub(crate) fn of(id: ReceiptId, mail: UnopenedEmail) -> Self {
        Self {
            id,
            received: mail.received,
            why: mail.why,
            list: mail.list,
            about: mail.about,
        }
    }
}

/// Everything about one request.
#[derive(Debug, Serialize)]
pub(crate) struct Whole<T> {
    #[serde(flatten)]
    pub(crate) summary: Summary,
    /// The stored request.
    pub(crate) request: Request,
    /// The record of 11 CCR § 7101(b).
    pub(crate) record: Record,
    pub(crate) log: Vec<Logged>,
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) emails: Vec<EmailView>,
    /// The notifications to partners.
    pub(crate) notifications: Vec<NotificationView>,
    /// The inbound emails of the request.
    pub(crate) originals: Vec<T>,
    /// The actions of staff that the request allows now.
    pub(crate) actions: Vec<Offered>,
}

impl<T> Whole<T> {
    pub(crate) fn new(
        request: Request,
        log: Vec<Logged>,
        receipts: Vec<Receipt>,
        emails: Vec<EmailView>,
        notifications: Vec<NotificationView>,
        originals: Vec<T>,
        now: Timestamp,
    ) -> Self {
        Self {
            summary: Summary::of(&request, now),
            record: Record::of(&request),
            actions: offered(&request, now),
            request,
            log,
            receipts,
            emails,
            notifications,
            originals,
        }
    }
}
