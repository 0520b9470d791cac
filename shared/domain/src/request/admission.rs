//! How a submission is admitted: it opens a request, merges into the active one, or opens an overflow request.

use super::{Command, Refused, Request, Submission, Transition};
use jiff::Timestamp;

/// The decision about a submission. Both transitions are written together.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
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
        Request::open(submission.clone(), now).map(Self::of_one)
    }

    /// Merges a submission into the person's active request for the same right.
    ///
    /// # Errors
    /// [`Refused::TooManyIdentifiers`] if the request can't hold the new identifiers: decide again with
    /// [`Admission::overflowing`]. [`Refused::WrongStage`] if the request isn't active any more.
    pub fn merged(
        active: &Request,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        let repeat = Command::Repeat(submission.clone());
        active.apply(repeat, now).map(Self::of_one)
    }

    /// Merges a submission that is too large for the active request into its newest overflow request. Opens another
    /// overflow request if there is none, if it is closed, or if it is full too.
    ///
    /// # Errors
    /// As for [`Request::open_overflow`].
    pub fn overflowing(
        active: &Request,
        newest: Option<&Request>,
        submission: &Submission,
        now: Timestamp,
    ) -> Result<Self, Refused> {
        match newest.map(|newest| Self::merged(newest, submission, now)) {
            None | Some(Err(Refused::TooManyIdentifiers | Refused::WrongStage { .. })) => {}
            Some(decided) => return decided,
        }
        let (opened, noted) = active.open_overflow(submission.clone(), now)?;
        Ok(Self {
            transition: opened,
            also: Some(noted),
        })
    }

    fn of_one(transition: Transition) -> Self {
        Self {
            transition,
            also: None,
        }
    }
}
