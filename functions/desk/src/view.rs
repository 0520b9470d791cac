//! What staff see of a request, a letter and a mail.

use crate::notices::NoticeView;
use crate::steps::{Offered, offered};
use domain::calendar::Due;
use domain::letter::{Addressee, Fate, Says, WhyByHand};
use domain::log::Entry;
use domain::person::Identifier;
use domain::receipt::{Receipt, Reference};
use domain::record::Record;
use domain::request::{Channel, DoubtReason, DoubtStage, Matter, Request, RequestId};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{LetterOrder, LetterState, OwedLetter};

/// A request in a list.
#[derive(Debug, Serialize)]
pub(crate) struct Summary {
    pub(crate) id: RequestId,
    pub(crate) reference: Reference,
    pub(crate) version: u64,
    pub(crate) kind: &'static str,
    pub(crate) right: Option<&'static str>,
    pub(crate) stage: &'static str,
    pub(crate) doubt: Option<DoubtReason>,
    pub(crate) channel: Channel,
    pub(crate) received: Timestamp,
    pub(crate) due: Option<Due>,
    pub(crate) overdue: bool,
    pub(crate) next_look: Option<Timestamp>,
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
            doubt: match &request.matter {
                Matter::Doubt {
                    stage: DoubtStage::Waiting { reason, .. },
                } => Some(*reason),
                _ => None,
            },
            channel: request.channel,
            received: request.received,
            due,
            overdue: due.is_some_and(|due| due.latest < today),
            next_look: request.next_look(),
            in_force_since: request.in_force_since(),
            held: request.held,
            erased: request.erased,
            contact: request.person.contact().map(Identifier::masked),
        }
    }
}

/// What kind of request it is.
fn kind(request: &Request) -> &'static str {
    match request.matter {
        Matter::Choice { .. } => "choice",
        Matter::Demand { .. } => "demand",
        Matter::Doubt { .. } => "doubt",
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

/// A letter.
#[derive(Debug, Serialize)]
pub(crate) struct LetterView {
    /// The request or the mail that it belongs to.
    owner: String,
    id: String,
    says: Option<Says>,
    to: Option<Addressee>,
    state: &'static str,
    attempts: u64,
    sent_at: Option<Timestamp>,
    ses_id: Option<String>,
    by_hand: Option<WhyByHand>,
    told: Vec<Fate>,
    /// The other requests that it tells of.
    also: Vec<RequestId>,
    /// What staff can order about it now.
    orders: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<String>,
    /// The letter's words, as they are sent or posted.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl LetterView {
    pub(crate) fn of(owed: &OwedLetter, words: Option<emails::Words>) -> Self {
        let first = owed.post.first();
        let given = match first.map(|letter| &letter.to) {
            Some(Addressee::Hand(why)) => Some(*why),
            _ => None,
        };
        let (subject, text) = words.map(|words| (words.subject, words.text)).unzip();
        Self {
            owner: owed.key.owner().to_owned(),
            id: owed.key.letter_id().to_owned(),
            says: first.map(|letter| letter.says.clone()),
            to: first.map(|letter| letter.to.clone()),
            state: owed.state.as_str(),
            attempts: owed.attempts,
            sent_at: owed.sent.as_ref().map(|sent| sent.at),
            ses_id: owed.sent.as_ref().map(|sent| sent.ses_id.clone()),
            by_hand: owed.by_hand.or(given),
            told: owed.told.clone(),
            also: owed.also.clone(),
            orders: orders(owed.state),
            subject,
            text,
        }
    }
}

fn orders(state: LetterState) -> Vec<&'static str> {
    let allowed = LetterOrder::NAMES
        .into_iter()
        .filter(|name| LetterOrder::is_for_state(name, state));
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
    pub(crate) letters: Vec<LetterView>,
    /// What recipients were told, or are yet to be.
    pub(crate) notices: Vec<NoticeView>,
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
        letters: Vec<LetterView>,
        notices: Vec<NoticeView>,
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
            letters,
            notices,
            originals,
        }
    }
}
