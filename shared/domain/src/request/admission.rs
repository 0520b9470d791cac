//! How a submission is admitted: it opens a request, merges into the active one, opens another request beside it, or is
//! only counted.

use super::{Command, Refused, Request, RequestId, Submission, Transition};
use crate::receipt::Receipt;
use jiff::Timestamp;

/// The decision about a submission.
#[derive(Debug, Clone, PartialEq)]
pub enum Admission {
    /// The submission changes requests. Both transitions are written together.
    Written(Box<Written>),
    /// The request has recorded as many submissions as it records in a day, and this one adds nothing. It gets its receipt,
    /// and is only counted.
    Counted(Box<Counted>),
}

/// A repeat that is only counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Counted {
    /// Its receipt. The caller can't tell it from that of a repeat that is recorded.
    pub receipt: Receipt,
    /// The receipt that counts the rest of the day's repeats. Staff see it.
    pub shared: Receipt,
    /// The version of the request at the decision. The repeat counts only if the request is still the same.
    pub version: u64,
}

/// The transitions of a submission.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The transition of the request that the submission opens or is merged into.
    pub transition: Transition,
    /// The note on the active request, if the submission opens an overflow request of it.
    pub also: Option<Transition>,
}

impl Admission {
    /// Opens a request for a submission without an active request.
    ///
    /// # Errors
    /// As for [`Request::open`].
    pub fn new(submission: &Submission, now: Timestamp) -> Result<Self, Refused> {
        Request::open(submission.clone(), now).map(|opened| Self::written(opened, None))
    }

    /// Merges a submission into the person's active request for the same right.
    ///
    /// # Errors
    /// [`Refused::TooManyIdentifiers`] if the request can't hold the new identifiers: decide again with
    /// [`Admission::overflowing`]. Another refusal that isn't [about the submission](Refused::is_about_submission) if the
    /// request isn't active any more.
    pub fn merged(
        active: &Request,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        let repeat = Command::Repeat(submission.clone());
        match active.apply(repeat, now) {
            Ok(transition) => Ok(Self::written(transition, None)),
            Err(Refused::EnoughRepeats) => {
                let counted = active.counted(submission, now)?;
                Ok(Self::Counted(Box::new(counted)))
            }
            Err(refused) => Err(refused),
        }
    }

    /// Merges a submission that is too large for the active request into its newest overflow request. Opens another
    /// overflow request if there is none, or if it doesn't accept the submission: it is closed, full, or under review.
    ///
    /// # Errors
    /// As for [`Request::open_overflow`].
    pub fn overflowing(
        active: &Request,
        newest: Option<&Request>,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        if let Some(newest) = newest
            && let Ok(merged) = Self::merged(newest, submission, now)
        {
            return Ok(merged);
        }
        let (opened, noted) = active.open_overflow(submission.clone(), now)?;
        Ok(Self::written(opened, Some(noted)))
    }

    /// Opens a request without a uniqueness guard beside a request that has the guard and can't be used.
    ///
    /// # Errors
    /// As for [`Request::open`].
    pub fn beside(
        guarded: RequestId,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        let mut opened = Request::open(submission.clone(), now)?;
        opened.request.overflow_of = Some(guarded);
        Ok(Self::written(opened, None))
    }

    fn written(transition: Transition, also: Option<Transition>) -> Self {
        Self::Written(Box::new(Written { transition, also }))
    }
}
