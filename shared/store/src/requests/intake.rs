//! Stores a submission: it creates a request, merges into the active one, or is recognized as a replay.

use super::conflict::{Conflict, Written};
use crate::StoreError;
use crate::table::Table;
use crate::table::retry::pauses;
use domain::log::Actor;
use domain::receipt::Receipt;
use domain::request::{
    Admission, Asked, Refused, Request, RequestId, Submission, Transition, Write,
};
use jiff::Timestamp;

/// The result of storing a submission. The requester must not learn which of the first two it was, because that would
/// reveal whether the person has asked before.
#[derive(Debug, Clone, PartialEq)]
pub enum IntakeOutcome {
    /// It created a request.
    Created(Receipt),
    /// It was merged into the person's active request.
    MergedIntoActive(Receipt),
    /// It was stored before. This is the receipt that it got then.
    Replayed(Receipt),
    /// Another submission was stored under the same idempotency key.
    IdempotencyConflict,
}

/// Why a submission was not stored.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum IntakeError {
    /// No law grants the right, or it identifies no person.
    #[error("the submission is refused")]
    Refused(#[source] Refused),
    /// Nothing is stored. The same submission can be sent again.
    #[error("the submission could not be stored")]
    Store(#[from] StoreError),
}

impl Table {
    /// Stores a submission. A new one takes one transaction and no read.
    pub(crate) async fn submit(
        &self,
        submission: Submission,
        now: Timestamp,
    ) -> Result<IntakeOutcome, IntakeError> {
        self.submit_by(submission, None, now).await
    }

    /// Stores a submission. The log names the member of staff who entered it, if one did.
    pub(crate) async fn submit_by(
        &self,
        submission: Submission,
        staff: Option<Actor>,
        now: Timestamp,
    ) -> Result<IntakeOutcome, IntakeError> {
        let mut active = self.active_under_older_key(&submission).await?;
        for pause in pauses() {
            let admission = match self.admit(active.as_ref(), &submission, now).await? {
                // The active request has closed since it was read, so its guard is gone.
                Err(Refused::WrongStage { .. }) if active.is_some() => {
                    active = None;
                    continue;
                }
                decided => decided.map_err(IntakeError::Refused)?,
            };
            let transition = match &staff {
                Some(staff) => admission.transition.by(staff.clone()),
                None => admission.transition,
            };
            let also = admission.also.as_ref();
            match self.write_admitted(&transition, also, &submission).await? {
                Written::All => return Ok(stored(transition)?),
                Written::Conflict(Conflict::Replayed(receipt)) => {
                    return Ok(self.replayed(*receipt, &submission).await?);
                }
                Written::Conflict(Conflict::ActiveRequest(id)) => {
                    active = Some(self.guarded(id).await?);
                }
                Written::Conflict(Conflict::Changed | Conflict::SuppressionChanged) => {
                    active = self.read_again(active).await?;
                    pause.wait().await;
                }
                Written::Conflict(Conflict::Busy) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// Decides what the submission does: it opens a request, or merges into the active one.
    async fn admit(
        &self,
        active: Option<&Request>,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Result<Admission, Refused>, StoreError> {
        let Some(active) = active else {
            return Ok(Admission::new(submission, now));
        };
        let merged = Admission::merged(active, submission, now);
        if merged != Err(Refused::TooManyIdentifiers) {
            return Ok(merged);
        }
        let overflow = match active.continued_in {
            Some(id) => Some(self.guarded(id).await?),
            None => None,
        };
        Ok(Admission::overflowing(
            active,
            overflow.as_ref(),
            submission,
            now,
        ))
    }

    /// Writes the transition, the link to the raw email, and the note about an overflow request, in one transaction.
    async fn write_admitted(
        &self,
        transition: &Transition,
        also: Option<&Transition>,
        submission: &Submission,
    ) -> Result<Written, StoreError> {
        let mut more = match &submission.inbound_email {
            Some(mail) => {
                self.link_operations(transition.id(), submission.receipt, &mail.archived)?
            }
            None => Vec::new(),
        };
        if let Some(also) = also {
            more.extend(self.operations(also).await?);
        }
        self.write_with(transition, more).await
    }

    /// Compares a submission with the stored one that has the same receipt ID.
    async fn replayed(
        &self,
        receipt: Receipt,
        submission: &Submission,
    ) -> Result<IntakeOutcome, StoreError> {
        // Two receipt IDs share a reference with a probability of 2⁻⁵⁵. The next submission has another ID.
        if receipt.id != submission.receipt {
            let code = "the reference is taken".to_owned();
            return Err(StoreError::Refused { code });
        }
        if receipt.digest != submission.digest {
            return Ok(IntakeOutcome::IdempotencyConflict);
        }
        if let Some(mail) = &submission.inbound_email {
            self.link_copy(receipt.request, submission.receipt, &mail.archived)
                .await?;
        }
        Ok(IntakeOutcome::Replayed(receipt))
    }

    /// Looks for an active request under the older index key. During a key migration its guard can still be there; a
    /// guard under the current key makes the write fail instead.
    async fn active_under_older_key(
        &self,
        submission: &Submission,
    ) -> Result<Option<Request>, StoreError> {
        let (Asked::Right(right), Some(contact)) = (&submission.asked, submission.person.contact())
        else {
            return Ok(None);
        };
        let Some(older) = self.keys.older_of(contact) else {
            return Ok(None);
        };
        match self.active_request(&older, *right).await? {
            Some(id) => self.guarded(id).await.map(Some),
            None => Ok(None),
        }
    }

    async fn read_again(&self, active: Option<Request>) -> Result<Option<Request>, StoreError> {
        match active {
            Some(active) => self.guarded(active.id).await.map(Some),
            None => Ok(None),
        }
    }

    /// Reads the request that a guard or another request points to. A guard without its request would lock out the
    /// person, so it is reported.
    async fn guarded(&self, id: RequestId) -> Result<Request, StoreError> {
        let request = self.request(id).await?;
        request.ok_or(StoreError::Invariant {
            what: "a uniqueness guard points to a request",
        })
    }
}

/// Returns the outcome of a transition that was written.
fn stored(transition: Transition) -> Result<IntakeOutcome, StoreError> {
    let receipt = transition.receipt.ok_or(StoreError::Invariant {
        what: "a submission has a receipt",
    })?;
    Ok(match transition.write {
        Write::Create => IntakeOutcome::Created(receipt),
        Write::Update { .. } => IntakeOutcome::MergedIntoActive(receipt),
    })
}
