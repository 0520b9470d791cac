//! Saves what a person writes on a link's page like an email to us: as a message in the archive, with a note on the
//! request that points to it.

use crate::visit::Visit;
use crate::{Deps, LinkError};
use archive::REPLIES;
use data_encoding::BASE64_MIME;
use domain::digest::Digest;
use domain::keys::LinkAction;
use domain::receipt::ReceiptId;
use jiff::Timestamp;
use store::{ActionError, InboundHeading, InboundList, UnopenedEmail};

/// The maximum length of one message, in characters.
pub(crate) const MAX_CHARACTERS: usize = 5_000;

/// The maximum number of messages per request. Beyond that, the page asks the person to send an email.
const MAX_MESSAGES: u16 = 20;

/// What staff read when a person says that a request isn't theirs.
pub(crate) const NOT_MINE: &str =
    "I did not make this request. (The answer “No” on the page that confirms the request.)";

/// The outcome of saving a message.
pub(crate) enum Saved {
    New,
    /// The same message was saved before.
    Duplicate,
    TooMany,
}

/// Saves a message. The message is stored before the note, so a note always points to a stored message.
pub(crate) async fn save(
    deps: &Deps,
    visit: &Visit,
    text: &str,
    now: Timestamp,
) -> Result<Saved, LinkError> {
    let request = visit.request.id;
    let id = id_of(visit, text);
    let key = format!("{REPLIES}{id}");
    if deps.store.is_followed_up(request, id).await? {
        return Ok(Saved::Duplicate);
    }
    let saved = deps.store.count_linked(request, REPLIES, MAX_MESSAGES);
    if saved.await? >= MAX_MESSAGES {
        return Ok(Saved::TooMany);
    }
    // The request records the key first. If the function stops after this, the message is still erased with the request.
    if !deps.store.link_archived(request, &key).await? {
        return Err(ActionError::NoRequest.into());
    }
    let message = message(visit, text, now);
    deps.archive.put_new(&key, message.into_bytes()).await?;
    let listed = UnopenedEmail {
        archived: key.clone(),
        received: now,
        why: "the requester wrote it on the page of a link in our email".to_owned(),
        list: InboundList::Replies,
        about: vec![request],
        heading: InboundHeading {
            subject: Some(subject(visit).to_owned()),
            first_line: text.lines().find_map(InboundHeading::line),
            ..InboundHeading::default()
        },
    };
    let noted = deps.store.answer(request, id, &listed, now).await;
    if noted == Err(ActionError::NoRequest) {
        // The person was erased meanwhile, perhaps before the message was in the archive.
        deps.archive.erase(&key).await?;
    }
    noted?;
    Ok(Saved::New)
}

/// Returns the message's id. The same text for the same action of the same request has the same id.
fn id_of(visit: &Visit, text: &str) -> ReceiptId {
    let about = format!("reply {} {}", visit.action.as_str(), visit.request.id);
    ReceiptId::from_email(&about, &Digest::of(text.as_bytes()), 0)
}

/// Returns what staff read as the subject.
fn subject(visit: &Visit) -> &'static str {
    match visit.action {
        LinkAction::Appeal => "Appeal",
        LinkAction::Confirm => "Not my request",
        _ => "Answer to our question",
    }
}

/// Returns the text as an email message (RFC 5322), so that staff can read it like any other email.
fn message(visit: &Visit, text: &str, now: Timestamp) -> String {
    let what = subject(visit);
    format!(
        "Date: {}\r\nSubject: {what} ({})\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}",
        now.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        visit.receipt.reference(),
        BASE64_MIME.encode(text.as_bytes()),
    )
}
