//! Requests, outbound emails and inbound emails as the desk shows them.

use crate::access::saw;
use crate::actions::{Offered, offered};
use crate::notifications::NotificationView;
use domain::calendar::{Calendar, Due};
use domain::company::BrandId;
use domain::law::{ApplicableRules, VerificationDegree};
use domain::locale::Locale;
use domain::log::{Actor, Entry};
use domain::outbound_email::{Addressee, EmailEvent, EmailKind, ManualDeliveryReason};
use domain::person::{EmailAddress, Identifier, PersonName};
use domain::receipt::{Receipt, ReceiptId, Reference};
use domain::record::Record;
use domain::request::{Channel, Request, RequestId, RequestKind, ReviewReason, ReviewStage};
use jiff::Timestamp;
use serde::Serialize;
use store::{
    CountedReceipt, EmailAction, EmailState, FollowUp, InboundList, LogPage, LoggedEntry, PartPage,
    PendingEmail, PendingNotification, StoredDelivery, UnopenedEmail,
};

/// A request in a list.
#[derive(Debug, Serialize)]
pub struct Summary {
    /// The ID.
    pub id: RequestId,
    /// The reference.
    pub reference: Reference,
    /// The version.
    pub version: u64,
    /// The kind: `immediate`, `verifiable` or `review`.
    pub kind: &'static str,
    /// The right.
    pub right: Option<&'static str>,
    /// The stage.
    pub stage: &'static str,
    /// Why staff must read the email, while it waits for that.
    pub review: Option<ReviewReason>,
    /// How it arrived.
    pub channel: Channel,
    /// The language of emails to the requester.
    pub language: Locale,
    /// The brand at which it was made. `None` for the company itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub brand: Option<BrandId>,
    /// When it arrived.
    pub received: Timestamp,
    /// The dates of the response.
    pub due: Option<Due>,
    /// Whether the last date has passed.
    pub overdue: bool,
    /// How its law counts days.
    #[serde(skip)]
    pub calendar: Calendar,
    /// When the sweeper checks it again.
    pub next_check_at: Option<Timestamp>,
    /// Since when the right is in force.
    pub in_force_since: Option<Timestamp>,
    /// Whether staff block its erasure.
    pub held: bool,
    /// The ID of the member of staff who works on it.
    pub assignee: Option<String>,
    /// When its person was erased.
    pub erased: Option<Timestamp>,
    /// The masked address of the requester.
    pub contact: Option<String>,
}

