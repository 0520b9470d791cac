//! The intake of one raw message.

use crate::heading::heading;
use crate::plan::{Mail, Plan, Requests, decided_sender, language, plan};
use crate::position::Position;
use crate::thread::Thread;
use crate::{Arrival, Deps, Unhandled};
use domain::outbound_email::{EmailKind, OutboundEmail};
use domain::receipt::ReceiptId;
use domain::request::{RequestId, email_to_writer};
use jiff::Timestamp;
use mail_reader::{AutomaticReason, MessageRead, Reading, Reply, RequestReference};
use runtime::Limit;
use store::{InboundList, IntakeOutcome, UnopenedEmail};

/// The object that SES writes into the archive when the receipt rule is created. It is no email.
const SET_UP_NOTICE: &str = "AMAZON_SES_SETUP_NOTIFICATION";

/// The most references that one email to a writer lists.
const REFERENCES_PER_EMAIL: usize = 500;

/// Takes in one raw message. The same message again, under whatever key, changes nothing. Stops at the limit with
/// [`Unhandled::Unfinished`], and the next call continues there.
pub(crate) async fn message(
    deps: &Deps,
    arrival: &Arrival,
    raw: &[u8],
    limit: Limit,
) -> Result<(), Unhandled> {
    if arrival.key.ends_with(SET_UP_NOTICE) {
        tracing::info!("SES can write to the archive");
        return Ok(());
    }
    let message_id = mail_reader::message_id(raw);
    let mail = Mail {
        arrival,
        message_id: &message_id,
        digest: mail_reader::content_digest(raw),
        brand: deps.brand_of(raw),
        raw,
    };
    let reading = mail_reader::read(raw, &deps.inbox);
    if let Reading::Automatic { why } = reading {
        return automatic(deps, &mail, raw, why).await;
    }
    if let Reading::Several(several) = &reading {
        let messages = (0..=several.messages.len()).map(|nth| mail.nth(nth).id(0));
        let messages: Vec<_> = messages.collect();
        deps.store.register_inbound(&arrival.key, &messages).await?;
    }
    let mut position = Position::of(deps, &arrival.key, reading.messages(), limit).await?;
    for (nth, message) in reading.messages().iter().enumerate() {
        if nth < position.done.messages {
            continue;
        }
        take_message(deps, &mail.nth(nth), message, &mut position).await?;
        position
            .next_message(deps, nth + 1 == reading.messages().len())
            .await?;
    }
    if let Reading::Several(several) = &reading
        && let Some(why) = several.skipped.first()
    {
        let (count, rest) = (several.skipped.len(), mail.nth(several.messages.len()));
        let why = format!("{count} attached messages were skipped, the first because: {why}");
        let listed = Listed::on(InboundList::Unopened, why);
        list(deps, &rest, None, listed).await?;
    }
    Ok(())
}

/// Lists an automatic message. An automatic reply to one of our emails is attached to its request; it opens nothing and
/// gets no answer.
async fn automatic(
    deps: &Deps,
    mail: &Mail<'_>,
    raw: &[u8],
    why: AutomaticReason,
) -> Result<(), Unhandled> {
    let mut requests = Vec::new();
    if is_reply(why) {
        let mut references = mail_reader::request_references(raw, &deps.inbox);
        references.retain(|reference| !matches!(reference, RequestReference::Text(_)));
        requests = Thread::of(&deps.store, &references).await?.requests;
        attach(deps, mail, &requests, false).await?;
    }
    let listed = Listed {
        about: requests,
        ..Listed::on(InboundList::Unopened, why.to_string())
    };
    list(deps, mail, None, listed).await
}

/// Whether automatic mail of this kind may be a reply. Bounces are recorded from SES's own events.
fn is_reply(why: AutomaticReason) -> bool {
    matches!(
        why,
        AutomaticReason::AutoSubmitted
            | AutomaticReason::AutoResponder
            | AutomaticReason::KnownSubject
            | AutomaticReason::AutomaticReply
            | AutomaticReason::NullReturnPath
            | AutomaticReason::Precedence
    )
}

