//! Opting back in: two steps of the person's own (11 CCR § 7028(a)).
//!
//! Anybody can name an address, so the first step changes nothing: a letter goes to that very address. Only
//! the second step, from the link in it, ends the choice; and it ends it for that identifier and no other.

use super::take::Outcome;
use super::{ChoiceStage, Ending, Matter, Refused, Request};
use crate::law::Choice;
use crate::letter::{Addressee, Letter, Pace, Says};
use crate::person::Identifier;
use crate::suppression::Turn;
use jiff::Timestamp;

impl Request {
    /// The first step: the identifier's holder is asked whether they mean it.
    pub(super) fn ask_opt_in(&self, of: &Identifier, now: Timestamp) -> Result<Outcome, Refused> {
        self.in_force("ask opt in")?;
        if !self.knows(of) {
            return Err(Refused::NotTheirs);
        }
        let Identifier::Email(address) = of else {
            return Err(Refused::NoLetter);
        };
        let mut letter = Letter::about(self, "ask opt in", Says::OptInAsked, None);
        letter.to = Addressee::to(address);
        letter.received = now;
        letter.pace = Pace::Unproven {
            by: self.calendar().date_of(now),
        };
        Ok(Outcome {
            letters: vec![letter],
            ..Outcome::quiet(self.matter.clone())
        })
    }

    /// The second step: it ends for this identifier. With the contact's own the request ends; with another the
    /// rest stays in force.
    pub(super) fn opt_in(
        &self,
        confirmed: &Identifier,
        now: Timestamp,
    ) -> Result<Outcome, Refused> {
        let choice = self.in_force("opt in")?;
        if !self.knows(confirmed) {
            return Err(Refused::NotTheirs);
        }
        let identifiers = std::slice::from_ref(confirmed);
        let suppressions = super::open::turn(identifiers, choice.into(), self.id, now, Turn::End);
        let contact = self.person.contact();
        let ended = contact.is_some_and(|contact| contact.is_same(confirmed));
        let outcome = if ended {
            let stage = ChoiceStage::Ended {
                at: now,
                how: Ending::OptIn,
            };
            Outcome::telling(self.choice_at(stage), Says::ChoiceEnded, None)
        } else {
            Outcome::quiet(self.matter.clone())
        };
        Ok(Outcome {
            suppressions,
            ..outcome
        })
    }

    fn in_force(&self, step: &'static str) -> Result<Choice, Refused> {
        match &self.matter {
            Matter::Choice {
                choice,
                stage: ChoiceStage::InForce { .. } | ChoiceStage::Done { .. },
                ..
            } => Ok(*choice),
            _ => Err(self.wrong_stage(step)),
        }
    }

    fn knows(&self, identifier: &Identifier) -> bool {
        let mut known = self.person.identifiers().iter();
        known.any(|known| known.is_same(identifier))
    }
}
