//! Commands and notes on existing requests: read, decide, write; and again after a conflict.

use super::conflict::{Conflict, Written};
use crate::table::items::item;
use crate::table::retry::pauses;
use crate::table::{Table, keys};
use crate::{StoreError, UnopenedEmail};
use domain::log::Actor;
use domain::person::Identifier;
use domain::receipt::ReceiptId;
use domain::request::{ActiveFor, Command, Note, Refused, Request, RequestId};
use jiff::Timestamp;

/// Why a command was not applied. Nothing is written then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ActionError {
    /// The request doesn't exist, or its person has been erased.
    #[error("there is no such request")]
    NoRequest,
    /// The law or the request's stage doesn't allow the command.
    #[error("the command is refused")]
    Refused(#[source] Refused),
    /// The request has changed since the caller read it.
    #[error("the request has changed since it was read")]
    Changed {
        /// The request's current version.
        version: u64,
    },
    /// The same person has another active request for the same right. Staff join the two.
    #[error("the same person has another active request for the same right")]
    AnotherActive {
        /// The other request.
        request: RequestId,
    },
    /// The store failed.
    #[error("the command could not be stored")]
    Store(#[from] StoreError),
}

impl Table {
    /// Applies a command to a request's current state. After a conflict, it reads the request and decides again.
    pub(crate) async fn apply(
        &self,
        id: RequestId,
        command: Command,
        by: Actor,
        now: Timestamp,
    ) -> Result<Request, ActionError> {
        for pause in pauses() {
            let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
            let transition = request
                .apply(command.clone(), now)
                .map_err(ActionError::Refused)?
                .by(by.clone());
            let more = match command.resets_downloads() {
                true => vec![self.reset_downloads(id)?],
                false => Vec::new(),
            };
            match self.write_with(&transition, more).await? {
                Written::All => return Ok(transition.request),
                Written::Conflict(Conflict::ActiveRequest(_)) => {
                    return Err(StoreError::AnotherActive.into());
                }
                Written::Conflict(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Notes on a request that an inbound email follows it up, and links the email. A mark with the email's ID is written
    /// with the note, so the same email again is recognized without the log. If it has reached the archive twice, its
    /// copy is linked as well.
    pub(crate) async fn follow_up(
        &self,
        id: RequestId,
        mail: ReceiptId,
        archived: &str,
        evidence: bool,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let note = Note::FollowedUp {
            mail,
            archived: archived.to_owned(),
            evidence,
        };
        self.note_follow_up(id, mail, note, None, now).await
    }

    /// Notes on a request what its person wrote on the page of a link, and lists it among the replies in the same
    /// transaction, so that staff never miss it.
    pub(crate) async fn answer(
        &self,
        id: RequestId,
        answer: ReceiptId,
        written: &UnopenedEmail,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let note = Note::FollowedUp {
            mail: answer,
            archived: written.archived.clone(),
            evidence: false,
        };
        self.note_follow_up(id, answer, note, Some(written), now)
            .await
    }

    async fn note_follow_up(
        &self,
        id: RequestId,
        mail: ReceiptId,
        note: Note,
        listed: Option<&UnopenedEmail>,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        let Note::FollowedUp { archived, .. } = &note else {
            return Ok(());
        };
        for pause in pauses() {
            let request = self.request_with_person(id).await?;
            let request = request.ok_or(ActionError::NoRequest)?;
            if self.is_followed_up(id, mail).await? {
                return Ok(self.link_copy(id, mail, archived).await?);
            }
            let mut more = self.link_operations(id, mail, archived)?;
            more.push(self.put_new(item(keys::request_pk(id), keys::followed_up_sk(mail)))?);
            if let Some(listed) = listed {
                more.extend(self.listing(mail, listed)?);
            }
            let noted = request.noted(note.clone(), now);
            match self.write_with(&noted, more).await? {
                Written::All => return Ok(()),
                Written::Conflict(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Whether a request has a note that this email follows it up.
    pub(crate) async fn is_followed_up(
        &self,
        id: RequestId,
        mail: ReceiptId,
    ) -> Result<bool, StoreError> {
        let mark = self.get(keys::request_pk(id), keys::followed_up_sk(mail));
        Ok(mark.await?.is_some())
    }

    /// Reads a request whose person has not been erased. Nothing may be linked to an erased request, because nothing
    /// would erase the link.
    pub(crate) async fn request_with_person(
        &self,
        id: RequestId,
    ) -> Result<Option<Request>, StoreError> {
        let request = self.request(id).await?;
        Ok(request.filter(|request| request.erased.is_none()))
    }

    /// Returns the active requests of the person with this identifier: at most one per right, and one per right about a child.
    pub(crate) async fn active_requests_of(
        &self,
        contact: &Identifier,
    ) -> Result<Vec<RequestId>, StoreError> {
        let mut active = Vec::new();
        let keys = std::iter::once(self.keys.of(contact)).chain(self.keys.older_of(contact));
        for key in keys {
            for of in ActiveFor::all() {
                active.extend(self.active_request(&key, of).await?);
            }
        }
        Ok(active)
    }
}
