//! Steps on requests that are there: read, decide, write; and again if somebody else was faster.

use crate::commit::Written;
use crate::retry::pauses;
use crate::{Store, StoreError};
use domain::law::Right;
use domain::log::{Actor, Event};
use domain::person::Identifier;
use domain::receipt::ReceiptId;
use domain::request::{Command, Note, Refused, Request, RequestId};
use jiff::Timestamp;

/// Why a step was not taken.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ActionError {
    /// There is no such request, or none whose person is known any more.
    #[error("there is no such request")]
    NoRequest,
    /// The law or the request's life doesn't allow it.
    #[error("the step can't be taken")]
    Refused(#[source] Refused),
    /// The request has changed since whoever decided saw it.
    #[error("the request has changed since it was read")]
    Moved {
        /// Its version now.
        version: u64,
    },
    /// The same person has another request for the same right that stands: the two belong together.
    #[error("another request of the same person for the same right stands")]
    Stands {
        /// That request.
        request: RequestId,
    },
    /// The store can't take it now.
    #[error("the step could not be stored")]
    Store(#[from] StoreError),
}

impl Store {
    /// Takes a step on a request as it is now. A lost race is decided again.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was written then.
    pub async fn take(
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
            match self.commit(&transition).await {
                Ok(()) => return Ok(transition.request),
                Err(StoreError::Gone) => pause.wait().await,
                Err(error) => return Err(error.into()),
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Notes on a request that a mail follows it up. The same mail again adds nothing.
    ///
    /// # Errors
    /// [`ActionError`]; nothing was written then.
    pub async fn follow_up(
        &self,
        id: RequestId,
        mail: ReceiptId,
        archived: &str,
        evidence: bool,
        now: Timestamp,
    ) -> Result<(), ActionError> {
        for pause in pauses() {
            let request = self.request(id).await?.ok_or(ActionError::NoRequest)?;
            // Nothing would ever erase what is kept with a request that was forgotten.
            if request.erased.is_some() {
                return Err(ActionError::NoRequest);
            }
            let noted = self.log(id).await?.into_iter().any(|entry| {
                matches!(entry.event, Event::Noted(Note::FollowedUp { mail: of, .. }) if of == mail)
            });
            if noted {
                return Ok(());
            }
            let note = Note::FollowedUp {
                mail,
                archived: archived.to_owned(),
                evidence,
            };
            let kept = self.kept_with(id, mail, archived)?;
            match self.write_with(&request.noted(note, now), kept).await? {
                Written::Whole => return Ok(()),
                Written::Not(_) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// The requests of whoever is known by this identifier that stand, one for each right at most.
    ///
    /// # Errors
    /// [`StoreError`] if the table can't be read.
    pub async fn standing_of(&self, contact: &Identifier) -> Result<Vec<RequestId>, StoreError> {
        let mut standing = Vec::new();
        let keys = std::iter::once(self.keys.of(contact)).chain(self.keys.older_of(contact));
        for key in keys {
            for right in Right::ALL {
                standing.extend(self.standing_request(&key, right).await?);
            }
        }
        Ok(standing)
    }
}
