//! Review: what staff decide about an email that the system could not read with certainty.
//!
//! Whatever they decide, the deadline counts from the receipt of the email. A possible opt-out stays in force until
//! staff find that it is none.

use super::CommandName;
use super::apply::Outcome;
use super::open::Terms;
use super::{Asked, Submission};
use super::{
    Channel, PriorReview, Refused, Request, RequestId, RequestKind, ReviewReason, ReviewStage,
};
use crate::calendar::Due;
use crate::digest::Digest;
use crate::law::{ImmediateRight, Right};
use crate::outbound_email::EmailKind;
use crate::person::{Agent, Person};
use crate::suppression::{Purpose, Suppression, SuppressionChange};
use jiff::{SignedDuration, Timestamp};

/// How long staff can reopen an email that they found to be no request.
const REOPEN_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Request {
    /// Closes the review: the email is no request. Ends its provisional suppressions.
    pub(super) fn not_a_request(&self, why: String, now: Timestamp) -> Result<Outcome, Refused> {
        let (due, reason, provisional_since) = self.waiting(CommandName::NotARequest)?;
        if why.trim().is_empty() {
            return Err(Refused::ExplanationRequired);
        }
        let was = PriorReview {
            due,
            reason,
            provisional: provisional_since.is_some(),
        };
        let stage = ReviewStage::NotARequest {
            at: now,
            why,
            prior: was,
        };
        Ok(Outcome {
            suppressions: self.no_longer_provisional(CommandName::NotARequest, now)?,
            ..Outcome::quiet(RequestKind::Review { stage })
        })
    }

    /// Reopens the review. Restores its provisional suppressions.
    pub(super) fn reopen(&self, now: Timestamp) -> Result<Outcome, Refused> {
        let RequestKind::Review {
            stage: ReviewStage::NotARequest { at, prior: was, .. },
        } = &self.kind
        else {
            return Err(self.wrong_stage(CommandName::Reopen));
        };
        if now.duration_since(*at) > REOPEN_WITHIN {
            return Err(Refused::TooLateToReopen);
        }
        let stage = ReviewStage::Waiting {
            due: was.due,
            reason: was.reason,
            provisional_since: was.provisional.then_some(now),
        };
        let suppressions = match was.provisional {
            true => {
                self.suppression_changes(Purpose::SaleSharing, now, SuppressionChange::AddCause)
            }
            false => Vec::new(),
        };
        Ok(Outcome {
            suppressions,
            ..Outcome::quiet(RequestKind::Review { stage })
        })
    }

    /// Closes the review: the email belongs to another request. Ends its provisional suppressions.
    pub(super) fn join(&self, to: RequestId, now: Timestamp) -> Result<Outcome, Refused> {
        self.waiting(CommandName::Join)?;
        if to == self.id {
            return Err(Refused::OtherRequest);
        }
        let stage = ReviewStage::Joined { at: now, to };
        Ok(Outcome {
            suppressions: self.no_longer_provisional(CommandName::Join, now)?,
            ..Outcome::quiet(RequestKind::Review { stage })
        })
    }

    /// Corrects the person that the email is about, and moves the provisional suppressions to their identifiers.
    pub(super) fn change_person(
        &self,
        person: Person,
        agent: Option<Agent>,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        let (due, reason, provisional_since) = self.waiting(CommandName::ChangePerson)?;
        if person.identifiers().is_empty() {
            return Err(Refused::NoIdentifier);
        }
        let corrected = Self {
            person: person.under_health_law_if(self.person.under_health_law),
            agent: agent.clone().or_else(|| self.agent.clone()),
            ..self.clone()
        };
        let ends = self.no_longer_provisional(CommandName::ChangePerson, now)?;
        let begins = match provisional_since {
            Some(_) => corrected.suppression_changes(
                Purpose::SaleSharing,
                now,
                SuppressionChange::AddCause,
            ),
            None => Vec::new(),
        };
        // An identifier of both persons stays suppressed.
        let is_in = |others: &[Suppression], of: &Suppression| {
            let mut others = others.iter();
            others.any(|other| other.identifier.is_same(&of.identifier))
        };
        let mut suppressions = Vec::new();
        suppressions.extend(ends.iter().filter(|of| !is_in(&begins, of)).cloned());
        suppressions.extend(begins.into_iter().filter_map(|of| match is_in(&ends, &of) {
            false => Some(of),
            true if corrected.is_about_child() == self.is_about_child() => None,
            true => Some(Suppression {
                change: SuppressionChange::CorrectCause,
                ..of
            }),
        }));
        let stage = ReviewStage::Waiting {
            due,
            reason,
            provisional_since: provisional_since.map(|_| now),
        };
        Ok(Outcome {
            suppressions,
            person: Some(corrected.person),
            agent,
            ..Outcome::quiet(RequestKind::Review { stage })
        })
    }

    /// Asks the requester one question. The deadline keeps running.
    pub(super) fn ask_person(&self, question: String) -> Result<Outcome, Refused> {
        self.waiting(CommandName::AskPerson)?;
        if question.trim().is_empty() {
            return Err(Refused::ExplanationRequired);
        }
        let due = self.due();
        Ok(Outcome::with_email(
            self.kind.clone(),
            EmailKind::Question { question },
            due,
        ))
    }

    /// Sends a request that the system read from an email back to review.
    pub(super) fn reread(&self, now: Timestamp) -> Result<Outcome, Refused> {
        if self.channel != Channel::Email || self.read_by_staff {
            return Err(Refused::NotReadByMachine);
        }
        // A response stays. The requester can appeal it.
        if !self.is_active() {
            return Err(self.wrong_stage(CommandName::Reread));
        }
        let (provisional_since, suppressions) = match &self.kind {
            // A holder confirmed the right when they opted back in. A review would suppress their identifier again.
            RequestKind::Immediate { ended_for, .. } if !ended_for.is_empty() => {
                return Err(Refused::NotReadByMachine);
            }
            RequestKind::Immediate {
                right: ImmediateRight::OptOut,
                since,
                ..
            } => (Some(*since), Vec::new()),
            RequestKind::Immediate { right, .. } => (
                None,
                self.suppression_changes((*right).into(), now, SuppressionChange::RemoveCause),
            ),
            RequestKind::Verifiable { .. } => (None, Vec::new()),
            RequestKind::Review { .. } => return Err(self.wrong_stage(CommandName::Reread)),
        };
        let stage = ReviewStage::Waiting {
            due: Terms::of_review(&self.person, self.received)?.due,
            reason: ReviewReason::NotPlain,
            provisional_since,
        };
        Ok(Outcome {
            suppressions,
            ..Outcome::quiet(RequestKind::Review { stage })
        })
    }

    /// Returns the state of the review, if the request is under review.
    fn waiting(
        &self,
        command: CommandName,
    ) -> Result<(Due, ReviewReason, Option<Timestamp>), Refused> {
        match &self.kind {
            RequestKind::Review {
                stage:
                    ReviewStage::Waiting {
                        due,
                        reason,
                        provisional_since,
                    },
            } => Ok((*due, *reason, *provisional_since)),
            _ => Err(self.wrong_stage(command)),
        }
    }

    fn no_longer_provisional(
        &self,
        command: CommandName,
        now: Timestamp,
    ) -> Result<Vec<Suppression>, Refused> {
        let (_, _, provisional_since) = self.waiting(command)?;
        Ok(match provisional_since {
            Some(_) => {
                self.suppression_changes(Purpose::SaleSharing, now, SuppressionChange::RemoveCause)
            }
            None => Vec::new(),
        })
    }

    /// Returns a submission for one more right that the email exercises, with the email's time of receipt. Splitting
    /// off the same right twice gives the same submission.
    ///
    /// # Errors
    /// [`Refused::WrongStage`] if the request isn't under review.
    pub fn split(&self, right: Right) -> Result<Submission, Refused> {
        self.waiting(CommandName::Split)?;
        Ok(Submission {
            receipt: self.id.0.part(right.as_str()),
            asked: Asked::Right(right),
            person: self.person.clone(),
            agent: self.agent.clone(),
            channel: self.channel,
            locale: self.locale,
            brand: self.brand.clone(),
            received: self.received,
            inbound_email: self.inbound_email.clone(),
            approval_required: false,
            companions: Vec::new(),
            details: None,
            digest: Digest::of(right.as_str().as_bytes()),
        })
    }
}
