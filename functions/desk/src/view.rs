//! What staff see of a request, an email and a mail.

use crate::notifications::NotificationView;
use crate::steps::{Offered, offered};
use domain::calendar::Due;
use domain::log::Entry;
use domain::outbound_email::{Addressee, EmailEvent, EmailKind, ManualDeliveryReason};
use domain::person::Identifier;
use domain::receipt::{Receipt, Reference};
use domain::record::Record;
use domain::request::{Channel, Request, RequestId, RequestKind, ReviewReason, ReviewStage};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{EmailAction, EmailState, PendingEmail};

/// A request in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    pub(crate) id: RequestId,
    pub(crate) reference: Reference,
    pub(crate) version: u64,
    pub(crate) kind: &'static str,
    pub(crate) right: Option<&'static str>,
    pub(crate) stage: &'static str,
    pub(crate) doubt: Option<ReviewReason>,
    pub(crate) channel: Channel,
    pub(crate) received: Timestamp,
    pub(crate) due: Option<Due>,
    pub(crate) overdue: bool,
    pub(crate) next_check_at: Option<Timestamp>,
    pub(crate) in_force_since: Option<Timestamp>,
    pub(crate) held: bool,
    pub(crate) erased: Option<Timestamp>,
    /// Who asks, as far as a list shows it.
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
            stage: request.stage(),
            doubt: match &request.kind {
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

/// What kind of request it is.
fn kind(request: &Request) -> &'static str {
    match request.kind {
        RequestKind::Immediate { .. } => "choice",
        RequestKind::Verifiable { .. } => "demand",
        RequestKind::Review { .. } => "doubt",
    }
}

/// An entry of the log, with the reason that was given for it.
#[derive(Debug, Serialize)]
pub(crate) struct Logged {
    version: u64,
    #[serde(flatten)]
    entry: Entry,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// The log with the reasons.
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

/// An email.
#[derive(Debug, Serialize)]
pub(crate) struct EmailView {
    /// The request or the mail that it belongs to.
    owner: String,
    id: String,
    kind: Option<EmailKind>,
    to: Option<Addressee>,
    state: &'static str,
    attempts: u64,
    sent_at: Option<Timestamp>,
    ses_id: Option<String>,
    manual: Option<ManualDeliveryReason>,
    notified: Vec<EmailEvent>,
    /// The other requests that it tells of.
    also: Vec<RequestId>,
    /// What staff can order about it now.
    orders: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The email's words, as they are sent or posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl EmailView {
    pub(crate) fn of(pending: &PendingEmail, words: Option<emails::Words>) -> Self {
        let first = pending.post.first();
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
            notified: pending.notified.clone(),
            also: pending.also.clone(),
            orders: orders(pending.state),
            subject,
            text,
        }
    }
}

fn orders(state: EmailState) -> Vec<&'static str> {
    let allowed = EmailAction::NAMES
        .into_iter()
        .filter(|name| EmailAction::is_for_state(name, state));
    allowed.collect()
}

/// Everything about one request.
#[derive(Debug, Serialize)]
pub(crate) struct Whole<T> {
    #[serde(flatten)]
    pub(crate) summary: Summary,
    /// The request as it stands in the table.
    pub(crate) request: Request,
    /// The record of 11 CCR § 7101(b).
    pub(crate) record: Record,
    pub(crate) log: Vec<Logged>,
    pub(crate) receipts: Vec<Receipt>,
    pub(crate) emails: Vec<EmailView>,
    /// What partners were told, or are yet to be.
    pub(crate) notifications: Vec<NotificationView>,
    /// The mail that is kept with it.
    pub(crate) originals: Vec<T>,
    /// What staff can do about it now.
    pub(crate) steps: Vec<Offered>,
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
            steps: offered(&request, now),
            request,
            log,
            receipts,
            emails,
            notifications,
            originals,
        }
    }
}
