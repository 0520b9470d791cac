//! Correcting the age of the person: staff learn that they are under 16, or that they are older than the request says.
//!
//! A request about a child under 13 has its own uniqueness guard and its own kind of suppression cause, so both change with the
//! age.

use super::open::{Terms, notifications, suppression_changes};
use super::{
    Asked, CommandName, ImmediateStage, NotificationProgress, Refused, Request, RequestId,
    RequestKind, ReviewStage, Submission, Transition, VerifiableStage, Verification,
};
use crate::digest::Digest;
use crate::law::{ImmediateRight, Right};
use crate::log::Event;
use crate::person::{AgeGroup, Agent, Identifier, Person};
use crate::suppression::{Purpose, Suppression, SuppressionChange};
use jiff::Timestamp;

const OPT_OUT: Right = Right::Immediate(ImmediateRight::OptOut);

/// The most identifiers of one opt-out. Each has a suppression and a search key in its transaction, next to at most ten other
/// operations.
const PER_SUBMISSION: usize = 40;

impl Request {
    //= req: ca-civ-120-c, ca-civ-120-d
    /// Records the age that staff learned of. `beside` is the active request that has the guard for the new age.
    ///
    /// For a child, the opt-ins by holders of an address no longer count, because only a parent can opt the child in. From 13,
    /// the person decides: the parent no longer acts for them, and the verification of the parent no longer counts. A closed
    /// request only records the age: its opt-in stays on the record, and [`Self::opt_outs_of_age`] opts the person out again.
    pub(super) fn correct_age(
        &self,
        age: Option<AgeGroup>,
        beside: Option<RequestId>,
        now: Timestamp,
    ) -> Result<Transition, Refused> {
        let is_about_right = self.right().is_some() && self.erased.is_none();
        if !is_about_right && !self.is_waiting() {
            return Err(self.wrong_stage(CommandName::CorrectAge));
        }
        let mut request = Self {
            version: self.version + 1,
            person: self.person.clone().of_age(age),
            overflow_of: self.overflow_of.or(beside),
            ..self.clone()
        };
        if age != Some(AgeGroup::Under13) {
            request.agent = request.agent.filter(|agent| !Agent::is_parent(agent));
            request.parent = None;
        }
        if request.person == self.person && request.agent == self.agent {
            return Err(Refused::SameAge);
        }
        let mut again = Vec::new();
        match (self.is_about_child(), request.is_about_child()) {
            (false, true) if self.is_active() => again = request.undo_opt_ins(now)?,
            (true, false) => request.forget_verification(),
            _ => {}
        }
        let event = Event::Applied {
            command: CommandName::CorrectAge,
            stage: request.stage(),
        };
        let notifications = match again.is_empty() {
            true => Vec::new(),
            false => notifications(&request),
        };
        Ok(Transition {
            suppressions: self.suppressions_of_age(&request, &again, now),
            notifications,
            ..self.changed_to(request, event, now)
        })
    }

    //= req: ca-civ-120-c
    /// Returns the opt-out that the store submits before it records that the person is under 16, unless this request is an
    /// active opt-out. The company learned the age at `now`. A person with very many identifiers needs several submissions,
    /// which become one request: one transaction has no room for a suppression and a search key of each.
    #[must_use]
    pub fn opt_outs_of_age(&self, age: Option<AgeGroup>, now: Timestamp) -> Vec<Submission> {
        let right = self.right().filter(|_| self.erased.is_none());
        let is_needed = right.is_some_and(|right| right != OPT_OUT || !self.is_active());
        if age.is_none() || !is_needed {
            return Vec::new();
        }
        let people = self.person.clone().of_age(age).in_parts(PER_SUBMISSION);
        let submission = |(at, person): (usize, Person)| {
            let mut part = format!("the opt-out of a corrected age, version {}", self.version);
            if at > 0 {
                part.push_str(&format!(", part {at}"));
            }
            Submission {
                receipt: self.id.0.part(&part),
                asked: Asked::Right(OPT_OUT),
                person,
                agent: self.agent.clone(),
                channel: self.channel,
                locale: self.locale,
                brand: self.brand.clone(),
                received: now,
                inbound_email: self.inbound_email.clone(),
                approval_required: self.approval_required,
                companions: Vec::new(),
                details: None,
                digest: Digest::of(part.as_bytes()),
            }
        };
        people.into_iter().enumerate().map(submission).collect()
    }

    fn is_waiting(&self) -> bool {
        matches!(
            self.kind,
            RequestKind::Review {
                stage: ReviewStage::Waiting { .. }
            }
        )
    }

    /// Puts an immediate right in force again for the identifiers whose holders opted back in. Returns these identifiers.
    fn undo_opt_ins(&mut self, now: Timestamp) -> Result<Vec<Identifier>, Refused> {
        let RequestKind::Immediate {
            right, ended_for, ..
        } = &mut self.kind
        else {
            return Ok(Vec::new());
        };
        let (right, ended) = (*right, std::mem::take(ended_for));
        if ended.is_empty() {
            return Ok(Vec::new());
        }
        let terms = Terms::of(Right::Immediate(right), &self.person, now)?;
        self.kind = self.immediate_at(ImmediateStage::InForce {
            due: self.due().map_or(terms.due, |due| due.earlier(terms.due)),
            progress: NotificationProgress::Pending {
                notification: self.version,
            },
        });
        Ok(ended.into_iter().map(|ended| ended.identifier).collect())
    }

    /// Sets a verifiable right back to the time before its requester was verified.
    fn forget_verification(&mut self) {
        if let RequestKind::Verifiable {
            stage: VerifiableStage::Open { verification, .. },
            ..
        } = &mut self.kind
            && matches!(verification, Verification::Verified { .. })
        {
            *verification = Verification::Pending;
        }
    }

    /// Returns the changes of suppressions when this request becomes `corrected`, which is in force again for the identifiers
    /// in `again`.
    fn suppressions_of_age(
        &self,
        corrected: &Self,
        again: &[Identifier],
        now: Timestamp,
    ) -> Vec<Suppression> {
        if !self.is_active() && !self.is_waiting() {
            return Vec::new();
        }
        let (purpose, causes): (Purpose, Vec<Identifier>) = match &self.kind {
            RequestKind::Immediate { right, .. } => {
                ((*right).into(), self.in_force_for().cloned().collect())
            }
            RequestKind::Review {
                stage:
                    ReviewStage::Waiting {
                        provisional_since: Some(_),
                        ..
                    },
            } => (Purpose::SaleSharing, self.person.identifiers().to_vec()),
            RequestKind::Verifiable { .. } | RequestKind::Review { .. } => return Vec::new(),
        };
        let cause = corrected.cause();
        let changes =
            |identifiers, change| suppression_changes(identifiers, purpose, cause, now, change);
        let mut suppressions = match self.cause() == cause {
            true => Vec::new(),
            false => changes(&causes, SuppressionChange::CorrectCause),
        };
        suppressions.extend(changes(again, SuppressionChange::AddCause));
        suppressions
    }
}
