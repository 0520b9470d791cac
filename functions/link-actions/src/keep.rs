//! What a person writes from a link is kept as what they write by mail: a message in the archive, and a note on
//! the request that leads to it.

use crate::visit::Visit;
use crate::{Deps, ReplyError};
use archive::REPLIES;
use data_encoding::BASE64_MIME;
use domain::digest::Digest;
use domain::keys::LinkAction;
use domain::log::Event;
use domain::receipt::ReceiptId;
use domain::request::Note;
use jiff::Timestamp;
use store::ActionError;

/// The most characters that one text has.
pub(crate) const LONGEST: usize = 5_000;

/// The most texts that come to one request from its links; more of them is for an email.
const MOST: usize = 20;

/// What came of keeping a text.
pub(crate) enum Kept {
    Now,
    /// The same text was kept before.
    Before,
    TooMany,
}

/// Keeps what a person wrote. The text is stored before the note, so that no note leads nowhere.
pub(crate) async fn keep(
    deps: &Deps,
    visit: &Visit,
    words: &str,
    now: Timestamp,
) -> Result<Kept, ReplyError> {
    let request = visit.request.id;
    let id = id_of(visit, words);
    let log = deps.store.log(request).await?;
    let kept = log.iter().filter_map(|entry| match &entry.event {
        Event::Noted(Note::FollowedUp { mail, archived, .. }) => {
            archived.starts_with(REPLIES).then_some(*mail)
        }
        _ => None,
    });
    let kept: Vec<ReceiptId> = kept.collect();
    if kept.contains(&id) {
        return Ok(Kept::Before);
    }
    if kept.len() >= MOST {
        return Ok(Kept::TooMany);
    }
    let key = format!("{REPLIES}{id}");
    // Whatever is cut after this, the text is erased with the request.
    if !deps.store.will_keep(request, &key).await? {
        return Err(ActionError::NoRequest.into());
    }
    let message = message(visit, words, now);
    deps.archive.put_new(&key, message.into_bytes()).await?;
    deps.store.follow_up(request, id, &key, false, now).await?;
    Ok(Kept::Now)
}

/// The same words for the same link_action of the same request are the same text.
fn id_of(visit: &Visit, words: &str) -> ReceiptId {
    let about = format!("reply {} {}", visit.link_action.as_str(), visit.request.id);
    ReceiptId::from_mail(&about, &Digest::of(words.as_bytes()), 0)
}

/// The text as a message (RFC 5322), which whoever reads mail here can read.
fn message(visit: &Visit, words: &str, now: Timestamp) -> String {
    let what = match visit.link_action {
        LinkAction::Appeal => "Appeal",
        _ => "Answer to our question",
    };
    format!(
        "Date: {}\r\nSubject: {what} ({})\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}",
        now.strftime("%a, %d %b %Y %H:%M:%S +0000"),
        visit.receipt.reference(),
        BASE64_MIME.encode(words.as_bytes()),
    )
}