impl Summary {
    /// Summarizes a request.
    #[must_use]
    pub fn of(request: &Request, now: Timestamp) -> Self {
        saw(request.id);
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
            brand: request.brand.clone(),
            received: request.received,
            due,
            overdue: due.is_some_and(|due| due.latest < today),
            calendar: request.calendar(),
            next_check_at: request.next_check_at(),
            in_force_since: request.in_force_since(),
            held: request.held,
            assignee: request.assignee.clone(),
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
pub struct Logged {
    /// The version.
    pub version: u64,
    /// The entry.
    #[serde(flatten)]
    pub entry: Entry,
    /// The reason that staff gave.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
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
pub struct ReceiptView {
    /// The receipt.
    #[serde(flatten)]
    pub receipt: Receipt,
    /// The number of repeats that share this receipt, because they were above the daily limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub repeats: Option<u64>,
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
pub struct EmailView {
    /// The request, or the inbound email without a request, that caused it. For a summary, the receipt of its first email.
    pub owner: String,
    /// The ID.
    pub id: String,
    /// What it says.
    pub kind: Option<EmailKind>,
    /// Where it goes.
    pub to: Option<Addressee>,
    /// The state.
    pub state: &'static str,
    /// How often it was tried.
    pub attempts: u64,
    /// When SES took it.
    pub sent_at: Option<Timestamp>,
    /// SES's ID.
    pub ses_id: Option<String>,
    /// Why staff must deliver it.
    pub manual: Option<ManualDeliveryReason>,
    /// What SES reported about it.
    pub events: Vec<EmailEvent>,
    /// The requests that it is about. A summary has several.
    pub requests: Vec<RequestId>,
    /// Their references.
    pub references: Vec<Reference>,
    /// The actions of staff that its state allows.
    pub actions: Vec<&'static str>,
    /// The language.
    pub language: Locale,
    /// The subject.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// The text that is sent or printed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl EmailView {
    /// Describes an email, with its text if `words` has it.
    #[must_use]
    pub fn of(pending: &PendingEmail, words: Option<emails::RenderedEmail>) -> Self {
        match pending.requests.is_empty() {
            true => saw(pending.key.owner()),
            false => pending.requests.iter().for_each(saw),
        }
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
            references: pending
                .requests
                .iter()
                .map(|one| one.0.reference())
                .collect(),
            requests: pending.requests.clone(),
            actions: actions(pending.state),
            language: first.map(|email| email.locale).unwrap_or_default(),
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
#[derive(Debug, Serialize)]
pub struct InboundView {
    /// The ID.
    pub id: ReceiptId,
    /// When it arrived.
    pub received: Timestamp,
    /// Why it opened no request.
    pub why: String,
    /// The list that it is on.
    pub list: InboundList,
    /// The requests that the reader linked it to.
    pub about: Vec<RequestId>,
    /// The address of the sender.
    pub sender: Option<String>,
    /// The name of the sender.
    pub name: Option<PersonName>,
    /// The subject.
    pub subject: Option<String>,
    /// The first line of the text.
    pub first_line: Option<String>,
}

impl InboundView {
    pub(crate) fn of(id: ReceiptId, mail: UnopenedEmail) -> Self {
        saw(id);
        Self {
            id,
            received: mail.received,
            why: mail.why,
            list: mail.list,
            about: mail.about,
            sender: mail.heading.sender.map(|sender| sender.as_str().to_owned()),
            name: mail.heading.name,
            subject: mail.heading.subject,
            first_line: mail.heading.first_line,
        }
    }

    /// Returns what may be shown of an email whose sender could be another person.
    pub(crate) fn masked(self) -> Self {
        let sender = self.sender.as_deref().map(EmailAddress::parse);
        Self {
            sender: sender.and_then(|sender| Some(sender.ok()?.masked())),
            name: None,
            subject: None,
            first_line: None,
            ..self
        }
    }
}

/// An email with which a person followed up a request.
#[derive(Debug, Serialize)]
pub struct FollowUpView {
    /// The email.
    #[serde(flatten)]
    pub inbound: InboundView,
    /// Its key in the archive.
    pub archived: String,
    /// Whether staff have not read it.
    pub unread: bool,
    /// The ID of the member of staff who read it.
    pub read_by: Option<String>,
}

impl From<FollowUp> for FollowUpView {
    fn from(found: FollowUp) -> Self {
        Self {
            archived: found.email.archived.clone(),
            unread: found.is_unread,
            read_by: match found.read_by {
                Some(Actor::Staff { id, .. }) => Some(id),
                _ => None,
            },
            inbound: InboundView::of(found.id, found.email),
        }
    }
}

/// The parts of a request, or pages of them.
#[derive(Debug)]
pub(crate) struct Parts<T> {
    /// The log, or a page of it.
    pub log: Vec<Logged>,
    /// The receipts of the log entries.
    pub receipts: Vec<ReceiptView>,
    /// The emails.
    pub emails: Vec<EmailView>,
    /// The notifications to partners.
    pub notifications: Vec<NotificationView>,
    /// The inbound emails of the request.
    pub originals: Vec<T>,
    /// Those that followed it up and opened no request.
    pub follow_ups: Vec<FollowUpView>,
}

impl<T> Default for Parts<T> {
    fn default() -> Self {
        Self {
            log: Vec::new(),
            receipts: Vec::new(),
            emails: Vec::new(),
            notifications: Vec::new(),
            originals: Vec::new(),
            follow_ups: Vec::new(),
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
pub struct Whole<T> {
    /// The request in a list.
    #[serde(flatten)]
    pub summary: Summary,
    /// The stored request.
    pub request: Request,
    /// What the company's action must cover, by the rules of the request.
    pub scope: Vec<&'static str>,
    /// How certain staff must be about the requester's identity (11 CCR § 7062). `None` for an immediate right.
    pub certainty: Option<&'static str>,
    /// The record of 11 CCR § 7101(b).
    pub record: Record,
    /// The log, or a page of it.
    pub log: Vec<Logged>,
    /// The receipts of the log entries.
    pub receipts: Vec<ReceiptView>,
    /// The emails.
    pub emails: Vec<EmailView>,
    /// The notifications to partners.
    pub notifications: Vec<NotificationView>,
    /// The inbound emails of the request.
    pub originals: Vec<T>,
    /// The emails that followed it up and opened no request, the oldest first, at most 100.
    pub follow_ups: Vec<FollowUpView>,
    /// The actions of staff that the request allows now.
    pub actions: Vec<Offered>,
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
            follow_ups: parts.follow_ups,
        }
    }
}
