//! Which requests a letter is about.
//!
//! A mark in a letter says what its writer means, not that they may speak about it. So a follow-up adds a note
//! and nothing else: no address, person, right or stage changes by it.

use crate::plan::decided_sender;
use domain::person::Identifier;
use domain::request::RequestId;
use mail_reader::{Intent, MessageRead, RequestReference};
use store::{Store, StoreError};

/// The requests that one letter may be kept with.
const MOST: usize = 5;
/// The marks that are looked up.
const MOST_MARKS: usize = 20;

/// The requests that a letter is about: those that it points to; else, if it asks how an earlier request
/// stands, those of its sender. One that was forgotten is nobody's any more, and keeps nothing. A letter without a mark costs no read.
///
/// # Errors
/// [`StoreError`] if the table can't be read.
pub(crate) async fn requests(
    store: &Store,
    message: &MessageRead,
) -> Result<Vec<RequestId>, StoreError> {
    let mut found: Vec<RequestId> = Vec::new();
    for mark in message.references.iter().take(MOST_MARKS) {
        let request = match mark {
            RequestReference::ReplyAddress(reference)
            | RequestReference::Subject(reference)
            | RequestReference::Text(reference) => store
                .look_up(Some(*reference))
                .await?
                .map(|(_, request)| request),
            RequestReference::InReplyTo(id) | RequestReference::Thread(id) => {
                let id = id.split('@').next().unwrap_or_default();
                let sent = store.email_sent_as(id).await?;
                match sent.and_then(|sent| sent.requests.first().copied()) {
                    Some(about) => store.request(about).await?,
                    None => None,
                }
            }
        };
        if let Some(request) = request
            && request.erased.is_none()
            && !found.contains(&request.id)
        {
            found.push(request.id);
        }
        if found.len() == MOST {
            break;
        }
    }
    let asks_after = message
        .intents
        .iter()
        .any(|ask| ask.intent == Intent::FollowUp);
    if found.is_empty()
        && asks_after
        && let Some(sender) = decided_sender(message)
    {
        let contact = Identifier::Email(sender.address.clone());
        found = store.standing_of(&contact).await?;
    }
    Ok(found)
}
