//! Opting back in: two steps of the person's own (11 CCR § 7028(a)).
//!
//! Anybody can name an address, so the first step changes nothing: an email goes to that very address. Only
//! the second step, from the link in it, ends the choice; and it ends it for that identifier and no other.

use super::CommandName;
use super::apply::Outcome;
use super::{EndedFor, Ending, ImmediateStage, Refused, Request, RequestKind};
use crate::law::ImmediateRight;
use crate::outbound_email::{Addressee, EmailKind, OutboundEmail, SendPolicy};
use crate::person::Identifier;
use crate::suppression::SuppressionChange;
use jiff::Timestamp;

impl Request {
    /// The first step: the identifier's holder is asked whether they mean it.
    pub(super) fn ask_opt_in(&self, of: &Identifier, now: Timestamp) -> Result<Outcome, Refused> {
        self.in_force_right(CommandName::RequestOptIn, of)?;
        let Identifier::Email(address) = of else {
            return Err(Refused::NoEmailAddress);
        };
        let mut email =
            OutboundEmail::about(self, "ask opt in", EmailKind::OptInConfirmation, None);
        email.to = Addressee::to(address);
        email.received = now;
        email.send_policy = SendPolicy::Unproven {
            by: self.calendar().date_of(now),
        };
        Ok(Outcome {
            emails: vec![email],
            ..Outcome::quiet(self.kind.clone())
        })
    }

    /// The second step: it ends for this identifier, whose holder is told. For the rest it stays in force, and the
    /// request goes on; with the last one it ends.
    pub(super) fn opt_in(
        &self,
        confirmed: &Identifier,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        let right = self.in_force_right(CommandName::OptIn, confirmed)?;
        let identifiers = std::slice::from_ref(confirmed);
        let suppressions = super::open::suppression_changes(
            identifiers,
            right.into(),
            self.id,
            now,
            SuppressionChange::Lift,
        );
        let mut after = Self {
            version: self.version + 1,
            ..self.clone()
        };
        if let RequestKind::Immediate { ended_for, .. } = &mut after.kind {
            ended_for.push(EndedFor {
                identifier: confirmed.clone(),
                at: now,
            });
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

    /// Somebody makes the choice again: it is in force again for what they name. Says for how much of it that is
    /// news.
    pub(super) fn begin_again_for(&mut self, named: &[Identifier]) -> usize {
        let RequestKind::Immediate { ended_for, .. } = &mut self.kind else {
            return 0;
        };
        let before = ended_for.len();
        ended_for.retain(|ended| !named.iter().any(|named| named.is_same(&ended.identifier)));
        before - ended_for.len()
    }

    /// What a choice is in force for: all that it named and that can be stopped, but what its holders took back.
    /// Only a choice that stands is in force at all.
    pub fn in_force_for(&self) -> impl Iterator<Item = &Identifier> {
        self.notified_identifiers()
            .filter(|identifier| identifier.can_be_suppressed())
    }

    /// Since when a choice is in force no longer for this identifier, if its holder took it back.
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

    /// The choice, if it is in force for this identifier.
    fn in_force_right(
        &self,
        command: CommandName,
        of: &Identifier,
    ) -> Result<ImmediateRight, Refused> {
        let RequestKind::Immediate {
            right,
            stage: ImmediateStage::InForce { .. } | ImmediateStage::Done { .. },
            ..
        } = &self.kind
        else {
            return Err(self.wrong_stage(command));
        };
        let mut known = self.person.identifiers().iter();
        if !known.any(|known| known.is_same(of)) {
            return Err(Refused::UnknownIdentifier);
        }
        match self.ended_for(of) {
            Some(_) => Err(Refused::AlreadyEnded),
            None => Ok(*right),
        }
    }
}
