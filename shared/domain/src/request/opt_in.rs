//! Opting back in, in two steps by the consumer (11 CCR § 7028(a)).
//!
//! Anyone can type an address, so the first step changes nothing: it sends an email to that address. Only the second
//! step, from the link in that email, ends the right, for that identifier and no other.

use super::CommandName;
use super::apply::Outcome;
use super::{EndedFor, Ending, ImmediateStage, Refused, Request, RequestKind};
use crate::law::ImmediateRight;
use crate::outbound_email::{Addressee, EmailKind, OutboundEmail, SendPolicy};
use crate::person::Identifier;
use crate::suppression::SuppressionChange;
use jiff::Timestamp;

impl Request {
    //= req: ca-7028-a
    /// First step: asks the holder of the identifier to confirm.
    pub(super) fn request_opt_in(
        &self,
        of: &Identifier,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        self.in_force_right(CommandName::RequestOptIn, of)?;
        if self.is_about_child() {
            return Err(Refused::ParentNotConfirmed);
        }
        let Identifier::Email(address) = of else {
            return Err(Refused::NoEmailAddress);
        };
        let mut email =
            OutboundEmail::about(self, "ask opt in", EmailKind::OptInConfirmation, None);
        email.to = Addressee::to(address);
        email.received = now;
        email.send_policy = SendPolicy::Unproven { by: None };
        Ok(Outcome {
            emails: vec![email],
            ..Outcome::quiet(self.kind.clone())
        })
    }

    //= req: ca-7028-a, ca-civ-120-d, ca-7070-a-1, ca-7071-a
    /// Second step: ends the right for this identifier, and notifies its holder. It stays in force for the other
    /// identifiers. With the last one, the request ends.
    pub(super) fn opt_in(
        &self,
        confirmed: &Identifier,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        let (right, identifiers, change) = if self.is_about_child() {
            // The parent speaks for the child, whatever identifies the child. The holder of an identifier can have an opt-out of
            // their own, so only the opt-out of this request ends.
            let right = self.right_for_parent(confirmed)?;
            let identifiers = self.in_force_for().cloned().collect();
            (right, identifiers, SuppressionChange::RemoveCause)
        } else {
            let right = self.in_force_right(CommandName::OptIn, confirmed)?;
            (right, vec![confirmed.clone()], SuppressionChange::Lift)
        };
        let suppressions =
            super::open::suppression_changes(&identifiers, right.into(), self.cause(), now, change);
        let mut after = Self {
            version: self.version + 1,
            ..self.clone()
        };
        if let RequestKind::Immediate { ended_for, .. } = &mut after.kind {
            ended_for.extend(identifiers.into_iter().map(|identifier| EndedFor {
                identifier,
                at: now,
            }));
        }
        let kind = if after.in_force_for().next().is_some() {
            EmailKind::OptedBackInPartly
        } else {
            after.kind = after.immediate_at(ImmediateStage::Ended {
                at: now,
                how: Ending::OptIn,
            });
            EmailKind::OptedBackIn
        };
        let mut email = OutboundEmail::about(&after, "opt in", kind, None);
        if let Identifier::Email(address) = confirmed {
            email.to = Addressee::to(address);
        }
        Ok(Outcome {
            suppressions,
            emails: vec![email],
            ..Outcome::quiet(after.kind)
        })
    }

    /// Puts the right in force again for the identifiers of a new submission. Returns for how many of them it had
    /// ended.
    pub(super) fn put_in_force_again(&mut self, named: &[Identifier]) -> usize {
        let RequestKind::Immediate { ended_for, .. } = &mut self.kind else {
            return 0;
        };
        let before = ended_for.len();
        ended_for.retain(|ended| !named.iter().any(|named| named.is_same(&ended.identifier)));
        before - ended_for.len()
    }

    /// Iterates over the identifiers that the right is in force for: all that can be suppressed, except those whose
    /// holders opted back in. Only an active right is in force.
    pub fn in_force_for(&self) -> impl Iterator<Item = &Identifier> {
        self.notified_identifiers()
            .filter(|identifier| identifier.can_be_suppressed())
    }

    /// Returns when the right ended for this identifier, if its holder opted back in.
    #[must_use]
    pub fn ended_for(&self, identifier: &Identifier) -> Option<Timestamp> {
        let RequestKind::Immediate { ended_for, .. } = &self.kind else {
            return None;
        };
        let ended = ended_for.iter();
        ended
            .filter(|ended| ended.identifier.is_same(identifier))
            .map(|ended| ended.at)
            .max()
    }

    /// Returns the right, if it is in force for this identifier.
    fn in_force_right(
        &self,
        command: CommandName,
        of: &Identifier,
    ) -> Result<ImmediateRight, Refused> {
        let right = self.right_in_force(command)?;
        let mut known = self.person.identifiers().iter();
        if !known.any(|known| known.is_same(of)) {
            return Err(Refused::UnknownIdentifier);
        }
        match self.ended_for(of) {
            Some(_) => Err(Refused::AlreadyEnded),
            None => Ok(right),
        }
    }

    /// Returns the right, if it is in force.
    pub(super) fn right_in_force(&self, command: CommandName) -> Result<ImmediateRight, Refused> {
        match &self.kind {
            RequestKind::Immediate {
                right,
                stage: ImmediateStage::InForce { .. } | ImmediateStage::Done { .. },
                ..
            } => Ok(*right),
            _ => Err(self.wrong_stage(command)),
        }
    }
}