async fn take_message(
    deps: &Deps,
    mail: &Mail<'_>,
    message: &MessageRead,
    position: &mut Position<'_>,
) -> Result<(), Unhandled> {
    let now = deps.clock.now();
    let thread = Thread::of_message(&deps.store, message).await?;
    let plan = plan(message, mail, &thread, deps.practices);
    // Requests are stored first, so that a failure of what follows delays no right.
    let stored = match &plan {
        Plan::Requests(submissions) => submit_all(deps, submissions, now, position).await?,
        Plan::Attached | Plan::Nothing { .. } => Stored::default(),
    };
    attach(deps, mail, &thread.requests, message.attaches).await?;
    let acted = thread.act(&deps.store, message, now).await?;
    match plan {
        Plan::Requests(_) => {
            tracing::info!(count = stored.receipts.len(), "a message was taken in");
            if !message.people.is_empty() {
                for (part, some) in stored.receipts.chunks(REFERENCES_PER_EMAIL).enumerate() {
                    let kind = EmailKind::RequestsOpened {
                        receipts: some.to_vec(),
                    };
                    let first = mail.id(part * REFERENCES_PER_EMAIL);
                    answer_as(deps, mail, message, first, kind, now).await?;
                }
            }
            let why = match (stored.is_erased, message.list_is_cut) {
                (true, _) => ERASED,
                (false, true) => CUT,
                (false, false) => return Ok(()),
            };
            let listed = Listed::on(InboundList::Unopened, why.to_owned());
            list(deps, mail, Some(message), listed).await
        }
        Plan::Attached => {
            let count = thread.requests.len();
            tracing::info!(count, acted, "a message was attached to its requests");
            let (list_name, why) = attached_to(message, acted);
            if let (InboundList::Replies, Some(request)) = (list_name, thread.requests.first()) {
                acknowledge_reply(deps, mail, message, *request, now).await?;
            }
            let listed = Listed {
                about: thread.requests,
                ..Listed::on(list_name, why.to_owned())
            };
            list(deps, mail, Some(message), listed).await
        }
        Plan::Nothing { why, answer: kind } => {
            if let Some(kind) = kind {
                answer(deps, mail, message, kind, now).await?;
            }
            let list_name = list_of(message);
            let listed = Listed {
                about: thread.requests,
                ..Listed::on(list_name, why.to_owned())
            };
            list(deps, mail, Some(message), listed).await
        }
    }
}

/// The receipts of a message's submissions.
#[derive(Default)]
struct Stored {
    receipts: Vec<ReceiptId>,
    /// Whether the message had been taken in before, and a person of it has been erased since.
    is_erased: bool,
}

/// Why a message that arrived again after an erasure is listed: nothing else would erase the second copy.
const ERASED: &str = "it arrived again after its person was erased";

/// Why a message with very many people is listed: staff must take in the others.
const CUT: &str =
    "its list of people is longer than what the system reads, so staff must read the rest";

//= req: ca-7020-f
/// Stores the submissions of a message from the position on.
async fn submit_all(
    deps: &Deps,
    submissions: &Requests<'_>,
    now: Timestamp,
    position: &mut Position<'_>,
) -> Result<Stored, Unhandled> {
    let mut stored = Stored::default();
    let done = position.stored_of(submissions);
    let before = (0..done).map(|nth| submissions.receipt(nth));
    stored.receipts.extend(before);
    for nth in done..submissions.len() {
        let Some(submission) = submissions.nth(nth) else {
            break;
        };
        match deps.store.submit(submission, now).await? {
            IntakeOutcome::IdempotencyConflict => return Err(Unhandled::AnotherMail),
            IntakeOutcome::Created(receipt) | IntakeOutcome::MergedIntoActive(receipt) => {
                stored.receipts.push(receipt.id);
            }
            IntakeOutcome::Replayed(receipt) => {
                stored.is_erased |= receipt.is_erased();
                stored.receipts.push(receipt.id);
            }
        }
        let done = nth + 1;
        if done < submissions.len() {
            position.pause_at(deps, done, submissions).await?;
        }
    }
    Ok(stored)
}

