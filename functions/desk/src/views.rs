//! Requests, outbound emails and inbound emails as the desk shows them.

use crate::actions::{Offered, offered};
use crate::notifications::NotificationView;
use domain::calendar::Due;
use domain::law::{ApplicableRules, VerificationDegree};
use domain::locale::Locale;
use domain::log::Entry;
use domain::outbound_email::{Addressee, EmailEvent, EmailKind, ManualDeliveryReason};
use domain::person::Identifier;
use domain::receipt::{Receipt, ReceiptId, Reference};
use domain::record::Record;
use domain::request::{Channel, Request, RequestId, RequestKind, ReviewReason, ReviewStage};
use jiff::Timestamp;
use serde::Serialize;
use store::{
    CountedReceipt, EmailAction, EmailState, InboundList, LogPage, LoggedEntry, PartPage,
    PendingEmail, PendingNotification, StoredDelivery, UnopenedEmail,
};

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
    /// The language of emails to the requester.
    pub(crate) language: Locale,
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
            language: request.locale,
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

impl Logged {
    pub(crate) fn of(logged: LoggedEntry) -> Self {
        Self {
            version: logged.version,
            entry: logged.entry,
            why: logged.why,
        }
    }
}

/// A receipt.
#[derive(Debug, Serialize)]
pub(crate) struct ReceiptView {
    #[serde(flatten)]
    receipt: Receipt,
    /// The number of repeats that share this receipt, because they were above the daily limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    repeats: Option<u64>,
}

impl From<CountedReceipt> for ReceiptView {
    fn from(counted: CountedReceipt) -> Self {
        Self {
            receipt: counted.receipt,
            repeats: counted.repeats,
        }
    }
}

/// Reports items that can't be parsed and were left out of a response.
pub(crate) fn report_unreadable(count: u32) {
    if count > 0 {
        tracing::error!(count, "a response leaves out unreadable items");
    }
}

/// An outbound email.
#[derive(Debug, Serialize)]
pub(crate) struct EmailView {
    /// The request, or the inbound email without a request, that caused it. For a summary, the receipt of its first email.
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
    /// The requests that it is about. A summary has several.
    requests: Vec<RequestId>,
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
            requests: pending.requests.clone(),
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

/// The parts of a request, or pages of them.
#[derive(Debug)]
pub(crate) struct Parts<T> {
    pub(crate) log: Vec<Logged>,
    pub(crate) receipts: Vec<ReceiptView>,
    pub(crate) emails: Vec<EmailView>,
    /// The notifications to partners.
    pub(crate) notifications: Vec<NotificationView>,
    /// The inbound emails of the request.
    pub(crate) originals: Vec<T>,
}

impl<T> Default for Parts<T> {
    fn default() -> Self {
        Self {
            log: Vec::new(),
            receipts: Vec::new(),
            emails: Vec::new(),
            notifications: Vec::new(),
            originals: Vec::new(),
        }
    }
}

impl<T> Parts<T> {
    /// Adds a page of the log, with its receipts. Returns the version behind it, if there is more.
    pub(crate) fn add_log(&mut self, page: LogPage) -> Option<u64> {
        report_unreadable(page.unreadable);
        self.log.extend(page.entries.into_iter().map(Logged::of));
        self.add_receipts(page.receipts);
        page.next
    }

    /// Adds a page of the emails, with the text that `words` renders. Returns the position of the next page.
    pub(crate) fn add_emails(
        &mut self,
        page: PartPage<PendingEmail>,
        words: impl Fn(&PendingEmail) -> Option<emails::RenderedEmail>,
    ) -> Option<String> {
        report_unreadable(page.unreadable);
        let view = |email| EmailView::of(email, words(email));
        self.emails.extend(page.found.iter().map(view));
        page.next
    }

    /// Adds a page of the notifications, one for each partner. Returns the position of the next page.
    pub(crate) fn add_notifications(
        &mut self,
        page: PartPage<(PendingNotification, Vec<StoredDelivery>)>,
    ) -> Option<String> {
        report_unreadable(page.unreadable);
        let found = page.found.into_iter();
        let deliveries = found.flat_map(|(_, deliveries)| deliveries);
        self.notifications
            .extend(deliveries.map(NotificationView::of));
        page.next
    }

    /// Adds the receipts of the next page. The receipt that repeats share can be on two pages.
    fn add_receipts(&mut self, more: Vec<CountedReceipt>) {
        let last = self
            .receipts
            .iter()
            .rev()
            .find(|view| view.repeats.is_some());
        let last = last.map(|view| view.receipt.id);
        let new = more
            .into_iter()
            .filter(|more| Some(more.receipt.id) != last);
        self.receipts.extend(new.map(ReceiptView::from));
    }
}

//= req: ca-7062-d
/// A request with its parts.
#[derive(Debug, Serialize)]
pub(crate) struct Whole<T> {
    #[serde(flatten)]
    summary: Summary,
    /// The stored request.
    request: Request,
    /// What the company's action must cover, by the rules of the request.
    scope: Vec<&'static str>,
    /// How certain staff must be about the requester's identity (11 CCR § 7062). `None` for an immediate right.
    certainty: Option<&'static str>,
    /// The record of 11 CCR § 7101(b).
    record: Record,
    log: Vec<Logged>,
    receipts: Vec<ReceiptView>,
    emails: Vec<EmailView>,
    notifications: Vec<NotificationView>,
    originals: Vec<T>,
    /// The actions of staff that the request allows now.
    actions: Vec<Offered>,
}

impl<T> Whole<T> {
    pub(crate) fn new(request: Request, parts: Parts<T>, now: Timestamp) -> Self {
        Self {
            summary: Summary::of(&request, now),
            scope: request
                .rules()
                .into_iter()
                .flat_map(ApplicableRules::scopes)
                .collect(),
            certainty: request
                .rules()
                .and_then(ApplicableRules::verification)
                .map(VerificationDegree::in_words),
            record: Record::of(&request),
            actions: offered(&request, now),
            request,
            log: parts.log,
            receipts: parts.receipts,
            emails: parts.emails,
            notifications: parts.notifications,
            originals: parts.originals,
        }
    }
}
