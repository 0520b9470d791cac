//! How a request hears that others were told of it.
//!
//! A choice is done when each recipient has acknowledged, or staff recorded why one need not. A demand is answered
//! before that; it keeps how far the telling has come beside its answer. What a notice tells whose place another has
//! taken, since the person named more meanwhile, changes nothing.

use super::take::Outcome;
use super::{Change, ChoiceStage, Matter, Refused, Request, Telling};
use crate::calendar::{Calendar, Due};
use crate::letter::{Letter, Pace, Says};
use crate::log::Event;
use crate::notice::Told;
use crate::person::Identifier;
use jiff::Timestamp;

impl Request {
    /// How far telling others of it has come, if there is anything to tell.
    #[must_use]
    pub fn telling(&self) -> Option<Telling> {
        match &self.matter {
            Matter::Choice {
                stage: ChoiceStage::InForce { telling, .. },
                ..
            } => Some(*telling),
            Matter::Demand { .. } => self.telling,
            Matter::Choice { .. } | Matter::Doubt { .. } => None,
        }
    }

    /// Those of its identifiers that others are told: all but what the holders of a choice's identifiers took back.
    pub fn told_of(&self) -> impl Iterator<Item = &Identifier> {
        let identifiers = self.person.identifiers().iter();
        identifiers.filter(|identifier| self.ended_for(identifier).is_none())
    }

    /// Whether the notice that this version of it owes is the one that counts, and not all is told.
    #[must_use]
    pub fn awaits(&self, notice: u64) -> bool {
        let unsettled = |telling: &Telling| match telling {
            Telling::Owed { .. } => true,
            Telling::Sent {
                told,
                answered,
                excused,
                ..
            } => answered.saturating_add(*excused) < *told,
        };
        let telling = self.telling().filter(unsettled);
        telling.and_then(Telling::notice) == Some(notice)
    }

    /// The date and the version of a notice that is still owed and not unfolded.
    pub(super) fn owed_notice(&self) -> Option<(Due, u64)> {
        match &self.matter {
            Matter::Choice {
                stage:
                    ChoiceStage::InForce {
                        due,
                        telling: Telling::Owed { notice },
                    },
                ..
            } => Some((*due, *notice)),
            _ => None,
        }
    }

    /// A notice was unfolded, or has come further.
    pub(super) fn notices_came(&self, told: Told, now: Timestamp) -> Result<Change, Refused> {
        if !self.awaits(told.notice) {
            return Err(Refused::NoNews);
        }
        let sent = Telling::Sent {
            notice: Some(told.notice),
            told: told.of,
            answered: told.answered,
            excused: told.excused,
            last: told.last,
        };
        if self.telling() == Some(sent) && told.news.is_empty() {
            return Err(Refused::NoNews);
        }
        let mut request = Self {
            version: self.version + 1,
            ..self.clone()
        };
        let mut letters = Vec::new();
        match &mut request.matter {
            Matter::Choice { stage, .. } => {
                let ChoiceStage::InForce { telling, .. } = stage else {
                    return Err(Refused::NoNews);
                };
                *telling = sent;
                if told.is_settled() {
                    *stage = ChoiceStage::Done {
                        at: now,
                        told: told.answered,
                        excused: told.excused,
                        last: told.last,
                    };
                    if request.channel.is_confirmed_by_letter() {
                        letters.push(request.done_letter(&told, now));
                    }
                }
            }
            Matter::Demand { .. } => request.telling = Some(sent),
            Matter::Doubt { .. } => return Err(Refused::NoNews),
        }
        let event = Event::Told {
            notice: told.notice,
            of: told.of,
            outcomes: told.news,
            stage: request.stage().to_owned(),
        };
        Ok(Change {
            letters,
            ..self.changed_to(request, event, now)
        })
    }

    /// The letter that says that all of it is done. Whoever may cause a request may cause it, so it counts against
    /// what its address gets, and waits for staff where the receipt does.
    fn done_letter(&self, told: &Told, now: Timestamp) -> Letter {
        let says = Says::ChoiceDone {
            told: told.answered,
            excused: told.excused,
            last: told.last,
            applies_to: told.applies_to.clone(),
        };
        let mut letter = Letter::about(self, "done", says, None);
        letter.pace = if self.reviewed_first && !self.read_by_staff {
            Pace::AfterReview
        } else {
            let by = Calendar::California.date_of(now);
            Pace::Unproven { by }
        };
        letter
    }

    /// Staff told so many recipients by hand.
    pub(super) fn told_by_hand(&self, told: u16, now: Timestamp) -> Result<Outcome, Refused> {
        let Some((due, _)) = self.owed_notice() else {
            return Err(self.wrong_stage("partners told"));
        };
        Ok(self.by_hand(due, told, 0, now))
    }

    /// One more recipient of those that staff told has answered.
    pub(super) fn answered_by_hand(&self, now: Timestamp) -> Result<Outcome, Refused> {
        match &self.matter {
            Matter::Choice {
                stage:
                    ChoiceStage::InForce {
                        due,
                        telling:
                            Telling::Sent {
                                notice: None,
                                told,
                                answered,
                                ..
                            },
                    },
                ..
            } => Ok(self.by_hand(*due, *told, answered + 1, now)),
            _ => Err(self.wrong_stage("partner answered")),
        }
    }

    /// So many of `told` recipients have answered; with the last one the choice is done.
    fn by_hand(&self, due: Due, told: u16, answered: u16, now: Timestamp) -> Outcome {
        let last = (answered > 0).then_some(now);
        if answered >= told {
            let says = Says::ChoiceDone {
                told,
                excused: 0,
                last,
                applies_to: Vec::new(),
            };
            let stage = ChoiceStage::Done {
                at: now,
                told,
                excused: 0,
                last,
            };
            let done = self.choice_at(stage);
            return match self.channel.is_confirmed_by_letter() {
                true => Outcome::telling(done, says, None),
                false => Outcome::quiet(done),
            };
        }
        Outcome::quiet(self.choice_at(ChoiceStage::InForce {
            due,
            telling: Telling::Sent {
                notice: None,
                told,
                answered,
                excused: 0,
                last,
            },
        }))
    }
}
