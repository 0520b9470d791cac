//! What staff make of an email that nobody was sure about.
//!
//! Whatever they make of it, the clock that has run since it arrived is the one that counts, and what could be
//! an opt-out is in force until somebody has read that it is none.

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
use crate::person::Person;
use crate::suppression::{Purpose, Suppression, SuppressionChange};
use jiff::{SignedDuration, Timestamp};

/// For how long it can be taken back that an email asks for nothing.
const REOPEN_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);

impl Request {
    /// It asks for nothing, and what was stopped for it is stopped no longer.
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

    /// It waits again, as before; what was stopped for it is stopped again.
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

    /// It belongs to another request; what was stopped for it is stopped no longer.
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

    /// It is about somebody else: what was stopped for one is stopped for the other.
    pub(super) fn change_person(&self, person: Person, now: Timestamp) -> Result<Outcome, Refused> {
        let (due, reason, provisional_since) = self.waiting(CommandName::ChangePerson)?;
        if person.identifiers().is_empty() {
            return Err(Refused::NoIdentifier);
        }
        let corrected = Self {
            person,
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
        // What names both stays stopped as it is.
        let only = |some: &[Suppression], others: &[Suppression]| -> Vec<Suppression> {
            let is_in = |of: &Suppression| {
                let mut others = others.iter();
                others.any(|other| other.identifier.is_same(&of.identifier))
            };
            some.iter().filter(|of| !is_in(of)).cloned().collect()
        };
        let mut suppressions = only(&ends, &begins);
        suppressions.extend(only(&begins, &ends));
        let stage = ReviewStage::Waiting {
            due,
            reason,
            provisional_since: provisional_since.map(|_| now),
        };
        Ok(Outcome {
            suppressions,
            person: Some(corrected.person),
            ..Outcome::quiet(RequestKind::Review { stage })
        })
    }

    /// The person is asked one thing; the clock goes on.
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

    /// What a machine read in an email is doubted: it waits to be read again.
    pub(super) fn reread(&self, now: Timestamp) -> Result<Outcome, Refused> {
        if self.channel != Channel::Email || self.read_by_staff {
            return Err(Refused::NotReadByMachine);
        }
        // What was answered stays so: an appeal is decided, not read again.
        if !self.is_active() {
            return Err(self.wrong_stage(CommandName::Reread));
        }
        let (provisional_since, suppressions) = match &self.kind {
            // Its holder confirmed what it is when they took it back; to read it again would stop it again.
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
            due: Terms::of_doubt(self.person.region, self.received)?.due,
            reason: ReviewReason::NotPlain,
            provisional_since,
        };
        Ok(Outcome {
            suppressions,
            ..Outcome::quiet(RequestKind::Review { stage })
        })
    }

    /// What it waits for, if it waits to be read.
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

    /// One more right that the email exercises, as a submission of its own with the email's date. The same
    /// right split off twice is the same submission.
    ///
    /// # Errors
    /// [`Refused::WrongStage`] if it isn't waiting to be read.
    pub fn split(&self, right: Right) -> Result<Submission, Refused> {
        self.waiting(CommandName::Split)?;
        Ok(Submission {
            receipt: self.id.0.part(right.as_str()),
            asked: Asked::Right(right),
            person: self.person.clone(),
            agent: self.agent.clone(),
            channel: self.channel,
            received: self.received,
            inbound_email: self.inbound_email.clone(),
            approval_required: false,
            digest: Digest::of(right.as_str().as_bytes()),
        })
    }
}