/// The list on which staff find a message that was attached to its requests, and the reason. A reply stays on the list of
/// replies until a person has read it, unless the system has handled it or it only says thanks.
fn attached_to(message: &MessageRead, acted: bool) -> (InboundList, &'static str) {
    if message.spam.is_some() {
        return (list_of(message), message.reason);
    }
    match message.reply {
        Some(Reply::Appeal) if acted => (InboundList::Unopened, "it starts an appeal"),
        Some(Reply::Confirmation) if acted => (InboundList::Unopened, "it confirms its request"),
        Some(Reply::Thanks) if !message.attaches => (InboundList::Unopened, "it says thanks"),
        Some(Reply::Appeal) => (
            InboundList::Replies,
            "it appeals, and no appeal could start",
        ),
        Some(Reply::Confirmation) => (
            InboundList::Replies,
            "it confirms a request, and the request could not be confirmed by it",
        ),
        Some(Reply::NotMe) => (
            InboundList::Replies,
            "the writer says that the request is not theirs",
        ),
        Some(Reply::FileTrouble) => (
            InboundList::Replies,
            "the writer can't open a file, a link or a code",
        ),
        Some(Reply::Thanks) | None => (InboundList::Replies, "it belongs to an earlier request"),
    }
}

fn list_of(message: &MessageRead) -> InboundList {
    match message.spam {
        Some(_) => InboundList::Quarantine,
        None => InboundList::Unopened,
    }
}

/// Attaches a message to its requests.
async fn attach(
    deps: &Deps,
    mail: &Mail<'_>,
    requests: &[RequestId],
    evidence: bool,
) -> Result<(), Unhandled> {
    let (id, key, now) = (mail.id(0), &mail.arrival.key, deps.clock.now());
    for request in requests {
        deps.store
            .follow_up(*request, id, key, evidence, now)
            .await?;
    }
    Ok(())
}

/// Queues an email to the message's writer. The first receipt's reference number identifies the message.
async fn answer(
    deps: &Deps,
    mail: &Mail<'_>,
    message: &MessageRead,
    kind: EmailKind,
    now: Timestamp,
) -> Result<(), Unhandled> {
    answer_as(deps, mail, message, mail.id(0), kind, now).await
}

/// Queues an email to the message's writer that has the reference number of this receipt.
async fn answer_as(
    deps: &Deps,
    mail: &Mail<'_>,
    message: &MessageRead,
    receipt: ReceiptId,
    kind: EmailKind,
    now: Timestamp,
) -> Result<(), Unhandled> {
    match email_to(mail, message, receipt, kind) {
        Some(email) => Ok(deps.store.queue_reply(mail.id(0), email, None, now).await?),
        None => Ok(()),
    }
}

/// Queues the acknowledgment of a reply that waits for staff. A reply to the acknowledgment finds the same request.
async fn acknowledge_reply(
    deps: &Deps,
    mail: &Mail<'_>,
    message: &MessageRead,
    request: RequestId,
    now: Timestamp,
) -> Result<(), Unhandled> {
    let Some(email) = email_to(mail, message, mail.id(0), EmailKind::ReplyReceived) else {
        return Ok(());
    };
    let email = OutboundEmail {
        receipt: request.0,
        ..email
    };
    let about = Some(request);
    Ok(deps
        .store
        .queue_reply(mail.id(0), email, about, now)
        .await?)
}

/// Creates an email to the message's writer, unless the writer is uncertain or a program.
fn email_to(
    mail: &Mail<'_>,
    message: &MessageRead,
    receipt: ReceiptId,
    kind: EmailKind,
) -> Option<OutboundEmail> {
    if message.unacknowledged().is_some() {
        return None;
    }
    let writer = decided_sender(message)?;
    let in_reply_to = message.message_id.clone();
    let at = mail.arrival.at;
    Some(email_to_writer(
        receipt,
        kind,
        &writer.address,
        language(message),
        mail.brand.cloned(),
        at,
        in_reply_to,
    ))
}

/// Where staff find a message that opened no request, and why it opened none.
struct Listed {
    list: InboundList,
    why: String,
    /// The requests that it follows up.
    about: Vec<RequestId>,
}

impl Listed {
    fn on(list: InboundList, why: String) -> Self {
        Self {
            list,
            why,
            about: Vec::new(),
        }
    }
}

/// Lists a message that opened no request. `message` is its reading, if a person wrote it.
async fn list(
    deps: &Deps,
    mail: &Mail<'_>,
    message: Option<&MessageRead>,
    listed: Listed,
) -> Result<(), Unhandled> {
    let Listed { list, why, about } = listed;
    tracing::info!(why, "a message opened no request");
    let unopened = UnopenedEmail {
        archived: mail.arrival.key.clone(),
        received: mail.arrival.at,
        why,
        list,
        about,
        heading: heading(mail.raw, message),
    };
    Ok(deps.store.list_unopened(mail.id(0), &unopened).await?)
}
