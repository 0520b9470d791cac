//! Taking a submission in: it opens a request, meets the one that stands, or is the one we have already.

use crate::commit::{Conflict, Written};
use crate::retry::pauses;
use crate::{Store, StoreError};
use domain::law::Right;
use domain::log::Actor;
use domain::receipt::Receipt;
use domain::request::{Asked, Command, Refused, Request, RequestId, Submission, Transition, Write};
use jiff::Timestamp;

/// What came of a submission. Whoever submitted it must not be told which of the first two it was.
#[derive(Debug, Clone, PartialEq)]
pub enum IntakeOutcome {
    /// It opened a request.
    Created(Receipt),
    /// It met a request that stands.
    MergedIntoActive(Receipt),
    /// We had it already: this is the receipt that it got then.
    Replayed(Receipt),
    /// Something else was submitted under the same key.
    IdempotencyConflict,
}

/// Why a submission was not taken in.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum IntakeError {
    /// The law or the request's life doesn't allow it.
    #[error("the submission can't be taken in")]
    Refused(#[source] Refused),
    /// The store can't take it now.
    #[error("the submission could not be stored")]
    Store(#[from] StoreError),
}

impl Store {
    /// Takes a submission in, at `now`. A fresh one is one transaction and no read.
    ///
    /// # Errors
    /// [`IntakeError::Refused`] if no law grants the right; [`IntakeError::Store`] if it could not be
    /// stored: nothing was, and the same submission may be sent again.
    pub async fn intake(
        &self,
        submission: Submission,
        now: Timestamp,
    ) -> Result<IntakeOutcome, IntakeError> {
        self.intake_by(submission, None, now).await
    }

    /// The same for a submission that staff wrote down or found in an email: the log names them.
    ///
    /// # Errors
    /// As for [`Store::intake`].
    pub async fn intake_by(
        &self,
        submission: Submission,
        staff: Option<Actor>,
        now: Timestamp,
    ) -> Result<IntakeOutcome, IntakeError> {
        let digest = submission.digest;
        let id = submission.receipt;
        let mut met = self.met_under_older_key(&submission).await?;
        for pause in pauses() {
            let decided = match &met {
                None => Request::open(submission.clone(), now).map(|opened| (opened, None)),
                Some(standing) => self.meet(standing, &submission, now).await?,
            };
            let (transition, beside) = match decided {
                Ok(decided) => decided,
                // It no longer stands: its marker is gone, too.
                Err(Refused::WrongStage { .. }) if met.is_some() => {
                    met = None;
                    continue;
                }
                Err(refused) => return Err(IntakeError::Refused(refused)),
            };
            let transition = match &staff {
                Some(staff) => transition.by(staff.clone()),
                None => transition,
            };
            let mut more = match &submission.mail {
                Some(mail) => self.kept_with(transition.id(), id, &mail.archived)?,
                None => Vec::new(),
            };
            if let Some(beside) = beside {
                more.extend(self.operations(&beside).await?);
            }
            match self.write_with(&transition, more).await? {
                Written::Whole => {
                    let receipt = transition
                        .receipt
                        .ok_or(StoreError::Unreadable { kind: "receipt" })?;
                    return Ok(match transition.write {
                        Write::Create => IntakeOutcome::Created(receipt),
                        Write::Update { .. } => IntakeOutcome::MergedIntoActive(receipt),
                    });
                }
                Written::Not(Conflict::Received(known)) => {
                    // Two ids with one reference: one in 2⁵⁵. The next submission has another id.
                    if known.id != id {
                        let code = "the reference is taken".to_owned();
                        return Err(StoreError::Refused { code }.into());
                    }
                    return Ok(if known.digest == digest {
                        if let Some(mail) = &submission.mail {
                            self.keep_copy(known.request, id, &mail.archived).await?;
                        }
                        IntakeOutcome::Replayed(*known)
                    } else {
                        IntakeOutcome::IdempotencyConflict
                    });
                }
                Written::Not(Conflict::Standing(standing)) => {
                    met = Some(self.marked(standing).await?)
                }
                Written::Not(Conflict::Moved | Conflict::Stopped) => {
                    if let Some(standing) = met {
                        met = Some(self.marked(standing.id).await?);
                    }
                    pause.wait().await;
                }
                Written::Not(Conflict::Busy) => pause.wait().await,
            }
        }
        Err(StoreError::Contended.into())
    }

    /// What comes of a submission that meets a request: it is repeated there; or in the newest request beside it, if it
    /// names more than it can know; or it opens another one beside it, of which it makes a note.
    async fn meet(
        &self,
        standing: &Request,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Result<(Transition, Option<Transition>), Refused>, StoreError> {
        let repeat = |of: &Request| of.apply(Command::Repeat(submission.clone()), now);
        match repeat(standing) {
            Err(Refused::TooManyIdentifiers) => {}
            decided => return Ok(decided.map(|transition| (transition, None))),
        }
        if let Some(newest) = standing.continued_in {
            match repeat(&self.marked(newest).await?) {
                Err(Refused::TooManyIdentifiers | Refused::WrongStage { .. }) => {}
                decided => return Ok(decided.map(|transition| (transition, None))),
            }
        }
        let opened = standing.open_overflow(submission.clone(), now);
        Ok(opened.map(|(opened, noted)| (opened, Some(noted))))
    }

    /// While items move to a new index key, a request may still stand under the old one.
    async fn met_under_older_key(
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
        self.standing_under(&older, *right).await
    }

    async fn standing_under(
        &self,
        index_key: &str,
        right: Right,
    ) -> Result<Option<Request>, StoreError> {
        match self.standing_request(index_key, right).await? {
            Some(standing) => self.marked(standing).await.map(Some),
            None => Ok(None),
        }
    }

    /// The request that a marker names. A marker without its request would lock a person out: it is reported.
    async fn marked(&self, id: RequestId) -> Result<Request, StoreError> {
        self.request(id)
            .await?
            .ok_or(StoreError::Unreadable { kind: "request" })
    }
}
